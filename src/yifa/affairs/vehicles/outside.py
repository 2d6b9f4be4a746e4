"""The outer instance's pages of vehicles: a driver's trips, a served unit's applications, each behind a personal link.

Nothing here reads a register: pages are drawn from cards, forms are the Actions' own, what is filled in becomes a post.
What was handed in and not yet fetched is known by its key, not by its contents, which only the inner side can open.
"""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_protect

from yifa.affairs.vehicles import trip_pages, trip_views
from yifa.affairs.vehicles.choices import DispatchState, RequestState
from yifa.affairs.vehicles.models import Dispatch, Request, Vehicle
from yifa.affairs.vehicles.moments import day_span, local
from yifa.core.org.models import Unit
from yifa.kernel import clockwork, limits
from yifa.kernel.action import Ctx
from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.relay import CHANNEL, outside, secret_digest
from yifa.kernel.relay.models import StoredPost
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import prepare

OUTLET, REQUEST = "vehicles", "vehicles.request"
STEPS = {"depart": "出车", "return": "回车", "bill": "票据"}
ASKS = {"record": "申请用车", "cancel": "取消申请", "rate": "评价"}
#: What an applicant does not say: it follows from the link, or is the office's to choose.
_GIVEN = ("unit", "desk", "event", "applicant", "phone")
_ENDED = "链接已收回、到期或者换发。请向车辆管理单位要新的链接。"


# -- cards: made inside, read outside ----------------------------------------
def trip_data(sheet: Dispatch) -> dict[str, Any]:
    """Return what a driver must know of a trip, and what the forms need."""

    def moment(value: datetime | None) -> str:
        return value.isoformat() if value else ""

    car = sheet.vehicle
    costs = sheet.costs.filter(life="live").order_by("happened_on", "id")
    return {
        "pk": sheet.pk, "number": sheet.number, "route": sheet.route, "state": sheet.state,
        "plate": str(car or sheet.rented_plate), "brand": car.brand if car else "", "own": car is not None,
        "odometer": car.odometer if car else None, "unit": str(sheet.user_unit or ""),
        "leaves_at": moment(sheet.leaves_at), "returns_at": moment(sheet.returns_at), "left_at": moment(sheet.left_at),
        "back_at": moment(sheet.back_at), "km_out": sheet.km_out, "km_back": sheet.km_back, "places": sheet.places,
        "happened_on": sheet.happened_on.isoformat() if sheet.happened_on else "", "asked": trip_pages.riders(sheet),
        "bills": [{"label": c.get_kind_display(), "amount": str(c.amount),
                   "day": c.happened_on.isoformat() if c.happened_on else ""} for c in costs],
    }  # fmt: skip


def _sheet(data: dict[str, Any]) -> Dispatch:
    """Return a sheet as the pages and the Actions' forms want it; it is not of this database."""
    plate = data["plate"]
    # -1: of no register, so that what looks for other trips of the car finds none
    car = Vehicle(pk=-1, plate=plate, brand=data["brand"], odometer=data["odometer"] or 0) if data["own"] else None
    named = {n: parse_datetime(data[n]) if data[n] else None for n in ("leaves_at", "returns_at", "left_at", "back_at")}
    kept = {n: data[n] for n in ("pk", "number", "route", "state", "km_out", "km_back", "places")}
    day = date.fromisoformat(data["happened_on"]) if data["happened_on"] else None
    return Dispatch(vehicle=car, rented_plate="" if car else plate, user_unit=Unit(name=data["unit"]), happened_on=day,
                    **named, **kept)  # fmt: skip


def request_data(asked: Request) -> dict[str, Any]:
    """Return what an applicant sees of an application."""
    sheet = asked.dispatch
    sent = sheet is not None and sheet.state != DispatchState.CANCELLED
    return {
        "pk": asked.pk, "number": asked.number, "matter": asked.matter, "state": asked.state, "score": asked.score,
        "when": f"{local(asked.leaves_at):%m-%d %H:%M} 至 {local(asked.returns_at):%m-%d %H:%M}",
        "way": f"{asked.origin}—{asked.destination}", "people": asked.passengers, "opinion": asked.opinion,
        "car": str(sheet.vehicle or sheet.rented_plate) if sheet and sent else "",
        "driver": str(sheet.driver or sheet.hired_driver) if sheet and sent else "",
    }  # fmt: skip


# -- the person behind a link --------------------------------------------------
def _waiting(code: str, who: str) -> dict[str, datetime]:
    """Return key → moment of what was handed in by a link and is not fetched yet."""
    return dict(StoredPost.objects.filter(bureau=code, outlet=OUTLET, who=who).values_list("key", "at"))


class Ended(Exception):
    """The link opens nothing (any more)."""


class Holder:
    """Who holds a link, what it opens, and what was handed in by it and is not fetched yet."""

    def __init__(self, request: Any, code: str, secret: str, kind: str) -> None:
        limits.check(request, f"vehicles.{kind}", most=120)
        self.code, self.secret, self.who = code, secret, secret_digest(secret)
        self.base = f"/{'trips' if kind == 'driver' else 'rides'}/{code}/{secret}/"
        self.bureau = outside.dress(request, code, self.base)
        now = clockwork.now()
        self.day = local(now).date()
        self.cards = {c.key: c.data for c in outside.cards(code, OUTLET, self.who)}
        links = [d for k, d in self.cards.items() if k.startswith("link:") and d["kind"] == kind]
        if not links or links[0]["until"] < self.day.isoformat():
            raise Ended
        self.link = links[0]
        self.ctx = Ctx(Scope(user_id=None, bureau_id=0, roles=frozenset({"driver", "unit"}), unit_ids=None,
                             name=self.link["name"]), self.day, now, CHANNEL)  # fmt: skip
        self.waiting = _waiting(code, self.who)
        self.outcomes = [c.data for c in outside.cards(code, "", self.who)]

    def step(self, ref: Any, what: str) -> tuple[str, datetime | None]:
        """Return the key of the next try of a step, and since when a try of it waits to be fetched."""
        known = {o.get("key") for o in self.outcomes}
        for n in range(20):
            key = outside.new_key(self.who, str(ref), what, str(n))
            if key in self.waiting:
                return key, self.waiting[key]
            if key not in known:
                break
        return key, None

    def said(self, open_: Any) -> list[str]:
        """Return the refusals that still concern somebody, the last first; ``open_``: (what, ref) → whether it does."""
        found = [o for o in self.outcomes if not o.get("done") and o.get("data", {}).get("until", "")
                 >= self.day.isoformat() and open_(o["data"].get("what"), o["data"].get("ref"))]  # fmt: skip
        found.sort(key=lambda o: o["data"].get("at", ""), reverse=True)
        return [o["words"] for o in found]

    def hand_in(self, key: str, data: dict[str, Any], files: Any, form: Any) -> bool:
        """Hand a form in; what cannot be kept stands on the form as an error. What was taken already stays taken."""
        if any(o.get("key") == key for o in self.outcomes):
            return True
        try:
            outside.hand_in(OUTLET, self.code, data, files, key, self.secret)
        except outside.Full as problem:
            form.add_error(None, str(problem))
            return False
        return True

    @property
    def more(self) -> dict[str, Any]:
        """What every page of a link shows around its content."""
        as_of = f"内容截至 {local(self.bureau.as_of):%m-%d %H:%M}" if self.bureau.as_of else ""
        count = f"　已交 {len(self.waiting)} 件，等车辆管理单位接收" if self.waiting else ""
        return {"who": self.link["name"], "note": f"{as_of}{count}"}


def _ended(request: Any) -> HttpResponse:
    if trip_pages.was_kept(request):
        return JsonResponse({"done": False, "text": _ENDED}, status=410)
    return render(request, "vehicles/ended.html", {"why": _ENDED}, status=410)


def _loose(form: Any) -> Any:
    """Leave to the inner side what only a register can tell: relations and constraints."""
    form._get_validation_exclusions = lambda: {f.name for f in form._meta.model._meta.fields}
    form.validate_unique = form.validate_constraints = lambda: None
    return form


def _key(text: str) -> str:
    return text if re.fullmatch(r"[0-9a-f]{32}", text) else uuid.uuid4().hex


# -- a driver's trips ----------------------------------------------------------
def _folded(holder: Holder, data: dict[str, Any]) -> tuple[Dispatch, bool]:
    """Return a trip with the steps handed in and not fetched yet, and whether there are such steps."""
    sheet = _sheet(data)
    left = holder.step(sheet.pk, "depart")[1] if sheet.state == DispatchState.PLANNED else None
    if left is not None:  # what was written is sealed: the loosest values let the next form through
        sheet.state, sheet.left_at = DispatchState.OUT, day_span(local(min(left, sheet.leaves_at)).date())[0]
        sheet.km_out = data["odometer"]
    back = holder.step(sheet.pk, "return")[1] if sheet.state == DispatchState.OUT else None
    if back is not None:
        sheet.state, sheet.back_at = DispatchState.BACK, max(back, sheet.left_at or back)
    return sheet, bool(left or back)


def _open_trip(holder: Holder, what: Any, ref: Any) -> bool:
    data = holder.cards.get(f"trip:{ref}")
    if data is None or what == "bill":
        return True
    stands = {"depart": ("planned",), "return": ("planned", "out")}.get(what, ())
    return data["state"] in stands and holder.step(ref, what)[1] is None


def trips(request: Any, code: str, secret: str) -> HttpResponse:
    """我的行程 outside."""
    try:
        holder = Holder(request, code, secret, "driver")
    except Ended:
        return _ended(request)
    sheets = [_folded(holder, d)[0] for k, d in holder.cards.items() if k.startswith("trip:")]
    groups = trip_pages.groups(sorted(sheets, key=lambda s: (s.leaves_at, s.pk)), holder.day, holder.base)
    said = holder.said(lambda what, ref: _open_trip(holder, what, ref))
    return render(request, "vehicles/trips.html", {"groups": groups, "said": said, **holder.more})


@csrf_protect
def trip(request: Any, code: str, secret: str, pk: int) -> HttpResponse:
    """One trip outside: the same page and forms; what is filled in is handed in."""
    try:
        holder = Holder(request, code, secret, "driver")
    except Ended:
        return _ended(request)
    data = holder.cards.get(f"trip:{pk}")
    if data is None:
        raise Http404
    sheet, waits = _folded(holder, data)

    def do(action: Any, obj: Any, form: Any) -> bool:
        limits.check(request, "vehicles.hand_in")
        given = {n: v for n, v in request.POST.items() if n in form.fields and n != "photo"}
        what = action.verb
        key = _key(request.POST.get("key", "")) if what == "bill" else holder.step(pk, what)[0]
        files = [("photo", request.FILES["photo"])] if what == "bill" and request.FILES.get("photo") else []
        if not holder.hand_in(key, {**given, "what": what, "ref": str(pk)}, files, form):
            return False
        messages.success(request, f"{action.label}已交，车辆管理单位接收后登记。")
        return True

    said = holder.said(lambda what, ref: str(ref) == str(pk) and _open_trip(holder, what, ref))
    side = trip_pages.Side(holder.base, do, lambda words: messages.warning(request, words),
                           {**holder.more, "waits": waits, "said": said}, _loose)  # fmt: skip
    bills = [{**b, "day": date.fromisoformat(b["day"]) if b["day"] else None} for b in data["bills"]]
    return trip_pages.page(request, holder.ctx, sheet, side, asked=data["asked"], bills=bills)


# -- the applications of a served unit ----------------------------------------
def form_for(action: Any, ctx: Ctx, asked: Any, data: Any) -> Any:
    """Return the form of an applicant's verb without what follows from the link."""
    form = form_of(action, ctx, asked, data)
    for name in _GIVEN:
        form.fields.pop(name, None)
    return prepare(form)


#: State of an application → what its applicant may do.
_MAY = {RequestState.SUBMITTED: "cancel", RequestState.APPROVED: "cancel", RequestState.DONE: "rate"}


def _row(holder: Holder, data: dict[str, Any]) -> dict[str, Any]:
    shown = Request(state=data["state"], score=data["score"])
    tones = get_resource(REQUEST).tones["state"]
    doing = next((ASKS[w] for w in ("cancel", "rate") if holder.step(data["pk"], w)[1] is not None), "")
    may = "" if doing or data["score"] else _MAY.get(data["state"], "")
    return {**data, "url": f"{holder.base}{data['pk']}/", "status": shown.get_state_display(),
            "tone": tones.get(data["state"], ""), "doing": doing, "may": may}  # fmt: skip


def _seldom(holder: Holder, what: Any, ref: Any) -> bool:
    return what == "record" or holder.step(ref, what)[1] is None


@csrf_protect
def rides(request: Any, code: str, secret: str) -> HttpResponse:
    """用车申请 outside: what was asked for, and the form for another."""
    try:
        holder = Holder(request, code, secret, "applicant")
    except Ended:
        return _ended(request)
    action, sent = get_action(REQUEST, "record"), request.method == "POST"
    form = _loose(form_for(action, holder.ctx, None, request.POST if sent else None))
    if sent and form.is_valid():
        limits.check(request, "vehicles.hand_in")
        given = {n: v for n, v in request.POST.items() if n in form.fields}
        if holder.hand_in(_key(request.POST.get("key", "")), {**given, "what": "record"}, [], form):
            messages.success(request, "申请已交，车辆管理单位接收后编号、审批。")
            return trip_pages.gone_on(request, holder.base)
    if sent and trip_pages.was_kept(request):
        return trip_pages.wrong(form)
    rows = [_row(holder, d) for k, d in holder.cards.items() if k.startswith("request:")]
    said = holder.said(lambda what, ref: _seldom(holder, what, ref))
    context = {"rows": rows, "form": form, "sent": sent, "key": _key(request.POST.get("key", "")), "said": said}
    return render(request, "vehicles/rides.html", {**context, **holder.more, "unit": holder.link["unit"]})


def _past(row: dict[str, Any]) -> HttpResponse:
    """Answer a phone that sends what no longer goes; the same sent twice was taken the first time."""
    if row["doing"]:
        return JsonResponse({"done": True, "url": row["url"]})
    return JsonResponse({"done": False, "errors": [f"现为“{row['status']}”，不再办理。"]}, status=422)


@csrf_protect
def ride(request: Any, code: str, secret: str, pk: int) -> HttpResponse:
    """One application outside: where it stands; cancel it, or rate the trip."""
    try:
        holder = Holder(request, code, secret, "applicant")
    except Ended:
        return _ended(request)
    data = holder.cards.get(f"request:{pk}")
    if data is None:
        raise Http404
    row = _row(holder, data)
    what, form = row["may"], None
    if what:
        action, sent = get_action(REQUEST, what), request.POST.get("verb") == what
        asked = Request(pk=pk, state=data["state"], score=data["score"])
        form = _loose(form_for(action, holder.ctx, asked, request.POST if sent else None))
        if sent and form.is_valid():
            limits.check(request, "vehicles.hand_in")
            given = {n: v for n, v in request.POST.items() if n in form.fields}
            if holder.hand_in(holder.step(pk, what)[0], {**given, "what": what, "ref": str(pk)}, [], form):
                messages.success(request, f"{ASKS[what]}已交，车辆管理单位接收后登记。")
                return trip_pages.gone_on(request, row["url"])
        if sent and trip_pages.was_kept(request):
            return trip_pages.wrong(form)
    if request.method == "POST" and trip_pages.was_kept(request):
        return _past(row)
    said = holder.said(lambda w, ref: str(ref) == str(pk) and _seldom(holder, w, ref))
    context = {"row": row, "form": form, "key": uuid.uuid4().hex, "label": ASKS.get(what, ""), "base": holder.base,
               "said": said, "confirm": get_action(REQUEST, what).confirm if what else ""}  # fmt: skip
    return render(request, "vehicles/ride.html", {**context, **holder.more})


urlpatterns = [
    path("trips/sw.js", trip_views.worker),
    path("trips/<str:code>/<str:secret>/", trips),
    path("trips/<str:code>/<str:secret>/<int:pk>/", trip),
    path("rides/sw.js", trip_views.worker),
    path("rides/<str:code>/<str:secret>/", rides),
    path("rides/<str:code>/<str:secret>/<int:pk>/", ride),
]
