"""The gate of contracts, and the base of the verbs it stands before."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.process.workflow import Move
from yifa.governance.contracts.choices import Order, State
from yifa.governance.contracts.process import lacking
from yifa.governance.legality_review.public import Kind, number_lacking
from yifa.kernel.action import Ctx
from yifa.kernel.gate import Block, Force, Gate

CONTRACT, DUTY = "contracts.contract", "contracts.obligation"
#: Which reviews a contract may rest on; a subordinate unit's major business is reviewed at the second level.
REVIEW_KINDS = (Kind.CONTRACT, Kind.AGREEMENT, Kind.SECOND_LEVEL)


class ReviewBeforeSigning(Gate):
    """合同签订前审查: no 用印 and no signing without the number of a closed review.

    The bureau's own rule: it may be overridden with reason, approver and a date to cure; what was signed without it
    is recorded as a breach, and recording is not permission.
    """

    key = "contracts.review_before_signing"
    title = "合同签订前审查"
    force = Force.HOUSE
    house_basis = "本局合同管理制度"

    def concerns(self, data: dict[str, Any]) -> bool:
        """What was sealed or signed."""
        return bool(data.get("signed_on") or data.get("sealed_on"))

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The contract's review must be closed, with an opinion that lets it go on. 用印 settles it for the signing."""
        if obj is None or obj.state == State.SEALED:
            return None
        why = lacking(obj, data.get("signed_on") or ctx.day)
        return Block(f"{why}，不能用印、签订", "送审，或填写已出具意见的审查编号") if why else None


class OnContract(Move):
    """A verb that moves a contract."""

    resource = CONTRACT


class Gated(OnContract):
    """A verb before which the review must be closed."""

    gates = (ReviewBeforeSigning(),)

    def order(self, work: Any, obj: Any, day: Any) -> str:
        """Return in which order review and signing stand."""
        if obj.order:
            return str(obj.order)
        return Order.OVERRIDE if lacking(obj, day) else Order.REVIEWED


def review_number(bureau_id: int, number: str, day: date) -> str:
    """核对审查编号: the number is that of a contract review of the bureau, closed and passed by that day."""
    return number_lacking(bureau_id, number, REVIEW_KINDS, day)
