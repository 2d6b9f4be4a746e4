"""履约日历: what is owed in a month, and what is past its day."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yifa.governance.contracts import texts
from yifa.governance.contracts.choices import DutyState
from yifa.kernel import inbox, registry
from yifa.kernel.downloads import attached
from yifa.lawkit.calendar import WorkCalendar
from yifa.papers.reading.errors import PaperError


def _month(text: str, today: date) -> date:
    """Return the first day of the month asked for; today's month for what cannot be read."""
    year, _, month = text.partition("-")
    try:
        return date(int(year), int(month), 1)
    except ValueError:
        return today.replace(day=1)


def _row(duty: Any, today: date) -> dict[str, Any]:
    if duty.state == DutyState.DONE:
        late = duty.done_on and duty.done_on > duty.due_on
        words = {"text": f"{duty.done_on} 已办理" + ("（逾期）" if late else "")}
    else:
        mark = inbox.deadline(duty.due_on, today)
        words = {"text": mark["label"], "tone": mark["tone"]}
    contract = duty.contract
    return {
        "pk": duty.pk, "label": duty.title,
        "cells": [
            duty.due_on.isoformat(), {"text": duty.title, "url": f"/r/contracts.obligation/{duty.pk}/"},
            duty.get_kind_display(), {"text": str(contract), "url": f"/r/contracts.contract/{contract.pk}/"},
            f"{duty.amount:,}" if duty.amount is not None else "", str(duty.unit or ""), words,
        ],
    }  # fmt: skip


@login_required
@require_safe
def text(request: Any, pk: int) -> HttpResponse:
    """The text of a contract from its template, for whoever may see the contract."""
    resource = registry.get_resource("contracts.contract")
    contract = resource.rows(request.scope).filter(pk=pk).select_related("template").first()
    if contract is None or contract.template is None or not request.scope.has(resource.read_roles):
        raise Http404
    try:
        data = texts.render(contract, request.scope)
    except PaperError as problem:
        messages.error(request, f"{contract.template}：{problem}")
        return redirect(resource.url(contract))
    return attached(data, f"{f'{contract.number} {contract.title}'[:120]}.docx")


@login_required
def calendar(request: Any) -> HttpResponse:
    """The month with its days, the list below; what is late stands first whatever the month."""
    resource = registry.get_resource("contracts.obligation")
    if not request.scope.has(resource.read_roles):
        raise Http404
    today, first = request.day, _month(request.GET.get("month", ""), request.day)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    rows = resource.rows(request.scope).filter(life="live", due_on__isnull=False).select_related("contract", "unit")
    late = list(rows.filter(due_on__lt=today).exclude(state=DutyState.DONE).order_by("due_on", "id")[:100])
    owed = list(rows.filter(due_on__gte=first, due_on__lte=last).order_by("due_on", "id")[:500])
    columns = [{"label": w, "num": w.startswith("金额"), "nowrap": w in ("应办日", "状态")} for w in
               ("应办日", "事项", "类别", "合同", "金额（元）", "承办单位", "状态")]  # fmt: skip
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    head = {
        "title": "履约日历",
        "meta": [f"{first.year}年{first.month}月", f"应办 {len(owed)} 项", f"逾期未办 {len(late)} 项"],
        "actions": [{"label": "上个月", "url": f"?month={before:%Y-%m}"},
                    {"label": "下个月", "url": f"?month={after:%Y-%m}"}],
    }  # fmt: skip
    return render(request, "contracts/calendar.html", {
        "head": head, "month": _grid(first, owed, today),
        "late": {"caption": "逾期未办的履约事项", "columns": columns, "rows": [_row(d, today) for d in late]},
        "table": {"caption": "本月应办的履约事项", "columns": columns, "rows": [_row(d, today) for d in owed]},
    })  # fmt: skip


def _grid(first: date, owed: list[Any], today: date) -> dict[str, Any]:
    work = WorkCalendar.load()
    many: dict[int, int] = {}
    for duty in owed:
        many[duty.due_on.day] = many.get(duty.due_on.day, 0) + 1
    weeks = []
    for week in months.Calendar().monthdayscalendar(first.year, first.month):
        cells = []
        for n in week:
            day = first.replace(day=n) if n else None
            kind = "today" if day == today else "" if day is None or work.is_workday(day) else "off"
            cells.append({"day": n, "kind": kind, "small": f"{many[n]} 项" if n in many else ""} if n else None)
        weeks.append(cells)
    return {
        "title": f"{first.month}月",
        "caption": f"{first.year}年{first.month}月履约日历",
        "note": "",
        "weeks": weeks,
    }
