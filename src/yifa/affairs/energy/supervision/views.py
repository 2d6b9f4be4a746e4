"""Pages of supervision: the papers, the arrears of yearly reports."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.energy.closings.views import CRUMB
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings.actions import due_day, listed
from yifa.affairs.energy.printing import answer
from yifa.affairs.energy.supervision import papers, yearly
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport
from yifa.kernel import registry
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life


@login_required
def order(request: Any, pk: int, which: str) -> HttpResponse:
    """An order, an opinion or a 通报 as Word."""
    rows = registry.get_resource("energy.order").rows(request.scope).select_related("institution")
    found: CorrectionOrder | None = rows.filter(pk=pk).first()
    if found is None or (which == "notice" and found.notified_on is None):
        raise Http404
    made = papers.notice(found) if which == "notice" else papers.paper(found)
    return answer(made, "docx")


@login_required
def arrears(request: Any) -> HttpResponse:
    """Who has sent the yearly report, who was late, who has not."""
    if not request.scope.has(READERS):
        raise Http404
    text = request.GET.get("year", "")
    year = int(text) if text.isdigit() and 2000 <= int(text) <= request.day.year else request.day.year - 1
    span = period(str(year))
    due = due_day(span)
    rows = EnergyReport.objects.filter(bureau_id=request.scope.bureau_id, year=year, life=Life.LIVE)
    have = {r.institution_id: r for r in rows}
    sites = list(listed(request.scope.bureau_id, span.end))
    late = request.day > due
    lines = []
    for site in sites:
        report = have.get(site.pk)
        state = "未报" if report is None else "按期" if report.on_time else "迟报"
        lines.append((("未报", "迟报", "按期").index(state), site, report, state))
    lines.sort(key=lambda row: (row[0], row[1].name))
    table = [
        {"pk": site.pk, "label": site.name, "alarm": state == "未报" and late, "cells": [
            {"text": site.name, "url": f"/r/energy.institution/{site.pk}/"}, site.department, site.region,
            {"text": str(report.happened_on), "url": f"/r/energy.report/{report.pk}/"} if report else "",
            "逾期未报" if state == "未报" and late else state]}
        for _, site, report, state in lines
    ]  # fmt: skip
    columns = [{"label": t} for t in ("公共机构", "主管部门", "行政区域", "收到日", "状态")]
    got = len(have)
    context = {
        "head": {"title": f"{year}年度能源消费状况报告", "crumbs": [CRUMB],
                 "meta": [f"期限 {due}", f"应报 {len(sites)} 家", f"已收 {got} 家", f"未报 {len(sites) - got} 家"],
                 "actions": [{"label": "综合报告 Word", "url": f"/energy/reports/{year}.docx"},
                             {"label": "上一年", "url": f"?year={year - 1}", "kind": "quiet"},
                             {"label": "登记报告", "url": "/r/energy.report/new/", "kind": "main"}]},
        "table": {"caption": f"{year}年度报告收报情况", "columns": columns, "rows": table},
    }  # fmt: skip
    return render(request, "energy/arrears.html", context)


@login_required
def summary(request: Any, year: int, fmt: str) -> HttpResponse:
    """The bureau's yearly summary paper."""
    if not request.scope.has(READERS) or fmt not in ("docx", "pdf") or not 2000 <= year <= request.day.year:
        raise Http404
    return answer(yearly.summary(request.scope.bureau_id, year, request.day), fmt)


@login_required
def own(request: Any, pk: int, fmt: str) -> HttpResponse:
    """An institution's own yearly report, filled from its filing."""
    rows = registry.get_resource("energy.filing").rows(request.scope).select_related("institution")
    filing = rows.filter(pk=pk, life=Life.LIVE).first()
    if filing is None or fmt not in ("docx", "pdf") or not filing.period.isdigit():
        raise Http404
    return answer(yearly.own(filing), fmt)
