"""Consumption by hour or any other slot: a known total over a gap is split by time, flagged, and never lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from yifa.affairs.energy.engine.metering.registers import ESTIMATED, MANUAL, MEASURED, MISSING, Interval, Meter

PARTIAL = "partial"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Cell:
    """One slot: what is known of it, the share of its time that is covered, and the share that was measured.

    ``value`` None means nothing is known. Missing is not zero.
    """

    value: Fraction | None
    coverage: Fraction
    measured: Fraction
    quality: str


@dataclass(frozen=True)
class Roll:
    """A sum over slots that carries its coverage."""

    value: Fraction | None
    coverage: Fraction
    measured: Fraction


def split(total: Fraction, weights: Sequence[int]) -> list[Fraction]:
    """Split a total by weights in the smallest decimal unit the total has, at least the third place.

    Largest remainders get the units left over, so that the parts always add up to the total.
    """
    whole = sum(weights)
    places = 3
    while (total * 10**places).denominator != 1 and places < 15:
        places += 1
    unit = 10**places
    units = total * unit
    exact_parts = [units * weight / whole for weight in weights]
    parts = [part.numerator // part.denominator for part in exact_parts]
    left = units - sum(parts)
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - exact_parts[n], n))
    for place in order[: int(left)]:
        parts[place] += 1
    found = [Fraction(part, unit) for part in parts]
    found[order[0]] += (left - int(left)) / unit
    return found


def slots(intervals: Iterable[Interval], meter: Meter, width: timedelta = HOUR) -> dict[datetime, Cell]:
    """Return the slots the intervals touch, by their start.

    An interval longer than the meter's gap is estimated (按时间比例), a shorter one counts as measured.
    """
    size = int(width.total_seconds())
    known: dict[datetime, Fraction] = {}
    covered: dict[datetime, int] = {}
    measured: dict[datetime, int] = {}
    entered: dict[datetime, bool] = {}
    for interval in intervals:
        parts = _parts(interval, width)
        for start, _ in parts:
            covered.setdefault(start, 0)
        if interval.delta is None:
            continue
        sure = interval.end - interval.start <= meter.gap
        for (start, seconds), value in zip(parts, split(interval.delta, [s for _, s in parts]), strict=True):
            known[start] = known.get(start, Fraction(0)) + value
            covered[start] += seconds
            measured[start] = measured.get(start, 0) + (seconds if sure else 0)
            entered[start] = entered.get(start, True) and interval.quality == MANUAL
    return {
        start: _cell(known.get(start), covered[start], measured.get(start, 0), size, entered.get(start, False))
        for start in sorted(covered)
    }


def _parts(interval: Interval, width: timedelta) -> list[tuple[datetime, int]]:
    day = interval.start.replace(hour=0, minute=0, second=0, microsecond=0)
    start = day + (interval.start - day) // width * width
    found = []
    while start < interval.end:
        low, high = max(start, interval.start), min(start + width, interval.end)
        found.append((start, int((high - low).total_seconds())))
        start += width
    return found


def _cell(value: Fraction | None, covered: int, measured: int, size: int, entered: bool) -> Cell:
    coverage, share = Fraction(covered, size), Fraction(measured, size)
    if value is None:
        quality = MISSING
    elif coverage < 1:
        quality = PARTIAL
    elif share < 1:
        quality = ESTIMATED
    else:
        quality = MANUAL if entered else MEASURED
    return Cell(value, coverage, share, quality)


def roll(cells: Mapping[datetime, Cell], start: datetime, end: datetime, width: timedelta = HOUR) -> Roll:
    """Return the sum over a span of slots; slots that are not there count as missing in the coverage."""
    wanted = max((end - start) // width, 1)
    mine = [cell for at, cell in cells.items() if start <= at < end]
    values = [cell.value for cell in mine if cell.value is not None]
    return Roll(
        sum(values, Fraction(0)) if values else None,
        sum((cell.coverage for cell in mine), Fraction(0)) / wanted,
        sum((cell.measured for cell in mine), Fraction(0)) / wanted,
    )


def changed(before: Mapping[datetime, Cell], after: Mapping[datetime, Cell]) -> set[datetime]:
    """Return the slots that late packets have reopened."""
    return {at for at in set(before) | set(after) if before.get(at) != after.get(at)}
