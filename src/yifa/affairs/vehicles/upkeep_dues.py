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
    """Vehicles whose next service is due on a day; one never serviced counts from its registration."""
    months = int(get_param("vehicle.service_months", day).value)
    km = int(get_param("vehicle.service_km", day).value)
    then = shift_months(day, -months)
    never = Q(serviced_on__isnull=True) & (Q(happened_on__lte=then) | Q(odometer__gte=km))
    return Q(serviced_on__lte=then) | Q(odometer__gte=F("serviced_km") + km) | never


def no_papers() -> Q:
    """Vehicles of which no test or no compulsory policy is known."""
    return Q(tested_until__isnull=True) | Q(insured_until__isnull=True)


def years_full(day: date, until: date) -> Q:
    """Vehicles that reach their years of use (VEH-05) up to a day."""
    years = int(get_param("vehicle.replace_years", day).value)
    return Q(happened_on__lt=shift_months(until, -12 * years))


def service_due(vehicle: Any, day: date) -> tuple[date, int] | None:
    """Return (day, odometer) of the next service by the bureau's intervals; without one, from registration on."""
    since = vehicle.serviced_on or vehicle.happened_on
    if since is None:
        return None
    months = int(get_param("vehicle.service_months", day).value)
    km = int(get_param("vehicle.service_km", day).value)
    return shift_months(since, months), (vehicle.serviced_km or 0) + km


def next_service(vehicle: Any) -> str:
    """Return the next service in words."""
    since = vehicle.serviced_on or vehicle.happened_on
    due = service_due(vehicle, since) if since else None
    return f"{due[0].isoformat()} 或 {due[1]:,} 公里" if due else ""


def may_renew_on(vehicle: Any, day: date) -> date | None:
    """Return the day after which renewal is open (VEH-05: more than the years of use since registration)."""
    if vehicle.happened_on is None:
        return None
    years = int(get_param("vehicle.replace_years", max(day, vehicle.happened_on)).value)
    return shift_months(vehicle.happened_on, 12 * years)
