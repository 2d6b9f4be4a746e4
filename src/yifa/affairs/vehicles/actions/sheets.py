"""派车, 改派, 出车, 回车, 结算, 取消派车."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from yifa.affairs.vehicles import sending
from yifa.affairs.vehicles.actions.requests import recent_trip
from yifa.affairs.vehicles.choices import CostKind, Urgency
from yifa.affairs.vehicles.choices import DispatchState as S
from yifa.affairs.vehicles.choices import RequestState as R
from yifa.affairs.vehicles.models import Cost, Dispatch, Driver, Request, Vehicle
from yifa.affairs.vehicles.moments import day_of
from yifa.core.documents import numbers
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.kernel import db
from yifa.kernel.action import Action, Conflict, Ctx, Refused, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

SHEET = "vehicles.dispatch"


class RequestsField(forms.ModelMultipleChoiceField):
    """The applications a sheet serves: those that wait for a vehicle."""

    def label_from_instance(self, obj: Any) -> str:
        """Time, places, people."""
        return f"{sending.when(obj.leaves_at)} {obj.origin}—{obj.destination} {obj.passengers}人 {obj.unit or ''}"


def waiting() -> Any:
    """Return the applications that wait for a vehicle: approved, or urgent; the form narrows them to the scope."""
    urgent = Q(state=R.SUBMITTED, urgency=Urgency.URGENT)
    rows = Request.objects.filter(Q(state=R.APPROVED) | urgent, life="live", dispatch__isnull=True)
    return rows.select_related("unit").order_by("leaves_at")


def _locked(model: Any, given: Any) -> Any:
    """Take the row under lock, so that two dispatchers do not send one car; SQLite holds the whole database."""
    return None if given is None else db.locked(model.objects.filter(pk=given.pk)).get()


def _fit(sheet: Dispatch, requests: list[Request]) -> None:
    """Raise Refused where vehicle, driver, seats and applications do not go together."""
    vehicle, driver = sheet.vehicle, sheet.driver
    why = sending.vehicle_fault(vehicle, sheet.leaves_at, sheet.returns_at, sheet.pk) if vehicle else ""
    why = why or (sending.driver_fault(driver, sheet.leaves_at, sheet.returns_at, sheet.pk) if driver else "")
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


@action
class Send(RecordVerb):
    """派车: one sheet for one or several applications; clashes are refused inside the transaction."""

    resource = SHEET

    def __init__(self) -> None:
        super().__init__(get_resource(SHEET))
        self.fields = tuple(n for n in self.fields if n != "happened_on")
        self.extra = {"requests": RequestsField(label="用车申请", queryset=waiting(), required=False,
                                                help_text="一张派车单可以接几份申请（拼车）")}  # fmt: skip

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Complete, and a span that runs forward."""
        super().clean(ctx, obj, data)
        _complete(data)

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Number it; 发生日 is the day of leaving."""
        sheet = super().build(work, data)
        sheet.happened_on = day_of(sheet.leaves_at)
        sheet.number = numbers.take(work, work.scope.bureau_id or 0, "vehicle_dispatch", work.day.year, "派车")
        return sheet

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Lock, check, write, and tell the applications."""
        _complete(data)
        requests = [_locked(Request, r) for r in data.get("requests") or ()]
        for asked in requests:
            if asked.dispatch_id or not (asked.state == R.APPROVED or asked.urgency == Urgency.URGENT):
                raise Conflict(f"{asked}现为“{asked.state_label()}”，不能派车。刷新后看。")
        sheet = self.build(work, data)
        sheet.vehicle, sheet.driver = _locked(Vehicle, sheet.vehicle), _locked(Driver, sheet.driver)
        sheet.outside = sheet.outside or any(r.outside for r in requests)
        sheet.user_unit_id = sheet.user_unit_id or next((r.unit_id for r in requests if r.unit_id), None)
        keeper = sheet.vehicle.unit_id if sheet.vehicle else next((r.desk_id for r in requests), None)
        sheet.unit_id = keeper or sheet.unit_id or work.scope.home_unit_id
        sheet.event_id = sheet.event_id or next((r.event_id for r in requests if r.event_id), None)
        _fit(sheet, requests)
        work.create(sheet)
        for asked in requests:
            move(work, asked, R.DISPATCHED, dispatch=sheet)
        return sheet


@action
class Resend(Action):
    """改派: another vehicle, driver or time, checked again."""

    resource, verb, label = SHEET, "resend", "改派"
    fields = ("vehicle", "driver", "leaves_at", "returns_at")
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
        _locked(Vehicle, given.get("vehicle"))
        _locked(Driver, given.get("driver"))
        wanted = Dispatch(pk=obj.pk, **{f: given.get(f, getattr(obj, f)) for f in self.fields})
        _fit(wanted, list(obj.requests.filter(life="live")))
        return work.update(obj, **given, happened_on=day_of(wanted.leaves_at))


def _reading(obj: Dispatch, km: int | None, name: str) -> None:
    """An odometer never runs backwards."""
    if km is not None and obj.vehicle and km < obj.vehicle.odometer:
        raise ValidationError(
            {name: f"读数{km:,}公里小于{obj.vehicle}上次的{obj.vehicle.odometer:,}公里。照仪表核对。"}
        )


@action
class Depart(Move):
    """出车: when, and what the odometer says."""

    resource, verb, label, to, main = SHEET, "depart", "出车", S.OUT, True
    fields = ("left_at", "km_out")
    required = ("left_at",)
    rules = ("VEH-10",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The planned time and the last reading."""
        if obj is None:
            return {}
        return {"left_at": obj.leaves_at, "km_out": obj.vehicle.odometer if obj.vehicle else None}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A reading for a vehicle of the bureau, not behind the last one."""
        if obj is None:
            return
        if obj.vehicle_id and data.get("km_out") is None:
            raise ValidationError({"km_out": "填写出车里程表读数。"})
        _reading(obj, data.get("km_out"), "km_out")


@action
class Return(Move):
    """回车: also in one line from the sheet brought back, with the departure on it."""

    resource, verb, label, to, main = SHEET, "return", "回车", S.BACK, True
    fields = ("left_at", "km_out", "back_at", "km_back", "places")
    required = ("back_at",)
    rules = ("VEH-10",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What stands, and what was planned."""
        if obj is None:
            return {}
        last = obj.vehicle.odometer if obj.vehicle else None
        return {"left_at": obj.left_at or obj.leaves_at, "km_out": obj.km_out if obj.km_out is not None else last,
                "back_at": obj.returns_at, "places": obj.route}  # fmt: skip

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Times and readings run forward."""
        if obj is None:
            return
        left, back = data.get("left_at") or obj.left_at, data.get("back_at")
        if left is None:
            raise ValidationError({"left_at": "填写实际出车时间。"})
        if back and back <= left:
            raise ValidationError({"back_at": "实际回车要晚于实际出车。"})
        out, home = data.get("km_out", obj.km_out), data.get("km_back")
        if obj.vehicle_id:
            if out is None or home is None:
                raise ValidationError({"km_back": "填写出车和回车的里程表读数。"})
            if obj.state == S.PLANNED:
                _reading(obj, out, "km_out")
            if home < out:
                raise ValidationError({"km_back": f"回车读数{home:,}公里小于出车读数{out:,}公里。照仪表核对。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the trip; the vehicle's reading moves on."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        made = super().execute(work, obj, data)
        if obj.vehicle_id and made.km_back is not None:
            vehicle = _locked(Vehicle, obj.vehicle)
            if made.km_back > vehicle.odometer:
                work.update(vehicle, odometer=made.km_back)
        return made

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """What was given; what stands is not wiped out by an empty field."""
        return {n: v for n, v in super().values(work, obj, data).items() if v not in (None, "")}


def _yuan(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal(0), max_digits=10, decimal_places=2, required=False)


@action
class Settle(Move):
    """结算: the bills of the trip become cost lines; the applications are done and may be rated."""

    resource, verb, label, to, main = SHEET, "settle", "结算", S.SETTLED, True
    rules = ("VEH-10",)
    extra = {
        "toll": _yuan("过路过桥（元）"),
        "parking": _yuan("停车（元）"),
        "fuel": _yuan("加油（元）"),
        "fuel_litres": forms.DecimalField(label="加油量（升）", min_value=Decimal(0), max_digits=8, decimal_places=2,
                                          required=False),
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
                work.create(
                    Cost(
                        bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=obj.happened_on, kind=kind,
                        vehicle=obj.vehicle, dispatch=obj, amount=data[kind], quantity=much.get(kind),
                        odometer=obj.km_back if kind in much else None, invoice_no=data.get("invoice") or "",
                        vendor=obj.vendor if kind == "rental" else None,
                    )
                )  # fmt: skip
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
    """更正派车单: readings and times of the trip too."""

    of, late = SHEET, ("left_at", "back_at", "km_out", "km_back", "places")


__all__ = ["CancelSheet", "Depart", "Resend", "Return", "Send", "Settle", "waiting"]
