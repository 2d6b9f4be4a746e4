"""What follows from a record when it is written, and again when it is mended: until when a vehicle may run, its last
service, its reading, the bills of policies and workshop orders, and whether a vehicle is still there.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max

from yifa.affairs.vehicles.choices import CostKind, PolicyKind, RetireState, UpkeepKind, VehicleState
from yifa.affairs.vehicles.choices import UpkeepState as S
from yifa.affairs.vehicles.models import Cost, Dispatch, Inspection, Insurance, Retirement, Upkeep, Vehicle
from yifa.kernel import db
from yifa.kernel.action import AFTER, Work

#: Records that carry a reading, and the field it stands in.
_READINGS: dict[type[Any], str] = {Dispatch: "km_back", Cost: "odometer", Upkeep: "odometer"}


def _vehicle(pk: int) -> Vehicle:
    found: Vehicle = db.locked(Vehicle.objects.filter(pk=pk)).get()
    return found


def bill(work: Work, obj: Any, kind: str, amount: Any, day: Any, **more: Any) -> None:
    """Write what an order or a policy cost; ``more``: the tie to it."""
    if amount:
        work.create(
            Cost(
                bureau_id=obj.bureau_id, unit_id=obj.unit_id or obj.vehicle.keeper_id, happened_on=day, kind=kind,
                vehicle=obj.vehicle, amount=amount, vendor=obj.vendor, odometer=getattr(obj, "odometer", None),
                invoice_no=getattr(obj, "invoice_no", ""), backfilled=obj.backfilled, source=obj.source,
                paper=obj.paper, **more,
            )
        )  # fmt: skip


def _rebill(work: Work, obj: Any, amount: Any, day: Any, kind: str) -> None:
    """The bill of an order or policy says what they say now, or leaves the figures with them."""
    for cost in obj.bills.filter(life="live"):
        if obj.life != "live" or not amount:
            work.update(cost, life="void")
            continue
        wanted = {"amount": amount, "happened_on": day, "kind": kind, "vehicle_id": obj.vehicle_id,
                  "vendor_id": obj.vendor_id, "odometer": getattr(obj, "odometer", None)}  # fmt: skip
        changed = {n: v for n, v in wanted.items() if getattr(cost, n) != v}
        if changed:
            work.update(cost, **changed)


def _until(work: Work, pk: int, name: str, day: date | None, rows: Any, was: str | None = None) -> None:
    """Move a term on; where it stood on what has been mended (``was``), read it off the records that are left."""
    vehicle = _vehicle(pk)
    known: date | None = getattr(vehicle, name)
    if was is not None and known is not None and known.isoformat() == was:
        day, known = rows.aggregate(last=Max(day_field(rows)))["last"], None
    new = max((d for d in (known, day) if d), default=None)
    if new != getattr(vehicle, name):
        work.update(vehicle, **{name: new})


def day_field(rows: Any) -> str:
    """Return which field of a policy or a test says until when."""
    return "ends_on" if rows.model is Insurance else "valid_until"


def _papers(work: Work, made: Any, was: dict[str, Any] | None) -> None:
    """A policy or a test: the vehicle may run until then."""
    policy = isinstance(made, Insurance)
    field, name = ("ends_on", "insured_until") if policy else ("valid_until", "tested_until")

    def counts(kind: Any, passed: Any) -> bool:
        return bool(kind == PolicyKind.COMPULSORY if policy else passed)

    now = made.life == "live" and counts(getattr(made, "kind", ""), getattr(made, "passed", True))
    if policy and was is None:
        bill(work, made, CostKind.INSURANCE, made.premium, made.happened_on or made.starts_on, policy=made)
    elif policy:
        _rebill(work, made, made.premium, made.happened_on or made.starts_on, CostKind.INSURANCE)
    if was is None and not now:
        return
    if was is not None and not (now or counts(was.get("kind"), was.get("passed"))):
        return
    for pk in {made.vehicle_id, *([was["vehicle_id"]] if was else ())}:
        rows = type(made)._default_manager.filter(vehicle_id=pk, life="live")
        rows = rows.filter(kind=PolicyKind.COMPULSORY) if policy else rows.filter(passed=True)
        mine = getattr(made, field) if now and pk == made.vehicle_id else None
        _until(work, pk, name, mine, rows, was[field] if was else None)


def _order(work: Work, made: Upkeep, was: dict[str, Any] | None) -> None:
    """A workshop order that is done: its bill, and from where the next service counts."""
    done = made.state == S.DONE
    before = was is not None and was["state"] == S.DONE
    if done and not before:
        bill(work, made, made.kind, made.amount, made.done_on, upkeep=made)
    elif done:
        _rebill(work, made, made.amount, made.done_on, made.kind)
    if not done:
        return
    for pk in {made.vehicle_id, *([was["vehicle_id"]] if was else ())}:
        vehicle = _vehicle(pk)
        rows = Upkeep.objects.filter(vehicle_id=pk, life="live", state=S.DONE, kind=UpkeepKind.SERVICE)
        last = rows.filter(done_on__isnull=False).order_by("-done_on", "-id").first()
        known = vehicle.serviced_on
        stood = before and was is not None and known is not None and known.isoformat() == was["done_on"]
        if last is not None and (known is None or stood or (last.done_on and last.done_on >= known)):
            new = {"serviced_on": last.done_on, "serviced_km": last.odometer}
        elif last is None and stood:
            new = {"serviced_on": None, "serviced_km": None}
        else:
            continue
        if any(getattr(vehicle, n) != v for n, v in new.items()):
            work.update(vehicle, **new)


#: Where a vehicle stands by its disposal.
_LEAVES = {RetireState.APPROVED: VehicleState.PENDING, RetireState.DONE: VehicleState.DISPOSED}


def _retired(work: Work, made: Retirement, was: dict[str, Any] | None) -> None:
    """A disposal: the vehicle waits for it or is gone; back in use once the disposal is voided or was another's."""
    for pk in {made.vehicle_id, *([was["vehicle_id"]] if was else ())}:
        vehicle = _vehicle(pk)
        rows = Retirement.objects.filter(vehicle_id=pk, life="live", state__in=_LEAVES)
        states = set(rows.values_list("state", flat=True))
        asked = next((_LEAVES[s] for s in (RetireState.DONE, RetireState.APPROVED) if s in states), None)
        wanted = asked or (VehicleState.IN_USE if vehicle.state in _LEAVES.values() else vehicle.state)
        if wanted != vehicle.state:
            work.update(vehicle, state=wanted)


def _highest(pk: int) -> int | None:
    """Return the highest reading that stands in any record of a vehicle."""
    live = {"vehicle_id": pk, "life": "live"}
    trips = Dispatch.objects.filter(**live).aggregate(a=Max("km_back"), b=Max("km_out"))
    bills = Cost.objects.filter(**live).aggregate(a=Max("odometer"))
    orders = Upkeep.objects.filter(**live).aggregate(a=Max("odometer"))
    return max((n for n in (*trips.values(), bills["a"], orders["a"]) if n is not None), default=None)


def _reading(work: Work, made: Any, was: dict[str, Any]) -> None:
    """A reading that was mended: a vehicle that stood on the wrong one goes back to the highest that is left."""
    name = _READINGS[type(made)]
    old, new = was[name], getattr(made, name) if made.life == "live" else None
    if isinstance(made, Dispatch) and old is not None and new is not None and old != new:
        for cost in made.costs.filter(life="live", odometer=old):  # its fuel was read off the same dial
            work.update(cost, odometer=new)
    if old is None or (old == new and was["vehicle_id"] == made.vehicle_id):
        return
    for pk in {pk for pk in (made.vehicle_id, was["vehicle_id"]) if pk}:
        vehicle = _vehicle(pk)
        highest = _highest(pk)
        if vehicle.odometer == old:
            highest = highest if highest is not None else was.get("km_out")
        elif highest is None or highest <= vehicle.odometer:
            continue
        if highest is not None and highest != vehicle.odometer:
            work.update(vehicle, odometer=highest)


def after_write(work: Work) -> None:
    """See to what follows, by whatever verb it came."""
    for change in list(work.changes):
        made = change.obj
        if isinstance(made, Insurance | Inspection):
            _papers(work, made, change.before)
        elif isinstance(made, Upkeep):
            _order(work, made, change.before)
        elif isinstance(made, Retirement):
            _retired(work, made, change.before)
        if change.before is not None and type(made) in _READINGS:
            _reading(work, made, change.before)


AFTER.append(after_write)
