"""Tasks given to lawyers near or past their day, and lawyers whose term ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.governance.counsel.choices import TaskState
from yifa.governance.counsel.models import Lawyer, Task
from yifa.kernel import inbox
from yifa.kernel.policy import Scope

#: How many days ahead a task and the end of a term are shown; a term that ended long ago asks no more.
AHEAD, ENDING, GONE = 7, 30, 15
#: Whose work it is.
ROLES = frozenset({"legal"})


def _tasks(scope: Scope, day: date) -> Any:
    rows = Task.objects.all().visible_to(scope).counted() if scope.has(ROLES) else Task.objects.none()
    return rows.filter(state=TaskState.OPEN, due_on__lte=day + timedelta(days=AHEAD)).order_by("due_on", "id")


def _terms(scope: Scope, day: date) -> Any:
    rows = Lawyer.objects.all().visible_to(scope).counted() if scope.has(ROLES) else Lawyer.objects.none()
    near = (day - timedelta(days=GONE), day + timedelta(days=ENDING))
    return rows.filter(ends_on__range=near).order_by("ends_on", "id")


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(_tasks(scope, day), "due_on")
    yield inbox.Asked(_terms(scope, day), "ends_on")


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a task, and one a lawyer whose term ends."""
    for task in _tasks(scope, day).select_related("lawyer"):
        url = f"/r/counsel.task/{task.pk}/"
        yield inbox.Todo(
            key=f"lawyer_task.{task.pk}", kind="task", title=f"律师任务：{task.title}", url=url, due=task.due_on,
            unit_id=task.unit_id, clock=inbox.deadline(task.due_on, day, "应办结"), meta=(f"{task.lawyer.name}承办",),
            action={"label": "登记办结", "url": url, "small": True},
        )  # fmt: skip
    for lawyer in _terms(scope, day):
        url = f"/r/counsel.lawyer/{lawyer.pk}/"
        yield inbox.Todo(
            key=f"lawyer_term.{lawyer.pk}", kind="task", title=f"聘期届满：{lawyer.name}", url=url, due=lawyer.ends_on,
            unit_id=lawyer.unit_id, clock=inbox.deadline(lawyer.ends_on, day, "聘期届满"),
            meta=(lawyer.get_kind_display(), lawyer.organisation), action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
