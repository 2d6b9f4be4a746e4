"""Robust statistics (稳健统计): median, median absolute deviation, and how far a value lies from what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

#: 0.6745 turns a median absolute deviation into a standard deviation of the normal distribution; 3.5 is the line of
#: Iglewicz and Hoaglin (1993). A technical method, not law.
TO_SIGMA, LINE = 0.6745, 3.5
#: a deviation below this share of what is usual is no matter, however still the series is
LEAST = 0.02


def spread(values: Sequence[float], middle: float) -> float:
    """Return the median absolute deviation, at least a small share of the middle."""
    return max(median(abs(value - middle) for value in values), abs(middle) * LEAST)


def score(value: float, others: Sequence[float]) -> tuple[float, float]:
    """Return the median of the others and the modified z-score of a value among them."""
    middle = median(others)
    width = spread(others, middle)
    return middle, TO_SIGMA * (value - middle) / width if width else 0.0
