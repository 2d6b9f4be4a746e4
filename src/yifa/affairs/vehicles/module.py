"""Manifest of vehicles (公务用车)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import BUREAU_WIDE, READERS, WRITERS


class App(ModuleApp):
    """公务用车: fleet, dispatch, costs, upkeep, supervision, renewal and disposal, exchange with the upper platform."""

    name = "yifa.affairs.vehicles"
    label = "vehicles"
    verbose_name = "公务用车"
    wing = "affairs"
    order = 20
    pages = (
        ("/trips/", "我的行程", frozenset({"driver"})),
        ("/vehicles/board/", "派车看板", READERS),
        ("/vehicles/return/", "交单登记", WRITERS),
        ("/vehicles/charges/", "用车结算", READERS | {"unit"}),
        ("/vehicles/use/", "用车分析", READERS),
        ("/vehicles/exchange/", "平台对账", BUREAU_WIDE),
    )
