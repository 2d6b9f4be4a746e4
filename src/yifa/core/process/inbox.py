"""Approvals in the inbox: signatures that wait for the reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from yifa.core.org import acting
from yifa.core.process import queries
from yifa.core.process.choices import InstanceState, StepState
from yifa.core.process.models import Step
from yifa.kernel import inbox
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date


def _count(scope: Scope, day: date) -> inbox.Count:
    """Ask the engine only where a pending signature could be the reader's at all."""
    pending = Step.objects.filter(
        bureau_id=scope.bureau_id, life=Life.LIVE, state=StepState.PENDING, round=F("instance__round"),
        stage=F("instance__stage"), instance__state=InstanceState.RUNNING, instance__life=Life.LIVE,
    ).values_list("roles", "person_ref", "person")  # fmt: skip
    names = {scope.name, scope.acting_for, *acting.covered(scope)} - {""}
    may = any(scope.has(set(r)) or (ref and ref == scope.user_id) or person in names for r, ref, person in pending)
    return inbox.Count(len(queries.waiting(scope)) if may else 0)


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a signature."""
    for step in queries.waiting(scope):
        matter = step.instance
        url = f"/r/core_process.instance/{matter.pk}/"
        sent = f"{zh_date(matter.happened_on, day)}送审" if matter.happened_on else ""
        yield inbox.Todo(
            key=f"approval.{step.pk}", kind="approval", title=matter.title, url=url, unit_id=matter.unit_id,
            kind_lines=(matter.chain_title, step.title),
            meta=(f"{matter.unit}送审" if matter.unit_id else "", matter.starter, sent),
            action={"label": "审批", "url": url, "small": True},
        )  # fmt: skip
