"""Comparison with similar institutions (同类比较): where one lies among its class, group and zone; no ranking list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yifa.affairs.energy.engine.weather import quantile

#: with fewer institutions than this nothing is said: one would read the others' figures off it
FEWEST = 5


@dataclass(frozen=True)
class Among:
    """Quartiles of the class, the institution's own value, and what that means."""

    many: int
    low: Fraction
    middle: Fraction
    high: Fraction
    value: Fraction

    @property
    def word(self) -> str:
        """Where it lies."""
        if self.value > self.high:
            return "高于四分之三的同类机构"
        if self.value > self.middle:
            return "高于同类中位数"
        return "低于四分之三的同类机构" if self.value < self.low else "不高于同类中位数"


def among(value: Fraction | None, everybody: Sequence[Fraction]) -> Among | None:
    """Return where a value lies among those of its class (itself among them); None where they are too few."""
    if value is None or len(everybody) < FEWEST:
        return None
    low, middle, high = (quantile(everybody, Fraction(n, 4)) for n in (1, 2, 3))
    return Among(len(everybody), low, middle, high, value)
