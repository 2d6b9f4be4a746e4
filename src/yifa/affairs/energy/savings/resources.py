"""Registers of weather and of measures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.savings import weather
from yifa.affairs.energy.savings.models import Measure, Weather
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource, View


def _degrees(kind: str) -> Any:
    def read(row: Any) -> str:
        days = [t for t in weather.read(row.means, row.month) if t is not None]
        return f"{(weather.heating if kind == 'heat' else weather.cooling)(days):.1f}"

    return read


def lacking(row: Any) -> str:
    """Return how many days are missing."""
    many = sum(t is None for t in weather.read(row.means, row.month))
    return f"缺{many}天" if many else ""


@resource
class WeatherResource(Resource):
    """气温."""

    key, model, title, noun, order = "energy.weather", Weather, "气温", "月气温", 24
    columns = (
        "month",
        "station",
        Column("heat", "采暖度日数（18℃）", _degrees("heat"), number=True),
        Column("cool", "空调度日数（26℃）", _degrees("cool"), number=True),
        Column("gaps", "缺测", lacking),
        "paper",
    )
    filters = ("station",)
    form = ("month", "station", "means", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("month", "station"), "month", ("station", "heat", "cool")
    ordering = ("-month", "-id")
    business_key = ("month",)
    aliases = {"month": ("年月",), "means": ("日平均气温", "逐日气温"), "station": ("气象站", "站名")}
    register = False
    empty = "还没有气温。逐月登记当地气象部门的逐日平均气温，度日修正和节能量核算要用。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """As many numbers as the month has days, once a month."""
        month, means = told(data, obj, "month"), told(data, obj, "means")
        if not month or means is None:
            return
        once(ctx, obj, Weather, {"month": "这个月的气温已登记。改正原记录，不要重复登记。"}, month=month)
        try:
            weather.read(means, month)
        except EnergyError as error:
            raise ValidationError({"means": f"{error}。"}) from error


@resource
class MeasureResource(Resource):
    """节能措施."""

    key, model, title, noun, order = "energy.measure", Measure, "节能措施和节能量", "节能措施", 38
    columns = (
        "name",
        "institution",
        "supply",
        "begun_on",
        "ended_on",
        "cost",
        "promised",
        "saved",
        "spread",
        "measured_to",
    )
    under, spare = ("institution",), ("begun_on", "cost", "measured_to")
    filters = ("supply", "institution", "ended_on")
    form = (
        "institution",
        "supply",
        "name",
        "begun_on",
        "ended_on",
        "cost",
        "promised",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    facts = (
        "institution",
        "supply",
        "name",
        "begun_on",
        "ended_on",
        "cost",
        "promised",
        "saved",
        "spread",
        "measured_to",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("name", "institution"), "name", ("institution", "ended_on", "saved")
    ordering = ("-ended_on", "-id")
    business_key = ("institution", "name", "ended_on")
    aliases = {"name": ("项目名称", "改造项目"), "ended_on": ("竣工日期",), "begun_on": ("开工日期",)}
    views = (
        View("measured", "已核算", lambda rows, day: rows.filter(saved__isnull=False)),
        View("open", "未核算", lambda rows, day: rows.filter(saved__isnull=True, ended_on__lte=day)),
    )
    quiet = ("result",)
    read_roles = READERS | {"unit"}
    register = False
    select = ("institution",)
    empty = "还没有节能措施。改造、换灯、换机组等完工后登记，够一个基准年的数据就能核算节能量。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Works end after they began."""
        begun, ended = told(data, obj, "begun_on"), told(data, obj, "ended_on")
        if begun and ended and ended < begun:
            raise ValidationError({"ended_on": "完工日不能早于开工日。"})
