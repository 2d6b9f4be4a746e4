"""What is owed and what ends, where no clock of the law runs: 履约事项 past or near their day, contracts that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from yifa.governance.contracts.choices import DutyState, State
from yifa.governance.contracts.models import Contract, Obligation
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope

#: How many days ahead a duty and the end of a contract are shown.
AHEAD, ENDING = 15, 30


def _duties(scope: Scope, day: date) -> Any:
    if not scope.has(WRITERS):
        return Obligation.objects.none()
    rows = Obligation.objects.all().visible_to(scope).counted()
    # a running duty has its clock, which asks its unit; the office that does it is asked here
    own = Q(state=DutyState.RUNNING, doer_id=scope.home_unit_id) & ~Q(unit_id=scope.home_unit_id)
    asked = Q(state=DutyState.OPEN) | own if scope.home_unit_id else Q(state=DutyState.OPEN)
    return rows.filter(asked, due_on__lte=day + timedelta(days=AHEAD)).order_by("due_on", "id")


def _ending(scope: Scope, day: date) -> Any:
    if not scope.has(WRITERS):
        return Contract.objects.none()
    rows = Contract.objects.all().visible_to(scope).counted()
    return rows.filter(state=State.SIGNED, ends_on__lte=day + timedelta(days=ENDING)).order_by("ends_on", "id")


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(_duties(scope, day), "due_on")
    yield inbox.Asked(_ending(scope, day), "ends_on")


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a duty, and one a contract that ends."""
    for duty in _duties(scope, day).select_related("contract", "unit"):
        url = f"/r/contracts.obligation/{duty.pk}/"
        yield inbox.Todo(
            key=f"duty.{duty.pk}", kind="task", title=f"{duty.get_kind_display()}：{duty.title}", url=url,
            due=duty.due_on, unit_id=duty.unit_id, clock=inbox.deadline(duty.due_on, day, "应办"),
            meta=("履约和付款", str(duty.contract), f"{duty.unit}承办" if duty.unit_id else ""),
            action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
    for contract in _ending(scope, day).select_related("unit"):
        url = f"/r/contracts.contract/{contract.pk}/"
        yield inbox.Todo(
            key=f"contract.{contract.pk}", kind="task", title=f"合同履行期满：{contract.title}", url=url,
            due=contract.ends_on, unit_id=contract.unit_id, clock=inbox.deadline(contract.ends_on, day, "履行期满"),
            meta=(contract.number, contract.counterpart), action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
