"""Bills on the calendar (账单按日历归月)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, exact


@dataclass(frozen=True)
class Bill:
    """A bill over days, both included; ``quantity`` in the unit of its account."""

    start: date
    end: date
    quantity: Any = 0

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise EnergyError(f"账单止日{self.end}早于起日{self.start}")


def overlap(one: Bill, other: Bill) -> int:
    """Return the days two bills share."""
    return max(0, (min(one.end, other.end) - max(one.start, other.start)).days + 1)


def accepted(one: Bill, other: Bill) -> bool:
    """True where two bills may stand together: at most the day of reading is shared, and it is the later bill's."""
    return overlap(one, other) <= 1


def by_month(bills: list[Bill]) -> tuple[dict[str, Fraction], list[tuple[date, date]]]:
    """Return the months ``YYYY-MM`` with their share of each bill by days, and the gaps between bills.

    Nothing is lost: the months add up to the bills. A shared day belongs to the later bill; a longer overlap raises.
    """
    ordered = sorted(bills, key=lambda bill: (bill.start, bill.end))
    months: dict[str, Fraction] = {}
    gaps = []
    for number, bill in enumerate(ordered):
        after = ordered[number + 1] if number + 1 < len(ordered) else None
        end = bill.end
        if after is not None:
            if not accepted(bill, after):
                raise EnergyError(
                    f"账单{bill.start}至{bill.end}与{after.start}至{after.end}重叠{overlap(bill, after)}天"
                )
            if overlap(bill, after) and bill.end > bill.start:
                end -= timedelta(days=1)
            if (after.start - bill.end).days > 1:
                gaps.append((bill.end + timedelta(days=1), after.start - timedelta(days=1)))
        days = (end - bill.start).days + 1
        each = exact(bill.quantity, "账单用量") / days
        for offset in range(days):
            key = (bill.start + timedelta(days=offset)).strftime("%Y-%m")
            months[key] = months.get(key, Fraction(0)) + each
    return months, gaps
