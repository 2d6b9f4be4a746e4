"""What the page of a template shows: the records it may be filled from, each a step from its paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.documents.filling import TOKEN
from yifa.core.documents.models import PaperTemplate
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports

#: How many records are offered; the others are found by their words in the register.
MOST = 12


def why_not(template: PaperTemplate, day: date) -> str:
    """Return why no paper is made from a template on a day (empty: one is)."""
    if not template.counts:
        return f"模板{template.get_life_display()}。"
    if template.valid_from and day < template.valid_from:
        return f"模板自 {template.valid_from.isoformat()} 起用。"
    return f"模板已于 {template.valid_to.isoformat()} 停用。" if template.valid_to and day > template.valid_to else ""


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: 按模板成文."""
    if not isinstance(obj, PaperTemplate):
        return {}
    resource = registry.get_resource(obj.resource)
    tokens = list(dict.fromkeys(TOKEN.findall(f"{obj.heading}{obj.addressee}{obj.body}")))
    blanks = {"title": "空白", "facts": [{"label": "由记录填写", "value": "、".join(tokens) or "没有", "wide": True}]}
    if why := why_not(obj, day):
        return {"panels": [blanks, {"title": "按模板成文", "text": why}]}
    rows = resource.rows(scope).filter(life="live").order_by("-pk")[:MOST]
    table = {
        "caption": "最近的记录", "plain": True,
        "columns": [{"label": resource.noun or resource.title}, {"label": "文书"}],
        "rows": [{"pk": r.pk, "label": resource.title_of(r), "cells": [
            {"text": resource.title_of(r), "url": resource.url(r)},
            {"text": "下载 Word 文件", "url": f"/documents/{obj.pk}/{r.pk}.docx"}]} for r in rows],
    }  # fmt: skip
    return {"panels": [blanks, {"title": "按模板成文", "table": table, "empty": f"“{resource.title}”还没有记录。"}]}


ports.PANELS.append(panel)
