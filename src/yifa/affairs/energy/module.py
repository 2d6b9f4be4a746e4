"""Manifest of energy (公共机构节能)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """节能: designations now; directory, metering, quotas and supervision have their rooms here."""

    name = "yifa.affairs.energy"
    label = "energy"
    verbose_name = "公共机构节能"
    wing = "affairs"
    order = 30
