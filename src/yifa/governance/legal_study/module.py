"""Manifest of legal study (学法)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """学法: sessions, exams, training, outputs, distribution."""

    name = "yifa.governance.legal_study"
    label = "legal_study"
    verbose_name = "学法"
    wing = "governance"
    order = 30
    depends = ("decisions",)
