"""Gates passed by override: what must still be cured, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.core.legaltime.inbox import AHEAD
from yifa.kernel import inbox, registry
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.policy import WRITERS, Scope


def _open(scope: Scope, day: date) -> Any:
    if not scope.has(WRITERS):
        return GateEvent.objects.none()
    rows = GateEvent.objects.all().visible_to(scope).counted()
    return rows.filter(cure_by__lte=day + timedelta(days=AHEAD), cured_on__isnull=True).order_by("cure_by", "id")


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(_open(scope, day), "cure_by")


def gate_title(event: GateEvent) -> str:
    """Return the printed name of a gate."""
    for action in registry.actions(event.resource).values():
        for gate in action.gates:
            if gate.key == event.gate:
                return str(gate.title)
    return event.gate


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a promise to cure."""
    for event in _open(scope, day):
        resource = registry.get_resource(event.resource)
        obj = resource.model.objects.filter(pk=event.object_ref).first()
        url = f"/r/{event.resource}/{event.object_ref}/"
        yield inbox.Todo(
            key=f"cure.{event.pk}", kind="task", url=url, due=event.cure_by, unit_id=event.unit_id,
            title=f"补正：{resource.title_of(obj) if obj else resource.title}",
            clock=inbox.deadline(event.cure_by, day),
            meta=(f"{gate_title(event)}例外", f"{event.approver}批准", {"tag": event.force}),
            action={"label": "补正", "url": url, "small": True},
        )  # fmt: skip
