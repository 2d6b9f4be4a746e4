"""单位用车结算: what the use of vehicles falls to which unit, and the sheet a unit confirms."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.vehicles import charges, paper_views, reporting
from yifa.affairs.vehicles.moments import local
from yifa.core.org.models import Unit
from yifa.kernel import clockwork
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS
from yifa.papers.writers import table_xlsx

ROLES = READERS | {"unit"}
#: An empty cell that says nothing, not even that something is missing.
_NONE = "\u3000"
_WAY = (
    "过路、停车、租赁和其他费用按票据，拼车的按乘车人数分摊；燃料和充电按本车当期每公里费用乘里程分摊。",
    "只列已经回车的派车单，跨年的行程计入出车当年。",
)


def _span(request: Any) -> tuple[date, date]:
    def day(name: str, default: date) -> date:
        try:
            found = date.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            return default
        return found if 2000 <= found.year <= 2100 else default

    last = day("to", request.day)
    first = day("from", date(last.year, last.month, 1))
    if first > last or (last - first).days > 366:
        first = date(last.year, last.month, 1)
    return first, last


def _money(value: Decimal) -> Any:
    return {"number": value.quantize(Decimal("0.01"))}


def _found(request: Any, first: date, last: date) -> tuple[charges.Charges, charges.Account | None]:
    """Return all accounts, or the one that was asked for."""
    text = request.GET.get("unit", "")
    if not text:
        return charges.of_span(request.scope, first, last), None
    if text != "none" and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    pk = None if text == "none" else int(text)
    found = charges.of_span(request.scope, first, last, pk, single=True)
    if not found.accounts:
        raise Http404
    return found, found.accounts[0]


@login_required
def settled(request: Any) -> HttpResponse:
    """All units of a span, or the sheet of one."""
    if not request.scope.has(ROLES):
        raise Http404
    first, last = _span(request)
    found, one = _found(request, first, last)
    query = f"from={first}&to={last}"
    words = reporting.span_words(first, last)
    xlsx = f"/vehicles/charges.xlsx?{query}" + (f"&unit={one.pk or 'none'}" if one else "")
    crumbs = [{"text": "公务用车", "url": "/m/vehicles/"}]
    if one:
        crumbs.append({"text": "用车结算", "url": f"/vehicles/charges/?{query}"})
    head = {
        "title": f"{one.name}用车结算单" if one else "用车结算", "crumbs": crumbs,
        "meta": [words, f"{one.trips} 次，{one.km:,.1f} 公里，{one.total:,.2f} 元" if one else
                 f"{len(found.accounts)} 个单位，{sum((a.total for a in found.accounts), Decimal(0)):,.2f} 元"],
        "actions": [{"label": "导出 Excel", "url": xlsx}, {"label": "打印", "print": True}],
    }  # fmt: skip
    request.shell_extra = {"provenance": paper_views.provenance(request)}
    return render(request, "vehicles/charges.html", {
        "head": head, "first": first.isoformat(), "last": last.isoformat(), "one": one, "way": _WAY,
        "apart": found.apart, "keeper": Unit.objects.get(pk=request.scope.bureau_id).name,
        "table": _trips(request, one) if one else _units(found, query),
    })  # fmt: skip


def _units(found: charges.Charges, query: str) -> dict[str, Any]:
    columns = [{"label": "用车单位"}, *({"label": w, "num": True} for w in
               ("次数", "里程（公里）", *(f"{label}（元）" for _, label in charges.PARTS), "合计（元）"))]  # fmt: skip
    rows = [
        {"pk": a.pk or 0, "label": a.name, "cells": [
            {"text": a.name, "url": f"/vehicles/charges/?{query}&unit={a.pk or 'none'}"},
            {"number": a.trips}, {"number": a.km}, *(_money(a.part(n)) for n, _ in charges.PARTS),
            _money(a.total)]}
        for a in found.accounts
    ]  # fmt: skip
    if len(rows) > 1:
        sums = [sum((a.part(n) for a in found.accounts), Decimal(0)) for n, _ in charges.PARTS]
        rows.append({"pk": -1, "label": "合计", "cells": [
            "合计", {"number": sum(a.trips for a in found.accounts)},
            {"number": sum((a.km for a in found.accounts), Decimal(0))}, *map(_money, sums),
            _money(sum(sums, Decimal(0)))]})  # fmt: skip
    return {"caption": "各单位用车结算", "columns": columns, "rows": rows}


def _trips(request: Any, one: charges.Account) -> dict[str, Any]:
    reads = request.scope.has(READERS)
    parts = [label for _, label in charges.PARTS]
    words = ("派车单", "出车日", "车辆", "路线", "乘车（人）", "里程（公里）", *parts, "合计（元）")
    rows: list[dict[str, Any]] = []
    for s in one.shares:
        sheet = s.sheet
        name = {"text": str(sheet), "url": f"/r/vehicles.dispatch/{sheet.pk}/"} if reads else str(sheet)
        people = f"{s.people}/{s.of}" if s.of > s.people else str(s.people)
        rows.append({"pk": sheet.pk, "label": str(sheet), "cells": [
            name, f"{local(sheet.leaves_at):%Y-%m-%d}", str(sheet.vehicle or f"{sheet.rented_plate}（租）"),
            sheet.route, people, {"number": s.km}, *(_money(s.parts.get(n, Decimal(0))) for n, _ in charges.PARTS),
            _money(s.total)]})  # fmt: skip
    rows.append({"pk": 0, "label": "合计", "cells": [
        "合计", *(_NONE,) * 4, {"number": one.km}, *(_money(one.part(n)) for n, _ in charges.PARTS),
        _money(one.total)]})  # fmt: skip
    return {"caption": f"{one.name}用车明细", "rows": rows,
            "columns": [{"label": w, "num": n > 3} for n, w in enumerate(words)]}  # fmt: skip


@login_required
def settled_xlsx(request: Any) -> HttpResponse:
    """The same as a sheet."""
    if not request.scope.has(ROLES):
        raise Http404
    first, last = _span(request)
    found, one = _found(request, first, last)
    shown = _trips(request, one) if one else _units(found, "")
    money = {f"{label}（元）" for _, label in charges.PARTS} | {label for _, label in charges.PARTS} | {"合计（元）"}
    columns = [
        (str(n), c["label"], "money" if c["label"] in money else "number" if c.get("num") and c["label"] != "乘车（人）"
         else "text") for n, c in enumerate(shown["columns"])
    ]  # fmt: skip
    rows = [[c.get("number", c.get("text")) if isinstance(c, dict) else c for c in r["cells"]] for r in shown["rows"]]
    title = f"{one.name if one else '各单位'}用车结算 {reporting.span_words(first, last)}"
    out = io.BytesIO()
    table_xlsx.write_table(out, "用车结算", columns, rows, [title, *_WAY], stamp=clockwork.now())
    return attached(out.getvalue(), f"{title}.xlsx")
