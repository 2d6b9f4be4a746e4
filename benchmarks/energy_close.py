"""Month close of 600 institutions: ledger of twelve months, audit, indicators, bands, ledgered results, bulletin.

Baseline of the same run: the bare sums of indicators for the same inputs in memory, without database, audit or ledger.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import table

SITES, TARGET = 600, 2.0
DAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def _fill(house: Any) -> None:
    """Put in 600 institutions with size, two accounts each and two years of ledger."""
    from yifa.affairs.energy.engine.uscc import check_digit

    office, opened = house.unit("公共机构节能处"), date(2024, 1, 2)
    head = {"unit": office, "happened_on": opened}
    bodies = [f"11990600MB{n:07}" for n in range(SITES)]
    sites = house.backfill(
        "energy.institution",
        [
            {
                **head,
                "name": f"第{n + 1}机构",
                "uscc": body + check_digit(body),
                "klass": "党政机关",
                "level": "below",
                "group": "市级以下",
                "zone": "A",
            }
            for n, body in enumerate(bodies)
        ],
    )
    house.backfill(
        "energy.size",
        [{**head, "institution": s, "area": 3000 + 10 * n, "persons": 60 + n} for n, s in enumerate(sites)],
    )
    accounts = house.backfill(
        "energy.account",
        [
            {**head, "institution": s, "supply": supply, "number": f"{n}{supply}"}
            for n, s in enumerate(sites)
            for supply in ("electricity", "water")
        ],
    )
    months = [f"{2024 + (9 + n) // 12}-{(9 + n) % 12 + 1:02}" for n in range(24)]
    house.backfill(
        "energy.use",
        [
            {
                "unit": office,
                "account": a,
                "month": m,
                "quantity": Decimal(9000 + n * 7),
                "fee": Decimal(6300 + n * 5),
                "happened_on": date(int(m[:4]), int(m[5:]), 15),
                "origin": "bill",
            }
            for n, a in enumerate(accounts)
            for m in months
        ],
    )


def child() -> None:
    """Measure in a process of its own; print seconds of the close, of the bulletin, of the bare sums."""
    import django

    django.setup()
    from yifa.affairs.energy.closings import bulletin
    from yifa.affairs.energy.engine import snapshot, standing
    from yifa.site import boot, bureaus

    boot.migrate()
    house = bureaus._bureau(bureaus.SAMPLES[-1], 5, DAY, NOW)
    _fill(house)
    times = []
    for period in ("2026-08", "2026-09"):
        began = time.perf_counter()
        closing = house.do("energy.closing", "record", period=period, happened_on=DAY)
        times.append((time.perf_counter() - began, closing))
    assert closing.reckoned == SITES, closing.missing
    began = time.perf_counter()
    said = bulletin.body(closing, DAY)
    told = time.perf_counter() - began
    assert said["reckoned"] == SITES
    found, kept = snapshot.restored(closing.sets), [s.inputs for s in closing.standings.all()]
    terms = standing.Terms(date(2026, 9, 30), closing.place, closing.factor_year, closing.base_year)
    began = time.perf_counter()
    for one in kept:
        standing.reckoned(found, one, terms)
    print(times[-1][0], told, time.perf_counter() - began)


def main() -> int:
    """Return 0 if the target was met."""
    with TemporaryDirectory(prefix="yifa-bench-") as folder:
        from pathlib import Path

        command = [sys.executable, "-m", "benchmarks.energy_close", "child"]
        run = subprocess.run(
            command, env=table.env(Path(folder)), cwd=table.ROOT, capture_output=True, text=True, check=False
        )
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        return 1
    close, told, bare = (float(t) for t in run.stdout.split()[-3:])
    whole = close + told
    name = f"energy: month close and bulletin, {SITES} institutions"
    met = table.line(
        name, f"<= {TARGET:.0f} s", f"{whole:.2f} s", whole <= TARGET, whole / bare, f"bare indicators ({bare:.2f} s)"
    )
    return 0 if met else 1


if __name__ == "__main__":
    child() if sys.argv[1:] == ["child"] else sys.exit(main())
