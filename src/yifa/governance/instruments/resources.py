"""Registers of instruments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.instruments.models import CleanUp, CleanUpItem, Instrument, KeyField
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource, View


@resource
class InstrumentResource(Resource):
    """制度."""

    key, model, title, noun, order = "instruments.instrument", Instrument, "制度台账", "制度", 10
    under = (
        "doc_no",
        "field",
    )
    columns = ("title", "doc_no", "kind", "field", "change", "happened_on", "unit", "valid_until", "repealed_on")
    filters = ("kind", "level", "change", "field", "happened_on", "unit")
    form = ("title", "doc_no", "kind", "level", "change", "field", "replaces", "happened_on", "unit", "trial",
            "valid_until", "touches_market", "review_no", "market_activity", "fair_no", "decided_by", "paper",
            "note")  # fmt: skip
    facts = (*form[:-2], "repealed_on", "paper", "note")
    search = ("title", "doc_no", "paper")
    line = ("doc_no", "kind", "happened_on")
    business_key = ("doc_no", "title")
    aliases = {
        "title": ("文件名称", "制度"),
        "doc_no": ("发文字号", "文件编号"),
        "happened_on": ("印发日期", "出台时间"),
    }
    views = (
        View("now", "现行有效", lambda rows, day: rows.filter(repealed_on__isnull=True)),
        View("ending", "三个月内到期", lambda rows, day: rows.filter(
            repealed_on__isnull=True, valid_until__range=(day, day + timedelta(days=90)))),
        View("over", "已过有效期", lambda rows, day: rows.filter(repealed_on__isnull=True, valid_until__lt=day)),
    )  # fmt: skip
    panels = (
        Panel("instruments.instrument", "replaces", "后续版本"),
        Panel("instruments.cleanup_item", "instrument", "清理结论"),
    )
    rules = ("NOR-02", "NOR-05", "NOR-06", "NOR-07", "FCR-05")
    empty = "还没有登记制度。登记第一件，或导入现有制度目录。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A trial rule says until when; a revision names what it replaces."""
        if data.get("trial") and not data.get("valid_until"):
            raise ValidationError({"valid_until": "试行、暂行的制度须写明有效期。"})
        end = data.get("valid_until")
        if end and data.get("happened_on") and end <= data["happened_on"]:
            raise ValidationError({"valid_until": "有效期要晚于印发日。"})


@resource
class KeyFieldResource(Resource):
    """制度重点领域."""

    key, model, title, noun, order = "instruments.key_field", KeyField, "制度重点领域", "重点领域", 20
    columns = ("name", "duty", "unit", "happened_on")
    filters = ("happened_on", "unit")
    form = ("name", "duty", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("name", "duty"), "name", ("unit", "happened_on")
    business_key = ("name", "happened_on")
    aliases = {"name": ("领域", "重点领域"), "happened_on": ("列入日期",)}
    panels = (Panel("instruments.instrument", "field", "本领域制度"),)
    empty = "还没有列出重点领域。按年度清单逐项登记。"


@resource
class CleanUpResource(Resource):
    """制度清理."""

    key, model, title, noun, order = "instruments.cleanup", CleanUp, "制度清理", "清理", 30
    columns = ("title", "basis", "happened_on", "finished_on", "unit")
    filters = ("happened_on",)
    form = ("title", "basis", "happened_on", "finished_on", "unit", "paper", "note")
    search = ("title", "basis")
    panels = (Panel("instruments.cleanup_item", "cleanup", "清理结论"),)
    business_key = ("title", "happened_on")


@resource
class CleanUpItemResource(Resource):
    """清理结论."""

    key, model, title, noun, order = "instruments.cleanup_item", CleanUpItem, "清理结论", "清理结论", 31
    columns = ("instrument", "conclusion", "cleanup", "happened_on", "unit")
    filters = ("conclusion", "happened_on")
    form = ("cleanup", "instrument", "conclusion", "happened_on", "unit", "paper", "note")
    search, title_field, line = (), "instrument", ("conclusion", "happened_on")
    in_menu = False
