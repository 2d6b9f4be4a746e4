"""Moments as the office sees them: on its own clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone


def local(moment: datetime) -> datetime:
    """Return a moment in the bureau's time zone."""
    return moment.astimezone(timezone.get_current_timezone())


def day_of(moment: datetime) -> date:
    """Return the day a moment falls on in the bureau's time zone."""
    return local(moment).date()


def span(start: datetime, end: datetime) -> str:
    """Return from when until when; an end on another day says which."""
    first, last = local(start), local(end)
    return f"{first:%m-%d %H:%M} 至 {last:{'%H:%M' if first.date() == last.date() else '%m-%d %H:%M'}}"


def day_span(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day and of the next."""
    zone = timezone.get_current_timezone()
    after = day + timedelta(days=1)
    start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (day, after))
    return start, end
