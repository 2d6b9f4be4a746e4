"""Numbers of contracts, and whether a contract was reviewed before its signing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Q, Sum

from yifa.core.org.models import BureauProfile
from yifa.governance.contracts.choices import DutyKind, DutyState, Order
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review.public import FACTS, passed, passed_before
from yifa.kernel.policy import Scope
from yifa.lawkit.rules import get_rule


def next_number(bureau_id: int, year: int) -> str:
    """Return the next free contract number of a year: 〈机关代字〉合〔年〕0001号; one given up stays taken."""
    profile = BureauProfile.objects.filter(bureau_id=bureau_id).first()
    head = f"{profile.doc_prefix if profile else ''}合〔{year}〕"
    rows = Contract.objects.filter(bureau_id=bureau_id)
    last = rows.filter(number__startswith=head).aggregate(m=Max("number"))["m"]
    former = rows.filter(former_numbers__contains=head).values_list("former_numbers", flat=True)
    taken = [last or "", *(n for text in former for n in text.split("、") if n.startswith(head))]
    digits = [n[len(head) :].rstrip("号") for n in taken]
    return f"{head}{max((int(d) for d in digits if d.isdigit()), default=0) + 1:04d}号"


def formerly(bureau_id: int, number: str, but: int | None = None) -> str:
    """Return which contract bore a number before it was renumbered (empty: none), so that no other takes it."""
    rows = Contract.objects.filter(bureau_id=bureau_id, former_numbers__contains=number, life="live").exclude(
        pk=but or 0
    )
    for contract in rows:
        if number in contract.former_numbers.split("、"):
            return f"这个编号是“{contract.title}”改编号前用过的（现编号 {contract.number}）。"
    return ""


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


def after_number(number: str) -> str:
    """Return the number that follows one just given out."""
    head, _, digits = number.rstrip("号").rpartition("〕")
    return f"{head}〕{int(digits) + 1:04d}号"


def late_small(rows: Any, day: date) -> Any:
    """Return payments to small firms that are past their day and not made (PRO-30 asks for their publication)."""
    return rows.filter(kind=DutyKind.PAYMENT, contract__small_firm=True, due_on__lt=day).exclude(state=DutyState.DONE)


def interest(amount: Decimal, due: date, until: date) -> Decimal:
    """Return the interest on a late payment to a small firm where none was agreed (rule PRO-33: a rate a day)."""
    days = (until - due).days
    rate = Decimal(str((get_rule("PRO-33", on=due).quantity or {}).get("value", 0)))
    return (amount * rate / 100 * max(days, 0)).quantize(Decimal("0.01"))


def interest_of(duty: Any) -> Decimal | None:
    """Return the interest of a payment that was made late to a small firm; None where there is none to pay."""
    if duty.kind != DutyKind.PAYMENT or duty.amount is None or not (duty.due_on and duty.done_on):
        return None
    if not duty.contract.small_firm or duty.done_on <= duty.due_on:
        return None
    return interest(duty.amount, duty.due_on, duty.done_on)


def interest_so_far(duty: Any, day: date) -> Decimal | None:
    """Return the interest of a payment to a small firm that is past its day and not made; None where there is none."""
    late = duty.kind == DutyKind.PAYMENT and duty.state != DutyState.DONE and duty.due_on and duty.due_on < day
    return interest(duty.amount, duty.due_on, day) if late and duty.amount and duty.contract.small_firm else None


def facts_of(contract: Any, day: date) -> dict[str, Any]:
    """Return what the review points are held against (审查要点比对); one query for the year's like contracts."""
    year = (contract.happened_on or day).year
    like = Contract.objects.filter(
        bureau_id=contract.bureau_id, life="live", category=contract.category, counterpart=contract.counterpart,
        basis=contract.basis, happened_on__year=year,
    ).exclude(state="cancelled")  # fmt: skip
    award, signed = contract.award_on, contract.signed_on
    return {
        "category": contract.category, "uscc": contract.counterpart_uscc, "small_firm": contract.small_firm,
        "amount": contract.amount, "pay_days": contract.pay_days, "basis": contract.basis,
        "basis_no": contract.basis_no, "resolution_no": contract.resolution_no, "major": contract.major,
        "starts_on": contract.starts_on, "ends_on": contract.ends_on,
        "days_to_sign": ((signed or day) - award).days if award else None,
        "checks": [c.kind for c in contract.checks.all() if c.counts],
        "same_kind_total": like.aggregate(total=Sum("amount"))["total"],
    }  # fmt: skip


def facts_of_review(review: Any) -> dict[str, Any] | None:
    """Return the facts of the contract a review is of; None if it is of none."""
    contract = Contract.objects.filter(review=review, life="live").first()
    return facts_of(contract, review.happened_on) if contract is not None else None


FACTS.append(facts_of_review)


def alike(contract: Any, scope: Scope) -> list[str]:
    """Return what looks to a reader like the same contract, or the same firm by another name or code (疑似重复)."""
    rows = Contract.objects.all().visible_to(scope).filter(life="live").exclude(pk=contract.pk).order_by("-pk")
    out = []
    year = contract.happened_on.year if contract.happened_on else None
    same = rows.filter(title=contract.title, counterpart=contract.counterpart, happened_on__year=year)
    out += [f"同一相对方的同名合同：{c.number}" for c in same.exclude(state="cancelled")[:3]]
    code = contract.counterpart_uscc
    if code:
        other = rows.filter(counterpart_uscc=code).exclude(counterpart=contract.counterpart)
        out += [f"同一信用代码，名称不同：{c.counterpart}（{c.number}）" for c in other[:2]]
        odd = rows.filter(counterpart=contract.counterpart).exclude(counterpart_uscc__in=("", code))
        out += [f"同一名称，信用代码不同：{c.counterpart_uscc}（{c.number}）" for c in odd[:2]]
    return out
