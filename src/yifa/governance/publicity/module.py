"""Manifest of publicity (普法)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """普法: duty list, activities, law days, launches, positions, contests."""

    name = "yifa.governance.publicity"
    label = "publicity"
    verbose_name = "普法"
    wing = "governance"
    order = 40
