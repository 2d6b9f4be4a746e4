"""Supervision (用车监督): rules read over trips, bills and vehicles; each finding is one fact with its reason.

What is a holiday comes from the published calendar (of a year not yet published, from the festivals on fixed days),
hours and limits from the bureau's parameters. A rule says what it saw; whether it was in order is decided by people
after the unit has explained it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Q

from yifa.affairs.vehicles.choices import DispatchState, NoticeKind, RequestState, Urgency, VehicleState
from yifa.affairs.vehicles.models import Cost, Dispatch, Notice, Request, Vehicle
from yifa.affairs.vehicles.moments import day_span, local
from yifa.core.org.scope import started_on
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.params import get_param

_DRIVEN = (DispatchState.OUT, DispatchState.BACK, DispatchState.SETTLED)
_LOOK_BACK = timedelta(days=183)
#: How the parameter of festivals on fixed days names one.
_FIXED = re.compile(r"(\d+)月(\d+)日([^、]+)")


@dataclass(frozen=True)
class Seen:
    """One finding, not yet a notice."""

    kind: str
    day: date
    facts: str
    vehicle: Vehicle | None
    sheet: Dispatch | None = None
    unit_id: int | None = None


def look(bureau_id: int, first: date, last: date) -> list[Seen]:
    """Return all findings of a span of days (both included)."""
    start, end = day_span(first)[0], day_span(last)[1]
    trips = Dispatch.objects.filter(bureau_id=bureau_id, life="live", state__in=_DRIVEN)
    # a trip over midnight is seen on each of its days, whichever span it is looked for in
    trips = trips.filter(Q(leaves_at__lt=end, returns_at__gte=start) | Q(left_at__lt=end, back_at__gte=start))
    trips = trips.select_related("vehicle").prefetch_related("requests")
    found: list[Seen] = []
    for trip in trips:
        found.extend(seen for seen in _trip(trip) if first <= seen.day <= last)
    found.extend(_fuel(bureau_id, first, last))
    found.extend(_idle(bureau_id, last))
    found.extend(_over_standard(bureau_id, last))
    found.extend(_unapproved(bureau_id, last))
    return found


def _trip(trip: Dispatch) -> Iterator[Seen]:
    left, back = local(trip.left_at or trip.leaves_at), local(trip.back_at or trip.returns_at)
    name = str(trip.vehicle or trip.rented_plate)
    reasons = "、".join(sorted({r.matter for r in trip.requests.all()})) or "没有对应的用车申请"

    def seen(kind: str, text: str, day: date | None = None) -> Seen:
        return Seen(
            kind,
            day or left.date(),
            f"{name} {text}，事由：{reasons}"[:300],
            trip.vehicle,
            trip,
            trip.user_unit_id or trip.unit_id,
        )

    calendar = WorkCalendar.load()
    off = next(((d, why) for d in _days(left.date(), back.date()) if (why := day_off(calendar, d))), None)
    if off:
        yield seen(NoticeKind.HOLIDAY, f"{off[0].isoformat()}（{off[1]}）用车", off[0])
    elif found := _outside_hours(left, back):
        yield seen(NoticeKind.OUT_OF_HOURS, *found)
    if not trip.requests.all() and trip.event_id is None and not trip.backfilled:
        yield seen(NoticeKind.NO_REQUEST, f"{left:%Y-%m-%d %H:%M} 出车（{trip}），没有用车申请和审批")
    if trip.outside and trip.requests.all() and not any(r.outside for r in trip.requests.all()):
        yield seen(NoticeKind.OUT_OF_AREA, f"驶出本行政区域（{trip.places or trip.route}），申请未写明")


def day_off(calendar: WorkCalendar, day: date) -> str:
    """Return why nobody works on a day, or an empty text: the published calendar, before it the fixed festivals."""
    known = calendar.day(day)
    if not known.is_workday:
        return known.name or "周末"
    if not known.provisional:
        return ""
    fixed = str(get_param("calendar.fixed_festivals", day).value)
    return next((name for m, d, name in _FIXED.findall(fixed) if (int(m), int(d)) == (day.month, day.day)), "")


def _over_standard(bureau_id: int, last: date) -> Iterator[Seen]:
    """Vehicles over the standard of their day that nobody has been asked about, those of the past too."""
    rows = Vehicle.objects.filter(bureau_id=bureau_id, life="live", happened_on__lte=last).exclude(over_standard="")
    rows = rows.exclude(state=VehicleState.DISPOSED)
    asked = Notice.objects.filter(bureau_id=bureau_id, life="live", kind=NoticeKind.OVER_STANDARD)
    for vehicle in rows.exclude(pk__in=asked.filter(vehicle__isnull=False).values("vehicle_id")):
        text = f"{vehicle} {vehicle.over_standard}"[:300]
        yield Seen(NoticeKind.OVER_STANDARD, last, text, vehicle, unit_id=vehicle.unit_id)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _outside_hours(left: datetime, back: datetime) -> tuple[str, date] | None:
    start = int(get_param("vehicle.working_from", left.date()).value)
    end = int(get_param("vehicle.working_until", left.date()).value)
    if left.hour < start:
        return f"{left:%Y-%m-%d %H:%M} 出车，早于 {start} 时", left.date()
    if back.hour > end or (back.hour == end and back.minute > 0) or back.date() > left.date():
        return f"{back:%Y-%m-%d %H:%M} 回车，晚于 {end} 时", left.date()
    return None


def litres_per_100(before: Cost, after: Cost) -> Decimal | None:
    """Return the fuel of a vehicle between two full tanks, in L/100 km."""
    if not (before.odometer and after.odometer and after.quantity) or after.odometer <= before.odometer:
        return None
    return after.quantity * 100 / (after.odometer - before.odometer)


def _fuel(bureau_id: int, first: date, last: date) -> Iterator[Seen]:
    """Compare each fill with the mean of the vehicle's own half year before (tank to tank)."""
    rows = Cost.objects.filter(
        bureau_id=bureau_id, life="live", kind="fuel", full_tank=True, odometer__isnull=False, vehicle__isnull=False,
        happened_on__range=(first - _LOOK_BACK, last),
    ).select_related("vehicle").order_by("vehicle_id", "happened_on", "odometer", "id")  # fmt: skip
    previous: Cost | None = None
    known: list[Decimal] = []
    for fill in rows:
        if previous is None or previous.vehicle_id != fill.vehicle_id:
            previous, known = fill, []
            continue
        used = litres_per_100(previous, fill)
        previous = fill
        if used is None:
            continue
        mean = sum(known) / len(known) if len(known) >= 3 else None
        known.append(used)
        if mean is None or not fill.happened_on or fill.happened_on < first:
            continue
        more = int(get_param("vehicle.fuel_over_percent", fill.happened_on).value)
        if used > mean * (100 + more) / 100:
            text = (
                f"{fill.vehicle} {fill.happened_on} 加油折合百公里{used:.1f}升，比此前平均{mean:.1f}升高出{more}%以上"
            )
            yield Seen(NoticeKind.FUEL, fill.happened_on, text, fill.vehicle, fill.dispatch, fill.unit_id)


def _idle(bureau_id: int, last: date) -> Iterator[Seen]:
    days = int(get_param("vehicle.idle_days", last).value)
    rows = Vehicle.objects.filter(bureau_id=bureau_id, life="live", state=VehicleState.IN_USE)
    driven = Q(dispatches__life="live", dispatches__state__in=_DRIVEN)
    rows = rows.annotate(last_trip=Max("dispatches__happened_on", filter=driven))
    begun = started_on(bureau_id)  # what went out before trips were kept here is not known
    for vehicle in rows:
        since = max((d for d in (vehicle.last_trip, vehicle.happened_on, begun) if d), default=None)
        if since is not None and (last - since).days > days:
            text = f"{vehicle}自 {since.isoformat()} 起连续{(last - since).days}日没有出车"
            yield Seen(NoticeKind.IDLE, last, text, vehicle, unit_id=vehicle.unit_id)


def _unapproved(bureau_id: int, last: date) -> Iterator[Seen]:
    """Urgent use whose approval came after the bureau's term (working days from the day after), or not at all."""
    rows = Request.objects.filter(bureau_id=bureau_id, life="live", urgency=Urgency.URGENT, backfilled=False)
    rows = rows.filter(happened_on__lte=last, refused_on__isnull=True).exclude(state=RequestState.CANCELLED)
    rows = rows.select_related("dispatch__vehicle")
    calendar = WorkCalendar.load()
    for asked in rows:
        assert asked.happened_on is not None
        days = int(get_param("vehicle.emergency_approval_days", asked.happened_on).value)
        term = calendar.add_workdays(asked.happened_on, days)
        if (asked.approved_on or last) > term:
            vehicle = asked.dispatch.vehicle if asked.dispatch else None
            late = f"{asked.approved_on.isoformat()}才补办" if asked.approved_on else "还没有补办"
            text = f"{asked}为紧急用车，审批期限到 {term.isoformat()}，{late}"
            yield Seen(NoticeKind.NO_APPROVAL, asked.happened_on, text[:300], vehicle, asked.dispatch, asked.unit_id)
