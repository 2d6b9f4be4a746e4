"""What waits for the side that sent a matter: papers to bring, the unit's own review, an answer to the opinion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yifa.core.process.choices import InstanceState
from yifa.core.process.models import Instance, Link
from yifa.governance.legality_review.choices import Kind, State
from yifa.governance.legality_review.models import Review, ReviewPoint
from yifa.governance.legality_review.points import PROPOSES, REVIEW
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope

#: How many days back an unanswered opinion is asked about.
BACK = 90
#: What is asked for, by the state of the review.
ASKS = {State.RETURNED: "补正后再送", State.RECEIVED: "出具初审意见", State.CLOSED: "答复采纳情况"}


def _rows(scope: Scope, day: date) -> Any:
    """Reviews sent by the reader's own units that wait for them; what is on an approval waits there."""
    rows = Review.objects.all().visible_to(scope).counted()
    own = frozenset({scope.home_unit_id or 0}) if scope.unit_ids is None else scope.unit_ids
    if not scope.has(WRITERS):
        return rows.none()
    asks = ReviewPoint.objects.filter(review=OuterRef("pk"), life="live", verdict__in=PROPOSES, adoption="")
    since = day - timedelta(days=BACK)
    wanted: Any = Q(state=State.RETURNED) | (Q(state=State.CLOSED, adoption="", opinion_on__gte=since) & Exists(asks))
    if scope.has({"head"}):
        running = Instance.objects.filter(state=InstanceState.RUNNING, life="live")
        itself = running.filter(resource=REVIEW, object_ref=OuterRef("pk"))
        sent = running.filter(resource=OuterRef("object_resource"), object_ref=OuterRef("object_ref"))
        by = Link.objects.filter(Exists(sent), subject_resource=REVIEW, subject_ref=OuterRef("pk"), life="live")
        wanted |= Q(kind=Kind.SECOND_LEVEL, state=State.RECEIVED) & ~Exists(itself) & ~Exists(by)
    return rows.filter(wanted, unit_id__in=own).order_by("happened_on", "id")


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    yield inbox.Asked(_rows(scope, day))


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a review; what is sent back has no day, its clock stands still."""
    for review in _rows(scope, day):
        url, label = f"/r/{REVIEW}/{review.pk}/", ASKS[State(review.state)]
        yield inbox.Todo(
            key=f"review.{review.pk}", kind="task", title=f"{label}：{review.title}", url=url, unit_id=review.unit_id,
            meta=(review.number, review.return_reason if review.state == State.RETURNED else ""),
            action={"label": label, "url": url, "small": True},
        )  # fmt: skip
