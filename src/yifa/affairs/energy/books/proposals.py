"""What the ledger of a month is to say (台账预填): each account's meters and bills side by side, and what follows.

A whole month of the total meters counts before bills; bills count where they cover the month; what neither covers is
shown with its gap and left to the officer. Nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.books.choices import Origin
from yifa.affairs.energy.books.models import Bill, MonthlyUse
from yifa.affairs.energy.directory.models import Account, Meter
from yifa.affairs.energy.engine import bills
from yifa.affairs.energy.engine.numbers import EnergyError, exact, shown
from yifa.affairs.energy.engine.periods import Period
from yifa.kernel.record import Life

#: decimal places of the ledger
PLACES, CENTS = 3, 2


@dataclass
class Metered:
    """What the total meters of an account came to in a month; ``share`` of it that is covered, in percent."""

    value: Fraction | None = None
    share: int = 0
    estimated: bool = False
    lacking: list[str] = field(default_factory=list)


@dataclass
class Billed:
    """What the bills of an account come to in a month, by days; ``days`` of it that they cover."""

    value: Fraction
    fee: Fraction | None
    days: int
    rows: list[Bill]


@dataclass
class Proposal:
    """One account and month."""

    account: Account
    metered: Metered | None
    billed: Billed | None
    before: MonthlyUse | None
    last_year: MonthlyUse | None
    quantity: Decimal | None = None
    fee: Decimal | None = None
    origin: str = ""
    why: str = ""
    differs: Fraction | None = None


def metered(meters: list[Any], closed: Any) -> Metered:
    """Return what total meters came to by a closed month of the series; several are added up, one missing is none."""
    lines = {line.name: line for line in closed.lines if line.kind == "meter"}
    found = Metered(Fraction(0), 100)
    for meter in meters:
        line = lines.get(meter.number)
        share = 0 if line is None else line.covered * 100 // closed.seconds
        found.share = min(found.share, share)
        if line is None or line.value is None or line.covered < closed.seconds:
            found.value = None
            found.lacking.append(meter.number)
            continue
        found.estimated |= line.measured < closed.seconds
        if found.value is not None:
            found.value += line.value
    return found


def billed(rows: list[Bill], span: Period) -> Billed | None:
    """Return the month's share of the bills by days; None where no bill touches it or two overlap."""
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: (row.start, row.end))
    try:
        amounts, _ = bills.by_month([bills.Bill(r.start, r.end, r.quantity) for r in ordered])
        fees = None
        if all(r.fee is not None for r in ordered):
            fees, _ = bills.by_month([bills.Bill(r.start, r.end, r.fee) for r in ordered])
    except EnergyError:
        return None
    month = f"{span.start:%Y-%m}"
    if month not in amounts:
        return None
    days: set[date] = set()
    for row in ordered:
        low, high = max(row.start, span.start), min(row.end, span.end)
        days |= {low + timedelta(days=n) for n in range((high - low).days + 1)}
    mine = [r for r in ordered if r.start <= span.end and r.end >= span.start]
    return Billed(amounts[month], None if fees is None else fees[month], len(days), mine)


def proposals(accounts: Any, span: Period, closed: Any | None) -> list[Proposal]:
    """Return a proposal for each account that has no ledger row of the month."""
    month = f"{span.start:%Y-%m}"
    rows = accounts.filter(life=Life.LIVE, happened_on__lte=span.end).exclude(closed_on__lt=span.start)
    rows = rows.exclude(uses__in=MonthlyUse.objects.filter(month=month, life=Life.LIVE))
    found = list(rows.select_related("institution").order_by("institution__name", "supply", "number", "pk"))
    keys = [one.pk for one in found]
    meters: dict[int, list[Any]] = {}
    tops = Meter.objects.filter(account__in=keys, life=Life.LIVE, above=None, happened_on__lte=span.end)
    for meter in tops.exclude(removed_on__lt=span.start).order_by("pk"):
        meters.setdefault(meter.account_id, []).append(meter)
    papers: dict[int, list[Bill]] = {}
    near = Bill.objects.filter(account__in=keys, life=Life.LIVE, start__lte=span.end + timedelta(days=1))
    for bill in near.filter(end__gte=span.start - timedelta(days=1)):
        papers.setdefault(bill.account_id, []).append(bill)
    past = {}
    before = f"{span.start - timedelta(days=1):%Y-%m}"
    last = f"{span.start.year - 1}{month[4:]}"
    for use in MonthlyUse.objects.filter(account__in=keys, month__in=(before, last), life=Life.LIVE):
        past[use.account_id, use.month] = use
    days = (span.end - span.start).days + 1
    out = []
    for one in found:
        mine = metered(meters[one.pk], closed) if closed is not None and one.pk in meters else None
        paid = billed(papers.get(one.pk, []), span)
        out.append(_judged(Proposal(one, mine, paid, past.get((one.pk, before)), past.get((one.pk, last))), days))
    return out


def _judged(one: Proposal, days: int) -> Proposal:
    mine, paid = one.metered, one.billed
    if paid is not None and paid.fee is not None and paid.days >= days:
        one.fee = Decimal(shown(paid.fee, CENTS))
    if mine is not None and mine.value is not None:
        one.quantity = Decimal(shown(mine.value, PLACES))
        one.origin = Origin.ESTIMATE if mine.estimated else Origin.READING
        if paid is not None and paid.days >= days and paid.value:
            one.differs = (mine.value - paid.value) * 100 / paid.value
    elif paid is not None and paid.days >= days:
        one.quantity, one.origin = Decimal(shown(paid.value, PLACES)), Origin.BILL
    elif paid is not None:
        one.why = f"账单只覆盖 {paid.days} 天，共 {days} 天"
    elif mine is not None:
        one.why = f"{'、'.join(mine.lacking)} 读数只覆盖 {mine.share}%" if mine.share else "全月没有读数"
    else:
        one.why = "没有表计读数和账单"
    return one


def evidence(one: Proposal, quantity: Decimal, closed: Any | None) -> str:
    """Return the paper that a figure of the ledger rests on."""
    parts = []
    if one.metered is not None and one.metered.value is not None and closed is not None:
        parts.append(f"表计月结第{closed.version}版 {closed.digest[:12]}")
    if one.billed is not None:
        parts.append("账单" + "、".join(f"{b.start}至{b.end}" for b in one.billed.rows))
    same = one.quantity is not None and exact(quantity) == exact(one.quantity)
    return ("；".join(parts) if same else f"核对后填写（{'；'.join(parts) or '无表计和账单'}）")[:200]
