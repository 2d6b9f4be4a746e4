"""Temperatures of a bureau's place, and use brought to a usual year (气温和度日修正)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yifa.affairs.energy.analysis import savings
from yifa.affairs.energy.analysis.savings import Baseline
from yifa.affairs.energy.engine.numbers import EnergyError, exact
from yifa.affairs.energy.engine.weather import sufficient
from yifa.affairs.energy.savings.models import Weather
from yifa.kernel.record import Life

HEATING_BASE, COOLING_BASE = 18, 26
MISSING = ("缺", "-", "—", "/")
COLDEST, WARMEST = -60, 55


def read(text: str, month: str) -> list[float | None]:
    """Return the means of the days of a month; raise EnergyError where there are too many or too few of them."""
    from yifa.affairs.energy.boards.source import month_end

    days = month_end(month).day
    parts = [part for part in re.split(r"[\s,，、;；]+", text.strip()) if part]
    if len(parts) != days:
        raise EnergyError(f"{month}有{days}天，填了{len(parts)}个数；缺测的写“缺”")
    out: list[float | None] = []
    for n, part in enumerate(parts, 1):
        if part in MISSING:
            out.append(None)
            continue
        value = float(exact(part.replace("℃", ""), f"{n}日的气温"))
        if not COLDEST <= value <= WARMEST:
            raise EnergyError(f"{n}日的气温{part}不合理")
        out.append(value)
    return out


def temperatures(bureau_id: int) -> dict[date, float]:
    """Return the mean temperature of every day that is known."""
    rows = Weather.objects.filter(bureau_id=bureau_id, life=Life.LIVE).values_list("month", "means")
    out: dict[date, float] = {}
    for month, means in rows:
        first = date.fromisoformat(f"{month}-01")
        for n, value in enumerate(read(means, month)):
            if value is not None:
                out[first + timedelta(days=n)] = value
    return out


@dataclass(frozen=True)
class Normal:
    """A year as it was and as it would have been at the mean temperatures of the years known."""

    model: Baseline
    heating: float
    cooling: float
    usual_heating: float
    usual_cooling: float
    use: float
    use_in_usual: float
    years: int


def normalised(
    use: Mapping[date, float | None], known: Mapping[date, float], year: int, kind_of: Callable[[date], str]
) -> Normal | str:
    """Return a year's use at usual temperatures, or the reason why there is none.

    The model is fitted to the days that have use and temperature; the use of the year is what was used on the days
    known, moved by what the model expects of the difference of the temperatures.
    """
    low = date(year, 1, 1)
    ends = max((day for day, value in use.items() if value is not None), default=low)
    rows, missing = savings.pairs(use, known, low, ends, "other")
    whole = (ends - low).days + 1
    if not sufficient(whole, missing):
        return f"{year}年{whole}天里有{missing}天缺用量或气温，不作度日修正"
    try:
        model = savings.baseline(rows, kind_of)
    except EnergyError as error:
        return str(error)
    others = sorted({day.year for day in known})
    span = [day for n in range(whole) if (day := low + timedelta(days=n)) in known]
    usual, heats, cools, counted = 0.0, 0.0, 0.0, 0
    for other in others:
        pairs = [(day, known[one]) for day in span if (one := _same_day(day, other)) in known]
        if len(pairs) < len(span) * 0.9:
            continue
        scale = len(span) / len(pairs)
        usual += sum(model.expected(kind_of(day), t) for day, t in pairs) * scale
        heats += heating([t for _, t in pairs]) * scale
        cools += cooling([t for _, t in pairs]) * scale
        counted += 1
    if counted < 2:
        return "只登记了一年气温，满两年后才有常年平均可比"
    own = [known[day] for day in span]
    total = sum(value for value in use.values() if value is not None)
    moved = total + usual / counted - sum(model.expected(kind_of(day), known[day]) for day in span)
    return Normal(model, heating(own), cooling(own), heats / counted, cools / counted, total, moved, counted)


def heating(means: Sequence[float]) -> float:
    """Return the heating degree days for drawing; the exact ones are ``engine.weather.heating_degree_days``."""
    return sum(max(HEATING_BASE - t, 0.0) for t in means)


def cooling(means: Sequence[float]) -> float:
    """Return the cooling degree days, see ``heating``."""
    return sum(max(t - COOLING_BASE, 0.0) for t in means)


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
