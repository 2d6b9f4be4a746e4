"""The words of the report, the report on its way, what was signed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.metrics.paragraph import TOKEN, Paragraph
from yifa.kernel import registry
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource
from yifa.suites.disclosure_report.models import DisclosureReport, DisclosureSnapshot, ReportText


@resource
class TextResource(Resource):
    """信息公开年报文字."""

    key, model, title, noun, order = "disclosure_report.text", ReportText, "信息公开年报文字", "文字", 20
    columns = ("part", "year", "text")
    filters = ("year", "part")
    form = ("year", "part", "text", "unit", "paper", "note")
    search, title_field, line, ordering = ("text",), "part", ("year",), ("-year", "part", "id")
    business_key = ("year", "part")
    rules = ("GID-10", "GID-11")
    register = dated = False
    in_menu = False
    empty = "还没有写。总体情况、问题及改进、其他事项各写一段。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One text for each part of a year; its figures come from records, none is typed."""
        from yifa.suites.annual_report.actions import typed_figures

        rows = ReportText.objects.filter(bureau_id=ctx.scope.bureau_id, life="live")
        rows = rows.filter(year=data.get("year") or 0, part=data.get("part"))
        if rows.exclude(pk=obj.pk if obj is not None else 0).exists():
            raise ValidationError({"part": "这一年的这一部分已经有文字，用“更正”改。"})
        text = data.get("text") or ""
        if not text.strip():
            raise ValidationError({"text": "写明这一部分的文字。"})
        if unknown := sorted(set(TOKEN.findall(text)) - set(registry.metrics())):
            raise ValidationError({"text": f"没有这些数字：{'、'.join(unknown)}。"})
        if typed := typed_figures(text, Paragraph(key="", section="", order=0, sentences=())):
            said = "”“".join(typed)
            raise ValidationError(
                {"text": f"“{said}”是手写的数字。数字只从记录来：写成 {{disclosure.published_items}} 这样的标记，"
                         "或者改成不带数的说法。"}
            )  # fmt: skip


@resource
class ReportResource(Resource):
    """信息公开年报."""

    key, model, title, noun, order = "disclosure_report.report", DisclosureReport, "信息公开年报办理", "年报", 19
    columns = ("year", "state", "signer", "signed_on", "submitted_on", "published_on")
    filters = ("year", "state")
    facts = ("year", "state", "checked_on", "checked_by", "signer", "signed_on", "reservations", "cleared_on",
             "cleared_by", "clearance", "submitted_on", "addressee", "published_on", "published_at",
             "correcting_since", "correcting_why", "note")  # fmt: skip
    title_field, line, ordering, search = "year", ("state", "signed_on"), ("-year", "-id"), ("addressee",)
    tones = {"state": {"draft": "run", "checked": "run", "signed": "run", "cleared": "run", "submitted": "run",
                       "published": "done"}}  # fmt: skip
    verbs = ()
    in_menu = False
    rules = ("GID-08", "GID-10", "GID-11", "GID-12")
    register, dated = False, False
    panels = (Panel("disclosure_report.snapshot", "report", "签发快照"),)

    def title_of(self, obj: DisclosureReport) -> str:
        """2025年政府信息公开工作年度报告."""
        return str(obj)


@resource
class SnapshotResource(Resource):
    """年报签发快照."""

    key, model, title, noun = "disclosure_report.snapshot", DisclosureSnapshot, "年报签发快照", "快照"
    columns = ("number", "happened_on", "reason", "ledger_seq", "ledger_hash")
    facts = ("report", "number", "happened_on", "reason", "ledger_seq", "ledger_hash")
    title_field, line, ordering, search = "number", ("reason",), ("-id",), ()
    verbs = ()
    register, dated, in_menu = False, False, False
