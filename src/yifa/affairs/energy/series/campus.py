"""A simulated campus (模拟办公区): meters whose months come to given totals, up to a moment, and on from there.

What a meter shows at a time is a function of seed, meter and time alone, so that a series written in one go and one
written quarter of an hour by quarter of an hour are the same. The total meters come to what the ledger says of their
month; below them the loads of an office: lighting and chillers by working days, a server room by night and day, and
what meters do wrong: a line that was down for hours, a reading that dips, a tap that runs at night.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series.hours import Reckoner
from yifa.affairs.energy.series.records import FIELDS, moment, seconds
from yifa.affairs.energy.series.store import RAW, Writer, after, month_edges

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array

STEP, SCALE = 900, 2
PER_DAY = 86_400 // STEP
#: of what a total meter counts the meters below it find so much, in thousandths
SEEN = 978
#: thousandths of the usual month, January first, of what cools, what warms and what does neither
SEASONS = {
    "cool": (150, 150, 250, 500, 900, 1500, 1900, 1900, 1300, 500, 200, 150),
    "warm": (1700, 1600, 1100, 600, 400, 500, 700, 700, 400, 600, 1100, 1600),
    "": (1000,) * 12,
}


@dataclass(frozen=True)
class Load:
    """A meter that has none below it: its place in the tree, its share of the total, how its day and year go."""

    number: str
    parent: str
    share: int
    day: str
    season: str = ""


@dataclass
class Campus:
    """What is simulated: total meters with what they come to in a month, nodes between, loads below.

    ``total(number, month)`` is in the unit of the meter before its ratio; ``works(day)`` tells working days.
    """

    totals: tuple[str, ...]
    nodes: tuple[tuple[str, str], ...]
    loads: tuple[Load, ...]
    ratios: Mapping[str, int]
    total: Callable[[str, str], Decimal]
    works: Callable[[date], bool]
    first: str
    #: the day the simulation was begun on, from which its faults are counted
    begun: datetime
    seed: int = 1

    def below(self, number: str) -> list[str]:
        """Return the meters right below one."""
        rows = [*self.nodes, *((one.number, one.parent) for one in self.loads)]
        return [name for name, parent in rows if parent == number]

    def root(self, number: str) -> str:
        """Return the total meter above one."""
        above = dict([*self.nodes, *((one.number, one.parent) for one in self.loads)])
        while number in above:
            number = above[number]
        return number


#: weight of each hour of a working day and of a day off, 0 to 100
DAYS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "office": ((8,) * 6 + (15, 40, 95, 100, 100, 95, 60, 80, 100, 100, 95, 80, 45, 30, 20, 15, 10, 8), (8,) * 24),
    "hall": ((60,) * 7 + (90,) * 12 + (60,) * 5, (60,) * 24),
    "air": ((2,) * 6 + (10, 60, 100, 95, 95, 95, 70, 85, 100, 100, 90, 60, 15, 4, 2, 2, 2, 2), (2,) * 24),
    "lift": ((4,) * 7 + (60, 100, 60, 50, 70, 90, 80, 50, 50, 60, 100, 40, 15, 8, 4, 4, 4), (4,) * 24),
    "server": ((96,) * 8 + (100,) * 10 + (97,) * 6, (95,) * 24),
    "kitchen": ((3,) * 5 + (40, 90, 80, 30, 50, 100, 100, 60, 15, 8, 10, 50, 60, 15, 5, 3, 3, 3, 3), (3,) * 24),
    "evening": ((2,) * 18 + (100,) * 4 + (30, 2), (2,) * 18 + (100,) * 4 + (30, 2)),
    "charge": ((30,) * 8 + (70, 90, 80, 60, 80, 80, 60, 50, 40, 60, 70, 60) + (40,) * 4, (15,) * 24),
    "tap": ((2,) * 6 + (20, 60, 100, 90, 90, 95, 70, 60, 90, 90, 80, 60, 20, 8, 4, 2, 2, 2), (2,) * 24),
}
#: what was begun, beside the series: a later run goes on from there
NOTE = "campus.json"


def write(writer: Writer, what: Campus, until: datetime, faults: Mapping[str, str] | None = None) -> int:
    """Write what has not been written yet, up to a moment; normalise it; return how many readings came in.

    ``faults``: meter → what goes wrong in it: a line down (gap), readings that dip, a load left on (weekend), a tap
    that runs (leak).
    """
    import numpy as np

    note = writer.folder / NOTE
    if note.exists():
        kept = json.loads(note.read_text(encoding="utf-8"))
        what.first, what.begun = kept["first"], datetime.fromisoformat(kept["begun"])
    else:
        note.write_text(json.dumps({"first": what.first, "begun": what.begun.isoformat()}), encoding="utf-8")
    names = [*what.totals, *(name for name, _ in what.nodes), *(one.number for one in what.loads)]
    ids = {name: writer.manifest.number(name) for name in names}
    had = writer.months(RAW)
    last = _last(writer, had[-1]) if had else -1
    begin = what.first if last < 0 else f"{moment(last):%Y-%m}"
    end, rows = seconds(until) // STEP * STEP, 0
    register = _before(np, what, names, begin)
    month = begin
    while month <= f"{until:%Y-%m}":
        times, used = _month(np, what, month, faults or {})
        blocks = []
        for name in names:
            counted = register[name] + np.concatenate(([0], np.cumsum(used[name])[:-1]))
            keep = (times > last) & (times <= end)
            if (faults or {}).get(name) == "gap":
                keep &= ~_gap(times, what.begun)
            block = np.zeros(int(keep.sum()), dtype=list(FIELDS))
            block["meter"], block["scale"], block["time"] = ids[name], SCALE, times[keep]
            block["seq"], block["value"] = times[keep] // STEP, counted[keep]
            if (faults or {}).get(name) == "dip":
                block["value"][block["time"] % (19 * 86_400) == 36_000] //= 3
            blocks.append(block)
            register[name] += int(used[name].sum())
        whole = np.concatenate(blocks)
        if len(whole):
            writer.take(whole, f"campus{what.seed:04}{month}{int(whole['time'].max())}")
            rows += len(whole)
        month = after(month)
    if rows:
        Reckoner(writer, 1).run([])
        writer.vacuum()
    return rows


def _last(writer: Writer, month: str) -> int:
    import numpy as np
    from pyarrow import compute
    from pyarrow import parquet as pq

    return max(
        int(np.int64(compute.max(pq.read_table(path, columns=["time"])["time"]).as_py()))
        for path in writer.paths(RAW, [month])
    )


def _before(np: Any, what: Campus, names: list[str], month: str) -> dict[str, int]:
    """Return what the registers show when a month begins."""
    found = {}
    for place, name in enumerate(names):
        random = np.random.Generator(np.random.Philox(key=what.seed, counter=[0, 0, 0, place]))
        found[name] = int(random.integers(1_000_00, 300_000_00))
        one = what.first
        while one < month:
            found[name] += _total(what, name, one)
            one = after(one)
    return found


def _total(what: Campus, number: str, month: str) -> int:
    """Return what a meter counts in a month, in its own smallest steps."""
    if number in what.totals:
        return int(what.total(number, month) * 10**SCALE) // what.ratios.get(number, 1)
    load = next((one for one in what.loads if one.number == number), None)
    if load is None:
        return sum(_total(what, one, month) for one in what.below(number)) * 1006 // 1000
    root = what.root(number)
    mine = [one for one in what.loads if what.root(one.number) == root]
    place = int(month[5:]) - 1
    weight = {one.number: one.share * SEASONS[one.season][place] for one in mine}
    whole = int(what.total(root, month) * 10**SCALE)
    return whole * SEEN * weight[number] // (1000 * sum(weight.values()))


def _month(np: Any, what: Campus, month: str, faults: Mapping[str, str]) -> tuple[Array, dict[str, Array]]:
    """Return the times of a month and what each meter counts from each of them to the next."""
    begin, end = month_edges([month]).tolist()
    times = np.arange(begin, end, STEP)
    days = [moment(at).date() for at in range(begin, end, 86_400)]
    working = np.repeat(np.array([what.works(day) for day in days]), PER_DAY)
    clock = times % 86_400 // 3600
    used: dict[str, Array] = {}
    for place, load in enumerate(what.loads):
        random = np.random.Generator(
            np.random.Philox(key=what.seed, counter=[0, 0, place, int(month.replace("-", ""))])
        )
        on, off = (np.array(hours, dtype=np.int64) for hours in DAYS[load.day])
        weight = np.where(working, on[clock], off[clock]) * random.integers(850, 1150, len(times))
        _wrong(np, faults.get(load.number, ""), times, clock, weight, what.begun)
        used[load.number] = _spread(np, _total(what, load.number, month), weight)
    for name in (*(name for name, _ in reversed(what.nodes)), *what.totals):
        shape = np.sum([used[one] * what.ratios.get(one, 1) for one in what.below(name)], axis=0)
        used[name] = _spread(np, _total(what, name, month), shape)
    return times, used


def _wrong(np: Any, fault: str, times: Array, clock: Array, weight: Array, begun: datetime) -> None:
    """Leave a load on where it should not be: over the last weekend before, or at night for the last days."""
    today = datetime(begun.year, begun.month, begun.day)
    if fault == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7 or 7)
        mine = (times >= seconds(saturday)) & (times < seconds(saturday) + 2 * 86_400)
        weight[mine] = np.maximum(weight[mine], 55_000)
    elif fault == "leak":
        mine = (times >= seconds(today - timedelta(days=12))) & ((clock < 6) | (clock >= 22))
        weight[mine] = np.maximum(weight[mine], 26_000)


def _gap(times: Array, begun: datetime) -> Array:
    """Return the hours in which a line was down: one working day nine weeks before."""
    day = datetime(begun.year, begun.month, begun.day) - timedelta(days=63)
    return (times >= seconds(day) + 9 * 3600) & (times < seconds(day) + 16 * 3600)


def _spread(np: Any, total: int, weight: Array) -> Array:
    """Split a whole number by weights; the parts add up to it."""
    sums = np.cumsum(weight, dtype=np.int64)
    if not sums[-1]:
        return sums
    reached = np.array([total * int(one) // int(sums[-1]) for one in sums.tolist()], dtype=np.int64)
    return np.diff(reached, prepend=0)


def closable(writer: Writer, until: datetime) -> Iterator[str]:
    """Return the months that are over and not closed yet."""
    yield from (m for m in writer.months(RAW) if m < f"{until:%Y-%m}" and not writer.manifest.closed(m))
