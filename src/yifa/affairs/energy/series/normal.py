"""Readings of many meters to hours (归一), in columns: the same cells as ``engine.metering``, to the last digit.

Everything is whole numbers. Meters whose numbers do not fit (a garbage value with eighteen decimals, say) are given
to the reference, meter by meter; a property test holds both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.metering.registers import HIGHEST, Meter
from yifa.affairs.energy.engine.numbers import exact
from yifa.affairs.energy.series import cells
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
#: readings reckoned at once: columns of this length stay in the cache
BATCH = 200_000
#: decimals a transformer ratio may have
RATIO_PLACES = 6


@dataclass
class Hours:
    """What readings come to.

    ``cells``: meter, register, hour (its first second), value, scale, covered, measured (seconds), quality.
    ``events``: what calls for a look: meter, register, start, end, kind. ``rejected``: readings put aside: meter,
    register, time, value, scale, reason. ``apart``: meters that the reference has reckoned.
    """

    cells: Columns
    events: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    rejected: list[tuple[int, int, int, int, int, str]] = field(default_factory=list)
    duplicates: int = 0
    apart: list[Key] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Rows:
    """Usable readings in order; ``bounds`` are the first rows of the segments and the end, ``group`` their meter."""

    time: Array
    value: Array
    manual: Array | None
    bounds: Array
    group: Array


class Normaliser:
    """One chunk of readings under way."""

    def __init__(self, columns: Columns, meters: Mapping[Key, Meter]) -> None:
        import numpy as np

        self.np = np
        self.columns, self.starts = _grouped(np, columns)
        self.bounds = np.append(self.starts, len(self.columns["time"]))
        who = (self.columns[name][self.starts].tolist() for name in ("meter", "register"))
        self.keys: list[Key] = list(zip(*who, strict=True))
        self.repeats = np.zeros(len(self.keys), dtype=np.int64)
        self.meters = [meters.get(key, Meter()) for key in self.keys]
        self.out = Hours({})
        self.unfit: set[int] = set()

    def run(self) -> Hours:
        """Return the hours."""
        from yifa.affairs.energy.series import apart

        self._scale()
        rows = self._segments(self._usable())
        spans = self._spans(rows)
        self.out.cells = cells.of(self.np, spans, self.keys, self.unfit, [meter.gap for meter in self.meters])
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
            cells.sort(self.np, self.out.cells)
        self.out.rejected.sort()
        self.out.events.sort()
        return self.out

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

    def _usable(self) -> _Rows:
        """Put aside what is no register value, repeats and conflicts."""
        np, time, value = self.np, self.columns["time"], self.value
        flags = self.columns["flags"]
        manual = flags & MANUAL > 0 if flags.any() else None
        top = np.array(
            [
                min(LARGEST, -(-(HIGHEST if m.modulus is None else exact(m.modulus)) * 10 ** int(s) // 1))
                for m, s in zip(self.meters, self.scale, strict=True)
            ],
            dtype=np.int64,
        )
        bad = np.zeros(0, dtype=np.int64)
        lowest, highest = np.minimum.reduceat(value, self.starts), np.maximum.reduceat(value, self.starts)
        if (lowest < 0).any() or (highest >= top).any():
            bad = np.flatnonzero((value < 0) | (value >= np.repeat(top, np.diff(self.bounds))))
        same = time[1:] == time[:-1]
        same[self.starts[1:] - 1] = False
        if not len(bad) and not same.any():
            return _Rows(time, value, manual, self.bounds, np.arange(len(self.keys)))
        keep = np.ones(len(time), dtype=bool)
        keep[bad] = False
        self._put_aside_bad(bad)
        manual = np.zeros(len(time), dtype=bool) if manual is None else manual
        run = np.zeros(len(time), dtype=bool)
        run[1:] |= same
        run[:-1] |= same
        rows = np.flatnonzero(run & keep)
        if len(rows):
            self._distinct(rows, keep, manual)
        places = self.bounds - np.searchsorted(np.flatnonzero(~keep), self.bounds)
        return _Rows(time[keep], value[keep], manual[keep], places, np.arange(len(self.keys)))

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

    def _distinct(self, rows: Array, keep: Array, manual: Array) -> None:
        """Of readings that share their time keep one: equal ones are repeats, different ones conflict."""
        np, time = self.np, self.columns["time"]
        group = np.searchsorted(self.bounds, rows, side="right") - 1
        rows = rows[np.lexsort((rows, self.value[rows], time[rows], group))]
        group = np.searchsorted(self.bounds, rows, side="right") - 1
        keep[rows] = False
        moment = _begins(np, group, time[rows])
        value = np.flatnonzero(moment | _begins(np, self.value[rows]))
        self.repeats += np.bincount(group, minlength=len(self.keys))
        self.repeats -= np.bincount(group[value], minlength=len(self.keys))
        sure = np.logical_or.reduceat(manual[rows], value)
        first = rows[value]
        manual[first] = sure
        moments = np.flatnonzero(moment[value])
        how_many = np.diff(np.append(moments, len(value)))
        sure_ones = np.add.reduceat(sure.astype(np.int64), moments)
        alone = np.repeat(how_many == 1, how_many) | (sure & np.repeat(sure_ones == 1, how_many))
        keep[first[alone]] = True
        self.out.rejected += [self._reading(row, REASONS[CONFLICT]) for row in first[~alone].tolist()]

    # -- segments ---------------------------------------------------------------------------------------

    def _segments(self, rows: _Rows) -> _Rows:
        """Cut meters that were replaced into one segment per physical meter, with the figures of the record."""
        np = self.np
        swapped = [group for group, meter in enumerate(self.meters) if meter.replacements]
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
        return _Rows(time, value, sure, np.array(bounds), np.array(groups))

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

    # -- from readings to spans ---------------------------------------------------------------------------

    def _spans(self, rows: _Rows) -> cells.Spans:
        """Return the time between kept readings with what was consumed in it."""
        np = self.np
        rows, breaks = self._screen(rows)
        many = np.diff(rows.bounds)
        pieces = [
            slice(low, high - 1) for low, high in pairwise(rows.bounds.tolist()) if high - 1 > low
        ]  # the last reading of a segment opens no span

        def inside(column: Array) -> Array:
            return np.concatenate([column[piece] for piece in pieces] or [column[:0]])

        start, end = inside(rows.time), inside(rows.time[1:])
        delta = inside(rows.value[1:] - rows.value[:-1])
        counts = np.maximum(many - 1, 0)
        place = np.repeat(np.arange(len(many), dtype=np.int32), counts)
        manual = None if rows.manual is None else inside(rows.manual[:-1] & rows.manual[1:])
        spans = cells.Spans(start, end, delta, rows.group[place].astype(np.int32), manual)
        kind = np.full(len(start), NONE, dtype=np.int8)
        for row, (what, gained) in breaks.items():
            segment = int(np.searchsorted(rows.bounds, row, side="right") - 1)
            span = int(counts[:segment].sum()) + row - int(rows.bounds[segment]) - 1
            kind[span] = what
            delta[span] = gained
        self._judge(spans, kind)
        spans.known = None if (kind <= ROLLOVER).all() else kind <= ROLLOVER
        for span in np.flatnonzero(kind != NONE).tolist():
            self.out.events.append(
                (*self.keys[int(spans.group[span])], int(start[span]), int(end[span]), EVENTS[int(kind[span])])
            )
        self._joins(spans, rows, counts)
        return spans

    def _screen(self, rows: _Rows) -> tuple[_Rows, dict[int, tuple[int, int]]]:
        np = self.np
        down = rows.value[1:] < rows.value[:-1]
        edges = rows.bounds[1:-1]
        down[edges[(edges > 0) & (edges < len(rows.time))] - 1] = False
        falls = np.flatnonzero(down) + 1
        if not len(falls):
            return rows, {}
        manual = np.zeros(len(rows.time), dtype=bool) if rows.manual is None else rows.manual
        keep, breaks = np.ones(len(rows.time), dtype=bool), {}
        of = np.searchsorted(rows.bounds, falls, side="right") - 1
        for number in np.unique(of).tolist():
            low, high = int(rows.bounds[number]), int(rows.bounds[number + 1])
            group = int(rows.group[number])
            segment = Segment(
                np, self.meters[group], int(self.scale[group]), rows.time[low:high], rows.value[low:high],
                manual[low:high],
            )  # fmt: skip
            found = segment.screen((falls[of == number] - low).tolist())
            keep[[low + row for row in segment.out]] = False
            for row, what in found.breaks.items():
                breaks[low + row] = (what, found.gained.get(row, 0))
            self._put_aside(group, segment, found)
        gone = np.flatnonzero(~keep)
        moved = {row - int(np.searchsorted(gone, row)): what for row, what in breaks.items()}
        bounds = rows.bounds - np.searchsorted(gone, rows.bounds)
        sure = None if rows.manual is None else rows.manual[keep]
        return _Rows(rows.time[keep], rows.value[keep], sure, bounds, rows.group), moved

    def _put_aside(self, group: int, segment: Segment, found: Screened) -> None:
        scale = int(self.scale[group])
        rows = [(row, DIP) for low, high in found.dips for row in range(low, high)]
        rows += [(row, SPIKE) for row in found.spikes]
        self.out.rejected += [
            (*self.keys[group], int(segment.time[row]), int(segment.value[row]), scale, REASONS[why])
            for row, why in rows
        ]

    def _judge(self, spans: cells.Spans, kind: Array) -> None:
        """Meter by meter: refuse what cannot have passed, apply CT and PT, note the scale of the consumption."""
        np = self.np
        spans.scale = np.maximum(self.scale, cells.PLACES)
        largest = np.maximum.reduceat(self.value, self.starts).tolist()
        edges = np.searchsorted(spans.group, np.arange(len(self.keys) + 1, dtype=spans.group.dtype)).tolist()
        for group, meter in enumerate(self.meters):
            mine = slice(edges[group], edges[group + 1])
            if meter.max_step is not None or meter.max_rate is not None:
                too_much = self._too_much(meter, int(self.scale[group]), spans, mine)
                if spans.manual is not None:
                    too_much &= ~spans.manual[mine]
                kind[mine][too_much & (kind[mine] == NONE)] = IMPLAUSIBLE
            ordered = sorted(meter.ratios, key=lambda ratio: ratio.since)
            values = [exact(one.ct, "CT变比") * exact(one.pt, "PT变比") for one in ordered] or [Fraction(1)]
            fits = [p for p in range(RATIO_PLACES + 1) if all((v * 10**p).denominator == 1 for v in values)]
            places = int(self.scale[group]) + fits[0] if fits else 0
            pad = 10 ** ((fits[0] if fits else 0) + max(cells.PLACES - places, 0))
            whole = [int(value * pad) for value in values]
            if not fits or max(whole) * min(largest[group], LARGEST) * 4 > LARGEST:
                self.unfit.add(group)
                continue
            spans.scale[group] = max(places, cells.PLACES)
            since = [seconds(one.since) for one in ordered]
            if mine.start == mine.stop:
                continue
            if len(since) > 1 or (since and since[0] > spans.start[mine.start]):
                which = np.searchsorted(since, spans.start[mine], side="right") - 1
                kind[mine][(which < 0) & (kind[mine] != RESET) & (kind[mine] != IMPLAUSIBLE)] = NO_RATIO
                spans.delta[mine] *= np.array(whole, dtype=np.int64)[np.maximum(which, 0)]
            elif whole[0] != 1:
                spans.delta[mine] *= whole[0]

    def _too_much(self, meter: Meter, scale: int, spans: cells.Spans, mine: slice) -> Array:
        """Return which spans of a meter hold more than it can have counted in the time."""
        delta, unit = spans.delta[mine], 10**scale
        step = LARGEST if meter.max_step is None else min(LARGEST, exact(meter.max_step) * unit // 1)
        found = delta > step
        if meter.max_rate is None:
            return found
        rate = exact(meter.max_rate) * unit / 3600
        num, den = rate.numerator, rate.denominator
        elapsed = spans.end[mine] - spans.start[mine]
        if len(delta) and max(int(delta.max()) * den, int(elapsed.max()) * num) > LARGEST:
            both = zip(delta.tolist(), elapsed.tolist(), strict=True)
            return found | self.np.array([d * den > num * e for d, e in both], dtype=bool)
        return found | (delta * den > elapsed * num)

    def _joins(self, spans: cells.Spans, rows: _Rows, counts: Array) -> None:
        """Between two physical meters whose figures are not recorded nothing is known."""
        if len(rows.group) == len(self.keys):
            return
        ends = self.np.cumsum(counts)
        last: dict[int, int] = {}
        for number, group in enumerate(rows.group.tolist()):
            if not counts[number]:
                continue
            low, high = int(ends[number] - counts[number]), int(ends[number])
            if group in last and last[group] < int(spans.start[low]):
                gap = (last[group], int(spans.start[low]))
                spans.more.append((group, *gap))
                self.out.events.append((*self.keys[group], *gap, EVENTS[REPLACEMENT]))
            last[group] = int(spans.end[high - 1])


def normalise(columns: Columns, meters: Mapping[Key, Meter]) -> Hours:
    """Return the hours of readings in columns (names of ``records``).

    A meter that is not in ``meters`` is reckoned as one of which nothing is known.
    """
    import numpy as np

    if not len(columns["time"]):
        return Hours(cells.empty(np))
    columns, starts = _grouped(np, columns)
    ends = np.append(starts[1:], len(columns["time"])).tolist()
    found, low = [], 0
    for high in ends:
        if high - low >= BATCH or high == ends[-1]:
            part = {name: column[low:high] for name, column in columns.items()}
            found.append(Normaliser(part, meters).run())
            low = high
    return found[0] if len(found) == 1 else _joined(np, found)


def _joined(np: Any, found: list[Hours]) -> Hours:
    whole = Hours({name: np.concatenate([one.cells[name] for one in found]) for name in cells.NAMES})
    for one in found:
        whole.events += one.events
        whole.rejected += one.rejected
        whole.duplicates += one.duplicates
        whole.apart += one.apart
        whole.warnings += one.warnings
    return whole


def _grouped(np: Any, columns: Columns) -> tuple[Columns, Array]:
    """Return the columns in order of meter, register and time, and the first row of each meter."""
    meter, register, time = columns["meter"], columns["register"], columns["time"]
    one = bool((register == register[0]).all())
    key = meter if one else meter.astype(np.int64) << 16 | register.astype(np.int64)
    if not ((key[1:] > key[:-1]) | ((key[1:] == key[:-1]) & (time[1:] >= time[:-1]))).all():
        order = np.lexsort((time, key))
        columns, key = {name: column[order] for name, column in columns.items()}, key[order]
    return columns, np.flatnonzero(_begins(np, key))


def _begins(np: Any, *columns: Array) -> Array:
    """Return where a row differs from the row before."""
    found = np.zeros(len(columns[0]), dtype=bool)
    found[:1] = True
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found
