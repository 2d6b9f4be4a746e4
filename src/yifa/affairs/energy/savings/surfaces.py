"""What the page of a measure shows: expected against actual by month, the model and its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.closings.views import SUPPLIES
from yifa.affairs.energy.savings.models import Measure
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.resource import ports
from yifa.kernel.ui import charts


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, Measure):
        return {}
    url = f"/energy/load/{obj.institution_id}/?supply={obj.supply}"
    boards = [{"label": "用能看板", "url": url}] if scope.has(READERS) else []
    found = obj.result
    if not found:
        text = "还没有核算。要有开工前365天和完工后至少30天的总表读数，以及同期气温。"
        return {"panels": [{"title": "节能量", "text": text}], "actions": boards}
    months = found["months"]
    wan = max((value for row in months for value in row[1:]), default=0) >= 10_000
    series: list[dict[str, Any]] = [
        {"label": name, "values": [round(row[at] / 10_000, 2) if wan else row[at] for row in months], "ref": at == 1}
        for name, at in (("实际", 2), ("推算", 1))
    ]
    names, unit = [f"{int(row[0][5:])}月" for row in months], SUPPLIES[obj.supply][1]
    said = f"{'万' if wan else ''}{unit}"
    drawn = charts.line("推算与实际用量", names, series, unit=said, width=640, axis_title="月份")
    sure = "节能量大于不确定度" if found["sure"] else "节能量没有超过不确定度，不能认定有节能"
    facts = [
        ("基准模型", found["formula"]),
        ("基准期有效天数", f"{found['base_days']}天"),
        ("调整后R²，CV(RMSE)", f"{found['fit']:.3f}，{found['cv'] * 100:.1f}%"),
        ("报告期有效天数", f"{found['days']}天，缺{found['missing']}天"),
        ("推算用量", f"{found['expected']:,.0f}"),
        ("实际用量", f"{found['actual']:,.0f}"),
        ("节能量", f"{found['saved']:,.0f}（{found['share'] * 100:.1f}%）"),
        ("不确定度（90%置信）", "" if found["spread"] is None else f"±{found['spread']:,.0f}"),
        ("结论", sure),
        ("数据摘要", found["digest"][:16]),
    ]
    panels = [
        {
            "title": "节能量核算",
            "note": f"核算到{found['until']}",
            "facts": [{"label": k, "value": v} for k, v in facts if v],
        },
        {"title": "推算与实际", "note": f"推算是没有改造时的用量，{said}", "html": drawn},
    ]
    return {"panels": panels, "actions": boards}


ports.PANELS.append(panel)
