"""Periods of filings and closings (报告期): a year, a quarter, a month, written 2025, 2025Q1, 2025-03."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from yifa.affairs.energy.engine.numbers import EnergyError

YEAR, QUARTER, MONTH = "year", "quarter", "month"
_FORM = re.compile(r"^(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?$")


@dataclass(frozen=True)
class Period:
    """One period with its first and last day."""

    text: str
    kind: str
    start: date
    end: date

    @property
    def year(self) -> int:
        """The year it lies in."""
        return self.start.year

    @property
    def months(self) -> tuple[str, ...]:
        """Its months, ``YYYY-MM``."""
        return tuple(f"{self.year}-{month:02}" for month in range(self.start.month, self.end.month + 1))

    @property
    def twelve(self) -> tuple[str, ...]:
        """The twelve months that end with it: what an annual quota may be held against."""
        last = self.end.year * 12 + self.end.month - 1
        return tuple(f"{n // 12}-{n % 12 + 1:02}" for n in range(last - 11, last + 1))

    @property
    def title(self) -> str:
        """The period in Chinese."""
        if self.kind == YEAR:
            return f"{self.year}年"
        return f"{self.year}年第{'一二三四'[self.start.month // 3]}季度" if self.kind == QUARTER else (
            f"{self.year}年{self.start.month}月"
        )  # fmt: skip

    def of_year(self, year: int) -> str:
        """Return the same period of another year as text."""
        return f"{year:04}{self.text[4:]}"


@lru_cache(maxsize=256)
def period(text: str) -> Period:
    """Return the period written; refuse what is none."""
    found = _FORM.match(text or "")
    if found is None or not 1950 <= int(found[1]) <= 2100:
        raise EnergyError(f"报告期“{text}”不对，年报写2025，季报写2025Q1，月报写2025-03")
    year = int(found[1])
    if found[2]:
        first, last, kind = int(found[2]) * 3 - 2, int(found[2]) * 3, QUARTER
    elif found[3]:
        first, last, kind = int(found[3]), int(found[3]), MONTH
    else:
        first, last, kind = 1, 12, YEAR
    return Period(text, kind, date(year, first, 1), date(year, last, monthrange(year, last)[1]))
