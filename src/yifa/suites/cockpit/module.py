"""Manifest of the cockpit (综合展示)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """综合展示: duties, clocks, gaps and collection on one screen, every number opens."""

    name = "yifa.suites.cockpit"
    label = "cockpit"
    verbose_name = "综合展示"
    wing = "suites"
    order = 80
    page_roles = READERS
    pages = (("/cockpit/", "综合展示"),)
