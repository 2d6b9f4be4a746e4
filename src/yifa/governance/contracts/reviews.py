"""What a contract or a change of it is reviewed as, and what becomes of its review when it is given up."""

from __future__ import annotations

from yifa.core.org.choices import UnitKind
from yifa.core.process import engine
from yifa.core.process.links import link
from yifa.core.process.workflow import move
from yifa.governance.contracts.choices import ChangeState
from yifa.governance.contracts.models import Contract, ContractChange
from yifa.governance.legality_review.public import (
    AFTER_OPINION,
    AFTER_WITHDRAWAL,
    Business,
    Kind,
    Review,
    State,
    receive,
    withdraw,
)
from yifa.kernel.action import Work

#: States in which a review waits for its opinion; sent back, it waits for its papers first.
UNDER_REVIEW = (State.RECEIVED, State.SECOND)
OPEN_REVIEW = (*UNDER_REVIEW, State.RETURNED)


def from_unit(contract: Contract) -> bool:
    """Whether a contract comes from a subordinate unit (局属单位): reviewed there first, by the bureau second."""
    return contract.unit is not None and contract.unit.kind == UnitKind.SUBORDINATE


def open_review(work: Work, contract: Contract, title: str, submitter: str) -> Review:
    """Open a review of a contract or its change and tie it: one contract, one matter; each review one more time.

    A subordinate unit's is 二级复审 and never counted as 合同审查.
    """
    unit = from_unit(contract)
    review = receive(
        work,
        Review(
            bureau_id=contract.bureau_id, unit_id=contract.unit_id, title=title[:240], major=contract.major,
            kind=Kind.SECOND_LEVEL if unit else Kind.CONTRACT, business=Business.CONTRACT if unit else "",
            category=contract.category, matter=contract.review.matter if contract.review else "",
            happened_on=work.day, submitter=submitter or contract.handler or work.scope.name,
        ),
    )  # fmt: skip
    link(work, review, "reviews", contract)
    return review


def give_up(work: Work, obj: Contract | ContractChange) -> None:
    """End the approvals and the review of what will not be signed, so that nobody waits for them."""
    while (running := engine.open_of(obj)) is not None:
        engine.withdraw(work, running)
    if obj.review is not None and obj.review.state in OPEN_REVIEW:
        withdraw(work, obj.review)


def back_to_draft(work: Work, review: Review) -> None:
    """A change whose review did not let it go on, or was taken back, may be sent again."""
    if review.passed:
        return
    for change in ContractChange.objects.filter(review=review, life="live", state=ChangeState.IN_REVIEW):
        move(work, change, ChangeState.DRAFT)


AFTER_OPINION.append(back_to_draft)
AFTER_WITHDRAWAL.append(back_to_draft)
