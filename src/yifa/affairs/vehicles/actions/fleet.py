"""登记车辆 behind its gates, 登记超编制或超标准, 封存, 启用."""

from __future__ import annotations

from typing import Any

from yifa.affairs.vehicles.choices import NoticeKind, VehicleState
from yifa.affairs.vehicles.gates import WithinQuota, WithinStandard, excess_words
from yifa.affairs.vehicles.models import Notice, Vehicle
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import CorrectVerb, RecordVerb

VEHICLE = "vehicles.vehicle"


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
                kind=NoticeKind.OVER_STANDARD, facts=over,
            )
        )  # fmt: skip


@action
class RecordVehicle(RecordVerb):
    """登记车辆: within quota and standard. VEH-09 knows no exception."""

    resource, gates = VEHICLE, (WithinQuota(), WithinStandard())

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
class BackfillVehicle(LateBackfill):
    """补录车辆: quota and standard are answered."""

    of = VEHICLE
    gates = (WithinQuota(), WithinStandard())

    def recent(self, ctx: Ctx, data: dict[str, Any]) -> tuple[str, str]:
        """A vehicle registered years ago is entered when the register starts; only a new one goes through the gates."""
        return super().recent(ctx, data)

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Measure it against the standard of its day."""
        measure(work, obj)


@action
class CorrectVehicle(CorrectVerb):
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
class SealVehicle(Move):
    """封存停驶: holidays, or no use for it."""

    resource, verb, label, to, bulk, danger = VEHICLE, "seal", "封存停驶", VehicleState.SEALED, True, True
    rules = ("VEH-11",)


@action
class UnsealVehicle(Move):
    """启用: out of 封存 or back from a disposal that was refused."""

    resource, verb, label, to, bulk = VEHICLE, "unseal", "启用", VehicleState.IN_USE, True
