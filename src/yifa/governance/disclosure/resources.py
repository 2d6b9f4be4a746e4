"""Registers of disclosure."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.disclosure.choices import RequestState, Way
from yifa.governance.disclosure.models import Item, MandatoryYearly, Request
from yifa.kernel.policy import Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View

OPEN = (RequestState.RECEIVED, RequestState.RUNNING, RequestState.SUPPLEMENT, RequestState.CONSULTING)


@resource
class ItemResource(Resource):
    """公开信息."""

    key, model, title, noun, order = "disclosure.item", Item, "主动公开台账", "公开信息", 10
    under = ("topic",)
    columns = ("title", "channel", "way", "topic", "happened_on", "unit", "reviewer")
    filters = ("channel", "way", "happened_on", "unit")
    form = (
        "title",
        "channel",
        "way",
        "happened_on",
        "unit",
        "index_no",
        "doc_no",
        "topic",
        "made_on",
        "reviewer",
        "reviewed_on",
        "paper",
        "note",
    )
    search = ("title", "doc_no")
    line = ("channel", "happened_on")
    business_key = ("channel", "happened_on", "title")
    aliases = {
        "title": ("信息标题", "名称"),
        "happened_on": ("发布日期", "公开日期"),
        "channel": ("发布渠道", "公开平台"),
        "made_on": ("成文日期", "形成日期"),
        "reviewer": ("审查人",),
    }
    views = (View("own", "主动公开", lambda rows, day: rows.filter(way=Way.OWN_MOTION)),)
    rules = ("GID-01", "GID-14")
    empty = "还没有公开信息。登记第一条，或导入网站后台导出的目录。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Publication follows the making."""
        if data.get("made_on") and data.get("happened_on") and data["made_on"] > data["happened_on"]:
            raise ValidationError({"made_on": "生成日期不能晚于公开日。"})


@resource
class RequestResource(Resource):
    """政府信息公开申请."""

    key, model, title, noun, order = "disclosure.request", Request, "依申请公开台账", "申请", 20
    under = ("number",)
    columns = ("content", "number", "applicant", "delivery", "happened_on", "state", "outcome", "replied_on", "unit")
    filters = ("state", "outcome", "delivery", "happened_on", "unit")
    form = ("number", "content", "applicant", "contact", "delivery", "happened_on", "unit", "paper", "note")
    facts = (
        "number",
        "content",
        "applicant",
        "contact",
        "delivery",
        "happened_on",
        "unit",
        "state",
        "extended_on",
        "outcome",
        "replied_on",
        "reply_no",
        "paper",
        "note",
    )
    search, title_field, line = ("number", "content"), "content", ("number", "happened_on")
    business_key = ("number",)
    aliases = {"happened_on": ("收到日期", "收到申请日期"), "content": ("申请事项",)}
    views = (View("open", "在办", lambda rows, day: rows.filter(state__in=OPEN)),)
    sensitivity = {"applicant": Sensitivity.PERSONAL, "contact": Sensitivity.PERSONAL}
    rules = ("GID-02", "GID-04", "GID-05", "GID-20")
    empty = "还没有收到申请。收到后登记，收到之日按法定方式确认。"


@resource
class YearlyResource(Resource):
    """预决算公开."""

    key, model, title, noun, order = "disclosure.yearly", MandatoryYearly, "预决算公开台账", "预决算公开", 30
    columns = ("fiscal_year", "holder", "kind", "approved_on", "happened_on", "place", "unit")
    filters = ("kind", "holder", "happened_on")
    form = ("kind", "holder", "fiscal_year", "approved_on", "happened_on", "place", "unit", "paper", "note")
    search, title_field, line = ("place", "paper"), "fiscal_year", ("holder", "kind", "happened_on")
    business_key = ("kind", "holder", "fiscal_year", "unit")
    aliases = {"happened_on": ("公开日期",), "approved_on": ("财政批复日期",)}
    rules = ("BUD-01", "BUD-02")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Publication follows approval."""
        if data.get("approved_on") and data.get("happened_on") and data["approved_on"] > data["happened_on"]:
            raise ValidationError({"approved_on": "批复日不能晚于公开日。"})
