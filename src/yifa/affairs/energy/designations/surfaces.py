"""What the page of an application shows: its scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.designations import scoring
from yifa.affairs.energy.designations.models import DesignationApplication
from yifa.affairs.energy.engine.numbers import plain
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, DesignationApplication):
        return {}
    table = scoring.table_of(obj.kept)
    rows = [
        {
            "pk": item.id,
            "label": item.title,
            "cells": [
                item.title + ("（带星）" if item.starred else ""),
                plain(item.points),
                (obj.own.get(item.id) or ["", ""])[0],
                *(obj.scores.get(item.id) or ["", (obj.own.get(item.id) or ["", ""])[1]]),
            ],
        }
        for item in (table.items.values() if table else ())
    ]
    heads = [{"label": "评分项"}, *({"label": t, "num": True} for t in ("满分", "自评", "评审")), {"label": "得分理由"}]
    shown = {"caption": "评分", "columns": heads, "rows": rows, "plain": True}
    panels = [
        {
            "title": "评分",
            "note": obj.kept.get("title", ""),
            "table": shown,
            "empty": "没有评分表，按命名文件逐项审查。",
        }
    ]
    actions = [{"label": "评分表", "url": f"/energy/applications/{obj.pk}/"}] if obj.counts else []
    return {"panels": panels, "actions": actions}


ports.PANELS.append(panel)
