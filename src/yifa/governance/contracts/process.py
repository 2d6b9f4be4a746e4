"""Numbers of contracts, and whether a contract was reviewed before its signing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, Q

from yifa.core.org.models import BureauProfile
from yifa.governance.contracts.choices import Order
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review.public import passed, passed_before


def next_number(bureau_id: int, year: int) -> str:
    """Return the next free contract number of a year: 〈机关代字〉合〔年〕0001号."""
    profile = BureauProfile.objects.filter(bureau_id=bureau_id).first()
    head = f"{profile.doc_prefix if profile else ''}合〔{year}〕"
    last = Contract.objects.filter(bureau_id=bureau_id, number__startswith=head).aggregate(m=Max("number"))["m"]
    digits = last[len(head) :].rstrip("号") if last else ""
    return f"{head}{(int(digits) if digits.isdigit() else 0) + 1:04d}号"


#: A contract counts as reviewed before signing if its review was closed on an earlier day, or on the same day
#: with the gate passed at the signing itself (the ledger then shows the order); never what an exception let through.
REVIEWED_FIRST = (
    passed_before("signed_on")
    | (passed() & Q(review__opinion_on=F("signed_on"), order=Order.REVIEWED, backfilled=False))
) & ~Q(order__in=(Order.BREACH, Order.OVERRIDE))


def lacking(contract: Any, day: date) -> str:
    """Return what keeps a contract from 用印 and 签订 on a day (empty: nothing)."""
    review = contract.review if contract.review_id else None
    if review is None or not review.counts:
        return "这份合同还没有审查编号"
    if review.state != "closed":
        return f"审查（{review.number}）还没有出具意见"
    if not review.passed:
        return f"审查结论为“{review.get_result_display()}”"
    if review.opinion_on and review.opinion_on > day:
        return f"审查意见（{review.number}）出具在{day}之后"
    return ""
