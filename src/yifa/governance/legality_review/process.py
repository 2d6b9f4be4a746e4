"""How long a review may take, and when it counts as passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from yifa.core.legaltime import clocks
from yifa.core.process import asked_points
from yifa.core.process.workflow import move
from yifa.governance.legality_review.choices import PASSING, Business, Handed, Kind, Result, State
from yifa.lawkit import params
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.codes import code_list
from yifa.lawkit.review_points import points_of
from yifa.lawkit.rules import get_rule

if TYPE_CHECKING:
    from yifa.governance.legality_review.models import Review
    from yifa.kernel.action import Work

#: Called inside the work when a review closes: (work, review) -> None. Filled by the modules that sent it.
AFTER_OPINION: list[Callable[[Work, Review], None]] = []
#: Called inside the work when a review is withdrawn, so that its matter does not wait for it: (work, review) -> None.
AFTER_WITHDRAWAL: list[Callable[[Work, Review], None]] = []
#: What a module knows of a matter under review: review → its facts by name, or None if it is not the module's.
FACTS: list[Callable[[Review], dict[str, Any] | None]] = []
#: The clock of a review whose length no law gives: the bureau's own limit, counted in working days.
RULE = clocks.OWN_TERM[0]


def signers(kind: str) -> frozenset[str]:
    """Return the roles that give the opinion of a kind (``signs`` of ``review_ways``; the legal office by default)."""
    return frozenset(code_list("review_ways")[kind].extra.get("signs") or ("legal",))


def number_lacking(bureau_id: int, number: str, kinds: tuple[str, ...], day: date) -> str:
    """Return what is wrong with a review number given for a matter of some kinds by a day (empty: nothing)."""
    from yifa.governance.legality_review.models import Review

    review = Review.objects.filter(bureau_id=bureau_id, number=number, life="live").first()
    if review is None or review.kind not in kinds:
        return f"审查台账上没有编号为“{number}”的{Kind(kinds[0]).label}"
    if review.state != State.CLOSED or (review.opinion_on and review.opinion_on > day):
        return f"审查（{number}）还没有出具意见"
    return "" if review.passed else f"审查（{number}）结论为“{review.get_result_display()}”"


def review_days(kind: str, day: date) -> int:
    """Return the limit in working days by the pack ``review_ways``: a rule, or the bureau's own parameter."""
    term = str(code_list("review_ways")[kind].extra["term"])
    if "." not in term:
        value = get_rule(term, on=day).parts[0].value
        return int(value or 0)
    return int(params.get_param(term, day).value)


def facts_of(review: Review) -> dict[str, Any] | None:
    """Return what the module that sent a review knows of its matter."""
    found = (facts(review) for facts in FACTS)
    return next((f for f in found if f is not None), None)


def missing(review: Review) -> list[str]:
    """Return the required papers that have not come."""
    rows = review.materials.filter(required=True, state="missing", life="live")
    return [m.title for m in rows.order_by("sort")]


def unmet(review: Review) -> str:
    """Return the first point found not met (empty: none)."""
    found = review.points.filter(verdict="not_met", life="live").order_by("sort").first()
    return found.title if found is not None else ""


def unanswered(review: Review) -> str:
    """Return in words which points nobody has answered (empty: all are)."""
    names = list(review.points.filter(verdict="", life="live").order_by("sort").values_list("title", flat=True))
    if not names:
        return ""
    first = "、".join(names[:3])
    return f"还有 {len(names)} 条审查要点没有写结论（{first}{'等' if len(names) > 3 else ''}）"


def not_ready(review: Review) -> str:
    """Return why no approval may agree yet (empty: it may): sent back, a paper lacking, a point open, one not met."""
    if review.state == State.RETURNED:
        return f"审查 {review.number} 已退回补正，送审单位还没有再送。"
    if names := missing(review):
        return f"审查 {review.number}：必交材料缺{'、'.join(names)}。退回送审单位补齐，或在审查页登记材料。"
    why = unanswered(review)
    if not why and (bad := unmet(review)):
        why = f"要点“{bad}”不符合，不能同意；退回送审单位，或改要点结论"
    return f"审查 {review.number}：{why}。在审查页写要点结论。" if why else ""


def agreed_result(review: Review) -> Result:
    """Return the conclusion of an approval that agreed: after changes, where a point asks for them."""
    changes = review.points.filter(verdict="change", life="live").exists()
    return Result.PASSED_CHANGED if changes else Result.PASSED


def asked_of_counsel(record: Any) -> list[asked_points.Point]:
    """Return the points of an open review that a counsel answers one by one."""
    from yifa.governance.legality_review.models import Review

    if not isinstance(record, Review) or record.state not in (State.RECEIVED, State.SECOND):
        return []
    rows = record.points.filter(life="live").order_by("sort", "pk")
    return [asked_points.Point(str(p.pk), p.title, p.asks) for p in rows]


asked_points.POINTS.append(asked_of_counsel)


def kinds_of(review: Review) -> tuple[str, ...]:
    """Return the kinds whose papers and points a review has: a unit's contract also those of contracts."""
    contract = review.kind == Kind.SECOND_LEVEL and review.business == Business.CONTRACT
    return (str(review.kind), Kind.CONTRACT) if contract else (str(review.kind),)


def first_given(work: Work, review: Review, opinion: str, who: str, day: date | None) -> Review:
    """Keep the unit's own opinion (初审): the matter is the legal office's now, and that paper of the list is there."""
    said = {"first_opinion": opinion, "first_by": who, "first_on": day}
    again = review.state == State.SECOND
    made: Review = work.update(review, **said) if again else move(work, review, State.SECOND, **said)
    own = {c.name for c in code_list("review_materials").codes if c.extra.get("stands_for") == "first_opinion"}
    for paper in made.materials.filter(title__in=own, state=Handed.MISSING, life="live"):
        work.update(paper, state=Handed.HANDED)
    return made


def set_out(work: Work, review: Review) -> None:
    """Put down the papers and points of a new review, so that each is answered for itself."""
    from yifa.governance.legality_review.models import ReviewMaterial, ReviewPoint

    if review.backfilled:
        return
    base = {"bureau_id": review.bureau_id, "unit_id": review.unit_id, "office_id": review.office_id, "review": review,
            "happened_on": review.happened_on}  # fmt: skip
    kinds = kinds_of(review)
    papers = [c for k in kinds for c in code_list("review_materials").codes if c.extra.get("kind") == k]
    work.create_many([
        ReviewMaterial(**base, sort=n, title=c.name, asks=c.note or "", required=bool(c.extra.get("required")))
        for n, c in enumerate(papers, 1)
    ])  # fmt: skip
    points = [p for k in kinds for p in points_of(k, review.category or "")]
    work.create_many([
        ReviewPoint(**base, sort=n, title=c.name, asks=c.note or "", rules=list(c.rules))
        for n, c in enumerate(points, 1)
    ])  # fmt: skip


def due_of(kind: str, received: date) -> date:
    """Return the last day for the opinion."""
    return WorkCalendar.load().add_workdays(received, review_days(kind, received))


def passed(prefix: str = "review__") -> Q:
    """Return the condition that a linked review is closed and lets the matter go on."""
    return Q(
        **{
            f"{prefix}life": "live",
            f"{prefix}state": State.CLOSED,
            f"{prefix}result__in": PASSING,
        }
    )


def passed_before(day_field: str, prefix: str = "review__") -> Q:
    """Return the condition that the linked review was closed before a day of the record itself."""
    return passed(prefix) & Q(**{f"{prefix}opinion_on__lt": F(day_field)})


def start_clock(work: Work, review: Review) -> None:
    """Start the clock of a review."""
    assert review.happened_on is not None
    term, label = str(code_list("review_ways")[str(review.kind)].extra["term"]), "出具审查意见"
    if "." in term:
        clock = clocks.own_term(work, review, term, review.happened_on, f"{label}（本局期限）")
    else:
        clock = clocks.start(work, review, rule=term, at=review.happened_on, label=label)
    if clock.due_on != review.due_on:
        work.update(review, due_on=clock.due_on)


def clock_event(work: Work, review: Review, kind: str) -> date | None:
    """Suspend or resume the clock of a review today; return when it is due now."""
    clock = _running(review)
    return clocks.event(work, review, clock.rule, kind, work.day).due_on if clock is not None else review.due_on


def stop_clock(work: Work, review: Review, day: date) -> None:
    """Stop the clock of a review, where one runs."""
    clock = _running(review)
    if clock is not None:
        clocks.stop(work, review, clock.rule, day)


def _running(review: Review) -> Any:
    return clocks.of(review).exclude(state="stopped").first()
