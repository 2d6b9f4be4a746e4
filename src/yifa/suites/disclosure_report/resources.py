"""The words of the report."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource
from yifa.suites.disclosure_report.models import ReportText


@resource
class TextResource(Resource):
    """信息公开年报文字."""

    key, model, title, noun, order = "disclosure_report.text", ReportText, "信息公开年报文字", "文字", 20
    columns = ("part", "year", "text")
    filters = ("year", "part")
    form = ("year", "part", "text", "charged", "unit", "paper", "note")
    search, title_field, line, ordering = ("text",), "part", ("year",), ("-year", "part", "id")
    business_key = ("year", "part")
    rules = ("GID-10", "GID-11")
    register = dated = False
    in_menu = False
    empty = "还没有写。总体情况、问题及改进、其他事项各写一段。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One text for each part of a year; an amount belongs to the second part."""
        rows = ReportText.objects.filter(bureau_id=ctx.scope.bureau_id, life="live")
        rows = rows.filter(year=data["year"], part=data["part"])
        if rows.exclude(pk=obj.pk if obj is not None else 0).exists():
            raise ValidationError({"part": "这一年的这一部分已经有文字，用“更正”改。"})
        if data.get("charged") is not None and data.get("part") != ReportText.Part.OWN_MOTION:
            raise ValidationError({"charged": "收费金额只在第二部分填写。"})
        if not (data.get("text") or "").strip() and data.get("charged") is None:
            raise ValidationError({"text": "写明这一部分的文字。"})
