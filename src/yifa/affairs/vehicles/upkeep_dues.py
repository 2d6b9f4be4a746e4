"""When a vehicle is due: service by kilometres and months, whichever comes first; renewal after its years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q

from yifa.lawkit.params import get_param
from yifa.lawkit.period import shift_months


def soon(day: date) -> date:
    """Return the last day that counts as 将到期 (the bureau's own days of notice)."""
    return day + timedelta(days=int(get_param("vehicle.expiry_notice_days", day).value))


def service_open(day: date) -> Q:
    """Vehicles whose next service is due on a day."""
    months = int(get_param("vehicle.service_months", day).value)
    km = int(get_param("vehicle.service_km", day).value)
    return Q(serviced_on__lte=shift_months(day, -months)) | Q(odometer__gte=F("serviced_km") + km)


def years_full(day: date, until: date) -> Q:
    """Vehicles that reach their years of use (VEH-05) up to a day."""
    years = int(get_param("vehicle.replace_years", day).value)
    return Q(happened_on__lt=shift_months(until, -12 * years))


def service_due(vehicle: Any, day: date) -> tuple[date, int] | None:
    """Return (day, odometer) of the next service by the bureau's intervals; None before the first one is known."""
    if vehicle.serviced_on is None:
        return None
    months = int(get_param("vehicle.service_months", day).value)
    km = int(get_param("vehicle.service_km", day).value)
    return shift_months(vehicle.serviced_on, months), (vehicle.serviced_km or 0) + km


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
