"""The load of one place (负荷): consumption by day and hour, in whole numbers with a scale, with what is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

HOUR, HOURS, DAY = 3600, 24, 86_400
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Load:
    """Rows are days from ``first`` on, columns the 24 hours; ``meters`` were added up.

    ``value`` in units of ``10**-scale``; ``covered`` and ``measured`` in seconds of all meters together.
    """

    first: date
    scale: int
    meters: int
    value: Array
    covered: Array
    measured: Array

    @property
    def days(self) -> int:
        """How many days."""
        return len(self.value)

    @property
    def whole(self) -> Array:
        """True where nothing of the hour is missing."""
        return self.covered >= HOUR * max(self.meters, 1)

    @property
    def dates(self) -> list[date]:
        """The days."""
        return [self.first + timedelta(days=n) for n in range(self.days)]

    def amount(self, units: Any) -> Fraction:
        """Return so many units as an exact number."""
        return Fraction(int(units), 10**self.scale)

    def number(self, units: Any) -> float:
        """Return so many units for drawing and regression."""
        return float(units) / 10**self.scale

    def total(self) -> Fraction | None:
        """Return the sum of what is known; None where nothing is: missing is not zero."""
        return self.amount(self.value.sum()) if self.covered.any() else None

    def coverage(self) -> float:
        """Return the share of the time that is covered."""
        return float(self.covered.sum()) / (HOUR * max(self.meters, 1) * max(self.value.size, 1))

    def estimated(self) -> float:
        """Return the share of the covered time that was estimated, not measured."""
        known = float(self.covered.sum())
        return (known - float(self.measured.sum())) / known if known else 0.0

    def span(self, low: date, high: date) -> Load:
        """Return the days from ``low`` to before ``high``."""
        start, end = (min(max((day - self.first).days, 0), self.days) for day in (low, high))
        first = self.first + timedelta(days=start)
        parts = (part[start:end] for part in (self.value, self.covered, self.measured))
        return Load(first, self.scale, self.meters, *parts)

    def by_day(self) -> list[float | None]:
        """Return the use of each day; a day of which more than half is missing is None, else it is filled up in
        proportion (CalTRACK 2.2.2.1)."""
        limit = HOUR * max(self.meters, 1) * HOURS
        sums, seconds = self.value.sum(axis=1), self.covered.sum(axis=1)
        return [
            self.number(value) * limit / known if known * 2 >= limit else None
            for value, known in zip(sums.tolist(), seconds.tolist(), strict=True)
        ]


def empty(first: date, days: int, meters: int = 0) -> Load:
    """Return a load of which nothing is known."""
    import numpy as np

    none = np.zeros((days, HOURS), dtype=np.int64)
    return Load(first, 0, meters, none, none, none)


def gathered(columns: Mapping[str, Any], meters: Sequence[int], first: date, last: date) -> Load:
    """Add up the hours of some meters over a span of days, both ends included.

    ``columns``: hour, value, scale, covered, measured of rows (see ``series.cells``), of these meters alone.
    """
    import numpy as np

    days = (last - first).days + 1
    load = empty(first, days, len(meters))
    if not len(columns["hour"]):
        return load
    place = (columns["hour"].astype(np.int64) - (first - _EPOCH).days * DAY) // HOUR
    mine = (place >= 0) & (place < days * HOURS)
    place, scale = place[mine], columns["scale"][mine].astype(np.int64)
    top = int(scale.max()) if len(scale) else 0
    parts = []
    for name in ("value", "covered", "measured"):
        column = columns[name][mine].astype(np.int64)
        if name == "value":
            column = column * 10 ** (top - scale)
        sums = np.zeros(days * HOURS, dtype=np.int64)
        np.add.at(sums, place, column)
        parts.append(sums.reshape(days, HOURS))
    return Load(first, top, len(meters), *parts)
