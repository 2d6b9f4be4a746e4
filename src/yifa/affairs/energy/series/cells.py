"""Spans between readings to hours, in columns; a span over several hours is split by time and never lost.

The split is that of ``engine.metering.hours``: in the smallest decimal unit the total has, at least the third place,
largest remainders first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series.records import LARGEST

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array

HOUR = 3600
QUALITIES = ("measured", "estimated", "manual", "missing", "partial")
Q_MEASURED, Q_ESTIMATED, Q_MANUAL, Q_MISSING, Q_PARTIAL = range(5)
#: smallest number of decimals of an hour
PLACES = 3
NAMES = ("meter", "register", "hour", "value", "scale", "covered", "measured", "quality")
KINDS = ("<i4", "<i2", "<i8", "<i8", "i1", "<i2", "<i2", "i1")


@dataclass
class Rows:
    """Usable readings in order: times, values, which ones a person entered (None: none).

    ``bounds`` are the first rows of the segments (physical meters) and the end, ``group`` their meter; ``factor``
    brings a difference of readings of a meter to its ``scale``, at least ``PLACES``.
    """

    time: Array
    value: Array
    manual: Array | None
    bounds: Array
    group: Array
    factor: Array
    scale: Array

    def without(self, np: Any, gone: Array) -> Rows:
        """Return the other rows."""
        if not len(gone):
            return self
        time, value = np.delete(self.time, gone), np.delete(self.value, gone)
        manual = None if self.manual is None else np.delete(self.manual, gone)
        bounds = self.bounds - np.searchsorted(gone, self.bounds)
        return Rows(time, value, manual, bounds, self.group, self.factor, self.scale)

    def of(self, np: Any, rows: Array) -> Array:
        """Return the meters of rows."""
        return self.group[np.searchsorted(self.bounds, rows, side="right") - 1]

    def last(self, np: Any) -> Array:
        """Return which rows are the last of their segment, after which nothing is known."""
        found = np.zeros(len(self.time), dtype=bool)
        found[self.bounds[1:][self.bounds[1:] > 0] - 1] = True
        return found


@dataclass
class Spans:
    """Steps, by the row they begin with, with what was consumed; not ``known``: it cannot be told."""

    row: Array
    delta: Array
    group: Array
    known: Array
    manual: Array


@dataclass
class _Sums:
    """Hours under way: key (group and hour), and per hour sums over the parts of spans in it."""

    key: Array
    value: Array
    covered: Array
    measured: Array
    parts: Array
    manual: Array


def empty(np: Any) -> dict[str, Any]:
    """Return no hours."""
    return {name: np.zeros(0, dtype=kind) for name, kind in zip(NAMES, KINDS, strict=True)}


def of(
    np: Any, rows: Rows, special: Spans, more: Sequence[tuple[int, int, int]], keys: Sequence[tuple[int, int]],
    unfit: set[int], gap: Array,
) -> dict[str, Any]:  # fmt: skip
    """Return the hours that the steps between readings touch.

    Steps are the differences of readings, except the special ones. ``more``: meter, start and end of times of which
    nothing is known; ``gap``: seconds of each meter above which a step is estimated. Meters whose numbers do not fit
    are put into ``unfit`` and left out.
    """
    if len(rows.time) < 2:
        tables = []
    else:
        plain, wide = _plain(np, rows, special.row)
        apart = _apart(np, rows, special, wide)
        tables = [plain] if len(plain.key) else []
        if len(apart.row):
            tables += _split(np, rows, apart, gap, unfit)
    if more:
        tables.append(_unknown(np, more))
    if not tables:
        return empty(np)
    sums = _reduced(np, tables)
    group, hour = sums.key >> 32, (sums.key & 0xFFFFFFFF) - (1 << 31)
    found = {
        "meter": np.array([key[0] for key in keys], dtype=np.int32)[group],
        "register": np.array([key[1] for key in keys], dtype=np.int16)[group],
        "hour": hour * HOUR,
        "value": sums.value,
        "scale": rows.scale.astype(np.int8)[group],
        "covered": sums.covered.astype(np.int16),
        "measured": sums.measured.astype(np.int16),
        "quality": _quality(np, sums),
    }
    if unfit:
        keep = ~np.isin(group, np.array(sorted(unfit)))
        found = {name: column[keep] for name, column in found.items()}
    return found


def _key(np: Any, group: Array, hour: Array) -> Array:
    return (group.astype(np.int64) << 32) + (hour + (1 << 31))


def _plain(np: Any, rows: Rows, special: Array) -> tuple[_Sums, Array]:
    """Sum the plain steps inside each hour: the last reading in it less the first.

    Return also the rows whose step reaches over the end of its hour.
    """
    hour = rows.time // HOUR
    turn = hour[1:] != hour[:-1]
    inner = rows.bounds[(rows.bounds > 0) & (rows.bounds < len(hour))]
    turn[inner - 1] = True
    starts = np.concatenate(([0], np.flatnonzero(turn) + 1))
    end = np.append(starts[1:], len(hour))
    border = np.zeros(len(starts), dtype=bool)
    border[np.searchsorted(starts, inner) - 1] = border[-1] = True
    end[border] -= 1
    hour = hour[starts]
    over = ~border & (rows.time[end] > (hour + 1) * HOUR)
    end[over] -= 1
    value, covered, parts = rows.value[end] - rows.value[starts], rows.time[end] - rows.time[starts], end - starts
    run = np.searchsorted(starts, special, side="right") - 1
    inside = special < end[run]
    run, step = run[inside], special[inside]
    np.subtract.at(value, run, rows.value[step + 1] - rows.value[step])
    np.subtract.at(covered, run, rows.time[step + 1] - rows.time[step])
    np.subtract.at(parts, run, 1)
    group = rows.of(np, starts)
    value *= rows.factor[group]
    some = parts > 0
    columns = (_key(np, group, hour), value, covered, parts)
    key, value, covered, parts = columns if some.all() else (column[some] for column in columns)
    return _Sums(key, value, covered, covered, parts, np.zeros(len(key), dtype=np.int64)), end[over]


def _apart(np: Any, rows: Rows, special: Spans, wide: Array) -> Spans:
    """Return the special steps and those over the end of an hour."""
    if len(special.row):
        at = np.minimum(np.searchsorted(special.row, wide), len(special.row) - 1)
        wide = wide[special.row[at] != wide]
    group = rows.of(np, wide)
    delta = (rows.value[wide + 1] - rows.value[wide]) * rows.factor[group]
    yes = np.ones(len(wide), dtype=bool)
    row = np.concatenate((special.row, wide))
    order = np.argsort(row, kind="stable")
    both = ((special.delta, delta), (special.group, group), (special.known, yes), (special.manual, ~yes))
    return Spans(row[order], *(np.concatenate(pair)[order] for pair in both))


def _split(np: Any, rows: Rows, spans: Spans, gap: Array, unfit: set[int]) -> list[_Sums]:
    """Split steps by time over the hours they touch; most reach over the end of one hour, and need no sorting."""
    start, end = rows.time[spans.row], rows.time[spans.row + 1]
    units, back = _units(np, rows.scale[spans.group], spans, unfit)
    sure = end - start <= gap[spans.group]
    first = start // HOUR
    two = (end - 1) // HOUR == first + 1
    found = []
    for mine, parted in ((two, _halves), (~two, _shares)):
        if not mine.any():
            continue
        pick = slice(None) if mine.all() else mine
        which, hour, seconds, parts = parted(np, start[pick], end[pick], first[pick], units[pick])
        known, manual, group = spans.known[pick][which], spans.manual[pick][which], spans.group[pick][which]
        seconds = np.where(known, seconds, 0)
        found.append(
            _Sums(
                _key(np, group, hour), np.where(known, parts * back[pick][which], 0), seconds,
                np.where(sure[pick][which], seconds, 0), known.astype(np.int64), (manual & known).astype(np.int64),
            )
        )  # fmt: skip
    return found


def _halves(np: Any, start: Array, end: Array, first: Array, units: Array) -> tuple[Array, Array, Array, Array]:
    """Split steps over two hours; return for each part its step, hour, seconds and share."""
    before, whole = (first + 1) * HOUR - start, end - start
    product = units * before
    share = product // whole
    rest = product - share * whole
    share += (rest > 0) & (rest >= whole - rest)

    def both(one: Array, other: Array) -> Array:
        return np.stack((one, other), axis=1).ravel()

    which = np.repeat(np.arange(len(start)), 2)
    return which, both(first, first + 1), both(before, whole - before), both(share, units - share)


def _shares(np: Any, start: Array, end: Array, first: Array, units: Array) -> tuple[Array, Array, Array, Array]:
    """Split steps over any number of hours, the largest remainders first."""
    counts = (end - 1) // HOUR - first + 1
    which = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    hour = first[which] + number
    seconds = np.minimum((hour + 1) * HOUR, end[which]) - np.maximum(hour * HOUR, start[which])
    whole = end - start
    product = units[which] * seconds
    parts = product // whole[which]
    rest = product - parts * whole[which]
    left = units - np.add.reduceat(parts, np.cumsum(counts) - counts)
    order = np.lexsort((number, -rest, which))
    parts[order] += number < left[which]
    return which, hour, seconds, parts


def _units(np: Any, scale: Array, spans: Spans, unfit: set[int]) -> tuple[Array, Array]:
    """Return the totals in their smallest decimal unit, and what brings a part back to the scale of the hours."""
    units = np.where(spans.known, spans.delta, 0)
    over = units > LARGEST // HOUR
    if over.any():
        unfit.update(np.unique(spans.group[over]).tolist())
        units = np.where(over, 0, units)
    back = np.ones(len(units), dtype=np.int64)
    for place in range(int(scale.max(initial=0)), PLACES, -1):
        ends = (scale >= place) & (back == 10 ** (np.maximum(scale, place) - place)) & (units % 10 == 0)
        units, back = np.where(ends, units // 10, units), np.where(ends, back * 10, back)
    return units, back


def _unknown(np: Any, more: Sequence[tuple[int, int, int]]) -> _Sums:
    rows = sorted((group, hour) for group, low, high in more for hour in range(low // HOUR, (high - 1) // HOUR + 1))
    group, hour = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return _Sums(_key(np, group, hour), *(np.zeros((5, len(group)), dtype=np.int64)))


def _reduced(np: Any, tables: list[_Sums]) -> _Sums:
    """Sum what belongs to the same hour."""
    columns = [np.concatenate([getattr(table, one.name) for table in tables]) for one in fields(_Sums)]
    key = columns[0]
    if not (key[1:] > key[:-1]).all():
        order = np.argsort(key, kind="stable")
        columns = [column[order] for column in columns]
    key, *others = columns
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    if len(starts) == len(key):
        return _Sums(key, *others)
    return _Sums(key[starts], *(np.add.reduceat(column, starts) for column in others))


def _quality(np: Any, sums: _Sums) -> Array:
    found = np.where(sums.manual == sums.parts, Q_MANUAL, Q_MEASURED).astype(np.int8)
    found[sums.measured < HOUR] = Q_ESTIMATED
    found[sums.covered < HOUR] = Q_PARTIAL
    found[sums.parts == 0] = Q_MISSING
    return found


def sort(np: Any, cells: dict[str, Any]) -> None:
    """Put hours in order of meter, register and time."""
    order = np.lexsort((cells["hour"], cells["register"], cells["meter"]))
    for name in NAMES:
        cells[name] = cells[name][order]
