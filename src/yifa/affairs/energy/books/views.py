"""The page on which the officer checks what meters and bills propose for the ledger of a month, and confirms it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from yifa.affairs.energy.books import proposals
from yifa.affairs.energy.books.actions import FILERS, closed_or_none
from yifa.affairs.energy.books.choices import Origin
from yifa.affairs.energy.books.resources import measured_in
from yifa.affairs.energy.engine.numbers import exact, shown
from yifa.affairs.energy.engine.periods import MONTH, Period, period
from yifa.affairs.energy.filings.views import CRUMB, act, span_of
from yifa.kernel import registry
from yifa.kernel.record import Life

#: So many accounts are checked on one page.
PAGE = 100


def wanted(request: Any) -> Period:
    """Return the month asked for, else the last one that is over; 404 for what is none."""
    last = request.day.replace(day=1) - timedelta(days=1)
    span = span_of(request, f"{last:%Y-%m}")
    if span.kind != MONTH or span.end >= request.day:
        raise Http404
    return span


def _number(value: Any, places: int) -> str:
    return "" if value is None else f"{shown(exact(value), places):,f}"


def _said(one: proposals.Proposal, days: int) -> dict[str, Any]:
    mine, paid = one.metered, one.billed
    metered = ""
    if mine is not None:
        metered = _number(mine.value, 2) or f"只覆盖 {mine.share}%"
    billed = "" if paid is None else _number(paid.value, 2) + ("" if paid.days >= days else f"（{paid.days} 天）")
    return {
        "pk": one.account.pk,
        "number": one.account.number,
        "site": one.account.institution,
        "supply": one.account.get_supply_display(),
        "unit": measured_in(_Use(one.account)),
        "metered": metered,
        "estimated": bool(mine and mine.estimated),
        "billed": billed,
        "differs": "" if one.differs is None else f"{shown(one.differs, 1):+f}%",
        "before": "" if one.before is None else _number(one.before.quantity, 2),
        "last_year": "" if one.last_year is None else _number(one.last_year.quantity, 2),
        "quantity": "" if one.quantity is None else format(one.quantity.normalize(), "f"),
        "fee": "" if one.fee is None else format(one.fee, "f"),
        "origin": one.origin,
        "why": one.why,
        "ready": one.quantity is not None,
    }


class _Use:
    """An account as the register of use asks for it."""

    def __init__(self, account: Any) -> None:
        self.account = account


def _typed(request: Any) -> dict[int, dict[str, str]]:
    """Return what was ticked and typed, by account."""
    post = request.POST
    found = {}
    for pk in post.getlist("pick"):
        if pk.isdigit():
            found[int(pk)] = {name: post.get(f"{name}-{pk}", "").strip() for name in ("quantity", "fee", "origin")}
    return found


@login_required
def check(request: Any) -> Any:
    """Accounts without a ledger row of the month: meters, bills, last month and last year beside the proposal."""
    scope = request.scope
    if not scope.has(FILERS):
        raise Http404
    span = wanted(request)
    accounts = registry.get_resource("energy.account").rows(scope)
    site = request.GET.get("institution", "")
    if site.isdigit():
        accounts = accounts.filter(institution_id=int(site))
    typed: dict[int, dict[str, str]] = {}
    if request.method == "POST":
        typed = _typed(request)
        names = dict(accounts.filter(pk__in=typed).values_list("pk", "number"))
        rows = [{"account": pk, "number": names.get(pk, str(pk)), **row} for pk, row in typed.items()]
        done = f"已登记 {len(rows)} 个账户的{span.title}台账。"
        if act(request, [("energy.use", "confirm", None, {"month": span.text, "rows": rows})], done):
            return redirect(request.get_full_path())
    closed = closed_or_none(span.text)
    found = proposals.proposals(accounts, span, closed)
    found.sort(key=lambda one: (one.quantity is None, one.account.institution.name, one.account.supply))
    days = (span.end - span.start).days + 1
    lines = [_said(one, days) for one in found[:PAGE]]
    for line in lines:
        if line["pk"] in typed:
            line.update(typed[line["pk"]], picked=True)
        elif not typed:
            line["picked"] = line["ready"]
    uses = registry.get_resource("energy.use").rows(scope)
    done_many = uses.filter(account__in=accounts, month=span.text, life=Life.LIVE).count()
    context = {
        "head": {
            "title": f"{span.title}台账核对",
            "crumbs": [CRUMB, {"text": "月台账", "url": "/r/energy.use/"}],
            "meta": _meta(closed, done_many, len(found)),
            "actions": [
                {"label": "上一月", "url": f"?month={_near(span.start, -1)}", "kind": "quiet"},
                {"label": "已登记的台账", "url": f"/r/energy.use/?q={span.text}"},
            ],
        },
        "lines": lines,
        "more": len(found) - len(lines),
        "origins": Origin.choices,
    }
    return render(request, "energy/check.html", context, status=400 if typed else 200)


def _meta(closed: Any, done: int, left: int) -> list[str]:
    meters = "表计没有月结" if closed is None else f"表计月结第{closed.version}版 {closed.digest[:12]}"
    return [meters, f"已登记 {done} 个账户", f"待核对 {left} 个账户"]


def _near(day: date, by: int) -> str:
    other = day + timedelta(days=31) if by > 0 else day - timedelta(days=1)
    return period(f"{other:%Y-%m}").text
