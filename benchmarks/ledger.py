"""Whole Actions, bare appends and verification of the ledger on SQLite with ``synchronous=FULL``.

Baselines of the same run: one row inserted and committed by sqlite3 alone under the same settings; all entries read
by sqlite3 alone.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import table

WRITERS, EACH = 4, 500
APPENDS, ENTRIES = 2000, 200_000


def writer(mark: str) -> None:
    """Be one of the writing processes: get ready, wait for the word, do Actions, say begin, end and how many."""
    import django

    django.setup()
    from yifa.core.org.house import House
    from yifa.core.org.models import Unit
    from yifa.kernel import clockwork

    day = clockwork.today()
    house = House(Unit.objects.get(code="ji"), day.year, day, clockwork.now())

    def act(n: int) -> None:
        house.do("decisions.meeting", "record", body="party", number=n, title=f"试验 {mark}-{n}", happened_on=day)

    act(0)
    print("ready", flush=True)
    sys.stdin.readline()
    begin = time.time()
    for n in range(EACH):
        act(n + 1)
    print(begin, time.time(), EACH, flush=True)


def _actions(home: Path) -> float:
    """Return Actions per second of all processes together; fail if one was lost or the chain has a gap."""
    with sqlite3.connect(home / "db.sqlite3") as db:
        before = db.execute("SELECT seq FROM kernel_ledger_head").fetchone()[0]
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.ledger", str(n)], env=table.env(home), text=True, cwd=table.ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for n in range(WRITERS)
    ]  # fmt: skip
    for child in children:
        assert child.stdout and child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    spans = [[float(v) for v in child.communicate()[0].split()] for child in children]
    with sqlite3.connect(home / "db.sqlite3") as db:
        rows = db.execute("SELECT count(*) FROM decisions_meeting WHERE title LIKE '试验 %'").fetchone()[0]
        after = db.execute("SELECT seq FROM kernel_ledger_head").fetchone()[0]
        entries = db.execute("SELECT count(*) FROM kernel_ledger_entry").fetchone()[0]
    wanted = WRITERS * (EACH + 1)
    assert rows == wanted and after - before == wanted and entries == after, (rows, before, after, entries)
    return WRITERS * EACH / (max(s[1] for s in spans) - min(s[0] for s in spans))


def _bare(folder: Path) -> float:
    """The baseline: rows a second by sqlite3 alone, each in a transaction of its own."""
    db = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT, hash TEXT)")
    begin = time.perf_counter()
    for n in range(APPENDS):
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO t VALUES (?, ?, ?)", (n, "x" * 600, "0" * 64))
        db.execute("COMMIT")
    spent = time.perf_counter() - begin
    db.close()
    return APPENDS / spent


def _drafts(chain: Any, first: int, count: int) -> list[Any]:
    return [
        chain.Draft("bench.thing.record", "登记", "bench.thing", n, 1, {"title": [None, f"试验记录 {n}"],
                    "happened_on": [None, "2026-01-05"], "unit_id": [None, 7]}, "0" * 64)
        for n in range(first, first + count)
    ]  # fmt: skip


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    with table.demo() as home:
        bare = _bare(home)
        rate = _actions(home)
        name = f"whole Actions, {WRITERS} processes x {EACH}, none lost"
        good = table.line(
            name, ">= 400/s", f"{rate:,.0f}/s", rate >= 400, rate / bare, f"bare insert+commit {bare:,.0f}/s"
        )
        table.use(home)
        from django.db import connection

        from yifa.kernel import db
        from yifa.kernel.ledger import chain, verify

        actor, now = chain.Actor(None, "试验"), datetime.now(UTC)
        begin = time.perf_counter()
        for n in range(APPENDS):
            with db.write_transaction():
                chain.append(_drafts(chain, n, 1), actor=actor, now=now)
        rate = APPENDS / (time.perf_counter() - begin)
        good &= table.line("bare appends, one process", ">= 1,000/s", f"{rate:,.0f}/s", rate >= 1000, rate / bare,
                           f"bare insert+commit {bare:,.0f}/s")  # fmt: skip
        for n in range(0, ENTRIES, 5000):
            with db.write_transaction():
                chain.append(_drafts(chain, APPENDS + n, 5000), actor=actor, now=now)
        connection.close()
        begin = time.perf_counter()
        with sqlite3.connect(home / "db.sqlite3") as raw:
            read = sum(1 for _ in raw.execute("SELECT * FROM kernel_ledger_entry ORDER BY seq"))
        base = read / (time.perf_counter() - begin)
        report = verify.verify(full=False)
        assert report.ok, report.first
        rate = report.entries / report.chain_seconds
        good &= table.line(f"verify the chain of {report.entries:,} entries", ">= 100,000/s", f"{rate:,.0f}/s",
                           rate >= 100_000, rate / base, f"reading them only {base:,.0f}/s")  # fmt: skip
    return int(not good)


if __name__ == "__main__":
    writer(sys.argv[1])
