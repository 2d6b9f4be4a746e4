"""What stands before inspections and papers of supervision."""

from __future__ import annotations

from typing import Any

from yifa.affairs.energy.supervision.choices import Paper, State
from yifa.governance.enforcement.public import certified
from yifa.kernel.gate import Block, Force, Gate


class Certified(Gate):
    """An inspection is made by two certified persons."""

    key, title, force = "energy.certified", "检查人员持证", Force.HOUSE
    house_basis = "本局节能监督检查工作规范"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Two different certificates, valid on the day of the visit."""
        numbers = [str(data.get(n) or "").strip() for n in ("officer_one", "officer_two")]
        day = data.get("happened_on") or ctx.day
        if not any(numbers):
            return None  # the form asks for them
        if numbers[0] == numbers[1]:
            return Block("检查人员应为两人", "填写两名持证人员的证号")
        wrong = [n for n in numbers if not certified(ctx.scope.bureau_id, n, day)]
        return (
            Block(f"证号{'、'.join(wrong)}在检查日没有有效的执法证件", "改由持证人员检查，或先登记证件")
            if wrong
            else None
        )


class Jointly(Gate):
    """The two papers are made together with the departments concerned (条例 art. 37、41)."""

    key, title, force, rule = "energy.jointly", "会同有关部门", Force.STATUTORY, "ENF-18"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Name them."""
        return (
            Block("还没有写明会同的部门", "与有关部门会商后，在文书上写明会同部门") if obj and not obj.joint else None
        )


class Reviewed(Gate):
    """A decision of weight goes through 法制审核 first."""

    key, title, force, rule = "energy.legal_review", "重大执法决定法制审核", Force.STATUTORY, "ENF-03"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """The review is closed and lets it go on."""
        if obj is None or not obj.major:
            return None
        review = obj.review
        if review is None or not review.counts:
            return Block("这件重大执法决定还没有法制审核", "先送法制审核")
        if review.state != "closed":
            return Block(f"法制审核（{review.number}）还没有出具意见", "等审核意见出具后再送达")
        return None if review.passed else Block(f"法制审核（{review.number}）没有通过", "按审核意见修改，重新送审")


class OrderedFirst(Gate):
    """通报 only after an order whose term is over and which was not carried out (条例 art. 37)."""

    key, title, force, rule = "energy.ordered_first", "先责令限期改正再通报", Force.STATUTORY, "ENF-18"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """An order, its term over, the re-check negative."""
        if obj is None:
            return None
        if obj.kind != Paper.ORDER:
            return Block(
                "整改意见书不是责令限期改正，不能据此通报", "仍不落实且属于条例第三十七条情形的，先责令限期改正"
            )
        if obj.issued_on is None:
            return Block("还没有送达责令限期改正通知书", "先送达，期限届满复查后再通报")
        day = data.get("notified_on") or ctx.day
        if obj.due_on is None or obj.due_on >= day:
            return Block(f"改正期限（{obj.due_on}）还没有届满", "期限届满并复查后再通报")
        if obj.state != State.FAILED:
            return Block("还没有复查，或复查已改正", "复查认定没有改正的，才能通报")
        return None
