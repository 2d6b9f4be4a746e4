"""The page of years: what was closed, what is carried, what is still open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.kernel import registry
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life
from yifa.suites.year_end import checks
from yifa.suites.year_end.models import YearBook


def _list(points: list[checks.Point], *, linked: bool = True) -> list[dict[str, Any]]:
    return [
        {"pk": i, "label": p.text, "alarm": p.stops and not p.done,
         "cells": [{"text": p.text, "url": p.url if linked else ""},
                   {"status": "已办" if p.done else "待办", "tone": "done" if p.done else "warn"}]}
        for i, p in enumerate(points)
    ]  # fmt: skip


def _reads_reports(scope: Any) -> bool:
    return bool(scope.has(registry.get_resource("annual_report.shortcoming").read_roles))


@login_required
def index(request: Any) -> HttpResponse:
    """All years of the bureau, and the checklist of the running one."""
    scope = request.scope
    if not scope.has(READERS):
        raise Http404
    books = list(YearBook.objects.filter(bureau_id=scope.bureau_id, life=Life.LIVE).order_by("-year"))
    rows = [
        {"pk": b.pk, "label": str(b),
         "cells": [{"text": str(b), "url": f"/r/year_end.book/{b.pk}/"}, {"status": b.get_state_display()},
                   str(b.closed_on or ""), b.approver, {"number": len(b.carried)}]}
        for b in books
    ]  # fmt: skip
    columns = [
        {"label": "年度"},
        {"label": "状态"},
        {"label": "年结日"},
        {"label": "批准人"},
        {"label": "结转", "num": True},
    ]
    opened = next((b.year for b in books if b.state == YearBook.State.OPEN), None)
    # no open year: after a closed one comes the next; before the first, the running one
    year = opened or (min(books[0].year + 1, request.day.year) if books else request.day.year)
    book = next((b for b in books if b.year == year), None)
    actions = []
    if scope.has({"legal"}):
        if book is None:
            actions.append(
                {"label": f"{year}年年初建账", "url": f"/r/year_end.book/do/open/?year={year}", "kind": "main"}
            )
        else:
            actions.append({"label": f"{year}年年结", "url": f"/r/year_end.book/{book.pk}/do/close/", "kind": "main"})
    head = {"title": "年结与年初", "crumbs": [{"text": "报告与监督"}], "actions": actions}
    two = [{"label": "事项"}, {"label": "状态"}]
    carried = [
        {"pk": i, "label": c["title"],
         "cells": [{"text": c["title"], "url": c["url"]}, c["label"], c["due"]]}
        for i, c in enumerate(checks.carried(scope, year))
    ]  # fmt: skip
    context = {
        "head": head, "year": year,
        "books": {"caption": "年度", "columns": columns, "rows": rows},
        "closing": {"caption": "年结清单", "columns": two,
                    "rows": _list(checks.closing(scope, year)) if opened or not books else []},
        "opening": {"caption": "年初清单", "columns": two,
                    "rows": _list(checks.opening(scope, year), linked=_reads_reports(scope))},
        "carried": {"caption": "结转事项", "columns": [{"label": "事项"}, {"label": "期限"}, {"label": "到期"}],
                    "rows": carried},
    }  # fmt: skip
    return render(request, "year_end/index.html", context)
