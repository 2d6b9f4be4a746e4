"""The one door through which the wall clock enters: views, jobs and commands ask here, nobody else."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

#: Set by tests and by the demo to stand on another day.
FIXED: ContextVar[datetime | None] = ContextVar("yifa_fixed_now", default=None)


def now() -> datetime:
    """Return the moment of recording, with time zone."""
    return FIXED.get() or timezone.now()


def today() -> date:
    """Return today's date in the bureau's time zone."""
    return timezone.localdate(now())
