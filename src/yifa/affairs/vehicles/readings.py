"""Odometer readings in their order: sheets come back late, so a reading is judged by the trips before and after it."""

from __future__ import annotations

from datetime import datetime

from yifa.affairs.vehicles.models import Cost, Dispatch, Upkeep
from yifa.affairs.vehicles.moments import day_of

#: A reading and whose it is.
Read = tuple[int, str]


def neighbours(
    sheet: Dispatch, left: datetime, back: datetime, own: int | None = None
) -> tuple[Read | None, Read | None]:
    """Return the last reading before a trip and the first after it, each with the record it stands in.

    ``own``: what the trip itself had put on the vehicle, while it is being mended.
    """
    trips = Dispatch.objects.filter(vehicle=sheet.vehicle_id, life="live", km_back__isnull=False).exclude(pk=sheet.pk)
    bills = Cost.objects.filter(vehicle=sheet.vehicle_id, life="live", odometer__isnull=False).exclude(
        dispatch=sheet.pk
    )
    orders = Upkeep.objects.filter(vehicle=sheet.vehicle_id, life="live", odometer__isnull=False)
    first, last = day_of(left), day_of(back)
    older = [(t.km_back, str(t)) for t in trips.filter(back_at__lte=left).order_by("-back_at", "-km_back")[:1]]
    older += [
        (c.odometer, f"{c.happened_on}{c}") for c in bills.filter(happened_on__lt=first).order_by("-odometer")[:1]
    ]
    older += [(o.odometer, f"{o.done_on}{o}") for o in orders.filter(done_on__lt=first).order_by("-odometer")[:1]]
    newer = [(t.km_out, str(t)) for t in trips.filter(left_at__gte=back).order_by("left_at", "km_out")[:1]]
    newer += [(c.odometer, f"{c.happened_on}{c}") for c in bills.filter(happened_on__gt=last).order_by("odometer")[:1]]
    newer += [(o.odometer, f"{o.done_on}{o}") for o in orders.filter(done_on__gt=last).order_by("odometer")[:1]]
    before = [(km, whose) for km, whose in older if km is not None]
    after = [(km, whose) for km, whose in newer if km is not None]
    if not after and sheet.vehicle is not None and sheet.vehicle.odometer != own:
        before.append((sheet.vehicle.odometer, "车辆台账"))
    return max(before, default=None), min(after, default=None)


def fault(sheet: Dispatch, km: int | None, left: datetime, back: datetime, own: int | None = None) -> str:
    """Return why a reading of a trip cannot stand, or an empty text."""
    if km is None or not sheet.vehicle_id:
        return ""
    older, newer = neighbours(sheet, left, back, own)
    mend = "照仪表核对；原来登记错的，先更正那一条。"
    if older is not None and km < older[0]:
        return f"读数{km:,}公里小于{sheet.vehicle}上次（{older[1]}）的{older[0]:,}公里。{mend}"
    if newer is not None and km > newer[0]:
        return f"读数{km:,}公里大于之后（{newer[1]}）的{newer[0]:,}公里。{mend}"
    return ""
