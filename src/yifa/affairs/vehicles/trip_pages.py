"""The pages of a driver's trips, drawn alike inside (a sign-in) and outside (a personal link, ``outside.py``)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from yifa.affairs.vehicles.choices import DispatchState
from yifa.affairs.vehicles.models import Dispatch
from yifa.affairs.vehicles.moments import day_span, local, span
from yifa.kernel.action import Action, Ctx
from yifa.kernel.registry import get_action
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import prepare

SHEET = "vehicles.dispatch"
OPEN = (DispatchState.PLANNED, DispatchState.OUT)
#: How many days back a driver sees what was driven.
BACK = 7
_TONE = {"planned": "run", "out": "warn", "back": "done", "settled": "done", "cancelled": "void"}


@dataclass
class Side:
    """What differs between inside and outside: the address, who reads, and what becomes of a form.

    ``do``: take a filled-in form, return whether it was taken (errors stand on the form); ``tell``: words for the page
    gone to; ``more``: further context; ``loose``: what is done to a form before it is checked.
    """

    base: str
    do: Callable[[Action, Any, Any], bool]
    tell: Callable[[str], None]
    more: dict[str, Any] = field(default_factory=dict)
    loose: Callable[[Any], Any] = lambda form: form


def line(sheet: Any, base: str) -> dict[str, Any]:
    """Return one trip as the list shows it."""
    return {
        "url": f"{base}{sheet.pk}/", "route": sheet.route, "car": str(sheet.vehicle or sheet.rented_plate),
        "when": span(sheet.leaves_at, sheet.returns_at),
        "unit": str(sheet.user_unit or ""), "status": sheet.get_state_display(), "tone": _TONE[sheet.state],
        "km": sheet.km, "km_out": f"{sheet.km_out or 0:,}", "km_back": f"{sheet.km_back or 0:,}",
        "do": {"planned": "登记出车", "out": "登记回车"}.get(sheet.state, ""),
    }  # fmt: skip


def groups(sheets: Iterable[Any], day: date, base: str) -> list[dict[str, Any]]:
    """Return a driver's trips: those to drive today, later ones, those of the last week."""
    start, end = day_span(day)
    rows = list(sheets)
    open_ = [s for s in rows if s.state in OPEN]
    past = [s for s in rows if s.state not in OPEN and s.leaves_at >= start - timedelta(days=BACK)]
    found = [
        ("今天", [s for s in open_ if s.leaves_at < end]), ("以后", [s for s in open_ if s.leaves_at >= end][:10]),
        ("最近一周已回车", sorted(past, key=lambda s: s.leaves_at, reverse=True)[:20]),
    ]  # fmt: skip
    return [{"title": title, "rows": [line(s, base) for s in sheets]} for title, sheets in found if sheets]


def page(request: Any, ctx: Ctx, sheet: Any, side: Side, *, asked: list[Any], bills: list[Any]) -> HttpResponse:
    """One trip: the next thing to enter, large; bills beside it.

    What the phone has kept without network comes with a header and is answered in JSON (``trips.js``).
    """
    now = local(ctx.now).replace(second=0, microsecond=0)
    verb = {"planned": "depart", "out": "return"}.get(sheet.state, "")
    given = request.POST.get("verb", "") if request.method == "POST" else ""
    kept = bool(given) and was_kept(request)
    here = f"{side.base}{sheet.pk}/"
    made: dict[str, Any] = {}
    for name in (verb, "bill"):
        action = get_action(SHEET, name) if name else None
        if action is None or action.available(ctx, sheet):
            continue
        first = {"left_at": now, "back_at": now} if name == verb else {"key": uuid.uuid4().hex}
        sent = given == name
        data, files = (request.POST, request.FILES) if sent else (None, None)
        form = side.loose(form_for(action, ctx, sheet, data, files, first))
        if sent and form.is_valid() and side.do(action, sheet, form):
            return gone_on(request, side.base if name == "return" else here)
        made[name] = form
    if kept and given not in (*made, "depart", "return"):  # a bill that comes too late stays on the phone
        why = get_action(SHEET, "bill").available(ctx, sheet)
        return JsonResponse({"done": False, "errors": [f"{why}票据交车辆管理单位补登。"]}, status=422)
    if given and given not in made:
        side.tell(already(sheet, request.POST))
        return gone_on(request, here)
    if kept:
        return wrong(made[given])
    context = {
        "sheet": sheet, "line": line(sheet, side.base), "form": made.get(verb), "verb": verb, "bill": made.get("bill"),
        "label": {"depart": "登记出车", "return": "登记回车"}.get(verb, ""), "billing": given == "bill",
        "key": uuid.uuid4().hex, "asked": asked, "bills": bills, "base": side.base, **side.more,
    }  # fmt: skip
    return render(request, "vehicles/trip.html", context)


def form_for(action: Action, ctx: Ctx, sheet: Any, data: Any, files: Any, first: dict[str, Any] | None = None) -> Any:
    """Return the form of a driver's verb: what is known is not asked for again, readings are asked for."""
    form = form_of(action, ctx, sheet, data, files, first)
    if action.verb == "return" and sheet.left_at is not None:  # how it left is known
        for known in ("left_at", "km_out"):
            form.fields.pop(known)
    reading = f"km_{'out' if action.verb == 'depart' else 'back'}"
    if sheet.vehicle_id and reading in form.fields:
        form.fields[reading].required = True
    for name, asked in form.fields.items():
        if name in ("km_out", "km_back"):
            asked.widget.attrs.update({"inputmode": "numeric", "class": "y-odo", "autocomplete": "off"})
        if name in ("amount", "quantity"):
            asked.widget.attrs["inputmode"] = "decimal"
    prepare(form)
    return form


def was_kept(request: Any) -> bool:
    """Whether the phone sends what it has kept (``trips.js``): it wants JSON."""
    return bool(request.headers.get("X-Yifa-Kept") == "1")


def gone_on(request: Any, url: str) -> HttpResponse:
    """Answer that a form was taken."""
    return JsonResponse({"done": True, "url": url}) if was_kept(request) else redirect(url)


def wrong(form: Any) -> JsonResponse:
    """Answer the phone what is wrong with a form it has kept."""
    return JsonResponse({"done": False, "errors": list(errors_of(form))}, status=422)


def errors_of(form: Any) -> Iterator[str]:
    """Yield the errors of a form, each with its field."""
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        yield f"{field.label}：{''.join(errors)}" if field is not None else "".join(errors)


def already(sheet: Any, given: Any) -> str:
    """Say that a step has been entered, and whether what was entered differs from what is given now."""
    name = {"depart": "km_out", "return": "km_back"}.get(given.get("verb", ""), "")
    stands, now = getattr(sheet, name, None) if name else None, str(given.get(name, "")).strip()
    text = f"现为“{sheet.get_state_display()}”，这一步已经登记过。"
    if stands is None or not now.isdecimal() or int(now) == stands:
        return text
    return f"{text}登记的读数是 {stands:,} 公里，这次填的是 {int(now):,} 公里；以仪表为准，请车辆管理单位更正。"


def riders(sheet: Dispatch) -> list[dict[str, Any]]:
    """Return who rides along; who drives must reach who waits, afterwards the number is not needed any more."""
    rows = sheet.requests.filter(life="live").order_by("leaves_at")
    reach = sheet.state in OPEN
    return [{"who": r.applicant, "phone": r.phone if reach else "", "people": r.passengers, "matter": r.matter,
             "from": r.origin} for r in rows]  # fmt: skip
