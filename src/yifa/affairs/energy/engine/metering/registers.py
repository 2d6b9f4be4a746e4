"""The register of a meter (表计): which readings can be used, and what was consumed between them.

Raw readings are never changed: each is used or put aside with its reason. The result is a function of the set of
readings, so that late, repeated and shuffled packets give the same as those in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, exact

#: a register without a stated modulus counts at most to here; more is no register value
HIGHEST = Fraction(10**12)
#: without a stated rating a rollover may consume at most this share of the register
ROLLOVER_SHARE = Fraction(1, 100)
SPIKE_RUN = 3
LOOKAHEAD = 3000

MEASURED, ESTIMATED, MANUAL, MISSING, REJECTED = "measured", "estimated", "manual", "missing", "rejected"
#: why a reading was put aside
REASONS = {
    "not_a_number": "不是数", "negative": "负值", "range": "超出表计量程", "conflict": "同一时刻两个不同读数",
    "dip": "短时偏低后恢复", "spike": "短时偏高后恢复",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Reading:
    """A raw reading: time, value as it came, whether a person entered or confirmed it (人工)."""

    at: datetime
    value: Any
    manual: bool = False


@dataclass(frozen=True)
class Ratio:
    """Current and voltage transformer ratios (CT、PT) in force from a time."""

    since: datetime
    ct: Any = 1
    pt: Any = 1


@dataclass(frozen=True)
class Replacement:
    """A replaced meter (换表): last figure of the old one, first figure of the new one; None: not recorded."""

    at: datetime
    old_final: Any
    new_initial: Any


@dataclass(frozen=True)
class Meter:
    """What is known of a meter. ``max_rate``: most register units an hour; ``max_step``: most in one interval.

    ``gap`` is the longest time between readings that is not yet a gap.
    """

    modulus: Any = None
    ratios: tuple[Ratio, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    max_rate: Any = None
    max_step: Any = None
    gap: timedelta = timedelta(hours=1, minutes=30)

    def ratio(self, at: datetime) -> Fraction:
        """Return CT×PT in force at a time; before the first dated ratio there is none but 1 where no ratio is kept."""
        if not self.ratios:
            return Fraction(1)
        ordered = sorted(self.ratios, key=lambda ratio: ratio.since)
        place = bisect_right([ratio.since for ratio in ordered], at)
        if place == 0:
            raise EnergyError(f"{at:%Y-%m-%d %H:%M} 以前没有登记互感器变比")
        return exact(ordered[place - 1].ct, "CT变比") * exact(ordered[place - 1].pt, "PT变比")

    def plausible(self, delta: Fraction, elapsed: timedelta) -> bool:
        """True where so much may have passed in the time; where nothing is known of the meter, anything."""
        if self.max_step is not None and delta > exact(self.max_step):
            return False
        if self.max_rate is None:
            return True
        return delta <= exact(self.max_rate) * Fraction(int(elapsed.total_seconds()), 3600)

    def rolls_over(self, before: Fraction, after: Fraction, elapsed: timedelta) -> Fraction | None:
        """Return the consumption where a fall is a rollover; None where it cannot be one."""
        if self.modulus is None:
            return None
        delta = exact(self.modulus) - before + after
        if self.max_rate is None and self.max_step is None:
            return delta if delta <= exact(self.modulus) * ROLLOVER_SHARE else None
        return delta if self.plausible(delta, elapsed) else None


@dataclass(frozen=True)
class Interval:
    """Consumption between two readings, ratio applied; None where it cannot be known, with the reason."""

    start: datetime
    end: datetime
    delta: Fraction | None
    quality: str
    event: str | None = None
    needs: str | None = None

    @property
    def seconds(self) -> int:
        """The length."""
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True)
class Put:
    """A reading put aside, with the key of its reason."""

    at: datetime
    value: Any
    reason: str


@dataclass(frozen=True)
class Normal:
    """What the readings of a meter come to."""

    intervals: tuple[Interval, ...]
    rejected: tuple[Put, ...]
    duplicates: int

    @property
    def total(self) -> Fraction | None:
        """The known consumption; None where nothing is known."""
        known = [interval.delta for interval in self.intervals if interval.delta is not None]
        return sum(known, Fraction(0)) if known else None

    @property
    def events(self) -> tuple[Interval, ...]:
        """The intervals that call for a look."""
        return tuple(interval for interval in self.intervals if interval.event)


@dataclass
class _Segment:
    """The readings of one physical meter, and what has been decided so far."""

    meter: Meter
    points: list[tuple[datetime, Fraction, bool]]
    kept: list[tuple[datetime, Fraction, bool]] = field(default_factory=list)
    breaks: dict[int, str] = field(default_factory=dict)
    rejected: list[Put] = field(default_factory=list)


def normalise(meter: Meter, readings: Iterable[Reading]) -> Normal:
    """Return intervals, rejected readings and the number of duplicates."""
    points, rejected, duplicates = _distinct(meter, readings)
    intervals: list[Interval] = []
    swaps = sorted(meter.replacements, key=lambda swap: swap.at)
    edges = [None, *(swap.at for swap in swaps), None]
    for number, (low, high) in enumerate(pairwise(edges)):
        mine = [p for p in points if (low is None or p[0] >= low) and (high is None or p[0] < high)]
        first = swaps[number - 1].new_initial if number else None
        last = swaps[number].old_final if number < len(swaps) else None
        if low is not None and first is not None:
            mine = [(low, exact(first, "新表起数"), True), *(p for p in mine if p[0] > low)]
        if high is not None and last is not None:
            mine.append((high, exact(last, "旧表止数"), True))
        segment = _Segment(meter, mine)
        _screen(segment)
        rejected += segment.rejected
        found = _intervals(segment)
        if intervals and found and intervals[-1].end < found[0].start:
            intervals.append(_unknown(intervals[-1].end, found[0].start, "replacement", "补登旧表止数和新表起数"))
        intervals += found
    rejected.sort(key=lambda put: (put.at, str(put.value)))
    return Normal(tuple(intervals), tuple(rejected), duplicates)


def _distinct(
    meter: Meter, readings: Iterable[Reading]
) -> tuple[list[tuple[datetime, Fraction, bool]], list[Put], int]:
    """Return usable points in order of time, what cannot be a register value, and the number of repeats."""
    top = HIGHEST if meter.modulus is None else exact(meter.modulus)
    at_time: dict[datetime, dict[Fraction, bool]] = {}
    rejected: list[Put] = []
    put: set[tuple[datetime, str]] = set()
    duplicates = 0
    for reading in readings:
        try:
            value = exact(reading.value)
        except EnergyError:
            reason, value = "not_a_number", Fraction(0)
        else:
            reason = "negative" if value < 0 else "range" if value >= top else ""
        if reason:
            key = (reading.at, str(reading.value))
            duplicates += key in put
            if key not in put:
                put.add(key)
                rejected.append(Put(reading.at, reading.value, reason))
            continue
        values = at_time.setdefault(reading.at, {})
        duplicates += value in values
        values[value] = values.get(value, False) or reading.manual
    points: list[tuple[datetime, Fraction, bool]] = []
    for at in sorted(at_time):
        values = at_time[at]
        chosen = [value for value, manual in values.items() if manual] if len(values) > 1 else list(values)
        if len(chosen) == 1:
            points.append((at, chosen[0], values[chosen[0]]))
        rejected += [Put(at, value, "conflict") for value in sorted(values) if len(chosen) != 1 or value != chosen[0]]
    return points, rejected, duplicates


def _screen(segment: _Segment) -> None:
    """Walk the points; at every fall decide: dip, rollover, spike, or a reset that a person has to explain."""
    points, kept = segment.points, segment.kept
    number = 0
    while number < len(points):
        point = points[number]
        if not kept or point[1] >= kept[-1][1]:
            kept.append(point)
            number += 1
            continue
        back = None if point[2] else _recovers(segment, number)
        # two leaps far apart look like one long dip: putting the few high readings aside is the smaller claim
        if back is not None and back - number > SPIKE_RUN and _was_spike(segment, number):
            kept.append(point)
            number += 1
            continue
        if back is not None:
            segment.rejected += [Put(at, value, "dip") for at, value, _ in points[number:back]]
            number = back
            continue
        before = kept[-1]
        if segment.meter.rolls_over(before[1], point[1], point[0] - before[0]) is not None:
            segment.breaks[len(kept)] = "rollover"
        elif not _was_spike(segment, number):
            segment.breaks[len(kept)] = "reset_or_replacement"
        kept.append(point)
        number += 1


def _recovers(segment: _Segment, start: int) -> int | None:
    """Return where the register is back above its old figure in one leap; None where it climbs on its own."""
    points, before = segment.points, segment.kept[-1]
    lowest = points[start][1]
    for number in range(start + 1, min(len(points), start + LOOKAHEAD)):
        at, value, manual = points[number]
        if value >= before[1]:
            leap, depth = value - points[number - 1][1], before[1] - lowest
            fits = segment.meter.plausible(value - before[1], at - before[0])
            return number if leap * 2 >= depth and fits else None
        if manual:
            return None
        lowest = min(lowest, value)
    return None


def _was_spike(segment: _Segment, number: int) -> bool:
    """Take back a short run of high readings where the register goes on below them; False where it does not."""
    points, kept = segment.points, segment.kept
    at, value, manual = points[number]
    base = len(kept)
    while base and kept[base - 1][1] > value:
        base -= 1
    run = kept[base:]
    last_break = max(segment.breaks, default=0)
    if base == 0 or base <= last_break or len(run) > SPIKE_RUN or any(point[2] for point in run):
        return False
    after = points[number + 1] if number + 1 < len(points) else None
    confirmed = manual or (after is not None and value <= after[1] < run[0][1] + (run[0][1] - value))
    absurd = not segment.meter.plausible(run[0][1] - kept[base - 1][1], run[0][0] - kept[base - 1][0])
    if not (confirmed or absurd) or not segment.meter.plausible(value - kept[base - 1][1], at - kept[base - 1][0]):
        return False
    segment.rejected += [Put(point[0], point[1], "spike") for point in run]
    del kept[base:]
    return True


def _intervals(segment: _Segment) -> list[Interval]:
    found = []
    for number, (one, other) in enumerate(pairwise(segment.kept), 1):
        found.append(_interval(segment.meter, one, other, segment.breaks.get(number)))
    return found


def _interval(meter: Meter, one: Any, other: Any, event: str | None) -> Interval:
    (start, before, sure), (end, after, also) = one, other
    if event == "reset_or_replacement":
        return _unknown(start, end, event, "补登换表或清零记录")
    delta = after - before
    if event == "rollover":
        delta = meter.rolls_over(before, after, end - start) or Fraction(0)
    elif not (sure and also) and not meter.plausible(delta, end - start):
        return Interval(start, end, None, REJECTED, "implausible", "核实后由人工确认读数")
    quality = MANUAL if sure and also else MEASURED
    try:
        return Interval(start, end, delta * meter.ratio(start), quality, event)
    except EnergyError as error:
        return _unknown(start, end, "no_ratio", str(error))


def _unknown(start: datetime, end: datetime, event: str, needs: str) -> Interval:
    return Interval(start, end, None, MISSING, event, needs)


def conserved(readings: Sequence[Reading]) -> Fraction:
    """Return last minus first of a plain rising register: what any way of splitting must add up to."""
    ordered = sorted(readings)
    return exact(ordered[-1].value) - exact(ordered[0].value)
