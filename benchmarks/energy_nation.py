"""The national roll-up: monthly forms of 1.586 million institutions, 12 months, 20 values, county to nation.

What is generated is not timed; every sum of every county is held against the truth before a time counts. Baseline of
the same run: the same sums by GROUP BY in SQLite, on a part of the same rows.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import line
from yifa.affairs.energy.series import analytics, rollup
from yifa.affairs.energy.series.store import after

TARGET, SAMPLE = 60.0, 100_000


def rolled(folder: Path, institutions: int) -> tuple[float, int, int]:
    """Return the seconds from files to the sums of all four levels, the rows, and how many sums are wrong."""
    months = [after("2025-01", n) for n in range(12)]
    rows = rollup.simulate(folder, institutions, months)
    paths = rollup.simulated(folder)
    connection = analytics.connect()
    begun = time.perf_counter()
    found = rollup.rolled(connection, paths)
    table = analytics.loaded(connection, found, "counties")
    ups = {level: connection.to_pyarrow(rollup.upwards(table, level)) for level in ("city", "province", "nation")}
    took = time.perf_counter() - begun
    wrong = rollup.compared(folder, found)[1] + (sum(ups["nation"][rollup.INSTITUTIONS].to_pylist()) != rows)
    connection.disconnect()
    return took, rows, wrong


def sqlite(path: Path) -> float:
    """Rows a second of the same sums in SQLite."""
    import pyarrow.parquet as pq

    table = pq.read_table(path).slice(0, SAMPLE)
    names = table.column_names
    with sqlite3.connect(":memory:") as db:
        db.execute(f"CREATE TABLE forms ({', '.join(names)})")
        rows = zip(*(table[name].to_pylist() for name in names), strict=True)
        db.executemany(f"INSERT INTO forms VALUES ({', '.join('?' * len(names))})", rows)  # noqa: S608
        sums = ", ".join(f"sum({name}), count({name})" for name in rollup.VALUES)
        begun = time.perf_counter()
        db.execute(f"SELECT {', '.join(rollup.GROUP)}, count(*), {sums} FROM forms GROUP BY 1, 2, 3").fetchall()  # noqa: S608
        return len(table) / (time.perf_counter() - begun)


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    good, first = True, 0.0
    for times in (1, 4, 16):
        with TemporaryDirectory(prefix="yifa-bench-") as name:
            took, rows, wrong = rolled(Path(name), rollup.NATION * times // 16)
            base = sqlite(rollup.simulated(Path(name))[0]) if times == 16 else 0
        first = first or took
        what = f"roll-up of {rows / 12:,.0f} institutions"
        if times < 16:
            good &= line(
                what, "(none)", f"{took:.2f} s", not wrong, took / first, f"the first of these, {times}x the rows"
            )
            continue
        good &= line(what, "(none)", f"{took:.2f} s", not wrong, took / first, "the first of these, 16x the rows")
        values = rows * len(rollup.VALUES) / 1e6
        good &= line(
            f"nation, 12 months x 20 values, {values:,.0f} M values", f"<= {TARGET:.0f} s", f"{took:.1f} s",
            took <= TARGET and not wrong, rows / took / base, f"SQLite GROUP BY, {base:,.0f} rows/s",
        )  # fmt: skip
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
