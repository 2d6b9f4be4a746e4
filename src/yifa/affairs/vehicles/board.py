"""What the dispatch board of one day shows: vehicles with their sheets, who is free, what waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from yifa.affairs.vehicles.actions.sheets import waiting
from yifa.affairs.vehicles.choices import DispatchState, DriverState, VehicleState
from yifa.affairs.vehicles.models import Dispatch, Vehicle
from yifa.affairs.vehicles.moments import day_span, local, span
from yifa.affairs.vehicles.schedule import Bar
from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_resource

_TONE = {"planned": "soft", "out": "warn", "back": "", "settled": ""}
#: Vehicles, and drivers, on one board.
MOST = 60


@dataclass
class Day:
    """The board of one day for one scope."""

    day: date
    rows: list[dict[str, Any]]
    drivers: list[dict[str, Any]]
    waiting: list[Any]
    free: int
    sent: int
    total: int
    more_drivers: int = 0


def hours(moment: datetime, first: datetime) -> float:
    """Return a moment as hours since the day began (below 0 the day before, above 24 the day after)."""
    return (moment - first).total_seconds() / 3600


def _bar(sheet: Dispatch, first: datetime) -> Bar:
    start, end = sheet.left_at or sheet.leaves_at, sheet.back_at or sheet.returns_at
    hint = f"{span(start, end)} {sheet.driver or ''} {sheet.get_state_display()}"
    words = sheet.route.split("—")[-1]
    return Bar(
        hours(start, first), hours(end, first), words, _TONE[sheet.state], f"/r/vehicles.dispatch/{sheet.pk}/", hint
    )


def of_day(scope: Scope, day: date, category: str = "", offset: int = 0) -> Day:
    """Return the board: a handful of queries, however many vehicles and trips there are."""
    first, after = day_span(day)
    cars = get_resource("vehicles.vehicle").rows(scope).filter(life="live", state=VehicleState.IN_USE)
    if category:
        cars = cars.filter(category=category)
    total = cars.count()
    shown = list(cars.order_by("plate").only("id", "plate", "brand", "seats", "energy")[offset : offset + MOST])
    sheets = Dispatch.objects.filter(
        bureau_id=scope.bureau_id, life="live", leaves_at__lt=after, returns_at__gt=first
    ).exclude(state=DispatchState.CANCELLED).select_related("driver").order_by("leaves_at")  # fmt: skip
    on_duty = get_resource("vehicles.driver").rows(scope).filter(life="live", state=DriverState.ON_DUTY)
    drivers = list(on_duty.order_by("name", "pk")[:MOST])
    # asked for by vehicle and by driver: a day's sheets cannot be told from all others by their two moments alone
    by_car, by_driver = defaultdict(list), defaultdict(list)
    for sheet in sheets.filter(vehicle__in=shown):
        by_car[sheet.vehicle_id].append(sheet)
    for sheet in sheets.filter(driver__in=drivers):
        by_driver[sheet.driver_id].append(sheet)
    rows = [_row(car, by_car.get(car.pk, []), first) for car in shown]
    people = [
        {"label": d.name, "note": d.licence_class, "url": f"/r/vehicles.driver/{d.pk}/",
         "bars": [_bar(s, first) for s in by_driver.get(d.pk, [])]}
        for d in drivers
    ]  # fmt: skip
    asked = list(waiting().visible_to(scope).filter(leaves_at__gte=first - timedelta(days=1))[:30])
    sent = sum(1 for car in shown if by_car.get(car.pk))
    more = on_duty.count() - len(drivers) if len(drivers) == MOST else 0
    return Day(day, rows, people, asked, len(shown) - sent, sent, total, more)


def _row(car: Vehicle, sheets: list[Dispatch], first: datetime) -> dict[str, Any]:
    note = f"{car.seats}座 {car.get_energy_display()}"
    return {
        "label": car.plate, "note": note, "url": f"/r/vehicles.vehicle/{car.pk}/",
        "bars": [_bar(s, first) for s in sheets],
    }  # fmt: skip


def send_url(asked: Any) -> str:
    """Return the address of 派车 with an application filled in."""
    moments = {n: local(getattr(asked, n)).strftime("%Y-%m-%dT%H:%M") for n in ("leaves_at", "returns_at")}
    route = f"{asked.origin}—{asked.destination}"
    query = {"requests": asked.pk, **moments, "route": route, "next": "/vehicles/board/"}
    return f"/r/vehicles.dispatch/new/?{urlencode(query)}"
