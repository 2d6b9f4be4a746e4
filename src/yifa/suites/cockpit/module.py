"""Manifest of the cockpit (综合展示)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """综合展示: duties, clocks, gaps and collection on one screen, every number opens."""

    name = "yifa.suites.cockpit"
    label = "cockpit"
    verbose_name = "综合展示"
    wing = "suites"
    order = 80
    pages = (("/cockpit/", "综合展示"),)
