"""活动用车方案: legs, approval, cars for a leg, summary."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import sending
from yifa.affairs.vehicles.actions.sheets import issue, numbered
from yifa.affairs.vehicles.choices import DispatchState, EventState, VehicleState
from yifa.affairs.vehicles.models import Dispatch, Driver, Event, Leg, Vehicle
from yifa.affairs.vehicles.moments import day_of
from yifa.affairs.vehicles.resources.use import APPROVERS
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.pickers.many import ManyField
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

EVENT, LEG = "vehicles.event", "vehicles.leg"


@action
class RecordLeg(RecordVerb):
    """登记行程, within the days of its event."""

    resource = LEG

    def __init__(self) -> None:
        super().__init__(get_resource(LEG))

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """发生日 is the day of leaving; the leg belongs to the unit of its event."""
        leg = super().build(work, data)
        leg.happened_on = day_of(leg.leaves_at)
        leg.unit_id = leg.unit_id or leg.event.unit_id
        return leg


@action
class RecordContact(RecordVerb):
    """登记联络人."""

    resource = "vehicles.contact"

    def __init__(self) -> None:
        super().__init__(get_resource("vehicles.contact"))

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """It belongs to the unit of its event."""
        made = super().build(work, data)
        made.unit_id = made.unit_id or made.event.unit_id
        return made


@action
class Approve(Move):
    """批准方案: its legs stand."""

    resource, verb, label, to, main, roles = EVENT, "approve", "批准方案", EventState.APPROVED, True, APPROVERS

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A plan without legs is none."""
        if why := super().available(ctx, obj):
            return why
        empty = obj is not None and not obj.legs.filter(life="live").exists()
        return "方案还没有行程。先登记行程。" if empty else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep who approved."""
        return move(work, obj, self.to, approved_by=work.scope.name, approved_on=work.day)


@action
class Finish(Move):
    """总结: all cars are back."""

    resource, verb, label, to, main = EVENT, "finish", "登记总结", EventState.DONE, True
    fields, required = ("summary",), ("summary",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Not while a sheet is open."""
        assert obj is not None
        open_ = obj.dispatches.filter(life="live", state__in=(DispatchState.PLANNED, DispatchState.OUT)).count()
        if open_:
            raise Refused(f"还有{open_}张派车单没有回车。回车登记后再总结。")
        return move(work, obj, self.to, summary=data["summary"], closed_on=work.day)


@action
class CancelEvent(Move):
    """取消活动: what was planned for it is given back."""

    resource, verb, label, to, danger = EVENT, "cancel", "取消活动", EventState.CANCELLED, True
    confirm = "取消后，已派未出的车辆一并取消派车。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Cancel the sheets that have not left."""
        assert obj is not None
        if obj.dispatches.filter(life="live", state=DispatchState.OUT).exists():
            raise Refused("有车辆在途。回车登记后再取消。")
        for sheet in obj.dispatches.filter(life="live", state=DispatchState.PLANNED, requests__isnull=True):
            move(work, sheet, DispatchState.CANCELLED)
        return move(work, obj, self.to)


@action
class BackfillEvent(LateBackfill):
    """补录活动用车方案."""

    of, late = EVENT, ("approved_by", "approved_on", "summary", "closed_on")

    def settle(self, work: Work, obj: Any) -> None:
        """The state follows from the dates."""
        obj.state = EventState.DONE if obj.closed_on else EventState.APPROVED if obj.approved_on else EventState.DRAFT


class _Cars(ManyField):
    def label_from_instance(self, obj: Any) -> str:
        """Plate, brand, seats; a driver with the licence."""
        if isinstance(obj, Driver):
            return f"{obj.name} {obj.licence_class}"
        return f"{obj.plate} {obj.brand} {obj.seats}座"


def _in_use() -> Any:
    return Vehicle.objects.filter(life="live", state=VehicleState.IN_USE).order_by("plate")


def _on_duty() -> Any:
    return Driver.objects.filter(life="live", state="on_duty").order_by("name")


@action
class Arrange(Action):
    """安排车辆: one sheet a car for a leg; drivers not named are found among those who are free and may drive it."""

    resource, verb, label, main = LEG, "arrange", "安排车辆", True
    rules = ("VEH-10",)
    extra = {
        "vehicles": _Cars(label="车辆", queryset=_in_use()),
        "drivers": _Cars(label="驾驶员", queryset=_on_duty(), required=False,
                         help_text="不选的，从空闲且准驾的驾驶员中安排"),
    }  # fmt: skip

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once the plan is approved."""
        if why := super().available(ctx, obj):
            return why
        if obj is None or obj.event.state == EventState.APPROVED:
            return ""
        return f"方案{obj.event.state_label()}，不能安排车辆。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """All cars, or none."""
        assert obj is not None
        cars, named = list(data["vehicles"]), list(data.get("drivers") or ())
        seats = sum(c.seats - 1 for c in cars) + _seats(obj)
        if seats < obj.passengers:
            raise Refused(f"{obj.passengers}人乘车，所选车辆连同已安排的可坐{seats}人。再加车辆。")
        for car in sorted(cars, key=lambda c: -c.seats):
            driver = _driver(obj, car, named)
            sheet = Dispatch(
                bureau_id=obj.bureau_id, vehicle=car, driver=driver, event=obj.event, leg=obj,
                leaves_at=obj.leaves_at, returns_at=obj.returns_at, user_unit_id=obj.unit_id,
                route=f"{obj.origin}—{obj.destination}",
            )  # fmt: skip
            issue(work, numbered(work, sheet), [])
        if named:
            raise ValidationError({"drivers": f"{'、'.join(map(str, named))}没有可驾的车辆，或多选了驾驶员。"})
        return obj


def _seats(leg: Leg) -> int:
    sheets = leg.dispatches.filter(life="live", vehicle__isnull=False).exclude(state=DispatchState.CANCELLED)
    return sum(seats - 1 for seats in sheets.values_list("vehicle__seats", flat=True))


def _driver(leg: Leg, car: Vehicle, named: list[Driver]) -> Driver:
    """Take a driver for a car: of those named the first who may, else the first who is free."""
    for one in named:
        if not sending.licence_fault(one, car):
            named.remove(one)
            return one
    for one in sending.free_drivers(leg.bureau_id, leg.leaves_at, leg.returns_at):
        found: Driver = one
        fault = sending.licence_fault(found, car) or sending.driver_fault(found, leg.leaves_at, leg.returns_at)
        if not fault:
            return found
    raise Refused(f"{car}没有空闲且准驾的驾驶员。改时间，或减少车辆。")


__all__ = ["Approve", "Arrange", "BackfillEvent", "CancelEvent", "Event", "Finish", "RecordLeg"]
