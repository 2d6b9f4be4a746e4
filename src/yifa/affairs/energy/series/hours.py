"""From raw readings to the hours that are kept (归一): what has been touched, and nothing else, is reckoned again.

A month of a meter is a function of the set of its readings: those of the month, of the neighbouring months, and
where the meter is silent in these, of the nearest month before or after that has any. So the order of arrival, repeats
and delays change nothing. Hours of closed months stay as they are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series import cells, reading
from yifa.affairs.energy.series.normal import Hours, joined, normalise
from yifa.affairs.energy.series.records import SeriesError
from yifa.affairs.energy.series.registry import meter_of
from yifa.affairs.energy.series.store import HOUR, RAW, Sheaf, Writer, after, chunks, month_edges

if TYPE_CHECKING:
    from yifa.affairs.energy.engine.metering.registers import Meter

Columns = dict[str, Any]
#: raw files of a month above which it is compacted first, hour files above which they are folded into one
MANY = 8
#: readings a worker takes at once
CHUNK = 400_000
#: readings reckoned at once: what it works on stays in the cache
BATCH = 200_000


@dataclass
class Done:
    """What was reckoned: ``hours`` looked at, ``changed`` written."""

    months: list[str] = field(default_factory=list)
    meters: int = 0
    readings: int = 0
    hours: int = 0
    changed: int = 0
    rejected: int = 0
    duplicates: int = 0
    events: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    def note(self, found: Hours, low: int, high: int) -> None:
        """Count what a chunk came to, inside the span."""
        for *_, start, end, kind in found.events:
            if start < high and end > low:
                self.events[kind] = self.events.get(kind, 0) + 1
        for one in found.rejected:
            if low <= one[2] < high:
                self.rejected += 1
                self.reasons[one[5]] = self.reasons.get(one[5], 0) + 1
        self.readings += found.readings
        self.duplicates += found.duplicates
        self.warnings += found.warnings


class Reckoner:
    """One run over what has been touched."""

    def __init__(self, writer: Writer, workers: int = 2, reopened: str = "") -> None:
        self.writer, self.workers, self.reopened = writer, workers, reopened
        self.done = Done()
        self._configs = writer.manifest.meters()
        self._models: dict[int, Meter] = {}

    def model(self, meter: int) -> Meter:
        """Return the register model of a meter."""
        if meter not in self._models:
            self._models[meter] = meter_of(self._configs.get(meter, ("", {}))[1])
        return self._models[meter]

    def touched(self, everything: Iterable[str] = ()) -> dict[str, set[int]]:
        """Return the meters to reckon by month: a reading bears on its neighbours up to the nearest other one."""
        manifest = self.writer.manifest
        months = self.writer.months(RAW)
        wanted: dict[str, set[int]] = {month: set() for month in everything}
        late: dict[str, int] = {}
        seen = manifest.seen()
        for month, meter in manifest.touched():
            one, last = after(month, -1), after(month)
            if (one > months[0] and meter not in seen.get(one, ())) or (
                last < months[-1] and meter not in seen.get(last, ())
            ):
                before, behind = manifest.nearest(meter, month)
                one, last = min(before or month, one), max(behind or month, last)
            one, last = max(one, months[0]), min(last, months[-1])
            while one <= last:
                if not self._closed(one):
                    wanted.setdefault(one, set()).add(meter)
                elif one == month:
                    late[month] = late.get(month, 0) + 1
                one = after(one)
        for month, many in sorted(late.items()):
            self.done.warnings.append(f"{month}已月结，有{many}块表的读数或设置后来变了，月结数不变，要改请重开")
        return wanted

    def _closed(self, month: str) -> bool:
        return month != self.reopened and bool(self.writer.manifest.closed(month))

    def run(self, everything: Iterable[str] = ()) -> Done:
        """Reckon what has been touched, and all meters of the months in ``everything``."""
        whole = set(everything)
        if closed := sorted(filter(self._closed, whole)):
            raise SeriesError(f"{'、'.join(closed)}已月结，要改请先重开")
        wanted = self.touched(whole)
        seen: set[int] = set()
        for run in _runs(sorted(wanted)):
            meters = None if whole & set(run) else set().union(*(wanted[month] for month in run))
            if meters is None or meters:
                self._reckon(run, meters)
            seen |= meters or set()
        self.done.months = sorted(wanted)
        self.done.meters = self.done.meters or len(seen)
        return self.done

    def _reckon(self, months: list[str], meters: set[int] | None) -> None:
        writer, manifest = self.writer, self.writer.manifest
        context = [after(months[0], -1), *months, after(months[-1])]
        for month in context:
            if len(manifest.files(RAW, [month])) > MANY:
                writer.compact(month)
        edges = month_edges(months).tolist()
        files = manifest.files(RAW, context)
        settled = [row for row in manifest.touched() if row[0] in months and (meters is None or row[1] in meters)]
        stem = f"h{max([file.id for kind in (RAW, HOUR) for file in manifest.files(kind)], default=0):08}"
        old = {month: manifest.files(HOUR, [month]) for month in months}
        jobs = deque((months, context, low, high, meters) for low, high in self._ranges(files, meters))
        with Sheaf(writer, HOUR, stem) as sheaf:
            for part in self._results(jobs):
                for month, cells_ in self._changed(months, edges, part, meters is None, old):
                    sheaf.add(month, _table(cells_))
                    self.done.changed += len(cells_["hour"])
            listed = sheaf.done()
        with manifest.step():
            for month in months:
                if meters is None:
                    manifest.drop(old[month])
            for month, name, rows, size in listed:
                manifest.add(HOUR, month, name, rows, size, "normalise")
            manifest.settle(settled)
        for month in months:
            self._fold(month)
        self.done.meters += len(self._configs) if meters is None else 0

    # -- chunks ---------------------------------------------------------------------------------------

    def _ranges(self, files: list[Any], meters: set[int] | None) -> list[tuple[int, int]]:
        ranges = chunks([self.writer.path(file) for file in files], CHUNK) if files else []
        if meters is None:
            return ranges
        return [(low, high) for low, high in ranges if any(low <= meter < high for meter in meters)]

    def _results(self, jobs: deque[Any]) -> Iterator[tuple[int, int, Hours]]:
        """Run the chunks on all workers, never more of them in memory than there are workers and one."""
        running: deque[Future[tuple[int, int, Hours]]] = deque()
        with ThreadPoolExecutor(self.workers) as pool:
            while jobs or running:
                while jobs and len(running) <= self.workers:
                    running.append(pool.submit(self._chunk, *jobs.popleft()))
                yield running.popleft().result()

    def _chunk(
        self, months: list[str], context: list[str], low: int, high: int, meters: set[int] | None
    ) -> tuple[int, int, Hours]:
        import numpy as np

        parts = reading.readings(self.writer, context, low, high)
        parts += self._far(context, low, high)
        hours = []
        for piece in reading.pieces(parts, BATCH):
            mine, held = _of(np, piece, meters)
            hours.append(normalise(mine, {(meter, register): self.model(meter) for meter, register in held}))
        return low, high, joined(hours)

    def _far(self, context: list[str], low: int, high: int) -> Iterator[Columns]:
        """Return the nearest readings of meters that are silent in a neighbouring month."""
        import numpy as np

        for near, silent in self.writer.manifest.far(context[0], context[-1], low, high).items():
            for part in reading.readings(self.writer, [near], min(silent), max(silent) + 1):
                yield reading.only(part, np.isin(part["meter"], np.array(silent, dtype=np.int32)))

    # -- what has changed -------------------------------------------------------------------------------

    def _changed(
        self, months: list[str], edges: list[int], part: tuple[int, int, Hours], afresh: bool, old: dict[str, list[Any]]
    ) -> Iterator[tuple[str, Columns]]:
        import numpy as np

        low, high, found = part
        self.done.note(found, edges[0], edges[-1])
        for meter, put_aside, many in found.crowded:
            name = self._configs.get(meter, (str(meter),))[0]
            self.done.warnings.append(f"表{name}的{many}个读数剔除了{put_aside}个，像是两块表用了同一个地址，请核对")
        for month, new in zip(months, _by_month(np, found.cells, edges), strict=True):
            self.done.hours += len(new["hour"])
            if afresh or not old[month]:
                yield month, new
                continue
            before = reading.hours(self.writer, [month], low, high)
            mine = np.isin(
                before["meter"], found.cells["meter"][np.flatnonzero(np.diff(found.cells["meter"], prepend=-1))]
            )
            yield month, differing(np, reading.only(before, mine), new)

    def _fold(self, month: str) -> None:
        """Make one file of the hours of a month where there are many."""
        files = self.writer.manifest.files(HOUR, [month])
        if len(files) <= MANY:
            return
        rows = reading.hours(self.writer, [month])
        stem = f"f{max(file.id for file in files):08}"
        name, many, size = self.writer.put_table(HOUR, month, stem, iter([_table(rows)]), 1 << 19)
        with self.writer.manifest.step():
            self.writer.manifest.drop(files)
            self.writer.manifest.add(HOUR, month, name, many, size, "fold")


def _of(np: Any, found: Columns, meters: set[int] | None) -> tuple[Columns, set[tuple[int, int]]]:
    """Return the readings of some meters (None: all), and which meters and registers these are."""
    turn = np.ones(len(found["meter"]), dtype=bool)
    turn[1:] = (found["meter"][1:] != found["meter"][:-1]) | (found["register"][1:] != found["register"][:-1])
    starts = np.flatnonzero(turn)
    held = list(zip(*(found[name][starts].tolist() for name in ("meter", "register")), strict=True))
    if meters is not None and not all(meter in meters for meter, _ in held):
        mine = np.array([meter in meters for meter, _ in held], dtype=bool)
        found = reading.only(found, np.repeat(mine, np.diff(np.append(starts, len(turn)))))
        held = [one for one in held if one[0] in meters]
    return found, set(held)


def _by_month(np: Any, found: Columns, edges: list[int]) -> Iterator[Columns]:
    """Return hours in pieces, one for each month between the edges."""
    place = np.searchsorted(edges, found["hour"], side="right").astype(np.int16)
    columns = found
    if (place[1:] < place[:-1]).any():
        order = np.argsort(place, kind="stable")
        columns = {name: column[order] for name, column in found.items()}
    ends = np.cumsum(np.bincount(place, minlength=len(edges) + 1))
    for number in range(len(edges) - 1):
        yield {name: column[ends[number] : ends[number + 1]] for name, column in columns.items()}


def differing(np: Any, before: Columns, new: Columns) -> Columns:
    """Return the hours that are not as before; one that has gone becomes missing."""
    both = {name: np.concatenate((before[name], new[name])) for name in cells.NAMES}
    side = np.concatenate((np.zeros(len(before["hour"]), dtype=np.int8), np.ones(len(new["hour"]), dtype=np.int8)))
    order = np.lexsort((side, both["hour"], both["register"], both["meter"]))
    both, side = {name: column[order] for name, column in both.items()}, side[order]
    pair = np.zeros(len(side), dtype=bool)
    pair[1:] = True
    for name in ("meter", "register", "hour"):
        pair[1:] &= both[name][1:] == both[name][:-1]
    equal = pair.copy()
    for name in ("value", "scale", "covered", "measured", "quality"):
        equal[1:] &= both[name][1:] == both[name][:-1]
    gone = (side == 0) & ~np.append(pair[1:], False) & (both["quality"] != cells.Q_MISSING)
    for name in ("value", "covered", "measured"):
        both[name][gone] = 0
    both["quality"][gone] = cells.Q_MISSING
    return reading.only(both, ((side == 1) & ~equal) | gone)


def _table(rows: Columns) -> Any:
    import pyarrow as pa

    return pa.table({name: rows[name] for name in cells.NAMES})


def _runs(months: list[str]) -> list[list[str]]:
    """Return months that follow each other in runs."""
    found: list[list[str]] = []
    for month in months:
        if found and after(found[-1][-1]) == month:
            found[-1].append(month)
        else:
            found.append([month])
    return found
