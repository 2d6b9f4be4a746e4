"""Manifest of legal time (法定期限)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """期限: statutory clocks on records."""

    name = "yifa.core.legaltime"
    label = "core_legaltime"
    verbose_name = "期限"
    wing = "suites"
    order = 30
