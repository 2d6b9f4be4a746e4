"""Clocks in the inbox: overdue, due today, and those of the next days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel import inbox, registry
from yifa.kernel.policy import WRITERS, Scope

#: How many days ahead the inbox looks; the register of clocks shows all.
AHEAD = 15


def running(scope: Scope, day: date) -> Any:
    """Return the running clocks due up to AHEAD days from today, of registers the scope may read."""
    readable = [r.key for r in registry.resources() if scope.has(r.read_roles)]
    rows = clocks.due_soon(scope, day).filter(state=Clock.State.RUNNING, resource__in=readable)
    return rows.filter(due_on__lte=day + timedelta(days=AHEAD))


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(running(scope, day), "due_on")


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a clock."""
    may_act = scope.has(WRITERS)
    for clock in running(scope, day).select_related("unit"):
        resource = registry.get_resource(clock.resource)
        url = f"/r/{clock.resource}/{clock.object_ref}/"
        shown = clocks.words(clock, day)
        shown.pop("result")
        yield inbox.Todo(
            key=f"clock.{clock.pk}", kind="clock", title=f"{clock.label}：{clock.title}", url=url, due=clock.due_on,
            clock=shown, unit_id=clock.unit_id,
            meta=(resource.title, f"{clock.unit}承办" if clock.unit_id else "", {"law": shown["law"]}),
            action={"label": "办理" if may_act else "查看", "url": url, "small": True},
        )  # fmt: skip
