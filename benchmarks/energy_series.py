"""Meter readings: frames, journal, Parquet, hours. Each against a named baseline on the same data in the same run.

``energy_series`` takes a campus (600 meters); ``energy_city`` one month of a city (40,000 meters, 119 million rows);
``energy_city_year`` all twelve (1.40 G rows, some 3 GB on the disk while it runs, most of the time for generating).
What is generated is not timed, and the results are held against the known truth before a time counts.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.table import line
from yifa.affairs.energy.engine.frames import Dlt645
from yifa.affairs.energy.engine.frames.bulk import BulkDlt645
from yifa.affairs.energy.series import reading, simulate
from yifa.affairs.energy.series.hours import Reckoner
from yifa.affairs.energy.series.journal import Journal
from yifa.affairs.energy.series.records import moment, packed
from yifa.affairs.energy.series.store import RAW, Series, Writer

CORES = os.cpu_count() or 1


def clock(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def frames(many: int) -> bytes:
    """Return answers of meters with leading FE bytes."""
    random = np.random.default_rng(1)
    block = np.zeros((many, 24), np.uint8)
    block[:, :4], block[:, 4], block[:, 11], block[:, 12], block[:, 13] = 0xFE, 0x68, 0x68, 0x91, 8
    digits = random.integers(0, 100, (many, 10))
    bcd = digits // 10 * 16 + digits % 10
    block[:, 5:11], block[:, 18:22] = bcd[:, :6], bcd[:, 6:] + 0x33
    block[:, 14:18] = np.array([0, 0, 1, 0]) + 0x33
    block[:, 22], block[:, 23] = block[:, 4:22].astype(np.uint32).sum(axis=1) & 255, 0x16
    return block.tobytes()


def decode() -> bool:
    """Frames a second on one core, against our own reference decoder."""
    data, some = frames(1_000_000), 20_000
    slow, want = clock(lambda: Dlt645().feed(data[: 24 * some]))
    fast = BulkDlt645()
    begun, found, same = time.process_time(), 0, fast.feed(data[: 24 * some]) == want
    for at in range(24 * some, len(data), 1 << 20):
        found += len(fast.bulk(data[at : at + (1 << 20)]))
    rate, base = found / (time.process_time() - begun), some / slow
    return line(
        "DL/T 645 frames decoded, one core", ">= 500,000/s", f"{rate:,.0f}/s", rate >= 5e5 and same, rate / base,
        f"reference decoder {base:,.0f}/s",
    )  # fmt: skip


def rows(many: int) -> list[tuple[int, ...]]:
    """Return parsed tuples as 4,000 meters deliver them."""
    return [(n % 4000, 0, 2, 0, 1_740_787_200 + n // 4000 * 900, n // 4000, n * 3) for n in range(many)]


def sqlite(path: Path, given: list[tuple[int, ...]], at_once: int) -> float:
    """The named baseline of writing: SQLite, WAL, synchronous=FULL, one table keyed as ours; rows a second."""
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute(
            "CREATE TABLE r (meter, register, scale, flags, time, seq, value,"
            " PRIMARY KEY (meter, register, time, seq)) WITHOUT ROWID"
        )
        begun = time.perf_counter()
        for at in range(0, len(given), at_once):
            db.execute("BEGIN")
            db.executemany("INSERT INTO r VALUES (?, ?, ?, ?, ?, ?, ?)", given[at : at + at_once])
            db.execute("COMMIT")
        return len(given) / (time.perf_counter() - begun)


def writing(folder: Path) -> bool:
    """Acknowledged readings a second, and from tuples to listed Parquet."""
    packets = [packed(rows(4000)[n : n + 40]) for n in range(0, 4000, 40)] * 50
    with Journal(folder / "a" / "journal") as log:
        took, _ = clock(lambda: [one.result() for one in [log.append(packet) for packet in packets]])
    rate = len(packets) * 40 / took
    given = rows(1_000_000)
    base = sqlite(folder / "small.sqlite3", given[:20_000], 40)
    good = line(
        "readings acknowledged by the journal", ">= 100,000/s", f"{rate:,.0f}/s", rate >= 1e5, rate / base,
        f"SQLite, a commit per packet of 40, {base:,.0f}/s",
    )  # fmt: skip
    base = sqlite(folder / "big.sqlite3", given[:300_000], 10_000)
    with Writer(folder / "b") as writer:
        took, taken = clock(lambda: writer.take(packed(given), "bench"))
        rate = len(given) / took
        kept = sum(file.rows for file in writer.manifest.files(RAW))
    return good & line(
        "tuples to renamed, fsynced, listed Parquet", ">= 500,000/s", f"{rate:,.0f}/s",
        rate >= 5e5 and kept == taken.readings == len(given), rate / base, f"SQLite, 10,000 a commit, {base:,.0f}/s",
    )  # fmt: skip


def decimal_loop(columns: dict[str, Any]) -> dict[tuple[int, datetime], Decimal]:
    """The named baseline: the slot loop of the kind MyEMS runs, written anew: datetimes, Decimals, list.pop(0).

    It is given its rows as a database driver would, a month at a time, and spared the database itself.
    """
    points: dict[int, list[tuple[datetime, Decimal]]] = {}
    for meter, at, value in zip(*(columns[name].tolist() for name in ("meter", "time", "value")), strict=True):
        points.setdefault(meter, []).append((moment(at), Decimal(value).scaleb(-2)))
    found: dict[tuple[int, datetime], Decimal] = {}
    width = timedelta(hours=1)
    for meter, rows in points.items():
        slot, last, highest = rows[0][0].replace(tzinfo=UTC), rows[-1][0].replace(tzinfo=UTC), Decimal(0)
        while slot <= last:
            inside = []
            while rows:
                row = rows.pop(0)
                if row[0].replace(tzinfo=UTC) >= slot + width:
                    rows.insert(0, row)
                    break
                inside.append(row)
            total, before = Decimal(0), highest
            for _, value in inside:
                if value > highest:
                    total += value - highest
                highest = value
            found[meter, slot] = total if before > Decimal("0.1") else Decimal(0)
            slot += width
    return found


def _loop(job: tuple[str, list[str], int, int]) -> tuple[int, float]:
    """Return how many rows the loop took and its processor seconds."""
    folder, months, low, high = job
    series = Series(Path(folder))
    begun, many = time.process_time(), 0
    for part in reading.readings(series, months, low, high):
        decimal_loop(part)
        many += len(part["time"])
    series.close()
    return many, time.process_time() - begun


def hours(folder: Path, level: str, months: int, target: float, what: str) -> bool:
    """Normalise simulated meters from the raw files to hours on the disk, all cores."""
    with Writer(folder) as writer:
        plan = simulate.plan(level, 2025, 1, months)
        made = simulate.write(writer, plan)
        begun = time.process_time()
        took, done = clock(lambda: Reckoner(writer, CORES).run())
        busy = time.process_time() - begun
        wrong = [one for month in plan.months for one in simulate.compared(writer, month)[1]]
    each = max(12 // months * 4, 4)
    jobs = [(str(folder), plan.months, n * 64 + 1, n * 64 + 1 + each) for n in range(CORES)]
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(len, [""] * CORES))
        spent, parts = clock(lambda: list(pool.map(_loop, jobs)))
    counted, loop_busy = (sum(column) for column in zip(*parts, strict=True))
    rate, base = done.readings / took, counted / spent
    good = line(
        f"{what}: {made['readings'] / 1e6:,.0f} M rows to hours", f"<= {target:g} s", f"{took:.1f} s", took <= target,
        rate / base, f"slot loop with Decimal, {CORES} processes, {base:,.0f}/s",
    )  # fmt: skip
    line(
        f"{what}: processor seconds", "(none)", f"{busy:.1f} s", True, loop_busy / counted / busy * done.readings,
        f"the loop, {counted / loop_busy:,.0f} rows a processor second",
    )  # fmt: skip
    good &= line(
        f"{what}: equal to the truth", "all", "all" if not wrong else f"{len(wrong)} differ", not wrong, 1,
        f"{plan.meters * months:,} months of meters with faults",
    )  # fmt: skip
    return good & line(
        f"{what}: rows a second", ">= 20x the loop", f"{rate / 1e6:.1f} M/s", rate >= 20 * base, rate / base, "the same"
    )


def growth(folder: Path) -> None:
    """How the cost grows with rows: 1, 4 and 16 times."""
    one = 0.0
    for times in (1, 4, 16):
        with Writer(folder / str(times)) as writer:
            simulate.write(writer, simulate.plan("campus", 2025, 1, 1, 128 * times))
            took, done = clock(lambda writer=writer: Reckoner(writer, CORES).run())
        one = one or took
        name = f"hours of {done.readings / 1e6:.1f} M rows"
        line(name, "(none)", f"{took:.2f} s", True, took / one, f"the time of the first of these, {times}x the rows")


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    with TemporaryDirectory(prefix="yifa-bench-") as name:
        folder = Path(name)
        good = decode() & writing(folder)
        good &= hours(folder / "campus", "campus", 12, 5, "campus year")
        growth(folder)
    return int(not good)


def city() -> int:
    """One month of a city; the year's target of 8 minutes allows 40 seconds a month."""
    with TemporaryDirectory(prefix="yifa-bench-") as name:
        return int(not hours(Path(name), "city", 1, 40, "city month"))


def city_year() -> int:
    """A whole year of a city, within 8 GB."""
    with TemporaryDirectory(prefix="yifa-bench-") as name:
        good = hours(Path(name), "city", 12, 480, "city year")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    good &= line("city year: most memory held", "<= 8 GB", f"{used:.2f} GB", used <= 8, used / 8, "what is allowed")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
