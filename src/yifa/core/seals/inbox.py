"""Seals out of their place past their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.core.seals.choices import LoanState
from yifa.core.seals.models import SealLoan
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope

#: How many days ahead a loan is shown.
AHEAD = 3


def _open(scope: Scope, day: date) -> Any:
    if not scope.has(WRITERS):
        return SealLoan.objects.none()
    rows = SealLoan.objects.all().visible_to(scope).counted()
    return rows.filter(state=LoanState.OUT, due_on__lte=day + timedelta(days=AHEAD)).order_by("due_on", "id")


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(_open(scope, day), "due_on")


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a seal that is due back."""
    for loan in _open(scope, day).select_related("seal"):
        url = f"/r/core_seals.loan/{loan.pk}/"
        yield inbox.Todo(
            key=f"seal_loan.{loan.pk}", kind="task", title=f"归还印章：{loan.seal}", url=url, due=loan.due_on,
            unit_id=loan.unit_id, meta=(f"{loan.borrower}借用", loan.title),
            clock=inbox.deadline(loan.due_on, day, "应还"),
            action={"label": "登记归还", "url": url, "small": True},
        )  # fmt: skip
