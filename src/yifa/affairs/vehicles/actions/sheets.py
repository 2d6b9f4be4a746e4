"""派车, 改派, 结算, 取消派车; the trip between them stands in ``trips``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from yifa.affairs.vehicles import picks, plates, readings, sending
from yifa.affairs.vehicles.actions.costs import of_trip
from yifa.affairs.vehicles.actions.requests import recent_trip
from yifa.affairs.vehicles.choices import CostKind, DriverState, RentReason, Urgency, VehicleState
from yifa.affairs.vehicles.choices import DispatchState as S
from yifa.affairs.vehicles.choices import RequestState as R
from yifa.affairs.vehicles.models import Dispatch, Driver, Request, Vehicle, Vendor
from yifa.affairs.vehicles.moments import day_of
from yifa.core.documents import numbers
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.kernel import db
from yifa.kernel.action import Action, Conflict, Ctx, Refused, Work
from yifa.kernel.pickers.many import ManyField
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb, VoidVerb

SHEET = "vehicles.dispatch"


class RequestsField(ManyField):
    """The applications a sheet serves: those that wait for a vehicle."""

    widget = picks.Picks

    def label_from_instance(self, obj: Any) -> str:
        """Time, places, people."""
        return picks.label(obj)


def waiting() -> Any:
    """Return the applications that wait for a vehicle: approved, or urgent; the form narrows them to the scope."""
    urgent = Q(state=R.SUBMITTED, urgency=Urgency.URGENT)
    rows = Request.objects.filter(Q(state=R.APPROVED) | urgent, life="live", dispatch__isnull=True)
    return rows.select_related("unit").order_by("leaves_at")


def _ready(model: Any, state: str, label: str) -> forms.ModelChoiceField:
    """A field that offers what can be sent."""
    return forms.ModelChoiceField(model.objects.filter(state=state), label=label, required=False)


#: Vehicle and driver of a sheet, as they are chosen.
_CHOSEN: dict[str, forms.Field] = {
    "vehicle": _ready(Vehicle, VehicleState.IN_USE, "车辆"), "driver": _ready(Driver, DriverState.ON_DUTY, "驾驶员")
}  # fmt: skip


def locked(model: Any, given: Any) -> Any:
    """Take the row under lock, so that two dispatchers do not send one car; SQLite holds the whole database."""
    return None if given is None else db.locked(model.objects.filter(pk=given.pk)).get()


def _fit(sheet: Dispatch, requests: list[Request]) -> None:
    """Raise Refused where vehicle, driver, seats and applications do not go together."""
    vehicle, driver = sheet.vehicle, sheet.driver
    why = sending.vehicle_fault(vehicle, sheet.leaves_at, sheet.returns_at, sheet.pk) if vehicle else ""
    why = why or (sending.driver_fault(driver, sheet.leaves_at, sheet.returns_at, sheet.pk) if driver else "")
    why = why or (sending.licence_fault(driver, vehicle) if driver and vehicle else "")
    if not why and sheet.vendor is not None and sheet.rent_reason == RentReason.NONE_FREE:
        why = sending.free_fault(sheet, sum(r.passengers for r in requests))
    if not why and sheet.vendor is not None:
        why = sending.rental_fault(sheet.vendor, sheet.rented_plate, sheet.leaves_at, sheet.returns_at, sheet.pk)
    people = sum(r.passengers for r in requests)
    if not why and vehicle and people + (1 if driver else 0) > vehicle.seats:
        why = (
            f"乘车{people}人{'加驾驶员' if driver else ''}，超过{vehicle}核定载客{vehicle.seats}人。换一辆车，或分车。"
        )
    if not why and len(requests) > 1 and (alone := next((r for r in requests if not r.share), None)):
        why = f"{alone}不拼车。单独派车。"
    if why:
        raise Refused(why)


def _complete(data: dict[str, Any]) -> None:
    """A vehicle of the bureau with its driver, or a rented one with its firm."""
    if data.get("vehicle") and (data.get("vendor") or data.get("rented_plate")):
        raise ValidationError({"vendor": "派本单位车辆的，不填租赁企业和租用号牌。"})
    if not data.get("vehicle") and not (data.get("vendor") and data.get("rented_plate")):
        raise ValidationError({"vehicle": "选车辆；租赁用车的，填租赁企业和租用车辆号牌。"})
    if data.get("vehicle") and not data.get("driver"):
        raise ValidationError({"driver": "选驾驶员。"})
    if data.get("rented_plate"):
        data["rented_plate"] = plates.clean_plate(data["rented_plate"])
        if not data.get("rent_reason"):
            raise ValidationError({"rent_reason": "租赁用车写明租赁理由。"})


@action
class Send(RecordVerb):
    """派车: one sheet for one or several applications; clashes are refused inside the transaction."""

    resource = SHEET

    def __init__(self) -> None:
        super().__init__(get_resource(SHEET))
        self.fields = tuple(n for n in self.fields if n != "happened_on")
        self.extra = {
            **_CHOSEN,
            "requests": RequestsField(label="用车申请", queryset=waiting(), required=False,
                                      help_text="一张派车单可以接几份申请（拼车）")
        }  # fmt: skip

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Complete, and a span that runs forward."""
        super().clean(ctx, obj, data)
        _complete(data)

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Number it."""
        return numbered(work, super().build(work, data))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Take the applications under lock, then send."""
        _complete(data)
        requests = [locked(Request, r) for r in data.get("requests") or ()]
        for asked in requests:
            if asked.dispatch_id or not (asked.state == R.APPROVED or asked.urgency == Urgency.URGENT):
                raise Conflict(f"{asked}现为“{asked.state_label()}”，不能派车。刷新后看。")
        return issue(work, self.build(work, data), requests)


def issue(work: Work, sheet: Dispatch, requests: list[Request]) -> Dispatch:
    """Send a new sheet: lock, check, write, and tell the applications it serves."""
    sheet.vehicle, sheet.driver = locked(Vehicle, sheet.vehicle), locked(Driver, sheet.driver)
    sheet.vendor = locked(Vendor, sheet.vendor)
    sheet.outside = sheet.outside or any(r.outside for r in requests)
    sheet.user_unit_id = sheet.user_unit_id or next((r.unit_id for r in requests if r.unit_id), None)
    keeper = sheet.vehicle.keeper_id if sheet.vehicle else next((r.desk_id for r in requests), None)
    sheet.unit_id = keeper or sheet.unit_id or work.scope.home_unit_id
    sheet.event_id = sheet.event_id or next((r.event_id for r in requests if r.event_id), None)
    _fit(sheet, requests)
    work.create(sheet)
    for asked in requests:
        move(work, asked, R.DISPATCHED, dispatch=sheet)
    return sheet


def numbered(work: Work, sheet: Dispatch) -> Dispatch:
    """Number a sheet; 发生日 is the day of leaving."""
    sheet.happened_on = day_of(sheet.leaves_at)
    sheet.number = numbers.take(work, work.scope.bureau_id or 0, "vehicle_dispatch", work.day.year, "派车")
    return sheet


@action
class Resend(Action):
    """改派: another vehicle, driver or time, checked again."""

    resource, verb, label = SHEET, "resend", "改派"
    fields = ("vehicle", "driver", "leaves_at", "returns_at")
    extra = _CHOSEN
    rules = ("VEH-10",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What stands."""
        return {} if obj is None else {n: getattr(obj, n) for n in self.fields}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before it has left."""
        gone = obj is not None and obj.state != S.PLANNED
        return super().available(ctx, obj) or ("已经出车或已取消，不能改派。" if gone else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Check anew, then change."""
        assert obj is not None
        given = {n: data[n] for n in self.fields if data.get(n) is not None}
        locked(Vehicle, given.get("vehicle"))
        locked(Driver, given.get("driver"))
        if obj.vehicle_id is None and given.get("vehicle"):
            given |= {"vendor": None, "rented_plate": "", "hired_driver": "", "hired_phone": "", "rent_reason": ""}
        kept = {n: getattr(obj, n) for n in ("vendor", "rented_plate")}
        wanted = Dispatch(pk=obj.pk, **{**{f: getattr(obj, f) for f in self.fields}, **kept, **given})
        _fit(wanted, list(obj.requests.filter(life="live")))
        return work.update(obj, **given, happened_on=day_of(wanted.leaves_at))


def _yuan(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal(0), max_digits=10, decimal_places=2, required=False)


@action
class Settle(Move):
    """结算: the bills of the trip become cost lines; the applications are done and may be rated."""

    resource, verb, label, to, main = SHEET, "settle", "结算", S.SETTLED, True
    rules = ("VEH-10",)
    help = "驾驶员已登记的票据见“行程费用”，不再填写。"
    extra = {
        "toll": _yuan("过路过桥（元）"),
        "parking": _yuan("停车（元）"),
        "fuel": _yuan("加油（元）"),
        "fuel_litres": forms.DecimalField(label="加油量（升）", min_value=Decimal(0), max_digits=8, decimal_places=2,
                                          required=False),
        "fuel_full": forms.BooleanField(label="加满", required=False, help_text="两次加满之间算百公里油耗"),
        "charging": _yuan("充电（元）"),
        "charging_kwh": forms.DecimalField(label="充电量（千瓦时）", min_value=Decimal(0), max_digits=8,
                                           decimal_places=2, required=False),
        "rental": _yuan("租赁（元）"),
        "other": _yuan("其他（元）"),
        "invoice": forms.CharField(label="票据号码", max_length=40, required=False),
    }  # fmt: skip

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Fuel and charging say how much; a rented car says what it cost."""
        for money, much, word in (("fuel", "fuel_litres", "加油量"), ("charging", "charging_kwh", "充电量")):
            if data.get(money) and not data.get(much):
                raise ValidationError({much: f"填写{word}。"})
        if obj is not None and obj.vehicle_id is None and not data.get("rental"):
            paid = obj.costs.filter(life="live", kind=CostKind.RENTAL).exists()
            if not paid:
                raise ValidationError({"rental": "租赁用车填写租赁费。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write one cost line per bill."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        much = {"fuel": data.get("fuel_litres"), "charging": data.get("charging_kwh")}
        for kind in ("toll", "parking", "fuel", "charging", "rental", "other"):
            if data.get(kind):
                of_trip(work, obj, kind, data[kind], much.get(kind), data.get("invoice") or "",
                        full=bool(data.get("fuel_full")))  # fmt: skip
        for asked in obj.requests.filter(life="live", state=R.DISPATCHED):
            move(work, asked, R.DONE)
        return move(work, obj, S.SETTLED, settled_on=work.day)


@action
class CancelSheet(Move):
    """取消派车: the applications wait again."""

    resource, verb, label, to, danger = SHEET, "cancel", "取消派车", S.CANCELLED, True
    confirm = "取消后用车申请回到待派车。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Give the applications back."""
        assert obj is not None
        for asked in obj.requests.filter(life="live", state=R.DISPATCHED):
            move(work, asked, R.APPROVED if asked.approved_on else R.SUBMITTED, dispatch=None)
        return super().execute(work, obj, data)


@action
class BackfillSheet(LateBackfill):
    """补录派车单: a trip of the past, from the sheets."""

    of, late = SHEET, ("left_at", "back_at", "km_out", "km_back", "places", "settled_on")

    def __init__(self) -> None:
        super().__init__()
        self.fields = tuple(n for n in self.fields if n != "happened_on")

    def recent(self, ctx: Ctx, data: dict[str, Any]) -> tuple[str, str]:
        """The day of the trip is read off its moment."""
        return recent_trip(super().recent, ctx, data, self.late)

    def settle(self, work: Work, obj: Any) -> None:
        """It has been driven."""
        obj.happened_on = day_of(obj.leaves_at)
        obj.state = S.SETTLED if obj.settled_on else S.BACK
        obj.back_at = obj.back_at or obj.returns_at
        obj.left_at = obj.left_at or obj.leaves_at


@action
class CorrectSheet(LateCorrect):
    """更正派车单: readings and times of the trip too. What holds a car or a driver is checked as when it was sent."""

    of, late = SHEET, ("left_at", "back_at", "km_out", "km_back", "places")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Check clash and seats of a sheet under way, the order of readings of one that is back."""
        assert obj is not None
        names = ("vehicle", "driver", "vendor", "rented_plate", "leaves_at", "returns_at")
        wanted = {n: data.get(n, getattr(obj, n)) for n in names}
        if obj.state in sending.HOLDING and any(getattr(obj, n) != v for n, v in wanted.items()):
            locked(Vehicle, wanted["vehicle"])
            locked(Driver, wanted["driver"])
            _fit(Dispatch(pk=obj.pk, bureau_id=obj.bureau_id, **wanted), list(obj.requests.filter(life="live")))
        own = obj.km_back
        made = super().execute(work, obj, data)
        if made.left_at and made.back_at and not made.backfilled:
            for name in ("km_out", "km_back"):
                if why := readings.fault(made, getattr(made, name), made.left_at, made.back_at, own):
                    raise ValidationError({name: why})
        if made.happened_on != day_of(made.leaves_at):
            work.update(made, happened_on=day_of(made.leaves_at))
        return made


@action
class VoidSheet(VoidVerb):
    """作废派车单: its applications wait again; bills entered for it are looked at first."""

    resource = SHEET

    def __init__(self) -> None:
        super().__init__(get_resource(SHEET))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Give the applications back."""
        assert obj is not None
        if bills := obj.costs.filter(life="live").count():
            raise Refused(f"这张派车单登记了{bills}笔费用。先更正或作废费用，再作废派车单。")
        for asked in obj.requests.filter(life="live"):
            if asked.state == R.DISPATCHED:
                move(work, asked, R.APPROVED if asked.approved_on else R.SUBMITTED, dispatch=None)
        return super().execute(work, obj, data)


__all__ = ["CancelSheet", "CorrectSheet", "Resend", "Send", "Settle", "issue", "locked", "numbered", "waiting"]
