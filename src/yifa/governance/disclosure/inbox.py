"""What disclosure wants from a reader beside its clocks: confirmations, days the bureau has set, reassessments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from yifa.governance.disclosure.choices import DutyState, RequestState, Way
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.registry import get_resource

#: How many days ahead a day the bureau has set is shown.
AHEAD = 30


def _rows(scope: Scope, day: date) -> Iterator[tuple[str, str, Any, date | None]]:
    """Yield (key, what to do, record, due)."""
    if not scope.has(WRITERS):
        return
    requests = get_resource("disclosure.request").rows(scope).counted()
    new = Q(state=RequestState.UNCONFIRMED)
    for row in requests.filter(new | Q(delayed_to__lte=day + timedelta(days=AHEAD), closed_on=None)).order_by("pk"):
        if row.state == RequestState.UNCONFIRMED:
            yield "confirm", "确认收到网上申请", row, row.arrived_on
        else:
            yield "delay", "按延迟期限答复", row, row.delayed_to
    duties = get_resource("disclosure.yearly").rows(scope).counted().filter(state=DutyState.PLANNED)
    for row in duties.filter(due_on__lte=day + timedelta(days=AHEAD), approved_on__isnull=True).order_by("due_on"):
        yield "duty", "按年公开", row, row.due_on
    withheld = get_resource("disclosure.item").rows(scope).counted().filter(way=Way.WITHHELD)
    for row in withheld.filter(reassess_on__lte=day + timedelta(days=AHEAD)).order_by("reassess_on"):
        yield "reassess", "评估不予公开的信息", row, row.reassess_on


def _count(scope: Scope, day: date) -> inbox.Count:
    due = [d for _, _, _, d in _rows(scope, day)]
    return inbox.Count(len(due), sum(1 for d in due if d and d < day))


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry for each thing to do."""
    for key, what, row, due in _rows(scope, day):
        name = {"confirm": "disclosure.request", "delay": "disclosure.request", "duty": "disclosure.yearly"}.get(
            key, "disclosure.item"
        )
        url = get_resource(name).url(row)
        yield inbox.Todo(
            key=f"disclosure.{key}.{row.pk}", kind="task", title=f"{what}：{row}", url=url, due=due,
            meta=(get_resource(name).title,), unit_id=row.unit_id, action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
