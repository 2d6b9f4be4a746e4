"""Cost by time-of-use tariff and carbon (分时电费、碳排放) of a load: whole sums by band, exact prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.analysis.daytypes import HOLIDAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from yifa.affairs.energy.analysis.load import Load
    from yifa.affairs.energy.engine.tariffs import Tariff


@dataclass
class Cost:
    """Use by band and its price; ``unpriced`` is the use of days on which no tariff was in force."""

    use: dict[str, Fraction] = field(default_factory=dict)
    cost: dict[str, Fraction] = field(default_factory=dict)
    unpriced: Fraction = Fraction(0)
    sets: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> Fraction | None:
        """The sum over the bands; None where a part has no price."""
        return sum(self.cost.values(), Fraction(0)) if self.cost and not self.unpriced else None


def cost(load: Load, kinds: list[str], tariff_on: Callable[[date], Tariff | None]) -> Cost:
    """Return the cost of a load; every hour is priced by the tariff in force on its day."""
    import numpy as np

    out = Cost()
    plan: dict[tuple[str, str], list[int]] = {}
    found: dict[str, Tariff] = {}
    for n, day in enumerate(load.dates):
        tariff = tariff_on(day)
        if tariff is None:
            out.unpriced += load.amount(load.value[n].sum())
            continue
        found[tariff.id] = tariff
        plan.setdefault((tariff.id, tariff.pattern(day.month, kinds[n] == HOLIDAY)), []).append(n)
    for (name, pattern), days in plan.items():
        tariff = found[name]
        by_hour = load.value[np.array(days)].sum(axis=0)
        bands = np.array(list(pattern))
        for band in dict.fromkeys(pattern):
            use = load.amount(by_hour[bands == band].sum())
            out.use[band] = out.use.get(band, Fraction(0)) + use
            out.cost[band] = out.cost.get(band, Fraction(0)) + use * tariff.prices[band]
    out.sets = found
    return out
