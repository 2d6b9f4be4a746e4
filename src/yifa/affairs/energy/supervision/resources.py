"""Registers of supervision."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings.actions import due_day
from yifa.affairs.energy.supervision.choices import Outcome, State
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Expected, Panel, Resource, View


@resource
class InspectionResource(Resource):
    """节能监督检查."""

    key, model, title, noun, order = "energy.inspection", Inspection, "节能监督检查", "检查", 40
    columns = ("institution", "happened_on", "focus", "officer_one", "officer_two", "partners", "outcome", "unit")
    filters = ("focus", "outcome", "season", "institution", "happened_on")
    form = (
        "institution",
        "happened_on",
        "focus",
        "officer_one",
        "officer_two",
        "partners",
        "season",
        "temperatures",
        "special",
        "record",
        "outcome",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("institution", "record"), "institution", ("happened_on", "focus", "outcome")
    business_key = ("institution", "happened_on")
    views = (View("wrong", "发现问题", lambda rows, day: rows.filter(outcome=Outcome.WRONG)),)
    tones = {"outcome": {"good": "done", "wrong": "warn"}}
    panels = (Panel("energy.order", "inspection", "文书"),)
    expected = (Expected("现场照片"), Expected("检查记录签字页"))
    rules = ("ENE-11", "ENE-12")
    select = ("institution",)
    empty = "还没有节能监督检查。由两名持证人员检查，现场用手机登记，照片附在记录上。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One visit of a day; the conclusion fits what was measured."""
        from yifa.affairs.energy.supervision.actions import check_visit

        day = told(data, obj, "happened_on") or ctx.day
        said = {"institution": "这家机构当天已有检查。几项检查合并为一次，补充到原记录里。"}
        once(ctx, obj, Inspection, said, institution=told(data, obj, "institution"), happened_on=day)
        check_visit({n: told(data, obj, n) for n in ("season", "temperatures", "special", "outcome")}, day)


@resource
class OrderResource(Resource):
    """限期改正与整改意见."""

    key, model, title, noun, order = "energy.order", CorrectionOrder, "限期改正与整改意见", "文书", 41
    record_label = "拟制文书"
    columns = (
        "institution",
        "kind",
        "number",
        "violation",
        "state",
        "issued_on",
        "due_on",
        "rechecked_on",
        "notified_on",
    )
    under, spare = ("number",), ("notified_on",)
    filters = ("kind", "state", "violation", "institution", "issued_on")
    form = (
        "kind",
        "institution",
        "happened_on",
        "inspection",
        "standing",
        "violation",
        "facts",
        "demand",
        "joint",
        "major",
        "unit",
        "paper",
        "note",
    )
    facts = (
        "kind",
        "institution",
        "state",
        "violation",
        "facts",
        "demand",
        "joint",
        "major",
        "review",
        "inspection",
        "standing",
        "number",
        "issued_on",
        "term_days",
        "due_on",
        "answer",
        "rechecked_on",
        "recheck",
        "notified_on",
        "notice_no",
        "referred_on",
        "referred_to",
        "referred_for",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("institution", "number", "facts"), "institution", ("kind", "state")
    business_key = ("institution", "kind", "happened_on")
    views = (
        View("running", "改正期内", lambda rows, day: rows.filter(state=State.ISSUED, due_on__gte=day)),
        View("over", "期满待复查", lambda rows, day: rows.filter(state=State.ISSUED, due_on__lt=day)),
        View("failed", "逾期未改正", lambda rows, day: rows.filter(state=State.FAILED)),
    )
    tones = {"state": {"draft": "run", "issued": "run", "corrected": "done", "failed": "alarm", "notified": "warn"}}
    rules = ("ENF-18", "ENE-04")
    select = (
        "institution",
        "review",
        "inspection",
        "standing",
        "standing__institution",
        "standing__closing",
        "inspection__institution",
    )
    expected = (Expected("送达回证", lambda row: row.issued_on is not None),)
    empty = "还没有文书。监督检查发现问题后拟制，会同有关部门送达。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The paper fits what was found."""
        from yifa.affairs.energy.supervision.actions import check_order

        check_order(obj, lambda name: told(data, obj, name), told(data, obj, "happened_on") or ctx.day)


@resource
class ReportResource(Resource):
    """年度能源消费状况报告."""

    key, model, title, noun, order = "energy.report", EnergyReport, "年度能源消费状况报告", "年度报告", 42
    columns = (
        "institution",
        "year",
        "happened_on",
        "due_on",
        Column("on_time", "按期", lambda row: row.on_time),
        "unit",
        "paper",
    )
    filters = ("year", "institution", "happened_on")
    form = ("institution", "year", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("institution",), "institution", ("year", "happened_on")
    ordering = ("-year", "institution", "id")
    business_key = ("institution", "year")
    aliases = {"year": ("年度",), "happened_on": ("收到日期",)}
    views = (View("late", "迟报", lambda rows, day: rows.filter(happened_on__gt=F("due_on"))),)
    rules = ("ENE-01",)
    select = ("institution",)
    expected = (Expected("报告正文"),)
    empty = "还没有收到年度能源消费状况报告。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One a year, of a year that is over."""
        year, day = told(data, obj, "year"), told(data, obj, "happened_on") or ctx.day
        if year and day.year <= year:
            raise ValidationError({"year": "报告年度还没有结束。"})
        said = {"year": "这家机构这个年度的报告已登记。"}
        once(ctx, obj, EnergyReport, said, institution=told(data, obj, "institution"), year=year)

    def prepare(self, work: Any, obj: Any) -> None:
        """The day of the 条例."""
        obj.due_on = due_day(period(str(obj.year)))
