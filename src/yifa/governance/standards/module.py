"""Manifest of standards (标准化)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """标准化: classes, standards with their life cycle, pilots, liaisons."""

    name = "yifa.governance.standards"
    label = "standards"
    verbose_name = "标准化"
    wing = "governance"
    order = 90
