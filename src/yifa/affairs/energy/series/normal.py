"""Readings of many meters to hours (归一), in columns: the same cells as ``engine.metering``, to the last digit.

Everything is whole numbers. Meters whose numbers do not fit (a garbage value with eighteen decimals, say) are given
to the reference, meter by meter; a property test holds both together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.metering.registers import Meter
from yifa.affairs.energy.engine.numbers import exact
from yifa.affairs.energy.series import cells
from yifa.affairs.energy.series.limits import limits
from yifa.affairs.energy.series.records import LARGEST, MANUAL, seconds
from yifa.affairs.energy.series.screen import RESET, ROLLOVER, Screened, Segment

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array

Columns = dict[str, Any]
Key = tuple[int, int]
EVENTS = ("rollover", "reset_or_replacement", "implausible", "no_ratio", "replacement")
IMPLAUSIBLE, NO_RATIO, REPLACEMENT, NONE = 2, 3, 4, -1
REASONS = ("negative", "range", "conflict", "dip", "spike")
NEGATIVE, RANGE, CONFLICT, DIP, SPIKE = range(5)
UNKNOWN = Meter()
#: so many readings put aside, and a fifth of all, are no chance
CROWD = 8


@dataclass
class Hours:
    """What readings come to.

    ``cells``: meter, register, hour (its first second), value, scale, covered, measured (seconds), quality.
    ``events``: what calls for a look: meter, register, start, end, kind. ``rejected``: readings put aside: meter,
    register, time, value, scale, reason. ``apart``: meters that the reference has reckoned.
    """

    cells: Columns
    readings: int = 0
    events: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    rejected: list[tuple[int, int, int, int, int, str]] = field(default_factory=list)
    duplicates: int = 0
    apart: list[Key] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: meters of which so many readings cannot be believed that they look like two: meter, put aside, all
    crowded: list[tuple[int, int, int]] = field(default_factory=list)


class Normaliser:
    """One chunk of readings under way, in order of meter, register and time; ``starts`` are the meters' first rows."""

    def __init__(self, columns: Columns, starts: Array, meters: Mapping[Key, Meter]) -> None:
        import numpy as np

        self.np = np
        self.columns, self.starts = columns, starts
        self.bounds = np.append(self.starts, len(self.columns["time"]))
        who = (self.columns[name][self.starts].tolist() for name in ("meter", "register"))
        self.keys: list[Key] = list(zip(*who, strict=True))
        self.repeats = np.zeros(len(self.keys), dtype=np.int64)
        self.meters = [meters.get(key, UNKNOWN) for key in self.keys]
        self.out = Hours({}, len(columns["time"]))
        self.unfit: set[int] = set()

    def run(self) -> Hours:
        """Return the hours."""
        from yifa.affairs.energy.series import apart

        np = self.np
        self._scale()
        self.limits = [limits(meter, scale) for meter, scale in zip(self.meters, self.scale.tolist(), strict=True)]
        self.gap = np.array([one.gap for one in self.limits], dtype=np.int64)
        self._fit()
        rows, breaks = self._screen(self._segments(self._usable()))
        more, spans = self._joins(rows), self._special(rows, breaks)
        self.out.cells = cells.of(np, rows, spans, more, self.keys, self.unfit, self.gap)
        slow = {self.keys[group] for group in self.unfit}
        self.repeats[sorted(self.unfit)] = 0
        self.out.duplicates = int(self.repeats.sum())
        if slow:
            self.out.events = [event for event in self.out.events if event[:2] not in slow]
            self.out.rejected = [one for one in self.out.rejected if one[:2] not in slow]
        for group in sorted(self.unfit):
            part = {name: column[self.bounds[group] : self.bounds[group + 1]] for name, column in self.columns.items()}
            apart.reckon(self.out, part, self.keys[group], self.meters[group])
        if slow:
            cells.sort(np, self.out.cells)
        self._crowded()
        self.out.rejected.sort()
        self.out.events.sort()
        return self.out

    def _crowded(self) -> None:
        """Note meters that look like two with one address: a good part of their readings had to be put aside."""
        many = dict(zip(self.keys, self.np.diff(self.bounds).tolist(), strict=True))
        for key, count in Counter(one[:2] for one in self.out.rejected).items():
            if count >= CROWD and count * 5 > many[key]:
                self.out.crowded.append((key[0], count, many[key]))

    # -- values -----------------------------------------------------------------------------------------

    def _scale(self) -> None:
        """Bring the values of each meter to one scale."""
        np, scale, value = self.np, self.columns["scale"], self.columns["value"]
        if len(scale) and scale[0] >= 0 and (scale == scale[0]).all():
            self.scale, self.value = np.full(len(self.keys), int(scale[0])), value
            return
        self.scale = np.maximum(np.maximum.reduceat(scale, self.starts), 0).astype(np.int64)
        shift = np.repeat(self.scale, np.diff(self.bounds)) - scale
        fits = (shift <= 18) & (np.abs(value) <= LARGEST // 10 ** np.minimum(shift, 18))
        self.value = np.where(fits, value, 0) * 10 ** np.where(fits, shift, 0)
        self.unfit.update(self._groups(np.flatnonzero(~fits)))
        self.unfit.update(np.flatnonzero(self.scale > 18).tolist())

    def _groups(self, rows: Array | list[int]) -> list[int]:
        """Return the meters of some rows."""
        return self.np.unique(self.np.searchsorted(self.bounds, rows, side="right") - 1).tolist()

    def _fit(self) -> None:
        """Note the meters whose numbers do not fit once their ratios are applied."""
        highest = int(self.value.max())
        for group, one in enumerate(self.limits):
            if one.largest < highest:
                mine = self.value[self.bounds[group] : self.bounds[group + 1]]
                if int(mine.max()) > one.largest:
                    self.unfit.add(group)

    def _usable(self) -> cells.Rows:
        """Put aside what is no register value, repeats and conflicts."""
        np, time, value = self.np, self.columns["time"], self.value
        flags = self.columns["flags"]
        manual = flags & MANUAL > 0 if flags.any() else None
        factor, scale, tops = (
            np.array([getattr(one, name) for one in self.limits], dtype=np.int64) for name in ("factor", "scale", "top")
        )
        rows = cells.Rows(time, value, manual, self.bounds, np.arange(len(self.keys)), factor, scale)
        bad = np.zeros(0, dtype=np.int64)
        if value.min() < 0 or value.max() >= tops.min():
            bad = np.flatnonzero((value < 0) | (value >= np.repeat(tops, np.diff(self.bounds))))
            self._put_aside_bad(bad)
        same = time[1:] == time[:-1]
        same[self.starts[1:] - 1] = False
        again = np.flatnonzero(same)
        if not len(bad) and not len(again):
            return rows
        both = np.setdiff1d(np.union1d(again, again + 1), bad, assume_unique=True)
        gone, sure = self._distinct(both, manual) if len(both) else (both, both)
        if manual is not None:
            manual[sure] = True
        return rows.without(np, np.union1d(bad, gone))

    def _put_aside_bad(self, bad: Array) -> None:
        seen = set()
        for row in bad.tolist():
            reason = REASONS[NEGATIVE if self.value[row] < 0 else RANGE]
            one = self._reading(row, reason)
            self.repeats[self._groups([row])] += one in seen
            if one not in seen:
                seen.add(one)
                self.out.rejected.append(one)

    def _reading(self, row: int, reason: str) -> tuple[int, int, int, int, int, str]:
        c = self.columns
        return (
            int(c["meter"][row]), int(c["register"][row]), int(c["time"][row]), int(c["value"][row]),
            int(c["scale"][row]), reason,
        )  # fmt: skip

    def _distinct(self, rows: Array, manual: Array | None) -> tuple[Array, Array]:
        """Of readings that share their time keep one: equal ones are repeats, different ones conflict.

        Return the rows to leave out, and those that a person has entered or confirmed.
        """
        np, time = self.np, self.columns["time"]
        group = np.searchsorted(self.bounds, rows, side="right") - 1
        order = np.lexsort((rows, self.value[rows], time[rows], group))
        rows, group = rows[order], group[order]
        moment = _begins(np, group, time[rows])
        value = np.flatnonzero(moment | _begins(np, self.value[rows]))
        self.repeats += np.bincount(group, minlength=len(self.keys))
        self.repeats -= np.bincount(group[value], minlength=len(self.keys))
        by_hand = np.zeros(len(rows), dtype=bool) if manual is None else manual[rows]
        sure = np.logical_or.reduceat(by_hand, value)
        first = rows[value]
        moments = np.flatnonzero(moment[value])
        how_many = np.diff(np.append(moments, len(value)))
        sure_ones = np.add.reduceat(sure.astype(np.int64), moments)
        alone = np.repeat(how_many == 1, how_many) | (sure & np.repeat(sure_ones == 1, how_many))
        self.out.rejected += [self._reading(row, REASONS[CONFLICT]) for row in first[~alone].tolist()]
        return np.setdiff1d(rows, first[alone], assume_unique=True), first[sure]

    # -- segments ---------------------------------------------------------------------------------------

    def _segments(self, rows: cells.Rows) -> cells.Rows:
        """Cut meters that were replaced into one segment per physical meter, with the figures of the record."""
        np = self.np
        swapped = {group for group, meter in enumerate(self.meters) if meter.replacements}
        if not swapped:
            return rows
        manual = np.zeros(len(rows.time), dtype=bool) if rows.manual is None else rows.manual
        pieces: list[tuple[Array, Array, Array]] = []
        bounds, groups, at = [0], [], 0
        for group in range(len(self.keys)):
            low, high = int(rows.bounds[group]), int(rows.bounds[group + 1])
            whole = (rows.time[low:high], rows.value[low:high], manual[low:high])
            for piece in self._cut(group, whole) if group in swapped else [whole]:
                pieces.append(piece)
                at += len(piece[0])
                bounds.append(at)
                groups.append(group)
        time, value, sure = (np.concatenate(part) for part in zip(*pieces, strict=True))
        return cells.Rows(time, value, sure, np.array(bounds), np.array(groups), rows.factor, rows.scale)

    def _cut(self, group: int, whole: tuple[Array, Array, Array]) -> list[tuple[Array, Array, Array]]:
        np, unit = self.np, 10 ** int(self.scale[group])
        time, value, manual = whole
        swaps = sorted(self.meters[group].replacements, key=lambda swap: swap.at)
        edges = [None, *(seconds(swap.at) for swap in swaps), None]
        found = []
        for number, (low, high) in enumerate(pairwise(edges)):
            mine = np.ones(len(time), dtype=bool)
            head: list[int] = []
            tail: list[int] = []
            if low is not None:
                first = self._figure(group, swaps[number - 1].new_initial, unit)
                mine &= (time > low) if first is not None else (time >= low)
                head = [] if first is None else [first]
            if high is not None:
                last = self._figure(group, swaps[number].old_final, unit)
                mine &= time < high
                tail = [] if last is None else [last]
            found.append(
                (
                    np.concatenate(([low] * len(head), time[mine], [high] * len(tail))).astype(np.int64),
                    np.concatenate((head, value[mine], tail)).astype(np.int64),
                    np.concatenate(([True] * len(head), manual[mine], [True] * len(tail))).astype(bool),
                )
            )
        return found

    def _figure(self, group: int, value: Any, unit: int) -> int | None:
        if value is None:
            return None
        scaled = exact(value) * unit
        if scaled.denominator != 1 or abs(scaled) > LARGEST:
            self.unfit.add(group)
            return None
        return int(scaled)

    def _screen(self, rows: cells.Rows) -> tuple[cells.Rows, dict[int, tuple[int, int]]]:
        """Put aside dips and spikes; return by row which step to it is a rollover or a reset, and what was gained."""
        np = self.np
        down = rows.value[1:] < rows.value[:-1]
        edges = rows.bounds[1:-1]
        down[edges[(edges > 0) & (edges < len(rows.time))] - 1] = False
        falls = np.flatnonzero(down) + 1
        if not len(falls):
            return rows, {}
        breaks: dict[int, tuple[int, int]] = {}
        out: list[int] = []
        of = np.searchsorted(rows.bounds, falls, side="right") - 1
        starts = np.flatnonzero(_begins(np, of))
        for number, mine in zip(of[starts].tolist(), np.split(falls, starts[1:]), strict=True):
            low, high = int(rows.bounds[number]), int(rows.bounds[number + 1])
            group = int(rows.group[number])
            segment = Segment(
                np, self.meters[group], self.limits[group], int(self.scale[group]), rows.time[low:high],
                rows.value[low:high],
                np.zeros(high - low, dtype=bool) if rows.manual is None else rows.manual[low:high],
            )  # fmt: skip
            found = segment.screen((mine - low).tolist())
            out += [low + row for row in segment.out]
            for row, what in found.breaks.items():
                gained = found.gained.get(row, 0)
                if gained * max(self.limits[group].factors) > LARGEST:
                    self.unfit.add(group)
                    gained = 0
                breaks[low + row] = (what, gained)
            self._put_aside(group, segment, found)
        gone = np.array(sorted(out), dtype=np.int64)
        moved = {row - int(np.searchsorted(gone, row)): breaks[row] for row in sorted(breaks)}
        return rows.without(np, gone), moved

    def _put_aside(self, group: int, segment: Segment, found: Screened) -> None:
        scale = int(self.scale[group])
        rows = [(row, DIP) for low, high in found.dips for row in range(low, high)]
        rows += [(row, SPIKE) for row in found.spikes]
        self.out.rejected += [
            (*self.keys[group], int(segment.time[row]), int(segment.value[row]), scale, REASONS[why])
            for row, why in rows
        ]

    # -- steps that are not plain -------------------------------------------------------------------------

    def _special(self, rows: cells.Rows, breaks: dict[int, tuple[int, int]]) -> cells.Spans:
        """Return the steps that are not simply the difference of two readings times a lasting ratio (CT、PT)."""
        np = self.np
        last = rows.last(np)[:-1]
        by_hand = np.zeros(0, dtype=np.int64)
        if rows.manual is not None:
            by_hand = np.flatnonzero(rows.manual[:-1] & rows.manual[1:] & ~last)
        absurd, long = self._absurd(rows, last)
        absurd = np.setdiff1d(absurd, by_hand, assume_unique=True)
        changing = self._changing(rows)
        broken = np.array(list(breaks), dtype=np.int64) - 1
        row = np.unique(np.concatenate([broken, absurd, long, by_hand, *(mine for _, mine in changing)]))
        kind = np.full(len(row), NONE, dtype=np.int8)
        delta = rows.value[row + 1] - rows.value[row]
        at = np.searchsorted(row, broken)
        kind[at], delta[at] = (list(column) for column in zip(*breaks.values(), strict=True)) if breaks else (NONE, 0)
        at = np.searchsorted(row, absurd)
        kind[at] = np.where(kind[at] == NONE, IMPLAUSIBLE, kind[at])
        group = rows.of(np, row)
        factor = rows.factor[group]
        for number, mine in changing:
            one, at = self.limits[number], np.searchsorted(row, mine)
            which = np.searchsorted(one.since, rows.time[mine], side="right") - 1
            kind[at] = np.where((which < 0) & (kind[at] != RESET) & (kind[at] != IMPLAUSIBLE), NO_RATIO, kind[at])
            factor[at] = np.array(one.factors, dtype=np.int64)[np.maximum(which, 0)]
        for number in np.flatnonzero(kind != NONE).tolist():
            start, end = rows.time[row[number] : row[number] + 2].tolist()
            self.out.events.append((*self.keys[int(group[number])], start, end, EVENTS[int(kind[number])]))
        manual = np.zeros(len(row), dtype=bool)
        manual[np.searchsorted(row, by_hand)] = True
        return cells.Spans(row, delta * factor, group, kind <= ROLLOVER, manual)

    def _absurd(self, rows: cells.Rows, last: Array) -> tuple[Array, Array]:
        """Return the rows after which a meter counts more than it can have, and those of gaps inside one hour."""
        np = self.np
        found, long = [np.zeros(0, dtype=np.int64)], np.zeros(0, dtype=np.int64)
        segments = np.flatnonzero(np.diff(rows.bounds) > 1)
        if not len(segments):
            return found[0], long
        delta, elapsed = np.diff(rows.value), np.diff(rows.time)
        if self.gap.min() < cells.HOUR:
            long = np.flatnonzero((elapsed > np.repeat(self.gap[rows.group], np.diff(rows.bounds))[:-1]) & ~last)
        delta[last], elapsed[last] = 0, LARGEST
        starts = rows.bounds[segments]
        most, least = np.maximum.reduceat(delta, starts).tolist(), np.minimum.reduceat(elapsed, starts).tolist()
        for number, peak, shortest in zip(segments.tolist(), most, least, strict=True):
            one = self.limits[int(rows.group[number])]
            if not one.plausible(peak, shortest):
                low, high = int(rows.bounds[number]), int(rows.bounds[number + 1]) - 1
                found.append(np.flatnonzero(one.exceeded(np, delta[low:high], elapsed[low:high])) + low)
        return np.concatenate(found), long

    def _changing(self, rows: cells.Rows) -> list[tuple[int, Array]]:
        """Return meters with the rows of theirs that come before their last ratio."""
        np, found = self.np, []
        for number, group in enumerate(rows.group.tolist()):
            low, high = int(rows.bounds[number]), int(rows.bounds[number + 1])
            since = self.limits[group].since
            if since and high > low and since[-1] > rows.time[low]:
                until = low + int(np.searchsorted(rows.time[low:high], since[-1]))
                found.append((group, np.arange(low, min(until, high - 1))))
        return found

    def _joins(self, rows: cells.Rows) -> list[tuple[int, int, int]]:
        """Between two physical meters whose figures are not recorded nothing is known: meter, start, end."""
        found: list[tuple[int, int, int]] = []
        if len(rows.group) == len(self.keys):
            return found
        last: dict[int, int] = {}
        for number, group in enumerate(rows.group.tolist()):
            low, high = int(rows.bounds[number]), int(rows.bounds[number + 1])
            if high - low < 2:
                continue
            start = int(rows.time[low])
            if group in last and last[group] < start:
                found.append((group, last[group], start))
                self.out.events.append((*self.keys[group], last[group], start, EVENTS[REPLACEMENT]))
            last[group] = int(rows.time[high - 1])
        return found


def normalise(columns: Columns, meters: Mapping[Key, Meter]) -> Hours:
    """Return the hours of readings in columns (names of ``records``).

    A meter that is not in ``meters`` is reckoned as one of which nothing is known.
    """
    import numpy as np

    if not len(columns["time"]):
        return Hours(cells.empty(np))
    return Normaliser(*_grouped(np, columns), meters).run()


def joined(found: list[Hours]) -> Hours:
    """Return the hours of several pieces as one."""
    import numpy as np

    if len(found) == 1:
        return found[0]
    whole = Hours(cells.empty(np))
    if found:
        whole.cells = {name: np.concatenate([one.cells[name] for one in found]) for name in cells.NAMES}
    for one in found:
        whole.readings += one.readings
        whole.events += one.events
        whole.rejected += one.rejected
        whole.duplicates += one.duplicates
        whole.apart += one.apart
        whole.warnings += one.warnings
        whole.crowded += one.crowded
    return whole


def _grouped(np: Any, columns: Columns) -> tuple[Columns, Array]:
    """Return the columns in order of meter, register and time, and the first row of each meter."""
    meter, register, time = columns["meter"], columns["register"], columns["time"]
    one = bool((register == register[0]).all())
    key = meter if one else meter.astype(np.int64) << 16 | register.astype(np.int64)
    starts = np.flatnonzero(_begins(np, key))
    back = time[1:] < time[:-1]
    back[starts[1:] - 1] = False
    if back.any() or (np.diff(key[starts]) < 0).any():
        order = np.lexsort((time, key))
        columns, key = {name: column[order] for name, column in columns.items()}, key[order]
        starts = np.flatnonzero(_begins(np, key))
    return columns, starts


def _begins(np: Any, *columns: Array) -> Array:
    """Return where a row differs from the row before."""
    found = np.zeros(len(columns[0]), dtype=bool)
    found[:1] = True
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found
