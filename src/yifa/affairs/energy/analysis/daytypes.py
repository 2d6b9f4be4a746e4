"""Days and nights (工作日、周末、放假、夜间): how much of the use falls where nobody works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.analysis.load import HOUR, HOURS

if TYPE_CHECKING:
    from yifa.affairs.energy.analysis.load import Array, Load

WORK, REST, HOLIDAY = "工作日", "周末", "放假"
KINDS = (WORK, REST, HOLIDAY)


@dataclass(frozen=True)
class Share:
    """One kind of day: how many, their use, their mean day, and the use of their nights."""

    kind: str
    days: int
    total: Fraction
    mean: Fraction | None
    night: Fraction


def kinds(days: list[date], kind_of: Callable[[date], str]) -> list[str]:
    """Return the kind of each day; ``kind_of`` gives the calendar's word (workday, makeup, weekend, holiday)."""
    names = {"workday": WORK, "makeup": WORK, "weekend": REST, "holiday": HOLIDAY}
    return [names[kind_of(day)] for day in days]


def night_hours(start: int, end: int) -> list[int]:
    """Return the hours of the night from ``start`` to ``end`` o'clock, over midnight where start is later."""
    return [hour for hour in range(HOURS) if (start <= hour < end if start < end else hour >= start or hour < end)]


def shares(load: Load, found: list[str], night: list[int]) -> list[Share]:
    """Return the use by kind of day; a day without any hour does not count."""
    import numpy as np

    out = []
    known = load.covered.any(axis=1)
    names = np.array(found, dtype=object)
    for kind in KINDS:
        mine = (names == kind) & known
        many, total = int(mine.sum()), load.amount(load.value[mine].sum())
        mean = total / many if many else None
        out.append(Share(kind, many, total, mean, load.amount(load.value[mine][:, night].sum())))
    return out


def typical(load: Load, found: list[str], kind: str) -> list[float | None]:
    """Return the mean of each hour over the whole hours of a kind of day (典型日负荷)."""
    import numpy as np

    mine = np.array([one == kind for one in found], dtype=bool)
    whole = load.whole[mine]
    sums, many = np.where(whole, load.value[mine], 0).sum(axis=0), whole.sum(axis=0)
    return [load.number(one) / n if n else None for one, n in zip(sums.tolist(), many.tolist(), strict=True)]


@dataclass(frozen=True)
class Base:
    """The base load (基础负荷): the median of the lowest whole hour of each day, and its share of the whole use."""

    load: float
    share: float | None
    days: int


def base_load(load: Load) -> Base | None:
    """Return the base load in units per hour; days with missing hours do not count."""
    import numpy as np

    whole = load.whole.all(axis=1) if load.meters else np.zeros(0, dtype=bool)
    if not whole.any():
        return None
    lowest = float(np.median(load.value[whole].min(axis=1)))
    total, hours = float(load.value.sum()), float(load.covered.sum()) / HOUR / load.meters
    return Base(load.number(lowest), lowest * hours / total if total else None, int(whole.sum()))


def levels(values: Array, known: Array, many: int) -> Any:
    """Return the step 0…many-1 of each value between the least and the greatest known one, -1 where unknown."""
    import numpy as np

    out = np.full(values.shape, -1, dtype=np.int64)
    if known.any():
        low, high = values[known].min(), np.quantile(values[known], 0.99)
        step = (values - low) * many // max(high - low, 1)
        out[known] = np.clip(step[known], 0, many - 1)
    return out
