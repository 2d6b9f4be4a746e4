"""Registers of filings and spot checks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.choices import State, Verdict
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource, View

_LATE = (State.DRAFT, State.SIGNED, State.RETURNED)


def period_title(row: Any) -> str:
    """Return the period in Chinese."""
    try:
        return period(row.period).title
    except EnergyError:
        return str(row.period)


def version(row: Any) -> str:
    """Return the name of the version of the form."""
    try:
        return reading.form_of(reading.library(), row).title
    except EnergyError:
        return str(row.form)


def open_questions(row: Any) -> int:
    """Return how many findings have no answer yet."""
    return sum(1 for f in row.findings if reading.answer_key(f) not in row.answers)


@resource
class FilingResource(Resource):
    """统计报表."""

    key, model, title, noun, order = "energy.filing", SurveyFiling, "能源资源消费统计报表", "报表", 25
    record_label = "单独开表"
    columns = (
        "institution",
        Column("span", "报告期", period_title),
        "state",
        Column("asked", "待说明", open_questions, number=True),
        "returns",
        "due_on",
        "submitted_on",
        "accepted_on",
    )
    filters = ("state", "period", "institution", "submitted_on")
    form = ("institution", "period", "happened_on", "unit", "paper", "note")
    facts = (
        "institution",
        Column("span", "报告期", period_title),
        Column("version", "报表版本", version),
        "state",
        "filer",
        "due_on",
        "written_by",
        "statistics_head",
        "unit_head",
        "submitted_on",
        "auditor",
        "accepted_on",
        "opinion",
        "returns",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("institution", "period"), "institution", ("span", "state")
    ordering = ("-period", "institution", "id")
    business_key = ("institution", "period")
    aliases = {"institution": ("单位名称", "机构名称"), "period": ("报告期别",), "happened_on": ("开表日期",)}
    views = (
        View("waiting", "待审核", lambda rows, day: rows.filter(state=State.SUBMITTED)),
        View("returned", "已退回", lambda rows, day: rows.filter(state=State.RETURNED)),
        View("late", "逾期未报", lambda rows, day: rows.filter(state__in=_LATE, due_on__lt=day)),
    )
    tones = {"state": {"draft": "run", "signed": "run", "submitted": "run", "returned": "alarm", "accepted": "done"}}
    rules = ("ENE-01", "ENE-14")
    read_roles = READERS | {"unit"}
    register = False
    select = ("institution", "filer")
    empty = "还没有统计报表。先“布置填报”，给名录库内的机构各开一张。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One form of an institution and period; a form that was begun keeps both."""
        try:
            span = period(told(data, obj, "period") or "")
        except EnergyError as error:
            raise ValidationError({"period": f"{error}。"}) from error
        site = told(data, obj, "institution")
        moved = obj is not None and (obj.period != span.text or obj.institution_id != getattr(site, "pk", None))
        if moved and obj.state != State.DRAFT:
            raise ValidationError({"period": "已签报表的机构和报告期不能更正。作废后另开一张。"})
        said = {"period": "这家机构这个报告期已有报表。"}
        once(ctx, obj, SurveyFiling, said, institution=site, period=span.text)

    def prepare(self, work: Any, obj: Any) -> None:
        """The version of the period, and what ledger and directory hold."""
        from yifa.affairs.energy.filings.actions import opened

        try:
            like = opened(obj.institution, period(obj.period), obj.unit, obj.happened_on or work.day)
        except EnergyError as error:
            raise ValidationError({"period": f"{error}。"}) from error
        for name in ("form", "filer_id", "due_on", "values", "origins"):
            setattr(obj, name, getattr(like, name))


def outcome(row: Any) -> str:
    """Return how far the check has come."""
    wrong = sum(1 for r in row.results.values() if r["verdict"] != Verdict.AGREES)
    return f"已查 {len(row.results)} 家，不符 {wrong} 家" if row.results else "未开始"


@resource
class SpotResource(Resource):
    """数据抽查."""

    key, model, title, noun, order = "energy.spot_check", SpotCheck, "能耗数据抽查", "抽查", 26
    columns = (
        Column("span", "报告期", period_title),
        "seed",
        "percent",
        "population",
        Column("number", "抽中家数", lambda row: len(row.drawn), number=True),
        Column("outcome", "结果", outcome),
        "happened_on",
    )
    filters = ("period", "happened_on")
    form = ("period", "seed", "happened_on", "unit", "paper", "note")
    facts = (
        Column("span", "报告期", period_title),
        "seed",
        "percent",
        "population",
        Column("names", "抽中机构", lambda row: "、".join(row.drawn)),
        Column("outcome", "结果", outcome),
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("period", "seed"), "span", ("outcome", "happened_on")
    business_key = ("period", "seed")
    rules = ("ENE-03",)
    register = False
    empty = "还没有数据抽查。先公开确定随机种子，再登记，系统按种子抽出机构，谁都可以复核。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The draw stands by its seed."""
        try:
            span = period(told(data, obj, "period") or "")
        except EnergyError as error:
            raise ValidationError({"period": f"{error}。"}) from error
        if obj is not None and (obj.period != span.text or obj.seed != told(data, obj, "seed")):
            raise ValidationError({"seed": "抽查按种子抽定，报告期和种子不能更正。作废后另行抽查。"})

    def prepare(self, work: Any, obj: Any) -> None:
        """Draw."""
        from yifa.affairs.energy.filings.actions import drawn

        obj.bureau_id = obj.bureau_id or work.scope.bureau_id
        drawn(obj, obj.happened_on or work.day)
