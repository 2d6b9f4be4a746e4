"""Registers of legal study."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.legal_study.choices import SessionKind
from yifa.governance.legal_study.models import Session
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource


@resource
class SessionResource(Resource):
    """学法活动."""

    key, model, title, noun, order = "legal_study.session", Session, "学法活动台账", "学法活动", 10
    columns = ("title", "kind", "happened_on", "unit", "speaker", "meeting")
    filters = ("kind", "happened_on", "unit")
    form = ("kind", "title", "happened_on", "unit", "speaker", "meeting", "paper", "note")
    search = ("title", "speaker", "paper")
    line = ("kind", "happened_on")
    business_key = ("kind", "happened_on", "title")
    aliases = {"happened_on": ("学习时间", "日期"), "title": ("学习主题", "内容"), "speaker": ("主讲人", "领学人")}

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """会前学法 names its meeting."""
        if data.get("kind") == SessionKind.PRE_MEETING and not data.get("meeting"):
            raise ValidationError({"meeting": "会前学法须写明所属会议。"})
