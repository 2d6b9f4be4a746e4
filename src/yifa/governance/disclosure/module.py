"""Manifest of disclosure (政府信息公开)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """政府信息公开: items per channel, requests, yearly duties."""

    name = "yifa.governance.disclosure"
    label = "disclosure"
    verbose_name = "政务公开"
    wing = "governance"
    order = 130
