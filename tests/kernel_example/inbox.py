"""What the example wants from a reader: loans past their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.kernel_example.models import Loan, LoanState
from yifa.kernel import inbox
from yifa.kernel.policy import Scope


def late(scope: Scope, day: date) -> inbox.Count:
    """Return how many are late."""
    number = Loan.objects.visible_to(scope).counted().filter(state=LoanState.OUT, due_on__lt=day).count()
    return inbox.Count(number, number)


@inbox.provider(count=late)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield a late loan each."""
    for loan in Loan.objects.visible_to(scope).counted().filter(state=LoanState.OUT, due_on__lt=day):
        yield inbox.Todo(key=f"example.{loan.pk}", kind="task", title=f"催还{loan.thing}", due=loan.due_on,
                         url=f"/r/kernel_example.loan/{loan.pk}/")  # fmt: skip


inbox.STARTED.append(lambda scope, day: [])
inbox.ENDED.append(lambda scope, day: [])
