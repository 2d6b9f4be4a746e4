"""Approvals in the inbox: signatures that wait for the reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from yifa.core.org import acting
from yifa.core.process import counsel, queries
from yifa.core.process.choices import InstanceState, StepState, Way
from yifa.core.process.models import CounselLink, Instance, Step
from yifa.kernel import inbox
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date

#: How many days back a counsel's silence is told.
BACK = 15


def _count(scope: Scope, day: date) -> Iterator[inbox.Count | inbox.Asked]:
    """Ask the engine only where a pending signature could be the reader's at all."""
    pending = Step.objects.filter(
        bureau_id=scope.bureau_id, life=Life.LIVE, state=StepState.PENDING, round=F("instance__round"),
        stage=F("instance__stage"), instance__state=InstanceState.RUNNING, instance__life=Life.LIVE,
    ).values_list("roles", "person_ref", "person")  # fmt: skip
    names = {scope.name, scope.acting_for, *acting.covered(scope)} - {""}
    may = any(scope.has(set(r)) or (ref and ref == scope.user_id) or person in names for r, ref, person in pending)
    yield inbox.Count(len(queries.waiting(scope)) if may else 0)
    yield inbox.Asked(_unheard(scope, day))


def _unheard(scope: Scope, day: date) -> Any:
    """Counsels who did not answer in time or stood aside of late, where nobody else was asked since."""
    if not scope.has({"legal"}):
        return CounselLink.objects.none()
    start = timezone.make_aware(datetime.combine(day, time.min))
    since = day - timedelta(days=BACK)
    rows = CounselLink.objects.all().visible_to(scope).filter(life=Life.LIVE, answered_on__isnull=True, revoked=False)
    lapsed = Q(way=Way.LINK, declined_on__isnull=True, expires_at__range=(start - timedelta(days=BACK), start))
    since_asked = CounselLink.objects.filter(
        resource=OuterRef("resource"), object_ref=OuterRef("object_ref"), pk__gt=OuterRef("pk"), life=Life.LIVE
    )
    return rows.filter(lapsed | Q(declined_on__gte=since)).exclude(Exists(since_asked)).order_by("pk")


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
    for link in _unheard(scope, day):
        url = f"/r/core_process.counsel_link/{link.pk}/"
        yield inbox.Todo(
            key=f"counsel_link.{link.pk}", kind="task", title=f"法律顾问没有出具意见：{link.title}", url=url,
            unit_id=link.unit_id, meta=(counsel.asked_of(link), counsel.stands(link, day)),
            action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip


def _followed(matter: Instance, who: str, day: date) -> inbox.Todo:
    ended = f"{zh_date(matter.ended_on, day)}办结" if matter.ended_on else ""
    sent = f"{zh_date(matter.happened_on, day)}送审" if matter.happened_on else ""
    url = f"/r/core_process.instance/{matter.pk}/"
    return inbox.Todo(
        key=f"approval.{matter.pk}", kind="approval", title=matter.title, url=url, unit_id=matter.unit_id,
        kind_lines=(matter.chain_title, matter.state_label()), meta=tuple(t for t in (who, sent, ended) if t),
        action={"label": "查看", "url": url, "small": True},
    )  # fmt: skip


def _matters(scope: Scope) -> Any:
    rows = Instance.objects.filter(bureau_id=scope.bureau_id, life=Life.LIVE).select_related("unit")
    return rows.order_by("-happened_on", "-id")


def started(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the approvals the reader has set going, with whose word they wait for."""
    going = (InstanceState.RUNNING, InstanceState.RETURNED)
    for matter in _matters(scope).filter(starter_ref=scope.user_id, starter_ref__isnull=False, state__in=going)[:50]:
        steps = matter.steps.filter(round=matter.round, state=StepState.PENDING, life=Life.LIVE)
        waits = [line for s in steps for line in queries.lines_of(s, day)[:1]]
        yield _followed(matter, "、".join(dict.fromkeys(waits)), day)


def ended(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the approvals the reader began or signed that ended of late."""
    done = _matters(scope).exclude(state__in=(InstanceState.RUNNING, InstanceState.RETURNED))
    done = done.filter(ended_on__gte=day - timedelta(days=inbox.BACK))
    signed = Step.objects.filter(bureau_id=scope.bureau_id, signer_ref=scope.user_id, signer_ref__isnull=False)
    mine = Q(starter_ref=scope.user_id, starter_ref__isnull=False) | Q(pk__in=signed.values("instance_id"))
    for matter in done.filter(mine).order_by("-ended_on", "-id")[:50]:
        yield _followed(matter, f"{matter.starter}发起", day)


inbox.STARTED.append(started)
inbox.ENDED.append(ended)
