"""出车, 回车, 登记票据: by the dispatcher, from the sheet brought back, or by the driver on the phone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import readings, sending
from yifa.affairs.vehicles.actions.costs import of_trip
from yifa.affairs.vehicles.actions.sheets import SHEET, locked
from yifa.affairs.vehicles.choices import TRIP_COSTS, CostKind, VehicleState
from yifa.affairs.vehicles.choices import DispatchState as S
from yifa.affairs.vehicles.models import Cost, Dispatch, Vehicle
from yifa.affairs.vehicles.moments import day_of
from yifa.core.process.workflow import Move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.files import store
from yifa.kernel.files.attach import tie
from yifa.kernel.files.sniff import FileRefused
from yifa.kernel.policy import WRITERS, Scope, Sensitivity
from yifa.kernel.registry import action
from yifa.lawkit.params import get_param

#: Drivers enter their own trips and nothing else.
DRIVERS = WRITERS | {"driver"}


def drives(scope: Scope, sheet: Any) -> bool:
    """Whether a sheet is the reader's own trip: its driver is who signed in, or who holds the link it came by."""
    driver = sheet.driver
    if held := scope.extra.get("driver"):
        return bool(driver and held == driver.pk and sheet.bureau_id == scope.bureau_id)
    person = driver.person if driver is not None else None
    return bool(person and scope.user_id and person.user_id == scope.user_id and sheet.bureau_id == scope.bureau_id)


class _Own:
    """Who keeps the fleet may enter any trip of their units, a driver only their own."""

    roles = DRIVERS

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Refuse a driver the trip of another."""
        if obj is not None and ctx.scope.has(DRIVERS) and drives(ctx.scope, obj):
            return
        super().authorise(ctx, obj)  # type: ignore[misc]
        if obj is not None and not ctx.scope.has(WRITERS):
            raise Refused("只能登记自己的行程。")


def _reading(obj: Dispatch, km: int | None, name: str, left: datetime, back: datetime | None = None) -> None:
    """An odometer never runs backwards."""
    if why := readings.fault(obj, km, left, back or left):
        raise ValidationError({name: why})


def _not_ahead(ctx: Ctx, data: dict[str, Any], *names: str) -> None:
    """What happened cannot lie after today."""
    for name in names:
        if data.get(name) and day_of(data[name]) > ctx.day:
            raise ValidationError({name: "不能晚于今天。"})


@action
class Depart(_Own, Move):
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
        _not_ahead(ctx, data, "left_at")
        if obj.vehicle_id and data.get("km_out") is None:
            raise ValidationError({"km_out": "填写出车里程表读数。"})
        if data.get("left_at"):
            _reading(obj, data.get("km_out"), "km_out", data["left_at"])

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Nobody is out twice."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        car = locked(Vehicle, obj.vehicle)
        if car is not None and car.state != VehicleState.IN_USE:
            raise Refused(f"{car}现为“{car.state_label()}”，不能出车。改派别的车；已经出过车的，直接登记回车。")
        if why := sending.still_out(obj):
            raise Refused(why)
        return super().execute(work, obj, data)


@action
class Return(_Own, Move):
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
        _not_ahead(ctx, data, "left_at", "back_at")
        left, back = data.get("left_at") or obj.left_at, data.get("back_at")
        if left is None:
            raise ValidationError({"left_at": "填写实际出车时间。"})
        if back and back <= left:
            raise ValidationError({"back_at": "实际回车要晚于实际出车。"})
        out = data["km_out"] if data.get("km_out") is not None else obj.km_out
        home = data.get("km_back")
        if obj.vehicle_id:
            if out is None or home is None:
                raise ValidationError({"km_back": "填写出车和回车的里程表读数。"})
            if back and out != obj.km_out:
                _reading(obj, out, "km_out", left, back)
            if home < out:
                raise ValidationError({"km_back": f"回车读数{home:,}公里小于出车读数{out:,}公里。照仪表核对。"})
            days = (day_of(back) - day_of(left)).days + 1 if back else 1
            most = days * int(get_param("vehicle.day_km", day_of(left)).value)
            if home - out > most:
                why = f"本次{home - out:,}公里，超过{days}日{most:,}公里的核对值。照仪表核对。"
                raise ValidationError({"km_back": why})
            if back:
                _reading(obj, home, "km_back", left, back)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the trip; the vehicle's reading moves on."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        made = super().execute(work, obj, data)
        if obj.vehicle_id and made.km_back is not None:
            vehicle = locked(Vehicle, obj.vehicle)
            if made.km_back > vehicle.odometer:
                work.update(vehicle, odometer=made.km_back)
        return made

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """What was given; what stands is not wiped out by an empty field."""
        return {n: v for n, v in super().values(work, obj, data).items() if v not in (None, "")}


#: What a photo of a receipt may be.
TAKEN = ("jpg", "png", "webp", "bmp", "pdf", "ofd")
_PHOTO = {"accept": ",".join(f".{kind}" for kind in ("jpeg", *TAKEN))}


@action
class Bill(_Own, Action):
    """登记票据: a bill of the trip, as it comes, with its photo; settlement adds what is missing."""

    resource, verb, label = SHEET, "bill", "登记票据"
    rules = ("VEH-10",)
    extra = {
        "kind": forms.ChoiceField(label="费用类别", choices=[(k.value, k.label) for k in TRIP_COSTS]),
        "amount": forms.DecimalField(label="金额（元）", min_value=Decimal("0.01"), max_digits=10, decimal_places=2),
        "quantity": forms.DecimalField(label="数量（升、千瓦时）", min_value=Decimal("0.01"), max_digits=8,
                                       decimal_places=2, required=False),
        "full": forms.BooleanField(label="加满", required=False),
        "billed_on": forms.DateField(label="票据日期", required=False),
        "invoice": forms.CharField(label="票据号码", max_length=40, required=False),
        "photo": forms.FileField(label="票据照片", required=False, widget=forms.FileInput(attrs=_PHOTO)),
        "key": forms.CharField(label="提交标识", max_length=40, required=False, widget=forms.HiddenInput()),
    }  # fmt: skip

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """From departure to settlement."""
        why = super().available(ctx, obj)
        return why or ("" if obj is None or obj.state in (S.OUT, S.BACK) else "出车以后、结算以前登记票据。")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, as long as the trip lasts."""
        last = day_of(obj.back_at) if obj is not None and obj.back_at else ctx.day
        return {"billed_on": min(last, ctx.day)}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Fuel and charging say how much; the day lies within the trip; the photo is a picture or a page."""
        if data.get("kind") in (CostKind.FUEL, CostKind.CHARGING) and not data.get("quantity"):
            raise ValidationError({"quantity": "加油填升数，充电填千瓦时。"})
        day, first = data.get("billed_on"), obj.happened_on if obj is not None else None
        last = day_of(obj.back_at) if obj is not None and obj.back_at else ctx.day
        if day and first and not first <= day <= last:
            raise ValidationError({"billed_on": f"票据日期不在这次出车期间（{first} 至 {last}）。"})
        if data.get("photo"):
            try:
                found = store.examine(data["photo"], ctx.day)
            except FileRefused as error:
                raise ValidationError({"photo": str(error)}) from error
            if found.kind not in TAKEN:
                raise ValidationError({"photo": "票据照片收图片、PDF 和 OFD。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write one cost line with its photo; what a phone sends again is known by its key."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        key = data.get("key") or ""
        if key and (known := Cost.objects.filter(bureau_id=obj.bureau_id, sent_key=key).first()):
            if (known.dispatch_id, known.kind, known.amount) != (obj.pk, data["kind"], data["amount"]):
                raise Refused(f"这次填写已经登记为{known}。另一张票据，刷新页面再登记。")
            return obj
        made = of_trip(
            work, obj, data["kind"], data["amount"], data.get("quantity"), data.get("invoice") or "",
            day=data.get("billed_on"), key=key, full=bool(data.get("full")),
        )  # fmt: skip
        if data.get("photo"):
            tie(work, "vehicles.cost", made, data["photo"], purpose="票据照片", sensitivity=Sensitivity.INTERNAL,
                proves=(made.happened_on, made.happened_on), field="photo")  # fmt: skip
        return obj
