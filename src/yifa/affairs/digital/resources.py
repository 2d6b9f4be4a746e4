"""Registers of digital."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.digital.models import Application, PlatformMap, PlatformPart
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource


@resource
class ApplicationResource(Resource):
    """应用清单."""

    key, model, title, noun, order = "digital.application", Application, "应用清单", "应用", 10
    columns = ("name", "kind", "change", "happened_on", "unit", "what")
    filters = ("kind", "change", "happened_on", "unit")
    form = ("name", "kind", "change", "happened_on", "unit", "what", "paper", "note")
    search, title_field, line = ("name", "what"), "name", ("kind", "change", "happened_on")
    business_key = ("name", "happened_on")
    aliases = {"name": ("系统名称", "应用"), "happened_on": ("上线日期", "完成日期")}
    empty = "还没有登记应用。新上线和完善的应用逐项登记。"


def _formula(obj: Any) -> str:
    return "+".join(p.symbol for p in obj.parts.filter(life="live"))


@resource
class MapResource(Resource):
    """平台架构."""

    key, model, title, noun, order = "digital.platform_map", PlatformMap, "平台架构", "架构", 20
    columns = ("name", "view", Column("formula", "结构", _formula), "happened_on", "unit")
    form = ("name", "view", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("name",), "name", ("view", "happened_on")
    business_key = ("name", "happened_on")
    panels = (Panel("digital.platform_part", "map", "架构组成"),)
    register = False


@resource
class PartResource(Resource):
    """架构组成."""

    key, model, title, noun, order = "digital.platform_part", PlatformPart, "架构组成", "组成", 21
    columns = ("position", "name", "count", "letter", "members", "map")
    form = ("map", "position", "name", "count", "letter", "members", "unit", "happened_on", "paper", "note")
    search, title_field, line, ordering = (), "name", ("map", "members"), ("map", "position", "id")
    in_menu, register = False, False

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A count or a letter, not both."""
        if (data.get("count") is None) == (not data.get("letter")):
            raise ValidationError({"count": "数量和不定数代号填其中一项。"})
