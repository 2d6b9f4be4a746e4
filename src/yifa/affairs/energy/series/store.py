"""The single writer (写入): closed journal segments become Parquet files that the manifest lists.

A file is written under a temporary name, synced, renamed, and only then listed, in the same step as the segment it
came from. A process that dies at any point leaves either the segment or the listed files, never both counted and
never neither.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series import journal, reading
from yifa.affairs.energy.series.manifest import File, Manifest
from yifa.affairs.energy.series.records import DOUBTFUL, FIELDS, NAMES, SeriesError, moment

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array

RAW, DOUBT, HOUR, MONTH = "raw", "doubt", "hour", "month"
#: rows of a compacted file end a row group at meters whose number is a multiple of this
BUCKET = 64
#: rows of a row group of a segment, so that a range of meters is found without reading the whole file
GROUP = 65_536
DAY = 86_400


def month_of(at: int) -> str:
    """Return the month (2025-03) of a time in seconds."""
    return f"{moment(at):%Y-%m}"


def month_edges(months: list[str]) -> Array:
    """Return the first second of each month and of the one after the last."""
    import numpy as np

    rows = np.array([*months, after(months[-1])], dtype="datetime64[M]")
    return rows.astype("datetime64[s]").astype(np.int64)


@cache
def after(month: str, by: int = 1) -> str:
    """Return the month so many after."""
    year, number = int(month[:4]), int(month[5:]) - 1 + by
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


@dataclass
class Taken:
    """What the writer did."""

    segments: int = 0
    readings: int = 0
    repeats: int = 0
    doubtful: int = 0
    files: int = 0
    damaged: list[str] = field(default_factory=list)


class Series:
    """The folder of the series, for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = Manifest(folder / "manifest.sqlite3")

    def path(self, file: File) -> Path:
        """Return where a listed file is."""
        return self.folder / file.name

    def paths(self, kind: str, months: list[str] | None = None) -> list[Path]:
        """Return the listed files of a kind."""
        return [self.path(file) for file in self.manifest.files(kind, months)]

    def months(self, kind: str = RAW) -> list[str]:
        """Return the months that have files."""
        return sorted({file.month for file in self.manifest.files(kind)})

    def close(self) -> None:
        """Close the manifest."""
        self.manifest.close()


class Writer(Series):
    """The one process that may list files."""

    def __init__(self, folder: Path) -> None:
        self._lock = journal.Lock(folder / "writer.lock", "整理读数")
        try:
            super().__init__(folder)
            self._sweep()
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        """See ``Series.close``."""
        super().close()
        self._lock.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _step(self, name: str) -> None:
        """Called where a process may die; the tests kill it here."""

    def _sweep(self) -> None:
        for path in self.folder.glob("*/*/*.tmp"):
            path.unlink()

    # -- taking segments over -------------------------------------------------------------------------

    def drain(self) -> Taken:
        """Take over every closed segment."""
        taken = Taken()
        for _, path in journal.closed(self.folder / "journal"):
            held = journal.read(path)
            if held.damaged:
                taken.damaged.append(f"{path.name}有{held.damaged}组读数的校验码不符，文件已留存")
            if len(held.block) and not self.manifest.has_segment(held.name):
                self.take(held.block, held.name, held.damaged, taken)
                taken.segments += 1
            self._step("listed")
            if held.damaged:
                path.rename(path.with_suffix(".damaged"))
            else:
                path.unlink()
        return taken

    def take(self, block: Array, name: str, damaged: int = 0, taken: Taken | None = None) -> Taken:
        """Write readings into files by month and list them in one step under the name of their origin."""
        import numpy as np

        taken = taken or Taken()
        block, repeats = ordered(block)
        doubt = block["flags"] & DOUBTFUL > 0
        plain = block if not doubt.any() else block[~doubt]
        listed, touched = [], []
        for month, part in _by_month(np, plain):
            listed.append((RAW, month, *self.put(RAW, month, f"s{name}", part)))
            touched += _touched(np, month, part)
        if doubt.any():
            listed.append((DOUBT, "", *self.put(DOUBT, "all", f"s{name}", block[doubt])))
        self._step("renamed")
        with self.manifest.step():
            self.manifest.add_segment(name, len(block), damaged)
            for kind, month, file, rows, size in listed:
                self.manifest.add(kind, month, file, rows, size, name)
            self.manifest.touch(touched)
            self._step("recording")
        taken.readings += len(block)
        taken.repeats += repeats
        taken.doubtful += int(doubt.sum())
        taken.files += len(listed)
        return taken

    def put(self, kind: str, month: str, stem: str, block: Array) -> tuple[str, int, int]:
        """Write a block durably; return name, rows and bytes."""
        return self.put_table(kind, month, stem, iter([table(block)]), GROUP)

    def put_table(
        self, kind: str, month: str, stem: str, tables: Iterator[Any], most: int = 1 << 26
    ) -> tuple[str, int, int]:
        """Write row groups of at most so many rows durably under the final name; nothing is listed yet."""
        with Sheaf(self, kind, stem, most) as sheaf:
            for one in tables:
                sheaf.add(month, one)
            ((_, name, rows, size),) = sheaf.done()
        return name, rows, size

    # -- keeping the folder small ---------------------------------------------------------------------

    def compact(self, month: str, kind: str = RAW) -> int:
        """Merge the files of a month into one in order of meter and time; return how many repeats went."""
        files = self.manifest.files(kind, [month])
        if len(files) < 2:
            return 0
        before = sum(file.rows for file in files)
        stem = f"c{max(file.id for file in files):08}"
        name, rows, size = self.put_table(kind, month, stem, self._merged(files))
        self._step("renamed")
        with self.manifest.step():
            self.manifest.drop(files)
            self.manifest.add(kind, month, name, rows, size, f"{len(files)} files")
            self._step("recording")
        self._step("listed")
        return before - rows

    def _merged(self, files: list[File]) -> Iterator[Any]:
        import numpy as np

        for low, high in self.chunks(files, 1):
            parts = [block for file in files if len(block := self.rows(file, low, high))]
            if parts:
                yield table(ordered(np.concatenate(parts))[0])

    def vacuum(self) -> int:
        """Delete files that are off the list; return how many."""
        gone = self.manifest.dropped()
        for file in gone:
            self.path(file).unlink(missing_ok=True)
            self._step("deleted")
            with self.manifest.step():
                self.manifest.forget(file)
        return len(gone)

    def retire(self, before: str) -> list[str]:
        """Take raw readings of closed months before a month off the list (留存期满); hours and months stay.

        The month itself must be closed too, since its first hour rests on the last reading before it.
        """
        open_months = [m for m in self.months(RAW) if m <= before and not self.manifest.closed(m)]
        if open_months:
            raise SeriesError(f"{'、'.join(open_months)} 还没有月结，读数不能到期清理")
        files = [file for file in self.manifest.files(RAW) if file.month < before]
        with self.manifest.step():
            self.manifest.drop(files)
        return sorted({file.month for file in files})

    # -- reading in pieces ------------------------------------------------------------------------------

    def chunks(self, files: list[File], rows: int) -> list[tuple[int, int]]:
        """Return ranges of meters (low, below high) that hold about so many rows, from the files' own statistics."""
        return chunks([self.path(file) for file in files], rows)

    def rows(self, file: File, low: int, high: int) -> Array:
        """Return the readings of a range of meters."""
        return read(self.path(file), low, high)


class Sheaf:
    """Files of several months that are written side by side, and become durable together."""

    def __init__(self, writer: Writer, kind: str, stem: str, most: int = 1 << 26) -> None:
        self._writer, self._kind, self._stem, self._most = writer, kind, stem, most
        self._open: dict[str, tuple[Path, Any, Any]] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Sheaf:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, _: Any) -> None:
        for path, file, _out in self._open.values():
            file.close()
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            said = f"序列文件没有写成（{error.strerror}），原有数据不变，腾出空间后重做"
            raise SeriesError(said) from error

    def add(self, month: str, one: Any) -> None:
        """Add rows to the file of a month."""
        import pyarrow.parquet as pq

        if not len(one):
            return
        if month not in self._open:
            path = self._writer.folder / self._kind / month / f"{self._stem}.tmp"
            path.parent.mkdir(parents=True, exist_ok=True)
            file = open(path, "wb")
            self._open[month] = (path, file, pq.ParquetWriter(file, one.schema, **_how(one.schema)))
        self._open[month][2].write_table(one, row_group_size=min(len(one), self._most))
        self._rows[month] = self._rows.get(month, 0) + len(one)

    def done(self) -> list[tuple[str, str, int, int]]:
        """Make the files durable under their final names; return month, name, rows and bytes of each."""
        for _, file, out in self._open.values():
            out.close()
            self._writer._step("written")
            file.flush()
            os.fsync(file.fileno())
            file.close()
        self._writer._step("synced")
        found = []
        for month, (path, _, _) in sorted(self._open.items()):
            final = path.with_suffix(".parquet")
            path.rename(final)
            journal.sync_folder(final.parent)
            name = final.relative_to(self._writer.folder).as_posix()
            found.append((month, name, self._rows[month], final.stat().st_size))
        self._open = {}
        return found


def ordered(block: Array) -> tuple[Array, int]:
    """Return readings in order of meter, register, time and source number, each packet once."""
    import numpy as np

    if len(block) < 2:
        return block, 0
    key = block["meter"].astype(np.int64) << 16 | block["register"].astype(np.int64)
    time = block["time"]
    if _rising(key, time):
        return block, 0
    order = _order(np, key, time)
    key, time = key[order], time[order]
    if _rising(key, time):
        return block[order], 0
    block = block[np.lexsort((block["value"], block["seq"], block["time"], block["register"], block["meter"]))]
    same = np.ones(len(block) - 1, dtype=bool)
    for name in NAMES:
        same &= block[name][1:] == block[name][:-1]
    return block[np.concatenate(([True], ~same))], int(same.sum())


def _order(np: Any, key: Array, time: Array) -> Array:
    """Return the order by meter, register and time; one sort of one number where both fit into it."""
    low, first = int(key.min()), int(time.min())
    bits = (int(time.max()) - first).bit_length()
    if (int(key.max()) - low).bit_length() + bits > 62:
        return np.lexsort((time, key))
    return np.argsort((key - low << bits) | (time - first))


def _rising(key: Array, time: Array) -> bool:
    """True where the rows are already in order and no two share their time."""
    return bool(((key[1:] > key[:-1]) | ((key[1:] == key[:-1]) & (time[1:] > time[:-1]))).all())


def table(block: Array) -> Any:
    """Return a block as an Arrow table."""
    import numpy as np
    import pyarrow as pa

    return pa.table({name: np.ascontiguousarray(block[name]) for name in NAMES})


def _how(schema: Any) -> dict[str, Any]:
    steady = [n for n in ("register", "scale", "flags", "quality") if n in schema.names]
    packed = [f.name for f in schema if f.name not in steady and str(f.type) in ("int32", "int64")]
    return {
        "compression": "zstd", "compression_level": 1, "use_dictionary": steady,
        "column_encoding": dict.fromkeys(packed, "DELTA_BINARY_PACKED"), "write_statistics": True,
    }  # fmt: skip


def read(path: Path, low: int, high: int) -> Array:
    """Return the readings of a range of meters as one block."""
    import numpy as np

    found = reading.columns(path, low, high, FIELDS)
    block = np.empty(len(found["meter"]), dtype=list(FIELDS))
    for name, column in found.items():
        block[name] = column
    return block


def chunks(paths: list[Path], rows: int) -> list[tuple[int, int]]:
    """Return ranges of meters that hold about so many rows over all files."""
    weight: dict[int, float] = {}
    for path in paths:
        of = reading.outline(path)
        for many, (low, high) in zip(of.rows, of.bounds["meter"], strict=True):
            buckets = range(low // BUCKET, high // BUCKET + 1)
            for bucket in buckets:
                weight[bucket] = weight.get(bucket, 0) + many / len(buckets)
    found: list[tuple[int, int]] = []
    begin, held = None, 0.0
    for bucket in sorted(weight):
        begin = bucket if begin is None else begin
        held += weight[bucket]
        if held >= rows:
            found.append((begin * BUCKET, (bucket + 1) * BUCKET))
            begin, held = None, 0.0
    if begin is not None:
        found.append((begin * BUCKET, (max(weight) + 1) * BUCKET))
    return found


def _by_month(np: Any, block: Array) -> Iterator[tuple[str, Array]]:
    if not len(block):
        return
    low, high = int(block["time"].min()), int(block["time"].max())
    first, last = month_of(low), month_of(high)
    if first == last:
        yield first, block
        return
    months = [first]
    while months[-1] < last:
        months.append(after(months[-1]))
    place = np.searchsorted(month_edges(months), block["time"], side="right") - 1
    for number, month in enumerate(months):
        mine = place == number
        if mine.any():
            yield month, block[mine]


def _touched(np: Any, month: str, block: Array) -> list[tuple[str, int]]:
    meter = block["meter"]
    starts = np.flatnonzero(np.concatenate(([True], meter[1:] != meter[:-1])))
    return [(month, one) for one in meter[starts].tolist()]
