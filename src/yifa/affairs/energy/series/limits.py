"""What is known of a register, in the whole units in which its readings are reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.metering.registers import HIGHEST, Meter
from yifa.affairs.energy.engine.numbers import exact
from yifa.affairs.energy.series import cells
from yifa.affairs.energy.series.records import LARGEST, seconds

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array

#: decimals a transformer ratio may have
RATIO_PLACES = 6


@dataclass(frozen=True)
class Limits:
    """Whole numbers only.

    ``top``: values from here on are none of this register. ``step``: most between two readings; ``rate``: most in a
    second, over and under the line. ``gap``: seconds. ``since`` and ``factors``: dated CT×PT, bringing a difference of
    readings to the ``scale`` of the hours. ``largest``: a register with a higher value does not fit.
    """

    top: int
    step: int
    rate: tuple[int, int] | None
    gap: int
    since: tuple[int, ...]
    factors: tuple[int, ...]
    scale: int
    largest: int

    @property
    def factor(self) -> int:
        """The last ratio."""
        return self.factors[-1]

    def plausible(self, delta: int, elapsed: int) -> bool:
        """See ``Meter.plausible``."""
        return delta <= self.step and (self.rate is None or delta * self.rate[1] <= self.rate[0] * elapsed)

    def exceeded(self, np: Any, delta: Array, elapsed: Array) -> Array:
        """Return which steps are more than the meter can have counted in the time."""
        found = delta > self.step
        if self.rate is None or not len(delta):
            return found
        num, den = self.rate
        if max(int(delta.max()) * den, int(elapsed.max()) * num) > LARGEST:
            both = zip(delta.tolist(), elapsed.tolist(), strict=True)
            return found | np.array([d * den > num * e for d, e in both], dtype=bool)
        return found | (delta * den > elapsed * num)


@lru_cache(maxsize=1 << 16)
def limits(meter: Meter, scale: int) -> Limits:
    """Return what is known of a meter whose readings have so many decimals."""
    unit = 10**scale
    rate = None if meter.max_rate is None else exact(meter.max_rate) * unit / 3600
    ordered = sorted(meter.ratios, key=lambda ratio: ratio.since)
    values = [exact(one.ct, "CT变比") * exact(one.pt, "PT变比") for one in ordered] or [Fraction(1)]
    more = next((p for p in range(RATIO_PLACES + 1) if all((v * 10**p).denominator == 1 for v in values)), None)
    places = scale + (more or 0)
    pad = 10 ** ((more or 0) + max(cells.PLACES - places, 0))
    factors = tuple(int(value * pad) for value in values)
    largest = LARGEST // (4 * max(*factors, 1))
    if more is None or not largest:
        factors, largest = tuple(1 for _ in values), -1
    return Limits(
        top=int(min(LARGEST, -(-(HIGHEST if meter.modulus is None else exact(meter.modulus)) * unit // 1))),
        step=LARGEST if meter.max_step is None else int(min(LARGEST, exact(meter.max_step) * unit // 1)),
        rate=None if rate is None else (rate.numerator, rate.denominator),
        gap=int(meter.gap.total_seconds()),
        since=tuple(seconds(one.since) for one in ordered),
        factors=factors,
        scale=max(places, cells.PLACES),
        largest=largest,
    )
