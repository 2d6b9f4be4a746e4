"""登记费用: the vehicle's reading moves on with the bill, and never back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles.choices import CostKind
from yifa.affairs.vehicles.models import Cost, Vehicle
from yifa.kernel import db
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

COST = "vehicles.cost"


def fault(vehicle: Vehicle | None, day: Any, km: int | None) -> str:
    """Return why a reading on a day cannot stand beside the earlier bills of a vehicle, or an empty text."""
    if vehicle is None or km is None or day is None:
        return ""
    rows = Cost.objects.filter(vehicle=vehicle, life="live", odometer__isnull=False)
    before = rows.filter(happened_on__lt=day).order_by("-odometer").first()
    after = rows.filter(happened_on__gt=day).order_by("odometer").first()
    if before is not None and before.odometer is not None and km < before.odometer:
        return f"读数{km:,}公里小于 {before.happened_on} 的{before.odometer:,}公里。照仪表核对。"
    if after is not None and after.odometer is not None and km > after.odometer:
        return f"读数{km:,}公里大于之后 {after.happened_on} 的{after.odometer:,}公里。照仪表核对。"
    return ""


def of_trip(
    work: Work, sheet: Any, kind: str, amount: Any, quantity: Any = None, invoice: str = "", *,
    day: date | None = None, key: str = "", full: bool = False,
) -> Any:  # fmt: skip
    """Write one bill of a trip; ``day``: the day of the bill where it is not that of leaving."""
    measured = kind in (CostKind.FUEL, CostKind.CHARGING)
    return work.create(
        Cost(
            bureau_id=sheet.bureau_id, unit_id=sheet.unit_id, happened_on=day or sheet.happened_on, kind=kind,
            vehicle=sheet.vehicle, dispatch=sheet, amount=amount, quantity=quantity if measured else None,
            odometer=sheet.km_back if measured else None, invoice_no=invoice or "",
            vendor=sheet.vendor if kind == CostKind.RENTAL else None, sent_key=key,
            full_tank=full and kind == CostKind.FUEL,
        )
    )  # fmt: skip


@action
class RecordCost(RecordVerb):
    """登记费用."""

    resource = COST

    def __init__(self) -> None:
        super().__init__(get_resource(COST))

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Readings in order."""
        super().clean(ctx, obj, data)
        if why := fault(data.get("vehicle"), data.get("happened_on"), data.get("odometer")):
            raise ValidationError({"odometer": why})

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """The vehicle of the trip, the unit that used it."""
        obj = super().build(work, data)
        if obj.vehicle is None and obj.dispatch is not None:
            obj.vehicle = obj.dispatch.vehicle
        obj.unit_id = obj.unit_id or (obj.dispatch.unit_id if obj.dispatch else None)
        obj.unit_id = obj.unit_id or (obj.vehicle.keeper_id if obj.vehicle else None)
        return obj

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Move the reading on."""
        if obj.vehicle_id and obj.odometer:
            vehicle = db.locked(Vehicle.objects.filter(pk=obj.vehicle_id)).get()
            if obj.odometer > vehicle.odometer:
                work.update(vehicle, odometer=obj.odometer)
