"""Manifest of instruments (制度)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """制度: instruments with versions, key fields, clean-up campaigns."""

    name = "yifa.governance.instruments"
    label = "instruments"
    verbose_name = "制度建设"
    wing = "governance"
    order = 80
