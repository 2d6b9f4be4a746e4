"""我的行程 on a driver's phone, and 交单登记 for the sheets brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from yifa.affairs.vehicles import inbox, printing, trip_pages
from yifa.affairs.vehicles.choices import DispatchState
from yifa.affairs.vehicles.moments import day_span, local
from yifa.kernel.action import ActionError, Ctx, errors_of, run
from yifa.kernel.files.models import Attachment
from yifa.kernel.files.views import content
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import DateTimeInput, prepare

_SHEET = trip_pages.SHEET


@login_required
def trips(request: Any) -> HttpResponse:
    """A driver's trips: those to drive today, later ones, those of the last week."""
    if request.scope.bureau_id is None or not request.scope.is_business:
        raise Http404
    since = day_span(request.day)[0] - timedelta(days=trip_pages.BACK)
    rows = inbox.trips_of(request.scope).filter(Q(state__in=trip_pages.OPEN) | Q(leaves_at__gte=since))
    return render(request, "vehicles/trips.html", {"groups": trip_pages.groups(rows, request.day, "/trips/")})


@login_required
@csrf_protect
def trip(request: Any, pk: int) -> HttpResponse:
    """One trip of one's own: the next thing to enter, large; bills beside it."""
    sheet = inbox.trips_of(request.scope).filter(pk=pk).first() if request.scope.bureau_id else None
    if sheet is None:
        raise Http404
    ctx = ctx_of(request)
    side = trip_pages.Side(
        "/trips/", lambda action, obj, form: _do(request, ctx, action, obj, form),
        lambda words: messages.warning(request, words),
    )  # fmt: skip
    return trip_pages.page(request, ctx, sheet, side, asked=trip_pages.riders(sheet), bills=_bills(sheet))


@require_safe
def worker(request: Any) -> FileResponse:
    """The script that lets a trip once opened be opened without network; it reaches this folder only."""
    path = finders.find("vehicles/trips-worker.js")
    return FileResponse(open(str(path), "rb"), content_type="text/javascript; charset=utf-8")


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
        made = run(get_action(_SHEET, "return"), ctx_of(request), sheet, given).obj
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
