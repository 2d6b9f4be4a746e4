"""Named reads of tasks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any


def overdue(rows: Any, day: date) -> Any:
    """Return the tasks not done though their due date lies before a day."""
    return rows.filter(done_on__isnull=True, due_on__lt=day)


def due_soon(rows: Any, day: date) -> Any:
    """Return the tasks not done and due on the day or within the month after it."""
    return rows.filter(done_on__isnull=True, due_on__gte=day, due_on__lte=day + timedelta(days=31))
