"""Spans between readings to hours, in columns; a span over several hours is split by time and never lost.

The split is that of ``engine.metering.hours``: in the smallest decimal unit the total has, at least the third place,
largest remainders first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
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
class Spans:
    """What was consumed between two readings; ``known`` and ``manual`` None: all known, none manual.

    ``scale`` is per meter (group) and at least ``PLACES``. ``more``: times of which nothing is known.
    """

    start: Array
    end: Array
    delta: Array
    group: Array
    manual: Array | None
    known: Array | None = None
    scale: Array | None = None
    #: group, start, end
    more: list[tuple[int, int, int]] = field(default_factory=list)


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
    np: Any, spans: Spans, keys: Sequence[tuple[int, int]], unfit: set[int], gaps: Sequence[timedelta]
) -> dict[str, Any]:
    """Return the hours that the spans touch; meters whose numbers do not fit are put into ``unfit`` and left out."""
    assert spans.scale is not None
    first, last = spans.start // HOUR, (spans.end - 1) // HOUR
    wide = last > first
    gap = np.array([int(gap.total_seconds()) for gap in gaps], dtype=np.int64)
    tables = []
    apart = np.flatnonzero(wide)
    if len(apart):
        tables.append(_across(np, _part(spans, apart), first[apart], last[apart], gap, unfit))
    if len(apart) < len(wide):
        tables.append(_within(np, spans, first, gap, apart))
    if spans.more:
        tables.append(_unknown(np, spans.more))
    if not tables:
        return empty(np)
    sums = _reduced(np, tables)
    group, hour = sums.key >> 32, (sums.key & 0xFFFFFFFF) - (1 << 31)
    found = {
        "meter": np.array([key[0] for key in keys], dtype=np.int32)[group],
        "register": np.array([key[1] for key in keys], dtype=np.int16)[group],
        "hour": hour * HOUR,
        "value": sums.value,
        "scale": spans.scale.astype(np.int8)[group],
        "covered": sums.covered.astype(np.int16),
        "measured": sums.measured.astype(np.int16),
        "quality": _quality(np, sums),
    }
    if unfit:
        keep = ~np.isin(group, np.array(sorted(unfit)))
        found = {name: column[keep] for name, column in found.items()}
    return found


def _part(spans: Spans, mine: Any) -> Spans:
    return Spans(
        spans.start[mine], spans.end[mine], spans.delta[mine], spans.group[mine],
        None if spans.manual is None else spans.manual[mine], None if spans.known is None else spans.known[mine],
        spans.scale,
    )  # fmt: skip


def _key(np: Any, group: Array, hour: Array) -> Array:
    base = (np.arange(int(group.max(initial=0)) + 1, dtype=np.int64) << 32) + (1 << 31)
    key = base[group]
    key += hour
    return key


def _sums(
    np: Any, key: Array, value: Array, seconds: Array, sure: Array | None, known: Array | None, manual: Array | None
) -> _Sums:
    """Sum parts that stand in order of key."""
    starts = _starts(np, key)
    if known is not None:
        value, seconds = np.where(known, value, 0), np.where(known, seconds, 0)
    covered = np.add.reduceat(seconds, starts)
    measured = covered if sure is None else np.add.reduceat(np.where(sure, seconds, 0), starts)
    counts = np.diff(np.append(starts, len(key)))
    parts = counts if known is None else np.add.reduceat(known.astype(np.int64), starts)
    if manual is None:
        by_hand = np.zeros(len(starts), dtype=np.int64)
    else:
        by_hand = np.add.reduceat((manual if known is None else manual & known).astype(np.int64), starts)
    return _Sums(key[starts], np.add.reduceat(value, starts), covered, measured, parts, by_hand)


def _starts(np: Any, key: Array) -> Array:
    return np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))


def _within(np: Any, spans: Spans, hour: Array, gap: Array, apart: Array) -> _Sums:
    """Sum the spans inside one hour; those in ``apart`` reach over hours and count nothing here."""
    seconds = spans.end - spans.start
    sure = None if gap.min() >= HOUR else seconds <= gap[spans.group]
    seconds[apart] = spans.delta[apart] = 0
    if spans.manual is not None:
        spans.manual[apart] = False
    if spans.known is not None:
        spans.known[apart] = False
    key = _key(np, spans.group, hour)
    found = _sums(np, key, spans.delta, seconds, sure, spans.known, spans.manual)
    if spans.known is None and len(apart):
        found.parts -= np.bincount(np.searchsorted(_starts(np, key), apart, side="right") - 1, minlength=len(found.key))
    return found


def _across(np: Any, spans: Spans, first: Array, last: Array, gap: Array, unfit: set[int]) -> _Sums:
    """Split the spans that reach over hours."""
    counts = last - first + 1
    which = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    hour = first[which] + number
    low, high = np.maximum(hour * HOUR, spans.start[which]), np.minimum((hour + 1) * HOUR, spans.end[which])
    seconds = high - low
    whole = spans.end - spans.start
    units, back = _units(np, spans, unfit)
    product = units[which] * seconds
    parts = product // whole[which]
    rest = product - parts * whole[which]
    left = units - np.add.reduceat(parts, np.cumsum(counts) - counts)
    order = np.lexsort((number, -rest, which))
    parts[order] += number < left[which]
    known = None if spans.known is None else spans.known[which]
    manual = None if spans.manual is None else spans.manual[which]
    key = _key(np, spans.group[which], hour)
    sure = (whole <= gap[spans.group])[which]
    return _sums(np, key, parts * back[which], seconds, sure, known, manual)


def _units(np: Any, spans: Spans, unfit: set[int]) -> tuple[Array, Array]:
    """Return the totals in their smallest decimal unit, and what brings a part back to the scale of the hours."""
    assert spans.scale is not None
    scale = spans.scale[spans.group]
    units = spans.delta if spans.known is None else np.where(spans.known, spans.delta, 0)
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
    none = np.zeros(len(group), dtype=np.int64)
    return _sums(np, _key(np, group, hour), none, none, None, none > 0, None)


def _reduced(np: Any, tables: list[_Sums]) -> _Sums:
    if len(tables) == 1:
        return tables[0]
    names = ("key", "value", "covered", "measured", "parts", "manual")
    key, *others = (np.concatenate([getattr(table, name) for table in tables]) for name in names)
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    return _Sums(key[starts], *(np.add.reduceat(column[order], starts) for column in others))


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
