"""Registers of energy audits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.audits.choices import State
from yifa.affairs.energy.audits.models import AuditFinding, EnergyAudit
from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine.numbers import shown
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Expected, Panel, Resource, View


def payback(row: Any) -> str:
    """Return the years in which the benefit pays the cost; nothing where either is not known."""
    if row.cost is None or not row.benefit:
        return ""
    return f"{shown(Fraction(row.cost) / Fraction(row.benefit), 1)}"


@resource
class AuditResource(Resource):
    """能源审计."""

    key, model, title, noun, order = "energy.audit", EnergyAudit, "能源审计", "审计", 43
    record_label = "列入计划"
    columns = ("institution", "year", "cause", "agency", "state", "number", "noticed_on", "due_on", "reported_on",
               "closed_on")  # fmt: skip
    under, spare = ("number",), ("noticed_on", "closed_on")
    filters = ("state", "cause", "year", "institution", "due_on")
    form = ("institution", "year", "cause", "standing", "agency", "planned_by", "happened_on", "unit", "paper", "note")
    facts = ("institution", "year", "cause", "standing", "agency", "planned_by", "state", "number", "noticed_on",
             "due_on", "reported_on", "conclusion", "closed_on", "happened_on", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("institution", "agency", "number"), "institution", ("year", "cause", "state")
    ordering = ("-year", "institution", "id")
    business_key = ("institution", "year")
    aliases = {"year": ("年度",), "agency": ("审计单位",), "institution": ("单位名称", "机构名称")}
    views = (
        View("late", "报告逾期", lambda rows, day: rows.filter(state=State.NOTICED, due_on__lt=day)),
        View("open", "待落实", lambda rows, day: rows.filter(state=State.REPORTED)),
    )
    tones = {"state": {"planned": "run", "noticed": "run", "reported": "warn", "done": "done"}}
    panels = (Panel("energy.audit_finding", "audit", "问题和措施"),)
    read_roles = READERS | {"unit"}
    rules = ("ENE-06", "ENE-07")
    select = ("institution", "standing", "standing__institution", "standing__closing")
    expected = (
        Expected("审计通知送达回证", lambda row: row.noticed_on is not None),
        Expected("审计报告", lambda row: row.reported_on is not None),
    )
    empty = "还没有能源审计。按核定结果列入计划，再发审计通知。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One a year; the standing is this institution's and this year's."""
        site, year, standing = (told(data, obj, n) for n in ("institution", "year", "standing"))
        once(ctx, obj, EnergyAudit, {"year": "这家机构这一年度已列入审计。"}, institution=site, year=year)
        if standing is not None and site is not None and standing.institution_id != site.pk:
            raise ValidationError({"standing": "不是这家机构的核定结果。"})
        if standing is not None and year and standing.closing.period != str(year):
            raise ValidationError({"standing": f"选{year}年度的核定结果。"})
        day = told(data, obj, "happened_on") or ctx.day
        if year and not 2000 <= year <= day.year:
            raise ValidationError({"year": "审计年度写四位年份，不晚于今年。"})

    def prepare(self, work: Any, obj: Any) -> None:
        """Who files for the institution reads its audit."""
        obj.filer_id = obj.institution.filer_id


@resource
class FindingResource(Resource):
    """审计问题和措施."""

    key, model, title, noun, order = "energy.audit_finding", AuditFinding, "审计问题和措施", "问题", 44
    columns = ("problem", "audit", "topic", "measure", "saving", "cost", "benefit",
               Column("payback", "回收期（年）", payback, number=True), "due_on", "done_on")  # fmt: skip
    spare = ("measure", "benefit")
    filters = ("topic", "audit", "due_on")
    form = ("audit", "topic", "problem", "measure", "saving", "benefit", "cost", "due_on", "happened_on", "unit",
            "paper", "note")  # fmt: skip
    facts = ("audit", "topic", "problem", "measure", "saving", "benefit", "cost", "due_on", "done_on", "result",
             "happened_on", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("problem", "measure"), "problem", ("audit", "topic", "due_on")
    ordering = ("audit", "id")
    aliases = {"problem": ("问题",), "measure": ("措施", "整改措施"), "cost": ("投资额",)}
    views = (
        View("open", "待落实", lambda rows, day: rows.filter(done_on=None)),
        View("late", "逾期未落实", lambda rows, day: rows.filter(done_on=None, due_on__lt=day)),
    )
    rules = ("ENE-06", "ENE-13")
    in_menu, register = False, False
    select = ("audit", "audit__institution")
    expected = (Expected("整改前后照片或凭证", lambda row: row.done_on is not None),)
    empty = "还没有问题和措施。审计出报告前逐条登记，写明节能量、投资和回收期。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Found after the audit was announced; the term after it was found."""
        audit = told(data, obj, "audit")
        if audit is not None and audit.state == State.PLANNED:
            raise ValidationError({"audit": "审计还没有通知。先发审计通知。"})
        due, day = told(data, obj, "due_on"), told(data, obj, "happened_on") or ctx.day
        if due and due < day:
            raise ValidationError({"due_on": "整改期限不能早于发现日。"})
