"""Manifest of digital (数字机关事务)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """数字化: applications, platform map."""

    name = "yifa.affairs.digital"
    label = "digital"
    verbose_name = "数字机关"
    wing = "affairs"
    order = 160
