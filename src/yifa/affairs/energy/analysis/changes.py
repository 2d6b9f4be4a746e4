"""Lasting changes of level (变点): from which day on the use is another one, by PELT of ruptures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from yifa.affairs.energy.analysis import robust
from yifa.affairs.energy.analysis.extras import wanted
from yifa.affairs.energy.analysis.savings import fitted

#: a level holds at least so many days; one that differs by less than this share is no change
SHORTEST, LEAST, ROUNDS = 21, 0.10, 4


@dataclass(frozen=True)
class Change:
    """A change of level: mean use a day before and after, of days of the same kind brought to one level."""

    day: date
    before: float
    after: float

    @property
    def share(self) -> float:
        """How much it rose (or fell), as a share of before."""
        return (self.after - self.before) / self.before if self.before else 0.0


def changes(
    days: Sequence[date], values: Sequence[float | None], kinds: Sequence[str], warm: Sequence[float | None] = ()
) -> list[Change]:
    """Return the days at which the level changes for good. Raises MissingExtra without ruptures.

    Working days and days off are first brought to one level by the ratio of their medians, so that a long holiday
    is no change; where temperatures are known, what they explain is taken away, so that the season is none.
    """
    wanted("ruptures")
    import numpy as np
    import ruptures

    middles = {
        kind: median(v for v, k in zip(values, kinds, strict=True) if v is not None and k == kind)
        for kind in {k for v, k in zip(values, kinds, strict=True) if v is not None}
    }
    level = max(middles.values(), default=0.0)
    known = [(day, v * level / middles[k]) for day, v, k in zip(days, values, kinds, strict=True)
             if v is not None and middles[k] > 0]  # fmt: skip
    if len(known) < 2 * SHORTEST:
        return []
    plain = np.array([value for _, value in known])
    places = [day for day, _ in known]
    temperatures = dict(zip(days, warm, strict=False))
    factor = np.ones(len(plain))
    found: list[Change] = []
    for _ in range(ROUNDS):  # what the weather explains is read off days brought to one level, and the other way round
        signal = plain * level / _by_weather(np, places, plain / factor, temperatures, level)
        steps = np.abs(np.diff(signal))
        noise = max(float(np.median(steps)) / robust.TO_SIGMA / np.sqrt(2), level * robust.LEAST)
        penalty = 6 * np.log(len(signal)) * noise**2
        ends = ruptures.KernelCPD(kernel="linear", min_size=SHORTEST).fit(signal).predict(pen=penalty)
        edges = [0, *ends]
        means = [float(signal[low:high].mean()) for low, high in pairwise(edges)]
        now = [Change(places[edges[n]], means[n - 1], means[n]) for n in range(1, len(means))]
        now = [one for one in now if abs(one.share) >= LEAST]
        if [one.day for one in now] == [one.day for one in found]:
            return now
        found = now
        for (low, high), mean in zip(pairwise(edges), means, strict=True):
            factor[low:high] = mean / level
    return found


def _by_weather(np: Any, days: list[date], signal: Any, warm: dict[date, float | None], level: float) -> Any:
    """Return what the temperature of each day lets one expect; the plain level where too few are known."""
    temps = [warm.get(day) for day in days]
    known = [t for t in temps if t is not None]
    if len(known) < 0.9 * len(days) or not known:
        return level
    middle = median(known)
    filled = [middle if t is None else t for t in temps]
    model = fitted(signal.tolist(), filled)
    return np.maximum(np.array([model.expected(t) for t in filled]), level / 10)
