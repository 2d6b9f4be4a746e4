"""维保审批和完工; what follows for the vehicle and its costs stands in ``follow``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles.choices import UpkeepState as S
from yifa.affairs.vehicles.choices import VehicleState
from yifa.affairs.vehicles.models import Vehicle
from yifa.affairs.vehicles.resources.use import APPROVERS
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.kernel import db
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action

UPKEEP = "vehicles.upkeep"


@action
class Approve(Move):
    """同意维保: the vehicle goes into the workshop."""

    resource, verb, label, to, main, roles = UPKEEP, "approve", "同意维保", S.APPROVED, True, APPROVERS

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep who approved; a vehicle that is in use is not sent meanwhile."""
        assert obj is not None
        if obj.vehicle.may_become(VehicleState.REPAIR):
            move(work, obj.vehicle, VehicleState.REPAIR)
        return move(work, obj, self.to, approved_by=work.scope.name)


@action
class Refuse(Move):
    """不同意维保."""

    resource, verb, label, to, roles = UPKEEP, "refuse", "不同意维保", S.REFUSED, APPROVERS
    fields, required = ("note",), ("note",)


@action
class Finish(Move):
    """完工: bill, reading, vendor; the vehicle is in use again and its next service counts from here."""

    resource, verb, label, to, main = UPKEEP, "finish", "完工结算", S.DONE, True
    fields = ("done_on", "odometer", "vendor", "amount", "invoice_no")
    required = ("done_on", "odometer", "amount")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, the last reading, the estimate."""
        if obj is None:
            return {}
        return {"done_on": ctx.day, "odometer": obj.vehicle.odometer, "vendor": obj.vendor_id, "amount": obj.estimate}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before it was asked for, no reading backwards."""
        day, km = data.get("done_on"), data.get("odometer")
        if day and (day > ctx.day or (obj is not None and obj.happened_on and day < obj.happened_on)):
            raise ValidationError({"done_on": "完成日不能早于申请日，也不能晚于今天。"})
        if obj is not None and km is not None and km < obj.vehicle.odometer:
            raise ValidationError({"odometer": f"读数小于上次的{obj.vehicle.odometer:,}公里。照仪表核对。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The vehicle is in use again."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        made = super().execute(work, obj, data)
        vehicle = db.locked(Vehicle.objects.filter(pk=obj.vehicle_id)).get()
        if vehicle.state == VehicleState.REPAIR:
            move(work, vehicle, VehicleState.IN_USE)
        if (made.odometer or 0) > vehicle.odometer:
            work.update(vehicle, odometer=made.odometer)
        return made


@action
class BackfillUpkeep(LateBackfill):
    """补录维保: done as on the bill."""

    of, late = UPKEEP, ("approved_by", "done_on", "odometer", "amount", "invoice_no")

    def settle(self, work: Work, obj: Any) -> None:
        """With its day of completion it is done."""
        if obj.done_on:
            obj.state = S.DONE


@action
class CorrectUpkeep(LateCorrect):
    """更正维保单: what the bill said too; the cost line follows."""

    of, late = UPKEEP, ("done_on", "odometer", "amount", "invoice_no")
