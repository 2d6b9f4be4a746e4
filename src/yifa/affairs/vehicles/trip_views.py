"""我的行程 on a driver's phone, and 交单登记 for the sheets brought back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect

from yifa.affairs.vehicles import inbox, printing
from yifa.affairs.vehicles.choices import DispatchState
from yifa.affairs.vehicles.models import Dispatch
from yifa.affairs.vehicles.moments import day_span, local
from yifa.kernel import clockwork
from yifa.kernel.action import ActionError, Ctx, errors_of, run
from yifa.kernel.files.models import Attachment
from yifa.kernel.files.views import content
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import DateTimeInput, prepare

_SHEET = "vehicles.dispatch"
_TONE = {"planned": "run", "out": "warn", "back": "done", "settled": "done", "cancelled": "void"}


def _ctx(request: Any) -> Ctx:
    return Ctx(scope=request.scope, day=request.day, now=clockwork.now(), channel="screen")


def _line(sheet: Dispatch) -> dict[str, Any]:
    return {
        "url": f"/trips/{sheet.pk}/", "route": sheet.route, "car": str(sheet.vehicle or sheet.rented_plate),
        "when": f"{local(sheet.leaves_at):%m-%d %H:%M} 至 {local(sheet.returns_at):%H:%M}",
        "unit": str(sheet.user_unit or ""), "status": sheet.get_state_display(), "tone": _TONE[sheet.state],
        "km": sheet.km, "km_out": f"{sheet.km_out or 0:,}", "km_back": f"{sheet.km_back or 0:,}",
        "do": {"planned": "登记出车", "out": "登记回车"}.get(sheet.state, ""),
    }  # fmt: skip


@login_required
def trips(request: Any) -> HttpResponse:
    """A driver's trips: those to drive today, later ones, those of the last week."""
    if request.scope.bureau_id is None or not request.scope.is_business:
        raise Http404
    start, end = day_span(request.day)
    rows = inbox.trips_of(request.scope)
    open_ = rows.filter(state__in=(DispatchState.PLANNED, DispatchState.OUT))
    groups = [
        ("今天", open_.filter(leaves_at__lt=end)), ("以后", open_.filter(leaves_at__gte=end)[:10]),
        ("最近一周已回车", rows.exclude(pk__in=open_.values("pk")).filter(
            leaves_at__gte=start - timedelta(days=7)).order_by("-leaves_at")[:20]),
    ]  # fmt: skip
    shown = [{"title": title, "rows": [_line(s) for s in found]} for title, found in groups]
    return render(request, "vehicles/trips.html", {"groups": [g for g in shown if g["rows"]]})


@login_required
@csrf_protect
def trip(request: Any, pk: int) -> HttpResponse:
    """One trip of one's own: the next thing to enter, large; bills beside it.

    What the phone has kept without network comes with a header and is answered in JSON (``trips.js``).
    """
    sheet = inbox.trips_of(request.scope).filter(pk=pk).first() if request.scope.bureau_id else None
    if sheet is None:
        raise Http404
    ctx, now = _ctx(request), local(clockwork.now()).replace(second=0, microsecond=0)
    verb = {"planned": "depart", "out": "return"}.get(sheet.state, "")
    given = request.POST.get("verb", "") if request.method == "POST" else ""
    kept = given and request.headers.get("X-Yifa-Kept") == "1"
    made: dict[str, Any] = {}
    for name in (verb, "bill"):
        action = get_action(_SHEET, name) if name else None
        if action is None or action.available(ctx, sheet):
            continue
        first = {"left_at": now, "back_at": now} if name == verb else {"key": uuid.uuid4().hex}
        sent = given == name
        form = form_of(action, ctx, sheet, request.POST if sent else None, request.FILES if sent else None, first)
        if name == "return":  # how it left is known
            for known in ("left_at", "km_out"):
                form.fields.pop(known)
        if sheet.vehicle_id and f"km_{'out' if name == 'depart' else 'back'}" in form.fields:
            form.fields[f"km_{'out' if name == 'depart' else 'back'}"].required = True
        _for_thumbs(form)
        if sent and form.is_valid() and _do(request, ctx, action, sheet, form):
            return _gone_on(request, "/trips/" if name == "return" else request.path, kept)
        made[name] = form
    if (
        kept and given not in made and given not in ("depart", "return")
    ):  # a bill that comes too late stays on the phone
        why = get_action(_SHEET, "bill").available(ctx, sheet)
        return JsonResponse({"done": False, "errors": [f"{why}票据交车辆管理单位补登。"]}, status=422)
    if given and given not in made:
        messages.warning(request, _already(sheet, request.POST))
        return _gone_on(request, request.path, kept)
    if kept:
        wrong = [t for errors in made[given].errors.values() for t in errors]
        return JsonResponse({"done": False, "errors": wrong}, status=422)
    asked = sheet.requests.filter(life="live").order_by("leaves_at")
    context = {
        "sheet": sheet, "line": _line(sheet), "form": made.get(verb), "verb": verb, "bill": made.get("bill"),
        "label": {"depart": "登记出车", "return": "登记回车"}.get(verb, ""), "billing": given == "bill",
        "key": uuid.uuid4().hex,
        # who drives must reach who waits; afterwards the number is not needed any more
        "asked": [{"who": r.applicant, "phone": r.phone if verb else "", "people": r.passengers, "matter": r.matter,
                   "from": r.origin} for r in asked],
        "bills": _bills(sheet),
    }  # fmt: skip
    return render(request, "vehicles/trip.html", context)


def _gone_on(request: Any, url: str, kept: Any) -> HttpResponse:
    return JsonResponse({"done": True, "url": url}) if kept else redirect(url)


def _already(sheet: Any, given: Any) -> str:
    """Say that a step has been entered, and whether what was entered differs from what is given now."""
    name = {"depart": "km_out", "return": "km_back"}.get(given.get("verb", ""), "")
    stands, now = getattr(sheet, name, None) if name else None, given.get(name, "").strip()
    text = f"现为“{sheet.get_state_display()}”，这一步已经登记过。"
    if stands is None or not now.isdecimal() or int(now) == stands:
        return text
    return f"{text}登记的读数是 {stands:,} 公里，这次填的是 {int(now):,} 公里；以仪表为准，请车辆管理单位更正。"


def _bills(sheet: Any) -> list[dict[str, Any]]:
    """Return the bills of a trip, with the photos that came along."""
    rows = list(sheet.costs.filter(life="live").order_by("happened_on", "id"))
    photos: dict[int, list[int]] = {}
    for pk, cost in _photos([r.pk for r in rows]).values_list("pk", "object_ref"):
        photos.setdefault(cost, []).append(pk)
    return [
        {"label": c.get_kind_display(), "amount": c.amount, "day": c.happened_on, "photos": photos.get(c.pk, [])}
        for c in rows
    ]


def _photos(costs: list[int]) -> Any:
    rows = Attachment.objects.filter(resource="vehicles.cost", object_ref__in=costs, withdrawn_on__isnull=True)
    return rows.order_by("pk")


@login_required
def photo(request: Any, pk: int, number: int) -> HttpResponse:
    """The photo of a bill of one's own trip."""
    sheet = inbox.trips_of(request.scope).filter(pk=pk).first() if request.scope.bureau_id else None
    costs = [c.pk for c in sheet.costs.filter(life="live")] if sheet is not None else []
    found = _photos(costs).select_related("file").filter(pk=number).first()
    if found is None:
        raise Http404
    return content(found, inline=True)


def _for_thumbs(form: Any) -> None:
    for name, field in form.fields.items():
        if name in ("km_out", "km_back"):
            field.widget.attrs.update({"inputmode": "numeric", "class": "y-odo", "autocomplete": "off"})
        if name in ("amount", "quantity"):
            field.widget.attrs["inputmode"] = "decimal"
    prepare(form)


def _do(request: Any, ctx: Ctx, action: Any, sheet: Any, form: Any) -> bool:
    try:
        done = run(action, ctx, sheet, form.cleaned_data).obj
    except ValidationError as problem:
        for name, message in errors_of(problem):
            form.add_error(name if name in form.fields else None, message)
        return False
    except ActionError as problem:
        form.add_error(None, str(problem))
        return False
    km = f"，行驶 {done.km:,} 公里" if action.verb == "return" and done.km is not None else ""
    messages.success(request, f"{action.label}已登记{km}。")
    return True


class LineForm(forms.Form):
    """One returned sheet in one line; times left out are those planned."""

    code = forms.CharField(label="单号或编号", max_length=60)
    km_out = forms.IntegerField(label="出车读数", min_value=0, max_value=9_999_999, required=False)
    km_back = forms.IntegerField(label="回车读数", min_value=0, max_value=9_999_999, required=False)
    left_at = forms.DateTimeField(label="实际出车", required=False, widget=DateTimeInput())
    back_at = forms.DateTimeField(label="实际回车", required=False, widget=DateTimeInput())
    places = forms.CharField(label="实际到达", max_length=240, required=False)


@login_required
@csrf_protect
def returned(request: Any) -> HttpResponse:
    """交单登记: type the number of a returned sheet and its two readings; the next line waits."""
    resource = get_resource(_SHEET)
    if not request.scope.has(WRITERS & resource.read_roles):
        raise Http404
    form = LineForm(request.POST if request.method == "POST" else None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid() and _enter(request, form):
        return redirect(request.path)
    for name in ("code", "km_out", "km_back"):
        form.fields[name].widget.attrs["autocomplete"] = "off"
    form.fields["code"].widget.attrs["autofocus"] = True
    prepare(form)
    open_ = resource.rows(request.scope).filter(
        life="live", state__in=(DispatchState.PLANNED, DispatchState.OUT), leaves_at__lt=day_span(request.day)[1]
    ).select_related("vehicle", "driver", "user_unit").order_by("returns_at", "id")[:50]  # fmt: skip
    rows = [
        {"pk": s.pk, "label": str(s), "alarm": s.returns_at < day_span(request.day)[0], "cells": [
            {"text": s.number or str(s), "url": f"/r/{_SHEET}/{s.pk}/"}, str(s.vehicle or s.rented_plate),
            str(s.driver or s.hired_driver), s.route, f"{local(s.returns_at):%m-%d %H:%M}", s.get_state_display(),
            "" if s.vehicle is None else f"{s.km_out if s.km_out is not None else s.vehicle.odometer:,}",
            {"text": "登记", "url": f"{request.path}?code={printing.code_of(s)}"}]}
        for s in open_
    ]  # fmt: skip
    columns = [{"label": w, "num": w.startswith("上次")} for w in
               ("派车单", "车辆", "驾驶员", "路线", "计划回车", "状态", "上次读数", "")]  # fmt: skip
    head = {
        "title": "交单登记", "crumbs": [{"text": "公务用车", "url": "/m/vehicles/"}],
        "meta": ["一行一单：单号和两个里程表读数；时间不填的，按派车单计划时间"],
    }  # fmt: skip
    return render(request, "vehicles/returned.html", {
        "head": head, "form": form,
        "table": {"caption": "没有登记回车的派车单", "columns": columns, "rows": rows},
    })  # fmt: skip


def _enter(request: Any, form: LineForm) -> bool:
    data = form.cleaned_data
    sheet, why = printing.find(request.scope, data["code"], request.day)
    if sheet is None:
        form.add_error("code", why)
        return False
    given = {
        "left_at": data["left_at"] or sheet.left_at or sheet.leaves_at, "back_at": data["back_at"] or sheet.returns_at,
        "km_out": data["km_out"] if data["km_out"] is not None else sheet.km_out, "km_back": data["km_back"],
        "places": data["places"] or sheet.places or sheet.route,
    }  # fmt: skip
    try:
        made = run(get_action(_SHEET, "return"), _ctx(request), sheet, given).obj
    except ValidationError as problem:
        for name, message in errors_of(problem):
            form.add_error(name if name in form.fields else None, message)
        return False
    except ActionError as problem:
        form.add_error("code", str(problem))
        return False
    far = f"，行驶 {made.km:,} 公里" if made.km is not None else ""
    messages.success(request, f"{made} {made.vehicle or made.rented_plate} 已登记回车{far}。")
    return True
