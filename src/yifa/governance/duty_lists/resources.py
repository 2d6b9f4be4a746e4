"""Registers of duty lists."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from yifa.governance.duty_lists.choices import Rank
from yifa.governance.duty_lists.models import DutyAct, DutyLine, DutyList, LegalStatement, StatementRound
from yifa.kernel.record import Life
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


@resource
class DutyListResource(Resource):
    """职责清单."""

    key, model, title, noun, order = "duty_lists.list", DutyList, "职责清单", "职责清单", 10
    columns = ("title", "post", "rank", "number", "happened_on", "ends_on", "paper")
    filters = ("rank", "post")
    form = ("title", "post", "rank", "number", "change", "happened_on", "ends_on", "unit", "paper", "note")
    search = ("title", "post", "change", "paper")
    line = ("post", "number")
    business_key = ("post", "number")
    rules = ("REP-04", "REP-05")
    aliases = {"happened_on": ("印发日期", "修订日期"), "number": ("版本",), "post": ("职务",)}
    panels = (Panel("duty_lists.line", "duty_list", "职责事项"),)
    register = False
    empty = "还没有职责清单。登记第一责任人的清单，再登记分管负责人和班子成员的。"


@resource
class DutyLineResource(Resource):
    """职责事项."""

    key, model, title, noun, order = "duty_lists.line", DutyLine, "职责事项", "职责事项", 11
    columns = (
        "number",
        "title",
        "kind",
        "duty_list",
        Column("evidence", "佐证条数", lambda d: d.acts.filter(life=Life.LIVE).count(), number=True),
    )
    filters = ("duty_list", "kind")
    form = ("duty_list", "number", "title", "kind", "unit", "note")
    search = ("title",)
    line = ("kind", "duty_list")
    ordering = ("duty_list", "number", "id")
    business_key = ("duty_list", "number")
    rules = ("REP-04",)
    panels = (Panel("duty_lists.act", "line", "履职行为"),)
    views = (View("bare", "没有佐证", lambda rows, day: rows.exclude(acts__life=Life.LIVE)),)
    register = dated = False
    empty = "还没有职责事项。逐项登记职责和履职方式。"


@resource
class DutyActResource(Resource):
    """履职行为."""

    key, model, title, noun, order = "duty_lists.act", DutyAct, "履职行为台账", "履职行为", 12
    columns = ("title", "kind", "rank", "person", "happened_on", "unit", "paper")
    filters = ("kind", "rank", "happened_on", "unit")
    form = (
        "kind",
        "rank",
        "person",
        "post",
        "title",
        "line",
        "happened_on",
        "unit",
        "outcome",
        "paper",
        "note",
    )
    search = ("title", "person", "outcome", "paper")
    line = ("kind", "person", "happened_on")
    business_key = ("kind", "person", "title", "happened_on")
    rules = ("REP-04",)
    aliases = {
        "kind": ("履职类型",),
        "person": ("领导", "负责人"),
        "happened_on": ("日期", "时间"),
        "paper": ("批示件", "会议纪要"),
    }
    views = (View("first", "第一责任人", lambda rows, day: rows.filter(rank=Rank.FIRST)),)
    empty = "还没有履职行为。登记第一条，写明方式、日期和佐证文号。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """An act of a leader stands on its paper; a duty it answers is of the same kind."""
        if not data.get("paper"):
            raise ValidationError({"paper": "履职行为须写明佐证文号（纪要、批示、通知等）。"})
        line = data.get("line")
        if line and line.kind != data.get("kind"):
            raise ValidationError({"line": f"这项职责的履职方式是{line.get_kind_display()}，与本条不同。"})


@resource
class RoundResource(Resource):
    """年度述法."""

    key, model, title, noun, order = "duty_lists.round", StatementRound, "年度述法", "年度述法", 13
    columns = (
        "title",
        "year",
        "due_on",
        "meeting_on",
        Column("asked", "述法对象", lambda r: r.statements.filter(life=Life.LIVE).count(), number=True),
        Column(
            "given",
            "已提交",
            lambda r: r.statements.filter(life=Life.LIVE, submitted_on__isnull=False).count(),
            number=True,
        ),
    )
    filters = ("year",)
    form = ("year", "title", "happened_on", "due_on", "meeting_on", "unit", "paper", "note")
    facts = ("year", "title", "happened_on", "due_on", "meeting_on", "asked", "given", "unit", "paper", "note")
    line = ("year", "due_on")
    business_key = ("year", "title")
    aliases = {"happened_on": ("通知日期",)}
    panels = (Panel("duty_lists.statement", "round", "述法报告"),)
    register = False
    empty = "还没有年度述法。登记本年度的通知和期限，再列述法对象。"


@resource
class StatementResource(Resource):
    """述法报告."""

    key, model, title, noun, order = "duty_lists.statement", LegalStatement, "述法报告台账", "述法报告", 14
    columns = (
        "person",
        "post",
        "rank",
        "form",
        Column("standing", "状态", lambda s: s.standing),
        "submitted_on",
        "round",
        "unit",
    )
    filters = ("round", "rank", "form", "unit")
    form = ("round", "person", "post", "rank", "form", "happened_on", "unit", "paper", "note")
    facts = (
        "round",
        "person",
        "post",
        "rank",
        "form",
        "happened_on",
        "standing",
        "submitted_on",
        "gist",
        "unit",
        "paper",
        "note",
    )
    search = ("person", "post", "gist", "paper")
    title_field, line = "person", ("post", "round")
    business_key = ("round", "person", "post")
    aliases = {"happened_on": ("通知日期",), "submitted_on": ("提交日期", "上报日期"), "person": ("姓名", "述法对象")}
    views = (
        View("waiting", "待提交", lambda rows, day: rows.filter(submitted_on__isnull=True)),
        View("overdue", "已逾期", lambda rows, day: rows.filter(submitted_on__isnull=True, round__due_on__lt=day)),
        View("late", "逾期提交", lambda rows, day: rows.filter(submitted_on__gt=F("round__due_on"))),
    )
    empty = "还没有述法报告。先登记年度述法，再逐人列出述法对象。"
