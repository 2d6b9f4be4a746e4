"""Moments as the office sees them: on its own clock."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def local(moment: datetime) -> datetime:
    """Return a moment in the bureau's time zone."""
    return moment.astimezone(timezone.get_current_timezone())


def day_of(moment: datetime) -> date:
    """Return the day a moment falls on in the bureau's time zone."""
    return local(moment).date()
