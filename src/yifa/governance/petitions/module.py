"""Manifest of petitions (信访)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """信访: dockets linked to the national system, satisfaction."""

    name = "yifa.governance.petitions"
    label = "petitions"
    verbose_name = "信访"
    wing = "governance"
    order = 120
