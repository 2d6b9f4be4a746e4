"""登记车辆 behind its gates, 登记超编制或超标准, 封存, 启用."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles.choices import NoticeKind, RetireState, VehicleState
from yifa.affairs.vehicles.gates import WithinQuota, WithinStandard, excess_words
from yifa.affairs.vehicles.models import Notice, Vehicle
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move
from yifa.kernel.action import Ctx, Refused, Work
from yifa.kernel.policy import Scope
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import CorrectVerb, RecordVerb

VEHICLE, QUOTA = "vehicles.vehicle", "vehicles.quota"


def _facts(vehicle: Vehicle) -> dict[str, Any]:
    names = ("category", "body", "energy", "price", "litres", "bought_on", "happened_on", "by_need")
    return {n: getattr(vehicle, n) for n in names}


def measure(work: Work, vehicle: Vehicle) -> None:
    """Keep what is over the standard beside the vehicle; a new excess is noticed."""
    over = excess_words(vehicle.bureau_id, _facts(vehicle))[:200]
    if over == vehicle.over_standard:
        return
    work.update(vehicle, over_standard=over)
    if over and not vehicle.backfilled:
        work.create(
            Notice(
                bureau_id=vehicle.bureau_id, unit_id=vehicle.unit_id, happened_on=work.day, vehicle=vehicle,
                kind=NoticeKind.OVER_STANDARD, facts=over, desk_id=vehicle.keeper_id,
            )
        )  # fmt: skip


def not_kept(scope: Scope, data: dict[str, Any]) -> dict[str, str]:
    """Return why a scope may not keep a vehicle of some unit: it is neither its own nor kept by its office."""
    unit, desk = data.get("unit"), data.get("desk")
    if scope.unit_ids is None or (unit and unit.pk in scope.unit_ids):
        return {}
    if desk is not None and desk.pk not in scope.unit_ids:
        return {"desk": f"你的岗位不能替“{desk}”登记车辆。车辆管理单位选本处室（单位），或不填。"}
    return {}


class _Kept:
    """A fleet office registers the vehicles it keeps, whosever they are to use: 使用单位 may be another unit."""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Whose office keeps it is asked instead of whose it is."""
        if why := not_kept(ctx.scope, data):
            raise ValidationError(why)
        given = {"unit": data.pop("unit")} if "unit" in data else {}
        try:
            super().clean(ctx, obj, data)  # type: ignore[misc]
        finally:
            data |= given

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """The writer's office keeps what is another's to use."""
        if why := not_kept(work.scope, data):
            raise Refused(next(iter(why.values())))
        obj = super().build(work, {n: v for n, v in data.items() if n != "unit"})  # type: ignore[misc]
        obj.unit = data.get("unit")
        reach = work.scope.unit_ids
        if obj.desk_id is None and reach is not None and obj.unit_id not in reach:
            obj.desk_id = work.scope.home_unit_id
        return obj


class _HandOver:
    def _handed_over(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> str:
        """Its keeper may give it to another unit to use (调剂); the office that keeps it stays the writer's own."""
        reach, desk = ctx.scope.unit_ids, data.get("desk")
        if reach is not None and desk is not None and desk.pk not in reach and desk.pk != obj.desk_id:
            return f"你的岗位不能把车辆交给“{desk}”管理。由能看全机关的岗位更正。"
        mine = reach is None or (obj is not None and (obj.desk_id or obj.unit_id) in reach)
        if mine:
            return ""
        found: str = super()._handed_over(ctx, obj, data)  # type: ignore[misc]
        return found


@action
class RecordVehicle(_Kept, RecordVerb):
    """登记车辆: within quota and standard. VEH-09 knows no exception."""

    resource, gates = VEHICLE, (WithinQuota(), WithinStandard())
    help = "需要保密的车辆不要登记。别的单位使用、本处室管理的，使用单位选该单位。"

    def __init__(self) -> None:
        super().__init__(get_resource(VEHICLE))

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Measure it against the standard."""
        measure(work, obj)


@action
class RecordExcess(RecordedBreach):
    """登记超编制、超标准车辆: it is there; recording is not permission."""

    resource, verb, twin, label, day_field = VEHICLE, "record_excess", "record", "登记超编制或超标准车辆", "happened_on"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Record it as its twin does, with the breach."""
        made = super().execute(work, obj, data)
        measure(work, made)
        return made


@action
class BackfillVehicle(_Kept, LateBackfill):
    """补录车辆: quota and standard are answered."""

    of = VEHICLE
    gates = (WithinQuota(), WithinStandard())

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Measure it against the standard of its day."""
        measure(work, obj)


@action
class CorrectVehicle(_HandOver, CorrectVerb):
    """更正车辆: price, displacement and category are measured anew."""

    resource = VEHICLE

    def __init__(self) -> None:
        super().__init__(get_resource(VEHICLE))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Change, then measure."""
        made = super().execute(work, obj, data)
        measure(work, made)
        return made


@action
class RecordQuota(_Kept, RecordVerb):
    """登记编制, also of the units whose vehicles the office keeps."""

    resource = QUOTA

    def __init__(self) -> None:
        super().__init__(get_resource(QUOTA))


@action
class BackfillQuota(_Kept, LateBackfill):
    """补录编制."""

    of, late = QUOTA, ()


@action
class CorrectQuota(_HandOver, CorrectVerb):
    """更正编制."""

    resource = QUOTA

    def __init__(self) -> None:
        super().__init__(get_resource(QUOTA))


@action
class SealVehicle(Move):
    """封存停驶: holidays, or no use for it."""

    resource, verb, label, to, bulk, danger = VEHICLE, "seal", "封存停驶", VehicleState.SEALED, True, True
    rules = ("VEH-11",)


@action
class UnsealVehicle(Move):
    """启用: out of 封存 or back from a disposal that was refused."""

    resource, verb, label, to, bulk = VEHICLE, "unseal", "启用", VehicleState.IN_USE, True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not against a disposal that was agreed to."""
        if why := super().available(ctx, obj):
            return why
        leaving = obj is not None and obj.state == VehicleState.PENDING and obj.retirements.filter(
            life="live", state=RetireState.APPROVED).exists()  # fmt: skip
        return "已经批准更新处置。不处置的，先作废更新处置申请，车辆随之启用。" if leaving else ""
