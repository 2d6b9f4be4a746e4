"""Manifest of the statutes (法规库)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """法规库: catalogue, rules, reference index, law-change radar. No tables of its own: the packs are the library."""

    name = "yifa.core.statutes"
    label = "core_statutes"
    verbose_name = "法规与规则"
    wing = "core"
    order = 20
    pages = (("/law/", "法规与规则"), ("/law/radar/", "依据有变"))
