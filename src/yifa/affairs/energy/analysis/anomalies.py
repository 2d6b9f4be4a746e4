"""Days out of the usual (用能异常): among days of their own kind nearby by median and MAD, and by STL's remainder.

Two witnesses: a day counts where the first says so, and where statsmodels is installed STL has to say so too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yifa.affairs.energy.analysis import robust
from yifa.affairs.energy.analysis.extras import MissingExtra, wanted

#: days on each side among which the days of the same kind are looked for, and how many of them there must be
WINDOW, FEWEST = 42, 5
WEEK = 7


@dataclass(frozen=True)
class Odd:
    """One day out of the usual."""

    day: date
    value: float
    usual: float
    score: float
    kind: str
    stl: float | None = None


def among_their_kind(days: Sequence[date], values: Sequence[float | None], kinds: Sequence[str]) -> list[Odd]:
    """Return the days that lie far from the days of the same kind within six weeks."""
    found = []
    for n, value in enumerate(values):
        if value is None:
            continue
        near = range(max(0, n - WINDOW), min(len(values), n + WINDOW + 1))
        others = [other for m in near if m != n and kinds[m] == kinds[n] and (other := values[m]) is not None]
        if len(others) < FEWEST:
            continue
        usual, score = robust.score(value, others)
        if abs(score) > robust.LINE:
            found.append(Odd(days[n], value, usual, score, kinds[n]))
    return found


def decomposed(values: Sequence[float | None]) -> list[float | None]:
    """Return the modified z-score of STL's remainder of each day (weekly season, robust); None where no value is.

    Raises MissingExtra without statsmodels. Gaps are bridged by a straight line for the fit and judged not.
    """
    wanted("statsmodels")
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    known = np.array([value is not None for value in values])
    if known.sum() < 3 * WEEK:
        return [None] * len(values)
    numbers = np.array([np.nan if value is None else value for value in values], dtype=float)
    places = np.arange(len(numbers))
    numbers[~known] = np.interp(places[~known], places[known], numbers[known])
    left = STL(numbers, period=WEEK, robust=True).fit().resid
    middle = float(np.median(left[known]))
    least = robust.LEAST * float(np.median(numbers[known]))
    width = max(float(np.median(np.abs(left[known] - middle))), least)
    if not width:
        return [0.0 if there else None for there in known]
    return [
        float(robust.TO_SIGMA * (x - middle) / width) if there else None for x, there in zip(left, known, strict=True)
    ]


def odd_days(days: Sequence[date], values: Sequence[float | None], kinds: Sequence[str]) -> tuple[list[Odd], str]:
    """Return the odd days and, where the second witness is not installed, the sentence that says how to get it."""
    found = among_their_kind(days, values, kinds)
    try:
        second = decomposed(values)
    except MissingExtra as missing:
        return found, str(missing)
    place = {day: n for n, day in enumerate(days)}
    out = []
    for one in found:
        other = second[place[one.day]]
        if other is None or (abs(other) > robust.LINE and (other > 0) == (one.score > 0)):
            out.append(Odd(one.day, one.value, one.usual, one.score, one.kind, other))
    return out, ""
