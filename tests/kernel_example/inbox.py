"""What the example wants from a reader: loans past their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.kernel_example.models import Loan, LoanState
from yifa.kernel import inbox
from yifa.kernel.policy import Scope


def late(scope: Scope, day: date) -> Any:
    """Return the loans past their day."""
    return Loan.objects.visible_to(scope).counted().filter(state=LoanState.OUT, due_on__lt=day)


@inbox.provider(count=lambda scope, day: [inbox.Asked(late(scope, day), "due_on")])
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield a late loan each."""
    for loan in late(scope, day):
        yield inbox.Todo(key=f"example.{loan.pk}", kind="task", title=f"催还{loan.thing}", due=loan.due_on,
                         url=f"/r/kernel_example.loan/{loan.pk}/")  # fmt: skip


inbox.STARTED.append(lambda scope, day: [])
inbox.ENDED.append(lambda scope, day: [])
