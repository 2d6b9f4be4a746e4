"""Manifest of the year-end (年结与年初)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """年结, 结转, 年初."""

    name = "yifa.suites.year_end"
    label = "year_end"
    verbose_name = "年结与年初"
    wing = "suites"
    order = 60
    page_roles = READERS
    pages = (("/years/", "年结与年初"),)
