"""Manifest of vehicles (公务用车)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """公务用车: fleet, dispatch, costs, upkeep, supervision, renewal and disposal, exchange with the upper platform."""

    name = "yifa.affairs.vehicles"
    label = "vehicles"
    verbose_name = "公务用车"
    wing = "affairs"
    order = 20
    page_roles = READERS
    pages = (("/vehicles/board/", "派车看板"), ("/vehicles/use/", "用车分析"))
