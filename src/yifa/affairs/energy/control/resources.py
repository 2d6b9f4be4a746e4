"""The register of points."""

from __future__ import annotations

from typing import Any

from yifa.affairs.energy.control.models import ControlPoint
from yifa.affairs.energy.directory.resources import once, told
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


@resource
class PointResource(Resource):
    """楼宇点位."""

    key, model, title, noun, order = "energy.point", ControlPoint, "楼宇点位", "点位", 45
    columns = ("name", "kind", "building", "floor", "equipment", "address", "special", "happened_on", "removed_on")
    spare = ("happened_on", "removed_on")
    filters = ("kind", "building", "happened_on")
    form = ("building", "floor", "name", "kind", "equipment", "address", "special", "happened_on", "removed_on", "unit",
            "paper", "note")  # fmt: skip
    search, title_field, line = ("name", "address", "equipment"), "name", ("kind", "building", "floor")
    ordering = ("building", "floor", "name", "id")
    business_key = ("address",)
    aliases = {"address": ("点位编号", "主题"), "name": ("点位",), "happened_on": ("接入日期",), "kind": ("类型",)}
    views = (View("used", "在用", lambda rows, day: rows.exclude(removed_on__lte=day)),)
    rules = ("ENE-12",)
    register = False
    select = ("building", "building__institution")
    empty = "还没有楼宇点位。登记或导入点位表，再用 MQTT 或点位数据表送数。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """An address is one point."""
        once(ctx, obj, ControlPoint, {"address": "这个地址已登记。"}, address=told(data, obj, "address"))
