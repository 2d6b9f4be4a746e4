"""Registers of decisions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.decisions.choices import ItemClass, ItemState
from yifa.governance.decisions.models import AgendaItem, Filing, Meeting, MemberView, Resolution
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


@resource
class MeetingResource(Resource):
    """会议."""

    key, model, title, noun, order = "decisions.meeting", Meeting, "会议台账", "会议", 10
    columns = ("title", "body", "number", "happened_on", "unit", "chair")
    filters = ("body", "happened_on", "unit")
    form = ("body", "number", "title", "happened_on", "unit", "chair", "attendees", "paper", "note")
    search = ("title", "chair", "attendees", "paper")
    line = ("body", "happened_on")
    business_key = ("body", "number", "happened_on")
    panels = (Panel("decisions.item", "meeting", "议题"),)
    aliases = {"happened_on": ("会议日期", "召开时间"), "title": ("会议",), "paper": ("纪要文号",)}
    empty = "还没有登记会议。登记第一次会议，或导入现有 Excel。"


def _resolution(obj: AgendaItem) -> str:
    found = [r for r in obj.resolutions.all() if r.counts]
    return min(found, key=lambda r: r.pk).number if found else ""


@resource
class ItemResource(Resource):
    """议题."""

    key, model, title, noun, order = "decisions.item", AgendaItem, "议题台账", "议题", 20
    record_label = "提出议题"
    under = ("meeting",)
    columns = (
        "title",
        "category",
        "state",
        "unit",
        "happened_on",
        "meeting",
        Column("number", "决议编号", _resolution),
    )
    filters = ("category", "state", "major_kind", "happened_on", "unit")
    prefetch = ("resolutions",)
    form = (
        *("title", "category", "major_kind", "amount", "unit", "happened_on", "proposer", "stated_risk", "paper"),
        "note",
    )
    facts = (
        *("category", "major_kind", "amount", "unit", "proposer", "happened_on", "state", "pre_reviewer"),
        *("pre_result", "pre_opinion", "pre_reviewed_on", "reviewer_attends", "review", "stated_risk", "meeting"),
        *("submitted_on", "execution", "executed_on", "paper", "note"),
    )
    search = ("title", "proposer", "paper")
    line = ("category", "happened_on")
    business_key = ("title", "happened_on")
    panels = (
        Panel("decisions.view", "item", "成员意见"),
        Panel("decisions.resolution", "item", "决议"),
        Panel("decisions.filing", "item", "派驻纪检监察组备案"),
    )
    aliases = {"title": ("议题", "事项"), "category": ("类别", "事项类别"), "happened_on": ("提出日期", "日期")}
    views = (
        View("major", "重大行政决策", lambda rows, day: rows.filter(category=ItemClass.MAJOR_ADMINISTRATIVE)),
        View("internal", "“三重一大”", lambda rows, day: rows.filter(category=ItemClass.MAJOR_INTERNAL)),
        View(
            "waiting", "待上会", lambda rows, day: rows.filter(state__in=(ItemState.PROPOSED, ItemState.PRE_REVIEWED))
        ),
        View("to_do", "待执行", lambda rows, day: rows.filter(state=ItemState.RESOLVED)),
    )
    rules = ("DEC-02", "DEC-08", "DEC-12")
    empty = "还没有议题。提出第一个议题，或导入现有 Excel。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """三重一大 says which of the four kinds it is; others do not."""
        internal = data.get("category") == ItemClass.MAJOR_INTERNAL
        if internal and not data.get("major_kind"):
            raise ValidationError({"major_kind": "“三重一大”事项须写明种类。"})
        if not internal and data.get("major_kind"):
            raise ValidationError({"major_kind": "只有“三重一大”事项填写种类。"})


@resource
class MemberViewResource(Resource):
    """成员意见."""

    key, model, title, noun, order = "decisions.view", MemberView, "成员意见", "成员意见", 30
    columns = ("sort", "member", "post", "opinion", "words", "head")
    form = ("item", "member", "post", "head", "sort", "opinion", "words", "happened_on", "paper")
    title_field, line, ordering, search = "member", ("opinion", "happened_on"), ("item_id", "sort"), ("member", "words")
    verbs = ("void", "backfill")
    register, in_menu = False, False


@resource
class ResolutionResource(Resource):
    """决议."""

    key, model, title, noun, order = "decisions.resolution", Resolution, "决议台账", "决议", 40
    columns = ("number", "item", "outcome", "happened_on", "unit")
    filters = ("outcome", "happened_on", "unit")
    form = ("item", "number", "outcome", "text", "explained", "happened_on", "unit", "paper")
    search = ("number", "text")
    title_field, line, business_key = "number", ("item", "happened_on"), ("number",)
    verbs = ("void", "correct", "backfill")
    empty = "还没有决议。决议在议题页上形成。"


@resource
class FilingResource(Resource):
    """派驻纪检监察组备案."""

    key, model, title, noun, order = "decisions.filing", Filing, "派驻纪检监察组备案台账", "备案", 50
    under = ("item",)
    columns = ("title", "item", "happened_on", "receiver", "receipt_no", "receipt_on")
    filters = ("happened_on", "unit")
    form = (
        "item",
        "title",
        "receiver",
        "happened_on",
        "unit",
        "receipt_no",
        "receipt_on",
        "received_by",
        "paper",
        "note",
    )
    search = ("title", "receipt_no")
    line = ("receiver", "happened_on", "receipt_no")
    verbs = ("void", "correct", "backfill")
    views = (View("no_receipt", "未收到回执", lambda rows, day: rows.filter(receipt_no="")),)
    empty = "还没有备案。“三重一大”事项决议后在议题页上报备。"
