"""Tasks of the plan in the inbox: not done, overdue or due in the next days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.governance.rule_of_law_plan.models import Task
from yifa.kernel import inbox
from yifa.kernel.policy import READERS, WRITERS, Scope
from yifa.kernel.record import Life

#: How many days ahead the inbox looks.
AHEAD = 15


def open_tasks(scope: Scope, day: date) -> Any:
    """Return the open tasks a scope may see that are due up to AHEAD days from today."""
    if not scope.has(READERS):
        return Task.objects.none()
    rows = Task.objects.all().visible_to(scope).counted().filter(plan__life=Life.LIVE, done_on__isnull=True)
    return rows.filter(due_on__lte=day + timedelta(days=AHEAD)).order_by("due_on", "id")


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(open_tasks(scope, day), "due_on")


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a task."""
    may_act = scope.has(WRITERS)
    for task in open_tasks(scope, day).select_related("unit"):
        url = f"/r/rule_of_law_plan.task/{task.pk}/"
        action = {"label": "登记完成", "url": f"{url}do/complete/", "small": True}
        extended = task.first_due_on is not None and task.first_due_on != task.due_on
        yield inbox.Todo(
            key=f"task.{task.pk}", kind="task", title=task.title, url=url, due=task.due_on, unit_id=task.unit_id,
            clock=inbox.deadline(task.due_on, day),
            meta=("重点任务", f"{task.unit}承办" if task.unit_id else "", {"tag": "经批准延期"} if extended else ""),
            action=action if may_act else {"label": "查看", "url": url, "small": True},
        )  # fmt: skip
