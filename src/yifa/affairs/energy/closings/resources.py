"""Registers of closings and of where institutions stand in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings.resources import period_title
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


def stage(row: Any) -> str:
    """Return how far a closing has come."""
    return "已通报" if row.issued_on else "基础信息待更正" if row.faults else "待通报"


@resource
class ClosingResource(Resource):
    """能耗核定."""

    key, model, title, noun, order = "energy.closing", Closing, "能耗核定与通报", "核定", 30
    columns = (
        Column("span", "报告期", period_title),
        Column("stage", "进展", stage),
        "reckoned",
        "judged",
        "over",
        Column("lacking", "未核定家数", lambda row: len(row.missing), number=True),
        "number",
        "issued_on",
        "happened_on",
    )
    filters = ("period", "issued_on", "happened_on")
    form = ("period", "happened_on", "unit", "paper", "note")
    facts = (
        Column("span", "报告期", period_title),
        Column("stage", "进展", stage),
        "reckoned",
        "judged",
        "over",
        Column("missing_names", "未核定机构", lambda row: "；".join(f"{k}：{v}" for k, v in row.missing.items())),
        Column("fault_names", "待更正", lambda row: "；".join(f"{k}：{v}" for k, v in row.faults.items())),
        "place",
        "factor_year",
        "base_year",
        "digest",
        "number",
        "issued_on",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("period", "number"), "span", ("stage", "over")
    ordering = ("-period", "-id")
    business_key = ("period",)
    verbs = ("record", "void")
    rules = ("ENE-04", "ENE-19")
    register = False
    quiet = ("sets", "body")
    panels = (Panel("energy.standing", "closing", "各机构核定结果"),)
    empty = "还没有核定。报告期结束后核定一期，系统按当时的系数、因子和定额算出各机构的指标并封存。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A period is closed once."""
        try:
            span = period(told(data, obj, "period") or "")
        except EnergyError as error:
            raise ValidationError({"period": f"{error}。"}) from error
        said = {"period": "这一期已经核定。有误的先作废原核定，再重新核定。"}
        once(ctx, obj, Closing, said, period=span.text)


def value_of(code: str) -> Any:
    """Return a reader of one indicator as shown."""

    def read(row: Any) -> str:
        return next((r[2] or "" for r in row.rows if r[0] == code), "")

    return read


def worst(row: Any) -> str:
    """Return in which band an institution lies: the worst of its indicators."""
    bands = [r[3] for r in row.rows if r[4]]
    order = ("超约束值", "(基准值,约束值]", "(引导值,约束值]", "(引导值,基准值]", "≤引导值")
    return next((b for b in order if b in bands), "未制定定额")


@resource
class StandingResource(Resource):
    """核定结果."""

    key, model, title, noun, order = "energy.standing", Standing, "机构核定结果", "核定结果", 31
    columns = (
        "institution",
        Column("span", "报告期", lambda row: period_title(row.closing)),
        Column("area_use", "单位面积能耗", value_of("total_per_area"), number=True),
        Column("head_use", "人均能耗", value_of("total_per_person"), number=True),
        Column("head_water", "人均用水", value_of("water_per_person"), number=True),
        Column("band", "定额对标", worst),
        "over",
        "due_on",
        "explained_on",
    )
    spare = ("over",)
    filters = ("over", "institution", "closing", "explained_on")
    facts = (
        "institution",
        Column("span", "报告期", lambda row: period_title(row.closing)),
        "over",
        Column("band", "定额对标", worst),
        "asked_on",
        "due_on",
        "explained_on",
        "explanation",
        "filer",
        "unit",
        "paper",
    )
    search, title_field, line = ("institution", "explanation"), "institution", ("span", "band")
    ordering = ("-happened_on", "-over", "institution", "id")
    views = (
        View("over", "超约束值", lambda rows, day: rows.filter(over=True)),
        View("late", "逾期未说明", lambda rows, day: rows.filter(due_on__lt=day, explained_on__isnull=True)),
        View("early", "已说明", lambda rows, day: rows.filter(explained_on__lte=F("due_on"))),
    )
    verbs = ()
    read_roles = READERS | {"unit"}
    rules = ("ENE-04",)
    register = False
    select = ("institution", "closing")
    empty = "核定一期后，各机构的结果在这里。"

    def rows(self, scope: Any) -> Any:
        """Only of closings that stand."""
        return super().rows(scope).filter(closing__life="live")
