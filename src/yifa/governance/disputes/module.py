"""Manifest of disputes (矛盾纠纷)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """矛盾纠纷: reconsideration, litigation, civil cases, settlements."""

    name = "yifa.governance.disputes"
    label = "disputes"
    verbose_name = "纠纷化解"
    wing = "governance"
    order = 110
