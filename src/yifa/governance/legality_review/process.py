"""How long a review may take, and when it counts as passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q

from yifa.core.legaltime import clocks
from yifa.governance.legality_review.choices import Kind, Result, State
from yifa.lawkit import params
from yifa.lawkit.calendar import WorkCalendar

if TYPE_CHECKING:
    from yifa.governance.legality_review.models import Review
    from yifa.kernel.action import Work

#: Called inside the work when a review closes: (work, review) -> None. Filled by the modules that sent it.
AFTER_OPINION: list[Callable[[Work, Review], None]] = []
#: The clock of a review: counted by the bureau's own limit under the general rule on periods.
RULE = "CLK-02"


def review_days(kind: str, day: date) -> int:
    """Return the bureau's own limit in working days; never less than the law gives the reviewer of a decision."""
    if kind == Kind.DECISION:
        from yifa.lawkit.rules import get_rule

        value = get_rule("DEC-09", on=day).parts[0].value
        return int(value or 0)
    return int(params.get_param("review.contract_days" if kind == Kind.CONTRACT else "review.other_days", day).value)


def due_of(kind: str, received: date) -> date:
    """Return the last day for the opinion."""
    return WorkCalendar.load().add_workdays(received, review_days(kind, received))


def passed(prefix: str = "review__") -> Q:
    """Return the condition that a linked review is closed and lets the matter go on."""
    return Q(
        **{
            f"{prefix}life": "live",
            f"{prefix}state": State.CLOSED,
            f"{prefix}result__in": (Result.PASSED, Result.PASSED_CHANGED),
        }
    )


def passed_before(day_field: str, prefix: str = "review__") -> Q:
    """Return the condition that the linked review was closed before a day of the record itself."""
    return passed(prefix) & Q(**{f"{prefix}opinion_on__lt": F(day_field)})


def start_clock(work: Work, review: Review) -> None:
    """Start the clock of a review."""
    if review.kind == Kind.DECISION:
        assert review.happened_on is not None
        clocks.start(work, review, rule="DEC-09", at=review.happened_on, label="出具审查意见")
    elif review.happened_on and review.due_on:
        days = (review.due_on - review.happened_on).days
        clocks.start(work, review, rule=RULE, at=review.happened_on, label="出具审查意见", days=days)


def clock_event(work: Work, review: Review, kind: str) -> date | None:
    """Suspend or resume the clock of a review today; return when it is due now."""
    return clocks.event(work, review, _rule(review), kind, work.day).due_on


def stop_clock(work: Work, review: Review, day: date) -> None:
    """Stop the clock of a review, where one runs."""
    if not clocks.of(review).exclude(state="stopped").exists():
        return
    clocks.stop(work, review, _rule(review), day)


def _rule(review: Review) -> str:
    return "DEC-09" if review.kind == Kind.DECISION else RULE
