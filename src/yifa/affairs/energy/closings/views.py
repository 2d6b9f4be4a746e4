"""Pages of closings: the bulletin as a paper, the report card of an institution."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.closings import bulletin, reckon
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.closings.surfaces import indicators
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.engine.periods import period
from yifa.kernel import registry
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life
from yifa.kernel.resource.base import show
from yifa.kernel.ui import charts
from yifa.papers import writers

CRUMB = {"text": "公共机构节能", "url": "/m/energy/"}
SUPPLIES = {
    "electricity": ("用电量", "千瓦时"),
    "water": ("用水量", "立方米"),
    "natural_gas": ("用气量", "立方米"),
    "heat": ("用热量", "兆焦"),
}


@login_required
def paper(request: Any, pk: int) -> HttpResponse:
    """The bulletin: as issued, or as it would read today."""
    if not request.scope.has(READERS):
        raise Http404
    rows = registry.get_resource("energy.closing").rows(request.scope)
    closing: Closing | None = rows.filter(pk=pk, life=Life.LIVE).first()
    if closing is None:
        raise Http404
    said = closing.body or bulletin.body(closing, request.day)
    made = bulletin.paper(closing, said, draft=not closing.issued_on)
    if request.GET.get("format") == "docx":
        return attached(writers.render(made, "docx"), f"{made.full_title}.docx")
    wrong = reckon.differing(closing)
    tables = [
        {
            "title": "分类能耗",
            "table": {
                "caption": "分类能耗",
                "plain": True,
                "columns": [
                    {"label": "机构类别"},
                    *(
                        {"label": t, "num": True}
                        for t in ("家数", "综合能耗（吨标准煤）", "单位面积（千克标准煤/m²）", "人均（千克标准煤/人）")
                    ),
                ],
                "rows": [
                    {"pk": n, "label": k, "cells": [k, c, bulletin.comma(e), a, p]}
                    for n, (k, c, e, a, p) in enumerate(said["classes"])
                ],
            },
        },
        {
            "title": "超过约束值的机构",
            "table": {
                "caption": "超过约束值的机构",
                "plain": True,
                "columns": [
                    {"label": "公共机构"},
                    {"label": "指标"},
                    {"label": "本期值", "num": True},
                    {"label": "约束值", "num": True},
                    {"label": "单位"},
                    {"label": "说明情况"},
                ],
                "rows": [{"pk": n, "label": r[0], "cells": r} for n, r in enumerate(said["over"])],
            },
            "empty": "没有超过约束值的机构。",
        },
        {
            "title": "未核定的机构",
            "table": {
                "caption": "未核定的机构",
                "plain": True,
                "columns": [{"label": "公共机构"}, {"label": "原因"}],
                "rows": [{"pk": n, "label": r[0], "cells": list(r)} for n, r in enumerate(said["missing"])],
            },
            "empty": "没有。",
        },
    ]
    status = {"label": "已印发", "tone": "done"} if closing.issued_on else {"label": "草稿", "tone": "run"}
    sums = [[name, bulletin.comma(v), bulletin.unit_name(u), ""] for name, v, u in said["totals"]]
    sums += [["综合能耗", bulletin.comma(v), "吨标准煤", name] for name, v in said["coal"]]
    heads = [{"label": "品种"}, {"label": "消费量", "num": True}, {"label": "单位"}, {"label": "折标煤系数"}]
    rows_of_sums = [{"pk": n, "label": r[0], "cells": r} for n, r in enumerate(sums)]
    totals = {"caption": "总体情况", "plain": True, "columns": heads, "rows": rows_of_sums}
    context = {
        "head": {
            "title": f"{said['title']}能耗统计情况通报",
            "crumbs": [CRUMB, {"text": "能耗核定与通报", "url": "/r/energy.closing/"}],
            "status": status,
            "meta": [closing.number, f"核定 {said['reckoned']} 家", f"对标 {said['judged']} 家"],
            "actions": [
                {"label": "办理", "url": f"/r/energy.closing/{pk}/"},
                {"label": "导出 Word", "url": "?format=docx"},
                {"label": "打印", "print": True},
            ],
        },
        "wrong": wrong,
        "totals": totals,
        "panels": tables,
        "faults": closing.faults.items() if not closing.issued_on else (),
        "unjudged": said["unjudged"],
        "digest": closing.digest[:16],
    }
    return render(request, "energy/bulletin.html", context)


@login_required
def card(request: Any, pk: int) -> HttpResponse:
    """The report card of an institution: its ledger by month against the year before, its indicators, its papers."""
    site: PublicInstitution | None = (
        registry.get_resource("energy.institution").rows(request.scope).filter(pk=pk).first()
    )
    if site is None:
        raise Http404
    closed = Standing.objects.filter(institution=site, life=Life.LIVE, closing__life=Life.LIVE).select_related(
        "closing"
    )
    closed = closed.order_by("-happened_on", "-id")
    text = request.GET.get("period", "")
    one = closed.filter(closing__period=text).first() if text else closed.first()
    end = period(one.closing.period).end if one else request.day
    panels = [_months(site, supply, end) for supply in SUPPLIES]
    size = site.sizes.filter(life=Life.LIVE, happened_on__lte=end).order_by("-happened_on", "-id").first()
    history = [
        {
            "pk": s.pk,
            "label": s.closing.period,
            "url": f"/r/energy.standing/{s.pk}/",
            "cells": [
                {"text": period(s.closing.period).title, "url": f"?period={s.closing.period}"},
                *(
                    next((r[2] for r in s.rows if r[0] == code), "")
                    for code in ("total_per_area", "total_per_person", "water_per_person")
                ),
                "超约束值" if s.over else "",
                "已说明" if s.explained_on else "",
            ],
        }
        for s in closed[:12]
    ]
    heads = [
        {"label": "报告期"},
        *({"label": t, "num": True} for t in ("单位面积能耗", "人均能耗", "人均用水")),
        {"label": "对标"},
        {"label": "说明"},
    ]
    facts = [
        ("机构类别", site.klass),
        ("定额分组", site.group),
        ("气候分区", site.get_zone_display()),
        ("建筑面积（m²）", show(size.area) if size else ""),
        ("用能人数（人）", show(size.persons) if size else ""),
    ]
    context = {
        "head": {
            "title": f"{site}能耗报告单",
            "crumbs": [CRUMB, {"text": str(site), "url": f"/r/energy.institution/{site.pk}/"}],
            "meta": [period(one.closing.period).title if one else "还没有核定过"],
            "actions": [{"label": "打印", "print": True}],
        },
        "facts": [{"label": k, "value": v} for k, v in facts if v],
        "panels": [p for p in panels if p],
        "indicators": indicators(one) if one else None,
        "history": {"caption": "历期核定", "columns": heads, "rows": history, "plain": True},
    }
    return render(request, "energy/card.html", context)


def _months(site: PublicInstitution, supply: str, end: date) -> dict[str, Any] | None:
    months = period(f"{end:%Y-%m}").twelve
    before = tuple(f"{int(m[:4]) - 1}{m[4:]}" for m in months)
    sums: dict[str, float] = {}
    rows = MonthlyUse.objects.filter(account__institution=site, account__supply=supply, life=Life.LIVE)
    for month, quantity in rows.filter(month__in=(*months, *before)).values_list("month", "quantity"):
        sums[month] = sums.get(month, 0) + float(quantity)
    if not sums:
        return None
    title, unit = SUPPLIES[supply]
    if max(sums.values()) >= 100_000:
        sums, unit = {m: round(v / 10_000, 2) for m, v in sums.items()}, f"万{unit}"
    series: list[dict[str, Any]] = [{"label": "本年", "values": [sums.get(m) for m in months]}]
    if any(m in sums for m in before):
        series.append({"label": "上年同月", "values": [sums.get(m) for m in before], "ref": True})
    names = [f"{int(m[5:])}月" for m in months]
    return {"title": f"{title}（{unit}）", "html": charts.line(title, names, series, unit=unit, axis_title="月份")}
