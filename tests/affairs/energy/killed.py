"""A process that is killed: run by ``test_series_store``, one child per step, so that nothing of it cleans up."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import ibis.backends.duckdb  # noqa: F401
import numpy as np
import pandas  # noqa: F401 - pyarrow asks for it; once, before the children are made
import pyarrow.parquet  # noqa: F401

from yifa.affairs.energy.series import closing, journal
from yifa.affairs.energy.series.hours import Reckoner
from yifa.affairs.energy.series.journal import Journal
from yifa.affairs.energy.series.records import NAMES, packed
from yifa.affairs.energy.series.store import RAW, Writer

MONTH = "2025-02"
FEBRUARY = 1_738_368_000  # 2025-02-01 00:00


def block(first: int, many: int = 50):
    return packed([(n % 7 + 1, 0, 2, 0, FEBRUARY - 3600 + n * 900, n, n * 10) for n in range(first, first + many)])


def child(work) -> int:
    number = os.fork()
    if number == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(number, 0)[1]


class Doomed(Writer):
    """A writer that is killed at a step: of taking segments over, of compaction, or of a month close."""

    doing = ""
    dies = ""

    def _step(self, name: str) -> None:
        if f"{self.doing}{name}" == self.dies:
            os.kill(os.getpid(), signal.SIGKILL)


def told(work) -> Any:
    """Return what a child says."""
    read, write = os.pipe()
    child(lambda: os.write(write, json.dumps(work()).encode() + b"\n"))
    with os.fdopen(read) as lines:
        return json.loads(lines.readline())


def held(folder: Path) -> list[int]:
    """Return the source numbers of all listed readings."""

    def work() -> list[int]:
        with Writer(folder) as writer:
            writer.drain()
            writer.drain()
            found = [writer.rows(file, 0, 1 << 30) for file in writer.manifest.files(RAW)]
        rows = np.concatenate(found) if found else packed([])
        return sorted(rows["seq"].tolist())

    return told(work)


def drained(folder: Path, dies: str = "", compact: bool = False) -> int:
    def work() -> None:
        with Doomed(folder) as writer:
            writer.dies = dies
            writer.drain()
            if compact:
                writer.doing = "compact "
                for month in writer.months():
                    writer.compact(month)
                writer.vacuum()

    return child(work)


def written(folder: Path, first: int) -> None:
    def work() -> None:
        with Journal(folder / "journal") as log:
            log.write(block(first))

    child(work)


def closed(folder: Path, dies: str = "", reopen: bool = False) -> int:
    """Take over, normalise, and close the month, perhaps to be killed in it."""

    def work() -> None:
        with Doomed(folder) as writer:
            for meter in range(1, 8):
                writer.manifest.configure(f"m{meter}", {})
            writer.drain()
            Reckoner(writer, 1).run()
            writer.doing, writer.dies = "close ", dies
            closing.close(writer, MONTH, reopen)

    return child(work)


def versions(folder: Path) -> dict[str, Any]:
    """Return the versions of the month with their digests, the files listed for them, and what they came to."""

    def work() -> dict[str, Any]:
        with Writer(folder) as writer:
            held = writer.manifest.closed(MONTH)
            lines = closing.read(writer, MONTH).lines if held else []
            return {
                "digests": [digest for _, _, digest, _ in held],
                "files": len(writer.manifest.files("month")),
                "waste": len(list(folder.glob("month/*/*.tmp"))),
                "sum": str(sum(line.value or 0 for line in lines)),
            }

    return told(work)


def killed_while_closing(folder: Path) -> dict[str, Any]:
    """Kill a month close at each step, first and reopened; return what was there then, and after doing it again."""
    report: dict[str, Any] = {}
    for step in ("", "synced", "recording", "listed"):
        here = folder / f"close-{step}"
        written(here, 0)
        status = closed(here, f"close {step}")
        found = {"killed": os.WIFSIGNALED(status), "then": versions(here)}
        closed(here)
        found["again"] = versions(here)
        written(here, 50)
        closed(here, f"close {step}", reopen=True)
        found["reopening"] = versions(here)
        closed(here, reopen=True)
        found["reopened"] = versions(here)
        report[step] = found
    return report


def main(folder: Path) -> None:
    report: dict[str, Any] = {}
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
    report["close"] = killed_while_closing(folder)
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
