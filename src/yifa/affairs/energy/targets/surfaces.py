"""What the page of a target shows: the way to it and where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.engine.numbers import shown
from yifa.affairs.energy.targets import tracking
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.kernel.ui import charts


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, SavingTarget) or not obj.counts:
        return {}
    points = tracking.way(obj)
    names = [str(obj.base_year), *(str(p.year) for p in points)]
    got = [float(obj.base_value), *(None if p.got is None else float(shown(p.got, 2)) for p in points)]
    wanted = [float(obj.base_value), *(float(shown(p.wanted, 2)) for p in points)]
    series: list[dict[str, Any]] = [
        {"label": "实际", "values": got},
        {"label": "目标路径", "values": wanted, "ref": True},
    ]
    rows = [
        {
            "pk": p.year,
            "label": str(p.year),
            "alarm": p.got is not None and p.got > p.wanted,
            "cells": [
                f"{p.year}年",
                format(shown(p.wanted, 2), "f"),
                "" if p.got is None else format(shown(p.got, 2), "f"),
                "" if p.got is None else ("预计" if p.forecast else "") + ("达到" if p.got <= p.wanted else "未达到"),
            ],
        }
        for p in points
    ]
    heads = [{"label": "年度"}, {"label": "目标", "num": True}, {"label": "实际或预计", "num": True}, {"label": "进展"}]
    table = {"caption": "逐年目标和实际", "columns": heads, "rows": rows, "plain": True, "tight": True}
    note = "当年按最近核定的连续十二个月预计"
    return {
        "panels": [
            {
                "title": "目标路径与进展",
                "note": note,
                "html": charts.line("目标路径与实际", names, series, axis_title="年度"),
                "table": table,
            }
        ]
    }


ports.PANELS.append(panel)
