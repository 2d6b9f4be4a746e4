"""The year of an institution by its hours: everything its board shows, reckoned once from load and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.analysis import anomalies, changes, costs, daytypes, flows
from yifa.affairs.energy.analysis.extras import MissingExtra
from yifa.affairs.energy.boards import source
from yifa.affairs.energy.engine import standing, tariffs
from yifa.affairs.energy.engine.library import Library, library
from yifa.affairs.energy.filings.reading import region_of
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.params import get_param

if TYPE_CHECKING:
    from yifa.affairs.energy.analysis.load import Load
    from yifa.affairs.energy.directory.models import Meter
    from yifa.affairs.energy.series.store import Series

ELECTRICITY = "electricity"


@dataclass
class Carbon:
    """Carbon of a use in tonnes: by the factor of the year, by the one fixed at the base year; or why there is none."""

    year: int | None = None
    base: int | None = None
    now: Fraction | None = None
    fixed: Fraction | None = None
    why: str = ""


@dataclass
class Span:
    """Some days of an institution's load, and what is read out of it."""

    load: Load
    kinds: list[str]
    night: list[int]
    night_from: int
    total: Fraction | None = None
    cost: costs.Cost = field(default_factory=costs.Cost)
    shares: list[daytypes.Share] = field(default_factory=list)
    base: daytypes.Base | None = None


def calendar_of(bureau_id: int) -> WorkCalendar:
    """Return the working days of the bureau's region."""
    return WorkCalendar.load(region_of(bureau_id))


def tariff_on(bureau_id: int) -> Callable[[date], tariffs.Tariff | None]:
    """Return the tariff in force on a day, by the bureau's setting and the packs of its region."""
    region = region_of(bureau_id)

    @lru_cache(maxsize=64)
    def month(first: date) -> tariffs.Tariff | None:
        return tariffs.on(str(get_param("energy.tariff", first).value), first, region)

    spans = [one for one in tariffs.tariffs(region).values() if one.valid_from or one.valid_to]
    if not spans:
        return lambda day: month(day.replace(day=1))
    return lru_cache(maxsize=800)(lambda day: tariffs.on(str(get_param("energy.tariff", day).value), day, region))


def span_of(load: Load, bureau_id: int, supply: str) -> Span:
    """Return what the hours of a span say."""
    calendar = calendar_of(bureau_id)
    kinds = daytypes.kinds(load.dates, lambda day: calendar.day(day).kind)
    last = load.dates[-1] if load.days else date.min
    start, end = (int(get_param(f"energy.night_{side}", last).value) for side in ("from", "to"))
    found = Span(load, kinds, daytypes.night_hours(start, end), start, load.total())
    if found.total is None:
        return found
    found.shares, found.base = daytypes.shares(load, kinds, found.night), daytypes.base_load(load)
    if supply == ELECTRICITY:
        found.cost = costs.cost(load, kinds, tariff_on(bureau_id))
    return found


def carbon(total: Fraction | None, bureau_id: int, supply: str, day: date, sets: Library | None = None) -> Carbon:
    """Return the carbon of a use; both factors, or an update of the factor would pass for saving."""
    if total is None:
        return Carbon(why="没有用量")
    sets = sets or library(region_of(bureau_id))
    if supply != ELECTRICITY:
        try:
            factor, _ = sets.fuel(supply)
        except ValueError as error:
            return Carbon(why=str(error))
        return Carbon(None, None, total * factor / 1000, total * factor / 1000)
    where = str(get_param("energy.grid_place", day).value)
    year = standing.factor_year(sets, where, day.year)
    base = standing.grid_base(sets, where, int(get_param("energy.base_year", day).value)) or year
    if year is None or base is None:
        return Carbon(why=f"没有{where}的电力排放因子")
    now, fixed = (total * sets.grid(where, one)[0] / 1000 for one in (year, base))
    return Carbon(year, base, now, fixed)


@lru_cache(maxsize=256)
def unusual(
    days: tuple[date, ...],
    values: tuple[float | None, ...],
    kinds: tuple[str, ...],
    warm: tuple[float | None, ...],
) -> tuple[list[anomalies.Odd], list[changes.Change], tuple[str, ...]]:
    """Return odd days, lasting changes, and what is not installed; the same series is not reckoned twice."""
    odd, said = anomalies.odd_days(days, values, kinds)
    notes = [said] if said else []
    try:
        found = changes.changes(days, values, kinds, warm)
    except MissingExtra as missing:
        found = []
        notes.append(str(missing))
    return odd, found, tuple(notes)


def odd_of(
    span: Span, known: Mapping[date, float]
) -> tuple[list[anomalies.Odd], list[changes.Change], tuple[str, ...]]:
    """Return what is unusual in a span; ``known`` are the temperatures of its days."""
    if span.total is None:
        return [], [], ()
    days = tuple(span.load.dates)
    return unusual(days, tuple(span.load.by_day()), tuple(span.kinds), tuple(known.get(day) for day in days))


def tree_of(meters: list[Meter], sums: Mapping[str, source.Sum]) -> flows.Flows:
    """Return the flows of the circuits of some meters."""
    names = {meter.pk: meter.number for meter in meters}
    parents = {meter.number: names.get(meter.above_id or 0) for meter in meters}
    values = {meter.number: one.value if (one := sums.get(meter.number)) else None for meter in meters}
    return flows.flows(parents, values)


def years_of(found: Series) -> list[int]:
    """Return the years that have hours."""
    return sorted({int(month[:4]) for month in found.months("hour")})


def facts_of(span: Span) -> dict[str, Any]:
    """Return the figures of a span that several pages print."""
    total = span.total
    nights = sum((one.night for one in span.shares), Fraction(0))
    off = sum((one.total for one in span.shares if one.kind != daytypes.WORK), Fraction(0))
    work, rest = (next((one.mean for one in span.shares if one.kind == kind), None) for kind in daytypes.KINDS[:2])
    return {
        "night": nights / total if total else None,
        "off": off / total if total else None,
        "rest_to_work": rest / work if rest is not None and work else None,
    }
