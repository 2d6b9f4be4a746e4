"""年度分析: a closed year against the one before, by class and institution, and how the targets stand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.energy.closings.models import Closing
from yifa.affairs.energy.closings.surfaces import bands
from yifa.affairs.energy.closings.views import CRUMB
from yifa.affairs.energy.engine.numbers import exact, shown
from yifa.affairs.energy.targets import tracking
from yifa.affairs.energy.targets.choices import Kind
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life
from yifa.kernel.ui import charts


def _coal(closing: Closing | None) -> dict[int, tuple[str, str, Fraction]]:
    """Return institution → (name, class, tonnes of standard coal)."""
    out: dict[int, tuple[str, str, Fraction]] = {}
    for one in closing.standings.filter(life=Life.LIVE) if closing else ():
        value = tracking.value_of(one, "total_energy")
        if value is not None:
            out[one.institution_id] = (one.inputs["name"], one.inputs["klass"], value / 1000)
    return out


def _t(value: Fraction | None, places: int = 2) -> str:
    return "" if value is None else f"{shown(value, places):,f}"


def _change(now: Fraction | None, then: Fraction | None) -> str:
    return "" if now is None or not then else f"{shown((now - then) * 100 / then, 2):+f}"


@login_required
def analysis(request: Any) -> HttpResponse:
    """The year asked for, else the last closed one."""
    if not request.scope.has(READERS):
        raise Http404
    years = {c.period: c for c in tracking.closings(request.scope.bureau_id) if c.period.isdigit()}
    text = request.GET.get("year", "")
    chosen = text if text in years else max(years, default="")
    head: dict[str, Any] = {"title": "能耗年度分析", "crumbs": [CRUMB]}
    if not chosen:
        empty = {"text": "还没有核定过一个年度。先在“能耗核定与通报”核定。"}
        return render(request, "energy/analysis.html", {"head": head, "empty": empty})
    now, before = years[chosen], years.get(str(int(chosen) - 1))
    mine, then = _coal(now), _coal(before)
    total, last = (sum((v for _, _, v in d.values()), Fraction(0)) for d in (mine, then))
    classes = sorted({k for _, k, _ in (*mine.values(), *then.values())})
    sums = [[float(sum(v for _, c, v in d.values() if c == k)) for k in classes] for d in (mine, then)]
    series: list[dict[str, Any]] = [{"label": chosen, "values": [round(v, 1) for v in sums[0]]}]
    order = sorted(mine.items(), key=lambda row: -row[1][2])
    rows, reached = [], Fraction(0)
    for n, (pk, (name, klass, value)) in enumerate(order):
        reached += value
        was = then.get(pk, ("", "", None))[2]
        rows.append(
            {
                "pk": pk,
                "label": name,
                "cells": [
                    n + 1,
                    {"text": name, "url": f"/energy/card/{pk}/?period={chosen}"},
                    klass,
                    _t(value),
                    _t(was),
                    _change(value, was),
                    _t(value * 100 / total, 1) if total else "",
                    _t(reached * 100 / total, 1) if total else "",
                ],
            }
        )
    heads = [
        {"label": "序"},
        {"label": "公共机构"},
        {"label": "类别", "hide": "phone"},
        *(
            {"label": t, "num": True}
            for t in ("综合能耗（吨标准煤）", "上年", "增减（%）", "占比（%）", "累计占比（%）")
        ),
    ]
    marks = []
    for kind in Kind:
        pair = [tracking.whole(c, kind) if c else None for c in (now, before)]
        marks.append(
            {"pk": kind.value, "label": kind.label, "cells": [kind.label, _t(pair[0]), _t(pair[1]), _change(*pair)]}
        )
    goals = []
    for one in SavingTarget.objects.filter(bureau_id=now.bureau_id, institution=None, life=Life.LIVE).order_by("id"):
        point = next((p for p in tracking.way(one) if p.got is not None), None)
        state = "" if point is None or point.got is None else "达到" if point.got <= point.wanted else "未达到"
        goals.append(
            {
                "pk": one.pk,
                "label": str(one),
                "cells": [
                    {"text": one.get_indicator_display(), "url": f"/r/energy.target/{one.pk}/"},
                    f"{one.year}年",
                    _t(exact(one.value)),
                    _t(point.wanted) if point else "",
                    _t(point.got) if point else "",
                    f"{point.year}年{'预计' if point.forecast else ''}{state}" if point else "",
                ],
            }
        )
    head |= {
        "title": f"{chosen}年能耗分析",
        "meta": [
            f"核定 {now.reckoned} 家",
            f"综合能耗 {_t(total)} 吨标准煤",
            f"比上年 {_change(total, last)}%" if last else "没有上年核定",
        ],
        "actions": [
            *({"label": f"{y}年", "url": f"?year={y}", "kind": "quiet"} for y in sorted(years) if y != chosen),
            {"label": "打印", "print": True},
        ],
    }
    wanted = [
        {"label": "指标"},
        {"label": "目标年"},
        *({"label": t, "num": True} for t in ("目标值", "当年应达", "当年值")),
        {"label": "进展"},
    ]
    context = {
        "head": head,
        "classes": charts.bar(f"{chosen}年分类综合能耗", classes, series, unit="吨标准煤", width=520),
        "bands": bands(now),
        "marks": {
            "caption": "全部机构的指标",
            "plain": True,
            "rows": marks,
            "columns": [{"label": "指标"}, *({"label": t, "num": True} for t in (f"{chosen}年", "上年", "增减（%）"))],
        },
        "goals": {"caption": "目标进展", "plain": True, "columns": wanted, "rows": goals},
        "table": {"caption": "各机构综合能耗", "columns": heads, "rows": rows},
    }
    return render(request, "energy/analysis.html", context)
