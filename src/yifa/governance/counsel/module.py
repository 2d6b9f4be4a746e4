"""Manifest of counsel (法律顾问)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """法律顾问、公职律师: register of lawyers, legal affairs, deliberations, expert advice."""

    name = "yifa.governance.counsel"
    label = "counsel"
    verbose_name = "法律顾问和公职律师"
    wing = "governance"
    order = 65
