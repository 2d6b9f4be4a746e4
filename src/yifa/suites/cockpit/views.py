"""The screen: 综合展示."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yifa.core.org.choices import UnitKind
from yifa.core.org.models import Unit
from yifa.kernel import clockwork
from yifa.kernel.ledger.models import Head
from yifa.kernel.policy import READERS
from yifa.kernel.ui import charts
from yifa.suites.cockpit import board as parts

#: Addresses of the ranges: whole bureau, by office, by subordinate unit.
RANGES = (("", "全局"), ("office", "按处室"), ("sub", "按局属单位"))
_KIND = {"office": UnitKind.OFFICE, "sub": UnitKind.SUBORDINATE}


def _report_parts(bureau: Unit, day: Any) -> dict[str, Any]:
    """Return what is read from the report's metrics; kept until the ledger grows."""
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    key = f"cockpit.3.{bureau.pk}.{day:%Y%m%d}.{head}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        s = parts.screen(bureau, day)
        heat, gaps = parts.heat(s)
        kept = {
            "duty": parts.duty_tile(s), "gap": parts.gap_tile(s), "duties": parts.duties(s), "heat": heat,
            "gaps": gaps, "minis": parts.minis(s), "year": s.year, "months": s.months, "report": s.report_url,
        }  # fmt: skip
        cache.set(key, kept, 3600)
    return kept


@login_required
def board(request: Any) -> HttpResponse:
    """The whole bureau on one screen, or its offices side by side."""
    scope, day = request.scope, request.day
    if not scope.has(READERS):
        raise Http404
    bureau = Unit.objects.get(pk=scope.bureau_id)
    found = _report_parts(bureau, day)
    kind = request.GET.get("r", "") if request.GET.get("r", "") in _KIND else ""
    tiles = [*parts.clock_tiles(scope, day), found["duty"], parts.collection_tile(bureau.pk), found["gap"]]
    late, number = parts.overdue(scope, day, 6 if kind else 4)
    late_panel: dict[str, Any] = {
        "title": "已逾期", "alarm": bool(number), "note": f"{number} 件" if number else "没有逾期",
        "group": {"slim": True, "entries": late} if late else None,
    }  # fmt: skip
    if number > len(late):
        late_panel["corner"] = {"text": f"看全部 {number} 件", "url": f"{parts.CLOCKS}?v=overdue"}
    # two wide columns and a tall one at the right: 重点任务, 今后十五天, 缺口 · 已逾期, 各项工作
    panels = _units(scope, day, kind, found) if kind else _whole(scope, day, found)
    if kind:
        panels.append({**late_panel, "span2": True})
    else:
        panels.insert(3, late_panel)
    url = "/cockpit/"
    now = clockwork.now().astimezone(timezone.get_current_timezone())
    context = {
        "board": {
            "title": "综合展示", "grid": "c-board",
            "ranges": [{"text": t, "url": f"{url}?r={k}" if k else url, "current": k == kind} for k, t in RANGES],
            "time": f"{now:%H:%M}", "refresh": f"{found['year']}年数据", "tiles": tiles, "panels": panels,
        },
    }  # fmt: skip
    return render(request, "yifa/cockpit.html", context)


def _whole(scope: Any, day: Any, found: dict[str, Any]) -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = []
    if found["duties"]:
        series, html = found["duties"]
        panels.append({"title": "重点任务，按季度", "legend": charts.legend(series), "html": html})
    else:
        panels.append({"title": "重点任务，按季度", "note": "还没有登记重点任务"})
    chart, number = parts.ahead(scope, day)
    panels.append({"title": "今后十五天到期", "note": f"{number} 件，一格一件，灰底不办公", "html": chart})
    gaps = {"title": "报告各部分的记录", "corner": {"text": "打开报告", "url": found["report"]}, "html": found["heat"],
            "tall": True}  # fmt: skip
    panels.append(gaps)
    months = f"1—{found['months']}月" if found["months"] > 1 else "1月"
    panels.append({"title": f"各项工作，{months}", "note": "纵轴都从 0 起，比例不同", "minis": found["minis"]})
    return panels


def _units(scope: Any, day: Any, kind: str, found: dict[str, Any]) -> list[dict[str, Any]]:
    series, html = parts.by_unit(scope, day, _KIND[kind])
    return [
        {"title": "在途期限，按机构次序", "legend": charts.legend(series), "html": html, "span2": True},
        {"title": f"{found['year']}年收数", "corner": {"text": "打开", "url": "/collections/"},
         "tall": True, "html": parts.collection_heat(scope.bureau_id, found["year"], _KIND[kind])},
    ]  # fmt: skip
