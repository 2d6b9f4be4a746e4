"""Numbers of contracts, and whether a contract was reviewed before its signing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Q

from yifa.core.org.models import BureauProfile
from yifa.governance.contracts.choices import DutyKind, DutyState, Order
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review.public import passed, passed_before
from yifa.lawkit.rules import get_rule


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


def alike(contract: Any) -> list[str]:
    """Return what looks like the same contract, or the same firm under another name or code (疑似重复)."""
    rows = Contract.objects.filter(bureau_id=contract.bureau_id, life="live").exclude(pk=contract.pk)
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
