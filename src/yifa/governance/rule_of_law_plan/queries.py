"""Named reads of tasks, shared by list, figure and inbox."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.rule_of_law_plan.models import Task
from yifa.kernel.policy import Scope


def open_tasks(scope: Scope) -> Any:
    """Return the tasks a scope sees that are not done, nearest due date first."""
    return Task.objects.visible_to(scope).counted().filter(done_on__isnull=True).order_by("due_on", "pk")


def overdue(rows: Any, day: date) -> Any:
    """Return the tasks not done though their due date lies before a day."""
    return rows.filter(done_on__isnull=True, due_on__lt=day)


def due_soon(rows: Any, day: date) -> Any:
    """Return the tasks not done and due on the day or within the month after it."""
    return rows.filter(done_on__isnull=True, due_on__gte=day, due_on__lte=day + timedelta(days=31))
