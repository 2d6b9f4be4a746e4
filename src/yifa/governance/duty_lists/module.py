"""Manifest of duty lists (第一责任人职责·述法)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """责任清单: duty lists by post, typed acts of leaders, yearly statements."""

    name = "yifa.governance.duty_lists"
    label = "duty_lists"
    verbose_name = "责任清单与述法"
    wing = "governance"
    order = 20
