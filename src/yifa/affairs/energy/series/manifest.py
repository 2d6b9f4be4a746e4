"""The manifest (清单): which files hold the series. A file that is not listed here does not exist for any reader.

A SQLite file of its own beside the files, so that a file and its line come and go in one step whatever database the
records are in. One writer, many readers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yifa.affairs.energy.series.records import SeriesError

SCHEMA = """
CREATE TABLE IF NOT EXISTS segment (name TEXT PRIMARY KEY, readings INTEGER NOT NULL, damaged INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, month TEXT NOT NULL, name TEXT NOT NULL UNIQUE,
    rows INTEGER NOT NULL, bytes INTEGER NOT NULL, origin TEXT NOT NULL, live INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS file_live ON file (kind, month) WHERE live = 1;
CREATE TABLE IF NOT EXISTS touched (
    month TEXT NOT NULL, meter INTEGER NOT NULL, PRIMARY KEY (month, meter)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
    month TEXT NOT NULL, meter INTEGER NOT NULL, PRIMARY KEY (meter, month)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meter (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, config TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS closed (
    month TEXT NOT NULL, version INTEGER NOT NULL, file INTEGER NOT NULL REFERENCES file (id), digest TEXT NOT NULL,
    config TEXT NOT NULL, PRIMARY KEY (month, version)
);
"""


@dataclass(frozen=True)
class File:
    """A listed file."""

    id: int
    kind: str
    month: str
    name: str
    rows: int
    bytes: int
    origin: str


class _Connection(sqlite3.Connection):
    """A connection whose failures a person can read: a full disk, a folder that may not be written, a lock held."""

    def execute(self, *given: Any) -> sqlite3.Cursor:
        with _said():
            return super().execute(*given)

    def executemany(self, *given: Any) -> sqlite3.Cursor:
        with _said():
            return super().executemany(*given)

    def executescript(self, *given: Any) -> sqlite3.Cursor:
        with _said():
            return super().executescript(*given)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = f"读数清单读写不成（{error}），原有数据不变，请查磁盘空间和目录权限后重做"
        raise SeriesError(said) from error


class Manifest:
    """The open manifest."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _said():
            self._db = sqlite3.connect(
                path, timeout=20, isolation_level=None, check_same_thread=False, factory=_Connection
            )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Do everything inside in one step, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a disk error has ended it already
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- segments and files ---------------------------------------------------------------------------

    def has_segment(self, name: str) -> bool:
        """Return whether the readings of a journal segment are in listed files."""
        return self._db.execute("SELECT 1 FROM segment WHERE name = ?", (name,)).fetchone() is not None

    def add_segment(self, name: str, readings: int, damaged: int) -> None:
        """Record that a segment has been taken over."""
        self._db.execute("INSERT INTO segment VALUES (?, ?, ?)", (name, readings, damaged))

    def add(self, kind: str, month: str, name: str, rows: int, size: int, origin: str) -> int:
        """List a file."""
        done = self._db.execute(
            "INSERT INTO file (kind, month, name, rows, bytes, origin) VALUES (?, ?, ?, ?, ?, ?)",
            (kind, month, name, rows, size, origin),
        )
        return int(done.lastrowid or 0)

    def drop(self, files: Iterable[File]) -> None:
        """Take files off the list; they are deleted later, since a reader may still hold an older list."""
        self._db.executemany("UPDATE file SET live = 0 WHERE id = ?", [(file.id,) for file in files])

    def files(self, kind: str, months: Iterable[str] | None = None) -> list[File]:
        """Return the listed files in order of month and entry."""
        rows = self._db.execute(
            "SELECT id, kind, month, name, rows, bytes, origin FROM file"
            " WHERE live = 1 AND kind = ? ORDER BY month, id",
            (kind,),
        )
        wanted = None if months is None else set(months)
        return [File(*row) for row in rows if wanted is None or row[2] in wanted]

    def dropped(self) -> list[File]:
        """Return the files that are off the list and not yet forgotten."""
        rows = self._db.execute("SELECT id, kind, month, name, rows, bytes, origin FROM file WHERE live = 0")
        return [File(*row) for row in rows]

    def forget(self, file: File) -> None:
        """Forget a dropped file, except that a closed month keeps the number of its file."""
        self._db.execute("DELETE FROM file WHERE id = ? AND id NOT IN (SELECT file FROM closed)", (file.id,))

    # -- what has to be reckoned again ----------------------------------------------------------------

    def touch(self, rows: Iterable[tuple[str, int]]) -> None:
        """Note that readings of a meter in a month have come in."""
        rows = list(rows)
        self._db.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?)", rows)
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", rows)

    def touched(self) -> list[tuple[str, int]]:
        """Return month and meter of what has been touched since it was last reckoned."""
        return self._db.execute("SELECT month, meter FROM touched ORDER BY month, meter").fetchall()

    def seen(self) -> dict[str, set[int]]:
        """Return the meters that have readings, by month."""
        found: dict[str, set[int]] = {}
        for month, meter in self._db.execute("SELECT month, meter FROM seen"):
            found.setdefault(month, set()).add(meter)
        return found

    def nearest(self, meter: int, month: str) -> tuple[str | None, str | None]:
        """Return the nearest months before and after a month in which a meter has readings."""
        ask = "SELECT {}(month) FROM seen WHERE meter = ? AND month {} ?"
        row = [self._db.execute(ask.format(*how), (meter, month)).fetchone()[0] for how in (("max", "<"), ("min", ">"))]
        return row[0], row[1]

    def far(self, first: str, last: str, low: int, high: int) -> dict[str, list[int]]:
        """Return the nearest months with readings before ``first`` and after ``last`` of meters silent in these."""
        found: dict[str, list[int]] = {}
        ask = (
            "SELECT meter, {}(month) AS near FROM seen WHERE meter >= ? AND meter < ? AND month {} ?"
            " GROUP BY meter HAVING near <> ?"
        )
        for edge, *how in ((first, "max", "<="), (last, "min", ">=")):
            for meter, near in self._db.execute(ask.format(*how), (low, high, edge, edge)):
                found.setdefault(near, []).append(meter)
        return found

    def settle(self, rows: Iterable[tuple[str, int]]) -> None:
        """Note that meters have been reckoned for a month."""
        self._db.executemany("DELETE FROM touched WHERE month = ? AND meter = ?", rows)

    # -- meters -----------------------------------------------------------------------------------------

    def meters(self) -> dict[int, tuple[str, dict[str, Any]]]:
        """Return name and settings of every meter by its number here."""
        rows = self._db.execute("SELECT id, name, config FROM meter ORDER BY id")
        return {number: (name, json.loads(config)) for number, name, config in rows}

    def known(self, names: Iterable[str]) -> dict[str, tuple[int, dict[str, Any]]]:
        """Return number and settings of those of some meters that are known here, by name."""
        rows = self._db.execute(
            "SELECT name, id, config FROM meter WHERE name IN (SELECT value FROM json_each(?))",
            (json.dumps(list(names)),),
        )
        return {name: (number, json.loads(config)) for name, number, config in rows}

    def number(self, name: str) -> int:
        """Return the number of a meter; a name seen for the first time gets one."""
        found = self._db.execute("SELECT id FROM meter WHERE name = ?", (name,)).fetchone()
        if found is None:
            self._db.execute("INSERT OR IGNORE INTO meter (name) VALUES (?)", (name,))
            found = self._db.execute("SELECT id FROM meter WHERE name = ?", (name,)).fetchone()
        return int(found[0])

    def configure(self, name: str, config: dict[str, Any]) -> int:
        """Set what is known of a meter; its register has to be reckoned again where that changed."""
        number = self.number(name)
        text = json.dumps(config, ensure_ascii=False, sort_keys=True)
        done = self._db.execute("UPDATE meter SET config = ? WHERE id = ? AND config <> ?", (text, number, text))
        if done.rowcount:
            self._db.execute("INSERT OR IGNORE INTO touched SELECT month, meter FROM seen WHERE meter = ?", (number,))
        return number

    # -- closed months ----------------------------------------------------------------------------------

    def close_month(self, month: str, version: int, file: int, digest: str, config: str) -> None:
        """Record a version of a closed month."""
        self._db.execute("INSERT INTO closed VALUES (?, ?, ?, ?, ?)", (month, version, file, digest, config))

    def closed(self, month: str) -> list[tuple[int, int, str, str]]:
        """Return version, file, digest and settings of a closed month, newest first."""
        rows = self._db.execute(
            "SELECT version, file, digest, config FROM closed WHERE month = ? ORDER BY version DESC", (month,)
        )
        return rows.fetchall()

    def name_of(self, file: int) -> str:
        """Return the name of a file by its number."""
        return str(self._db.execute("SELECT name FROM file WHERE id = ?", (file,)).fetchone()[0])
