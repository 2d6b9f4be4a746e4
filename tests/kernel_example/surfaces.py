"""What the example adds to derived pages: a panel, a badge, a listener, a job, a chore."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.kernel_example.inbox import late
from tests.kernel_example.models import Loan
from yifa.kernel.events import dispatch
from yifa.kernel.jobs import queue
from yifa.kernel.jobs.periodic import chore
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports

#: What was heard and done, for the tests.
HEARD: list[str] = []


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, Loan):
        return {}
    return {"panels": [{"title": "借期", "facts": [{"label": "应还", "value": obj.due_on}]}]}


ports.PANELS.append(panel)
ports.DUE.append(lambda scope, day: {"kernel_example.loan": {"count": late(scope, day).count(), "alarm": False}})
dispatch.subscribe("kernel_example.loan.*", lambda event: HEARD.append(event.kind))


@queue.handler("kernel_example.count", tries=2)
def count(progress: queue.Progress, **args: Any) -> None:
    """A job that may run twice."""
    HEARD.append("job")
    progress.tell(done=1, total=1)


@chore("kernel_example.daily", "公物清点（示例）", every="day", quiet=True)
def daily(now: datetime) -> None:
    """Work once a day."""
    HEARD.append("chore")
