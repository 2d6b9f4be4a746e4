"""When a vehicle is due: service by kilometres and months, whichever comes first; renewal after its years."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.lawkit.params import get_param
from yifa.lawkit.period import shift_months


def service_due(vehicle: Any, day: date) -> tuple[date, int] | None:
    """Return (day, odometer) of the next service by the bureau's intervals; None before the first one is known."""
    if vehicle.serviced_on is None:
        return None
    months = int(get_param("vehicle.service_months", day).value)
    km = int(get_param("vehicle.service_km", day).value)
    return shift_months(vehicle.serviced_on, months), (vehicle.serviced_km or 0) + km


def needs_service(vehicle: Any, day: date) -> bool:
    """Whether the next service is due."""
    due = service_due(vehicle, day)
    return due is not None and (day >= due[0] or vehicle.odometer >= due[1])


def next_service(vehicle: Any) -> str:
    """Return the next service in words."""
    due = service_due(vehicle, vehicle.serviced_on) if vehicle.serviced_on else None
    return f"{due[0].isoformat()} 或 {due[1]:,} 公里" if due else ""


def may_renew_on(vehicle: Any, day: date) -> date | None:
    """Return the day after which renewal is open (VEH-05: more than the years of use since registration)."""
    if vehicle.happened_on is None:
        return None
    years = int(get_param("vehicle.replace_years", max(day, vehicle.happened_on)).value)
    return shift_months(vehicle.happened_on, 12 * years)
