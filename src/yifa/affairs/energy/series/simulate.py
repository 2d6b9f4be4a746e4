"""Simulated meters whose truth is known (模拟), so that results are checked and not only timed.

Buildings of 32 electricity meters: a main meter behind current transformers and 31 below it. What is written is what
meters do: gaps, repeats, readings that dip and leap, registers that run over. The truth beside it is what was consumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series import reading
from yifa.affairs.energy.series.records import FIELDS, SeriesError
from yifa.affairs.energy.series.store import BUCKET, HOUR, RAW, Series, Sheaf, Writer, after, month_edges, table

if TYPE_CHECKING:
    import numpy as np

    from yifa.affairs.energy.series.records import Array

TRUTH = "truth"
#: meters of a building, the first is its main meter; ratio of its transformers; registers count to 999999.99
BUILDING, CT, MODULUS, SCALE = 32, 20, 1_000_000, 2
STEP = 900
ITEMS = ("01A10", "01A20", "01B1C", "01B20", "01C10", "01C20", "01D10", "01D30")


@dataclass(frozen=True)
class Level:
    """How many meters, how often they are read, and how many months a year of them has."""

    meters: int
    step: int = STEP
    title: str = ""


LEVELS = {
    "campus": Level(600, title="一个办公区"),
    "city": Level(40_000, title="一个城市"),
    "province": Level(500_000, title="一个省"),
    "nation": Level(260_000, 86_400, title="全国自动采集账户"),
}


@dataclass
class Plan:
    """What is simulated; ``faults`` None is the usual share of bad readings, 0 none."""

    meters: int
    months: list[str]
    seed: int = 1
    step: int = STEP
    faults: float = 0.001

    def configs(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return name and settings of every meter."""
        for number in range(self.meters):
            main, place = number - number % BUILDING, number % BUILDING
            config: dict[str, Any] = {"modulus": MODULUS, "unit": "kWh", "gap_minutes": self.step // 60 * 2}
            if place:
                yield _name(number), config | {"max_rate": 60, "parent": _name(main), "item": ITEMS[place % 8]}
            else:
                yield _name(number), config | {"max_rate": 90, "ratios": [{"since": "2000-01-01", "ct": CT, "pt": 1}]}


def _name(number: int) -> str:
    return f"SIM{number:06}"


def plan(level: str, year: int, seed: int = 1, months: int = 12, meters: int | None = None) -> Plan:
    """Return the plan of a level."""
    if level not in LEVELS:
        raise SeriesError(f"没有“{level}”这一级，可用{'、'.join(LEVELS)}")
    if not 1 <= months <= 120 or (meters is not None and meters < 1):
        raise SeriesError("月数应在1到120之间，表数应大于零")
    if not 1970 <= year <= 2100 or not 0 <= seed < 1 << 64:
        raise SeriesError("年份应在1970到2100之间，种子应是不小于零的数")
    first = f"{year:04}-01"
    many = meters or LEVELS[level].meters
    return Plan(many, [after(first, n) for n in range(months)], seed, LEVELS[level].step)


def write(writer: Writer, what: Plan, told: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Write the readings of a plan straight into compacted files, with the truth; return counts."""
    import numpy as np

    if writer.months(RAW):
        raise SeriesError("这个目录里已有读数，模拟数据要写到空目录")
    with writer.manifest.step():
        numbers = [writer.manifest.configure(name, config) for name, config in what.configs()]
    ids = np.array(numbers, dtype=np.int32)
    state = _State(np, what)
    rows = 0
    for month in what.months:
        stem = f"sim{what.seed:06}"
        with Sheaf(writer, RAW, stem) as raw, Sheaf(writer, TRUTH, stem) as truth:
            for low in range(0, what.meters, BUCKET):
                block, known = state.month(month, low, min(low + BUCKET, what.meters), ids)
                raw.add(month, table(block))
                truth.add(month, _truth_table(known))
                rows += len(block)
            listed = [(RAW, *one) for one in raw.done()] + [(TRUTH, *one) for one in truth.done()]
        with writer.manifest.step():
            for kind, one, name, many, size in listed:
                writer.manifest.add(kind, one, name, many, size, "simulate")
            writer.manifest.touch((month, number) for number in numbers)
        told(month)
    return {"meters": what.meters, "months": len(what.months), "readings": rows}


class _State:
    """The registers of all meters as the months go by."""

    def __init__(self, np: Any, what: Plan) -> None:
        self.np, self.what = np, what
        random = np.random.Generator(np.random.Philox(key=what.seed))
        self.register = random.integers(0, MODULUS * 10**SCALE, what.meters)
        self.base = random.integers(2, 400, what.meters)

    def month(self, month: str, low: int, high: int, ids: Array) -> tuple[Array, Array]:
        """Return the readings of some meters in a month and what they truly consumed."""
        np, what = self.np, self.what
        random = np.random.Generator(np.random.Philox(key=what.seed, counter=[0, 0, low, int(month.replace("-", ""))]))
        begin, end = month_edges([month]).tolist()
        times = np.arange(begin, end, what.step)
        used = self._used(random, low, high, times)
        register = self.register[low:high, None] + np.cumsum(used, axis=1) - used
        self.register[low:high] += used.sum(axis=1)
        last = what.months[-1] == month
        true = used[:, :-1].sum(axis=1) if last else used.sum(axis=1)
        true *= np.where(np.arange(low, high) % BUILDING == 0, CT, 1)
        block = np.zeros(register.size, dtype=list(FIELDS))
        block["meter"] = np.repeat(ids[low:high], len(times))
        block["scale"] = SCALE
        block["time"] = np.tile(times, high - low)
        block["seq"] = (block["time"] - begin) // what.step
        block["value"] = (register % (MODULUS * 10**SCALE)).ravel()
        return _spoiled(np, random, block, len(times), what.faults), np.stack([ids[low:high].astype(np.int64), true])

    def _used(self, random: Any, low: int, high: int, times: Array) -> Array:
        """Return what each register counts in each step: a working day's curve, and chance."""
        np = self.np
        clock, day = times % 86_400 // 3600, (times // 86_400 + 3) % 7
        curve = np.where((clock >= 8) & (clock < 18) & (day < 5), 8, np.where((clock >= 7) & (clock < 20), 3, 1))
        longer = self.what.step // STEP
        used = random.integers(0, self.base[low:high, None], (high - low, len(times))) * curve * longer // 8
        for main in range(-low % BUILDING, high - low, BUILDING):
            below = used[main + 1 : main + BUILDING].sum(axis=0)
            used[main] = -(-below * 51 // (50 * CT))
        return used


def _spoiled(np: Any, random: Any, block: Array, steps: int, faults: float) -> Array:
    """Do to readings what meters do; the first and the last of each month stay, so that each month's truth is exact."""
    if not faults:
        return block
    many = len(block)
    free = np.arange(many) % steps
    free = (free > 3) & (free < steps - 12)
    kind = random.random(many, dtype=np.float32)
    bad = np.flatnonzero((kind < faults) & free)
    keep = np.ones(many, dtype=bool)
    apart = bad[np.concatenate(([True], np.diff(bad) > 24))] if len(bad) else bad
    gaps, others = apart[apart % 3 == 0], apart[apart % 3 > 0]
    for place in range(9):
        keep[gaps + place] = False
    values = block["value"]
    low = others[(others % 3 == 1) & (values[others] > 10_000)]
    values[low] = values[low] // 2
    high = others[(others % 3 == 2) & (values[others] < 40_000_000)]
    values[high] += 50_000_000
    rows = np.flatnonzero(keep)
    twice = np.flatnonzero((kind > 1 - faults) & keep)
    return block[np.sort(np.concatenate((rows, twice)))]


def _truth_table(known: Array) -> Any:
    import pyarrow as pa

    return pa.table({"meter": known[0].astype("int32"), "value": known[1]})


def compared(series: Series, month: str) -> tuple[int, list[str]]:
    """Return how many meters' months were held against the truth, and what differs."""
    import numpy as np

    truth = reading.columns(series.paths(TRUTH, [month])[0], 0, 1 << 31, (("meter", "<i4"), ("value", "<i8")))
    wrong, names = [], series.manifest.meters()
    for low, high in _ranges(truth["meter"]):
        cells = reading.hours(series, [month], low, high)
        mine = (truth["meter"] >= low) & (truth["meter"] < high)
        starts = np.searchsorted(cells["meter"], truth["meter"][mine])
        ends = np.searchsorted(cells["meter"], truth["meter"][mine], side="right")
        sums = np.concatenate(([0], np.cumsum(cells["value"])))
        got = sums[ends] - sums[starts]
        want = truth["value"][mine] * 10
        for meter, one, other in zip(truth["meter"][mine].tolist(), got.tolist(), want.tolist(), strict=True):
            if one != other:
                wrong.append(f"表{names[meter][0]} {month} 得{one}，实为{other}（千分之一千瓦时）")
    if not series.paths(HOUR, [month]):
        raise SeriesError(f"{month}还没有归一，不能与真值比较")
    return len(truth["meter"]), wrong


def _ranges(meter: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    low, high = int(meter.min()), int(meter.max()) + 1
    yield from ((one, min(one + 4096, high)) for one in range(low, high, 4096))
