"""Registers of changes at meters and of virtual meters."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.directory.models import Meter
from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine.metering import tree
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.meters.choices import Kind
from yifa.affairs.energy.meters.models import MeterChange, VirtualMeter
from yifa.kernel.record import Life
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource


@resource
class ChangeResource(Resource):
    """表计变动."""

    key, model, title, noun, order = "energy.meter_change", MeterChange, "表计变动", "变动", 15
    columns = ("meter", "kind", "happened_on", "clock", "ratio", "old_final", "new_initial", "paper")
    filters = ("kind", "happened_on")
    form = ("meter", "kind", "happened_on", "clock", "ratio", "old_final", "new_initial", "unit", "paper", "note")
    search, title_field, line = ("meter",), "meter", ("kind", "happened_on")
    ordering = ("-happened_on", "-clock", "-id")
    business_key = ("meter", "kind", "happened_on", "clock")
    aliases = {"meter": ("表号", "表计编号"), "ratio": ("变比", "倍率"), "old_final": ("旧表底码",),
               "new_initial": ("新表底码",)}  # fmt: skip
    rules = ("ENE-03",)
    in_menu, register = False, False
    select = ("meter",)
    empty = "没有换过表，倍率没有变过。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A new ratio names it; a meter is changed while it stands."""
        kind, meter, day = (told(data, obj, name) for name in ("kind", "meter", "happened_on"))
        if kind == Kind.RATIO and told(data, obj, "ratio") is None:
            raise ValidationError({"ratio": "倍率变更要填写新倍率。"})
        if kind == Kind.REPLACED and told(data, obj, "new_initial") is None:
            raise ValidationError({"new_initial": "换表要填写新表起码，新表从零开始的填0。"})
        if meter is not None and day and day < meter.happened_on:
            raise ValidationError({"happened_on": f"这块表{meter.happened_on}才安装。"})


@resource
class VirtualResource(Resource):
    """虚拟表."""

    key, model, title, noun, order = "energy.virtual_meter", VirtualMeter, "虚拟表", "虚拟表", 16
    columns = ("number", "institution", "supply", "equation", "happened_on")
    filters = ("supply",)
    form = ("institution", "supply", "number", "equation", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("number", "institution"), "number", ("institution", "equation")
    business_key = ("number",)
    rules = ("ENE-03",)
    in_menu, register = False, False
    select = ("institution",)
    empty = "没有虚拟表。要看几块表加减得出的用量（如扣除出租部分）时登记。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The equation is one over meters of the institution, and goes round in no circle."""
        number, text, site = (told(data, obj, name) for name in ("number", "equation", "institution"))
        once(ctx, obj, VirtualMeter, {"number": "这个虚拟表名已登记。"}, number=number)
        rows = Meter.objects.filter(bureau_id=ctx.scope.bureau_id, life=Life.LIVE)
        if number and rows.filter(number=number).exists():
            raise ValidationError({"number": "这是一块真表的表号，换一个名字。"})
        if not text or site is None:
            return
        mine = VirtualMeter.objects.filter(bureau_id=ctx.scope.bureau_id, life=Life.LIVE, institution=site)
        equations = dict((mine.exclude(pk=obj.pk) if obj is not None else mine).values_list("number", "equation"))
        equations[number] = text
        known = {*rows.filter(account__institution=site).values_list("number", flat=True), *equations}
        if why := fault(equations, number, known):
            raise ValidationError({"equation": why})


def fault(equations: dict[str, str], number: str, known: set[str]) -> str:
    """Return why the equation of a virtual meter cannot stand (empty when it can)."""
    try:
        parts = {name: tree.equation(text) for name, text in equations.items()}
        one = parts[number]
        if one.constant or not one.factors:
            return "算式里有单独的数字。表号要写在方括号里，如 [总表01]-[食堂02]。"
        if lost := sorted(set(one.factors) - known):
            return f"{'、'.join(lost)}不是这家机构登记过的表号。"
        tree.order(parts, {name: [n for n in p.factors if n in parts] for name, p in parts.items()})
    except EnergyError as error:
        return f"{error}。"
    return ""
