"""Manifest of decisions (决策)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """决策: meetings, agenda items, resolutions."""

    name = "yifa.governance.decisions"
    label = "decisions"
    verbose_name = "重大决策"
    wing = "governance"
    order = 50
    depends = ("legality_review",)
