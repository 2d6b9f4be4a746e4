"""The way in (入口): readings of any source become rows of the journal; what is on the disk is acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from yifa.affairs.energy.series.journal import Journal
from yifa.affairs.energy.series.manifest import Manifest
from yifa.affairs.energy.series.records import Row, packed, row

#: how far a source's clock may be ahead of ours, and how old a reading may be that it keeps for us
AHEAD, BEHIND = timedelta(minutes=10), timedelta(days=400)


class Inlet:
    """Meters by name, times against our clock, readings into the journal."""

    def __init__(self, folder: Path, now: Callable[[], datetime], ahead: timedelta = AHEAD, behind: timedelta = BEHIND):
        self._manifest = Manifest(folder / "manifest.sqlite3")
        self._journal = Journal(folder / "journal")
        self.now, self._ahead, self._behind = now, ahead, behind
        self._numbers: dict[str, int] = {}
        self._guard = threading.Lock()
        self.doubtful = self.unusable = self.taken = 0

    def close(self) -> None:
        """Write what is queued and free the journal."""
        self._journal.close()
        self._manifest.close()

    def __enter__(self) -> Inlet:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rotate(self) -> None:
        """Let the writer have what has come in."""
        self._journal.rotate()

    def number(self, name: str) -> int:
        """Return the number of a meter; two sources that name the same meter mean the same register."""
        with self._guard:
            if name not in self._numbers:
                self._numbers[name] = self._manifest.number(name)
            return self._numbers[name]

    def row(
        self, meter: str, register: int, at: datetime, value: Decimal, seq: int, manual: bool = False,
        believed: bool = True,
    ) -> Row | None:  # fmt: skip
        """Return a reading as a row; one that cannot be believed is kept and marked; None where it is no number."""
        now = self.now()
        doubtful = not believed or (not manual and not now - self._behind <= at <= now + self._ahead)
        found = row(self.number(meter), register, at, value, seq, manual, doubtful)
        self.doubtful += doubtful and found is not None
        self.unusable += found is None
        return found

    def take(self, rows: Iterable[Row | None]) -> Future[int]:
        """Append rows; the result of the future is the acknowledgement."""
        block = packed([one for one in rows if one is not None])
        self.taken += len(block)
        return self._journal.append(block)
