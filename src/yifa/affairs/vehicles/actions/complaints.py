"""用车投诉: received, passed on as a notice to the unit, answered when the notice is closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import plates
from yifa.affairs.vehicles.choices import ComplaintState as S
from yifa.affairs.vehicles.choices import NoticeKind, NoticeState
from yifa.affairs.vehicles.models import Complaint, Notice, Vehicle
from yifa.core.legaltime import clocks
from yifa.core.org.models import Unit
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

COMPLAINT = "vehicles.complaint"


def _known(obj: Complaint) -> None:
    """Find the vehicle by its plate."""
    obj.plate = plates.clean_plate(obj.plate)
    if obj.plate and obj.vehicle_id is None:
        obj.vehicle = Vehicle.objects.filter(bureau_id=obj.bureau_id, plate=obj.plate, life="live").first()


def _clock(work: Work, obj: Complaint, stopped: Any = None) -> None:
    assert obj.happened_on is not None
    clocks.own_term(work, obj, "vehicle.complaint_days", obj.happened_on, "办理用车投诉（本局期限）", stopped)


@action
class Receive(RecordVerb):
    """登记投诉: its term runs."""

    resource, rules = COMPLAINT, ("VEH-07", clocks.OWN_TERM[0])

    def __init__(self) -> None:
        super().__init__(get_resource(COMPLAINT))

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Find the vehicle."""
        obj = super().build(work, data)
        obj.bureau_id = obj.bureau_id or work.scope.bureau_id
        obj.unit_id = obj.unit_id or work.scope.home_unit_id
        _known(obj)
        return obj

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Start the clock."""
        _clock(work, obj)


@action
class Pass(Move):
    """转办核查: a notice to the unit that used the vehicle, which explains."""

    resource, verb, label, to, main = COMPLAINT, "pass", "转办核查", S.PASSED, True
    rules = ("VEH-07",)
    fields = ("vehicle",)
    extra = {"user": forms.ModelChoiceField(label="用车单位", queryset=Unit.objects.all(),
                                            help_text="由它说明；不含反映人信息")}  # fmt: skip

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The unit of the trip that day, else the keeper's."""
        if obj is None or obj.vehicle is None:
            return {}
        trip = obj.vehicle.dispatches.filter(life="live", happened_on=obj.used_on or obj.happened_on).first()
        return {"vehicle": obj.vehicle_id, "user": (trip and trip.user_unit_id) or obj.vehicle.unit_id}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the notice; who complained stays out of it."""
        assert obj is not None
        vehicle = data.get("vehicle") or obj.vehicle
        day = obj.used_on or obj.happened_on
        trip = vehicle.dispatches.filter(life="live", happened_on=day).first() if vehicle else None
        where = f"，地点：{obj.place}" if obj.place else ""
        notice = work.create(
            Notice(
                bureau_id=obj.bureau_id, unit=data["user"], happened_on=day, kind=NoticeKind.COMPLAINT,
                vehicle=vehicle, dispatch=trip, facts=f"{obj.get_came_by_display()}反映：{obj.content}{where}"[:300],
                desk_id=vehicle.keeper_id if vehicle else obj.unit_id,
            )
        )  # fmt: skip
        return move(work, obj, self.to, vehicle=vehicle, notice=notice)


@action
class Answer(Move):
    """答复办结: after the notice is closed, or at once where no vehicle of the bureau is concerned."""

    resource, verb, label, to = COMPLAINT, "answer", "答复办结", S.ANSWERED
    fields, required = ("answer",), ("answer",)
    rules = ("VEH-07", clocks.OWN_TERM[0])

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """The notice first."""
        if why := super().available(ctx, obj):
            return why
        waits = obj is not None and obj.notice is not None and obj.notice.state != NoticeState.CLOSED
        return "监督通知还没有认定办结，办结后再答复。" if waits else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the answer; the clock stops."""
        assert obj is not None
        if obj.state == S.OPEN and obj.vehicle_id is not None:
            raise ValidationError({"answer": "反映的车辆是本单位的。先转办核查，办结后再答复。"})
        clocks.stop_all(work, obj, work.day)
        said = {"answer": data["answer"], "answered_by": work.scope.name, "answered_on": work.day}
        return move(work, obj, self.to, **said)


@action
class BackfillComplaint(LateBackfill):
    """补录用车投诉."""

    of, late = COMPLAINT, ("answer", "answered_by", "answered_on")

    def settle(self, work: Work, obj: Any) -> None:
        """Answered as on paper."""
        obj.bureau_id = obj.bureau_id or work.scope.bureau_id
        _known(obj)
        obj.state = S.ANSWERED if obj.answered_on else S.OPEN

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Its clock, computed closed."""
        if obj.answered_on:
            _clock(work, obj, stopped=obj.answered_on)
