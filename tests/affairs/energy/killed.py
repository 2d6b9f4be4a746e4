"""A process that is killed: run by ``test_series_store``, one child per step, so that nothing of it cleans up."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pandas  # noqa: F401 - pyarrow asks for it; once, before the children are made
import pyarrow.parquet  # noqa: F401

from yifa.affairs.energy.series import journal
from yifa.affairs.energy.series.journal import Journal
from yifa.affairs.energy.series.records import NAMES, packed
from yifa.affairs.energy.series.store import RAW, Writer

FEBRUARY = 1_738_368_000  # 2025-02-01 00:00


def block(first: int, many: int = 50):
    return packed([(n % 7, 0, 2, 0, FEBRUARY - 3600 + n * 900, n, n * 10) for n in range(first, first + many)])


def child(work) -> int:
    number = os.fork()
    if number == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(number, 0)[1]


class Doomed(Writer):
    """A writer that is killed at a step: of taking segments over, or of compaction."""

    compacting = False
    dies = ""

    def _step(self, name: str) -> None:
        if ("compact " if self.compacting else "") + name == self.dies:
            os.kill(os.getpid(), signal.SIGKILL)


def held(folder: Path) -> list[int]:
    """Return the source numbers of all listed readings."""
    read, write = os.pipe()

    def work() -> None:
        with Writer(folder) as writer:
            writer.drain()
            writer.drain()
            found = [writer.rows(file, 0, 1 << 30) for file in writer.manifest.files(RAW)]
        rows = np.concatenate(found) if found else packed([])
        os.write(write, json.dumps(sorted(rows["seq"].tolist())).encode() + b"\n")

    child(work)
    with os.fdopen(read) as lines:
        return json.loads(lines.readline())


def drained(folder: Path, dies: str = "", compact: bool = False) -> int:
    def work() -> None:
        with Doomed(folder) as writer:
            writer.dies = dies
            writer.drain()
            if compact:
                writer.compacting = True
                for month in writer.months():
                    writer.compact(month)
                writer.vacuum()

    return child(work)


def written(folder: Path, first: int) -> None:
    def work() -> None:
        with Journal(folder / "journal") as log:
            log.write(block(first))

    child(work)


def main(folder: Path) -> None:
    report = {}
    for step in ("written", "synced", "renamed", "recording", "listed"):
        here = folder / step
        written(here, 0)
        status = drained(here, step)
        report[step] = {"killed": os.WIFSIGNALED(status), "held": held(here)}
    for step in ("written", "synced", "renamed", "recording", "listed", "deleted"):
        here = folder / f"compact-{step}"
        written(here, 0)
        written(here, 25)
        status = drained(here, f"compact {step}", compact=True)
        drained(here, compact=True)
        report[f"compact-{step}"] = {"killed": os.WIFSIGNALED(status), "held": held(here)}
    report["journal"] = killed_while_receiving(folder / "receiving")
    print(json.dumps(report))


def killed_while_receiving(here: Path) -> dict:
    """Kill a receiver in the middle of its work; return what it had acknowledged and what is there afterwards."""
    read, write = os.pipe()

    def work() -> None:
        with Journal(here / "journal", delay=0.0, segment=4096) as log:
            for number in range(10_000):
                log.write(block(number * 50))
                os.write(write, b"%d\n" % number)
                if number == 40:
                    log.append(block(10**6))
                    os.kill(os.getpid(), signal.SIGKILL)

    status = child(work)
    os.close(write)
    with os.fdopen(read) as lines:
        acknowledged = len(lines.readlines())
    torn = next((here / "journal").glob("*.open"), None)
    if torn:
        with torn.open("ab") as out:
            out.write(journal.group(block(2 * 10**6).tobytes())[:-7])
    child(lambda: Journal(here / "journal").close())
    return {"killed": os.WIFSIGNALED(status), "acknowledged": acknowledged, "held": held(here), "names": len(NAMES)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
