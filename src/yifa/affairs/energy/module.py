"""Manifest of energy (公共机构节能)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS, WRITERS


class App(ModuleApp):
    """节能: directory, ledger, filings, quotas, bulletins, supervision, targets and designations, a part each."""

    name = "yifa.affairs.energy"
    label = "energy"
    verbose_name = "公共机构节能"
    wing = "affairs"
    order = 30
    depends = ("enforcement", "legality_review")
    pages = (
        ("/energy/books/", "月台账核对", WRITERS | {"unit"}),
        ("/energy/visit/", "现场检查登记", WRITERS),
        ("/energy/control/", "楼宇节能智控"),
        ("/energy/summary/", "能耗综合表"),
        ("/energy/city/", "全部机构看板"),
        ("/energy/analysis/", "能耗年度分析"),
        ("/energy/reports/", "能耗年报收报"),
    )
    page_roles = READERS
