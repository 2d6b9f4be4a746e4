"""Clocks on the derived pages: 期限 of a record, 在途期限 in rows, what is due in a module."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports

#: Days ahead within which a term counts as due on a module's home.
_SOON = 14


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the record's clocks, each explained day by day."""
    found = clocks.panel(obj, day)
    return {"clocks": found} if found else {}


def rows(resource: Any, pks: list[int], scope: Scope, day: date) -> dict[int, Any]:
    """Return the first running clock of each row; one query for the page."""
    found = Clock.objects.filter(bureau_id=scope.bureau_id).counted()
    own = resource.model is Clock  # the register of the clocks themselves: each row its own
    found = found.filter(pk__in=pks) if own else found.filter(resource=resource.key, object_ref__in=pks)
    out: dict[int, Any] = {}
    for clock in found.exclude(state=Clock.State.STOPPED).filter(backfilled=False).order_by("-due_on", "-id"):
        words = clocks.words(clock, day)
        out[clock.pk if own else clock.object_ref] = {
            k: v for k, v in words.items() if k not in ("result", "duty", "law")
        }
    return out


def due(scope: Scope, day: date) -> dict[str, dict[str, Any]]:
    """Return how many records of each register are due soon or overdue."""
    count: Counter[str] = Counter()
    alarm: set[str] = set()
    for key, due_on in clocks.due_soon(scope, day).values_list("resource", "due_on"):
        if due_on is not None and (due_on - day).days <= _SOON:
            count[key] += 1
            if due_on < day:
                alarm.add(key)
    return {key: {"count": n, "alarm": key in alarm} for key, n in count.items()}


ports.PANELS.append(detail)
ports.ROW_CLOCKS.append(rows)
ports.DUE.append(due)
