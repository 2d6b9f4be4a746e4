"""What stands before enforcement and before a decision."""

from __future__ import annotations

from typing import Any

from yifa.kernel.gate import Block, Force, Gate
from yifa.lawkit.params import get_param


class Officers(Gate):
    """Enforcement is done by at least so many officers, each with a valid certificate."""

    key, title, force, rule = "enforcement.officers", "执法人员资格和人数", Force.STATUTORY, "ENF-01"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Count certificates that are valid on the day."""
        day = data.get("happened_on") or ctx.day
        least = int(get_param("enforcement.officers_min", day).value)
        officers = {c.pk: c for c in (data.get("officer_one"), data.get("officer_two")) if c is not None}
        valid = [c for c in officers.values() if c.counts and c.valid_until >= day]
        if len(valid) >= least:
            return None
        return Block(
            f"有效持证执法人员不足 {least} 人（现为 {len(valid)} 人）", "选派证件在有效期内的执法人员，再登记案件"
        )


class LegalReview(Gate):
    """No decision of major weight without its 法制审核."""

    key, title, force, rule = "enforcement.legal_review", "重大执法决定法制审核", Force.STATUTORY, "ENF-03"

    def concerns(self, data: dict[str, Any]) -> bool:
        """A decision of weight that was made."""
        return bool(data.get("major") and data.get("decided_on"))

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for the review before the decision."""
        if obj is None or not obj.major:
            return None
        review = obj.review if obj.review_id else None
        if review is not None and review.state == "closed" and not review.passed:
            return Block(f"法制审核（{review.number}）没有通过，不能作出决定", "按审核意见改正后重新送审")
        if not obj.review_no:
            return Block("这件重大执法决定还没有法制审核意见，不能作出决定", "送法制审核，出具通过意见后再作决定")
        if obj.reviewed_on and data.get("decided") and obj.reviewed_on > data["decided"]:
            return Block("法制审核日晚于决定日", "审核在前、决定在后，改正日期")
        return None
