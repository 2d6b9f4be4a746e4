"""Manifest of enforcement (行政执法)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """行政执法: authority, certificates, the three systems, cases."""

    name = "yifa.governance.enforcement"
    label = "enforcement"
    verbose_name = "行政执法"
    wing = "governance"
    order = 100
    depends = ("legality_review",)
