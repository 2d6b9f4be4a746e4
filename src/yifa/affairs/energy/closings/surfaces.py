"""What the pages of closings and standings show beside their facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.closings import bulletin
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.engine import snapshot
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.resource import ports
from yifa.kernel.ui import charts


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if isinstance(obj, Standing):
        card = {"label": "机构能耗报告单", "url": f"/energy/card/{obj.institution_id}/?period={obj.closing.period}"}
        return {"panels": [indicators(obj)], "actions": [card]}
    if isinstance(obj, Closing) and scope.has(READERS):
        return {
            "panels": [bands(obj), *asked(obj)],
            "actions": [{"label": "情况通报", "url": f"/energy/bulletin/{obj.pk}/"}] if obj.counts else [],
        }
    return {}


def indicators(one: Standing) -> dict[str, Any]:
    """Return the panel of an institution's indicators with quota, set and reason."""
    found = snapshot.restored(one.closing.sets)
    rows = []
    for n, (code, _, value, band, quota, limit, set_id, why) in enumerate(one.rows):
        kind = found.indicators[code]
        reason = {"denominator_zero": "分母为零"}.get(why or "", why or "")
        rows.append(
            {
                "pk": n,
                "label": kind.title,
                "alarm": band == "超约束值",
                "cells": [
                    kind.title,
                    value or reason,
                    bulletin.printed(kind.unit),
                    band or "",
                    limit or "",
                    (quota or "").split("/")[0],
                    set_id or "",
                ],
            }
        )
    heads = [
        {"label": "指标"},
        {"label": "数值", "num": True},
        {"label": "单位", "nowrap": True},
        {"label": "档次"},
        {"label": "约束值", "num": True},
        {"label": "定额", "hide": "phone", "nowrap": True},
        {"label": "系数集", "hide": "narrow", "nowrap": True},
    ]
    table = {"caption": "各项指标", "columns": heads, "rows": rows, "plain": True, "tight": True}
    return {"title": "指标与定额", "note": f"版本摘要 {one.closing.digest[:12]}", "table": table}


def asked(closing: Closing) -> list[dict[str, Any]]:
    """Return the panel of what the audit of the ledger asks."""
    rows = [
        {"pk": n, "label": name, "cells": [name, "；".join(texts)]}
        for n, (name, texts) in enumerate(closing.checks.items())
    ]
    table = {
        "caption": "审核提示",
        "columns": [{"label": "公共机构", "nowrap": True}, {"label": "提示"}],
        "rows": rows,
        "plain": True,
    }
    return [{"title": "台账审核提示", "note": "单价、同比、计量单位", "table": table}] if rows else []


def bands(closing: Closing) -> dict[str, Any]:
    """Return the panel of how many institutions lie in each band, by the indicator they are worst in."""
    from yifa.affairs.energy.closings.resources import worst

    counts: dict[str, int] = {}
    for one in closing.standings.filter(life="live"):
        counts[worst(one)] = counts.get(worst(one), 0) + 1
    order = ("超约束值", "(基准值,约束值]", "(引导值,约束值]", "(引导值,基准值]", "≤引导值", "未制定定额")
    items = [
        {
            "label": name,
            "value": counts[name],
            "tone": "red" if name == "超约束值" else "",
            "url": f"/r/energy.standing/?closing={closing.pk}",
        }
        for name in order
        if name in counts
    ]
    return (
        {"title": "定额对标分布", "html": charts.hbar("定额对标分布", items, unit="家")}
        if items
        else {"title": "定额对标分布", "text": "没有可核定的机构。"}
    )


ports.PANELS.append(panel)
