"""Manifest of the year-end (年结与年初)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """年结, 结转, 年初."""

    name = "yifa.suites.year_end"
    label = "year_end"
    verbose_name = "年结与年初"
    wing = "suites"
    order = 60
    pages = (("/years/", "年结与年初"),)
