"""Reading listed files in columns, a range of meters at a time, so that no more than the range is in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series import cells
from yifa.affairs.energy.series.records import FIELDS

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array
    from yifa.affairs.energy.series.store import Series

Columns = dict[str, Any]
READINGS = tuple((name, kind) for name, kind in FIELDS if name != "seq")
HOURS = tuple(zip(cells.NAMES, cells.KINDS, strict=True))


@dataclass(frozen=True)
class Outline:
    """What a file says of itself: rows of its row groups, and lowest and highest of each column in them."""

    metadata: Any
    rows: list[int]
    bounds: dict[str, list[tuple[int, int]]]

    def touching(self, low: int, high: int) -> list[int]:
        """Return the row groups that may hold a range of meters."""
        return [n for n, (a, b) in enumerate(self.bounds["meter"]) if a < high and b >= low]


def outline(path: Path) -> Outline:
    """Return the outline of a file; a listed file never changes, so that it is read once."""
    found = path.stat()
    return _outline(path, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=256)
def _outline(path: Path, size: int, written: int) -> Outline:
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(path)
    bounds: dict[str, list[tuple[int, int]]] = {name: [] for name in metadata.schema.names}
    rows = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        rows.append(group.num_rows)
        for place, name in enumerate(bounds):
            statistics = group.column(place).statistics
            bounds[name].append((statistics.min, statistics.max))
    return Outline(metadata, rows, bounds)


def columns(path: Path, low: int, high: int, fields: Sequence[tuple[str, str]]) -> Columns:
    """Return the rows of a range of meters; a column that its statistics show to be constant is not decoded."""
    import numpy as np
    import pyarrow.parquet as pq

    of = outline(path)
    wanted = of.touching(low, high)
    if not wanted:
        return {name: np.zeros(0, dtype=kind) for name, kind in fields}
    constant = {}
    for name, _ in fields:
        bounds = {value for n in wanted for value in of.bounds[name][n]}
        if len(bounds) == 1:
            constant[name] = bounds.pop()
    read = [name for name, _ in fields if name not in constant]
    many = sum(of.rows[n] for n in wanted)
    if read:
        with pq.ParquetFile(path, metadata=of.metadata) as file:
            got = file.read_row_groups(wanted, columns=read, use_threads=False)
    found = {
        name: np.broadcast_to(np.array(constant[name], dtype=kind), many)
        if name in constant
        else got[name].to_numpy().astype(kind, copy=False)
        for name, kind in fields
    }
    if all(low <= a and b < high for a, b in (of.bounds["meter"][n] for n in wanted)):
        return found
    keep = (found["meter"] >= low) & (found["meter"] < high)
    return {name: column[keep] for name, column in found.items()}


def pieces(parts: Sequence[Columns], rows: int) -> Iterator[Columns]:
    """Weave files of which each is in order of meter, register and time, so that a meter's rows stand together.

    A piece holds whole meters, about so many rows; those of one meter are not yet in order over the files.
    """
    import numpy as np

    slices: list[tuple[int, int, int, int]] = []
    for number, part in enumerate(parts):
        if not len(part["meter"]):
            continue
        key = part["meter"].astype(np.int64) << 16 | part["register"]
        starts = np.concatenate(([0], np.flatnonzero(key[1:] != key[:-1]) + 1))
        ends = np.append(starts[1:], len(key))
        slices += zip(key[starts].tolist(), [number] * len(starts), starts.tolist(), ends.tolist(), strict=True)
    slices.sort()
    low, held = 0, 0
    for at, (key, _, a, b) in enumerate(slices, 1):
        held += b - a
        if at == len(slices) or (held >= rows and slices[at][0] != key):
            yield {name: _column(np, [parts[n][name][a:b] for _, n, a, b in slices[low:at]]) for name in parts[0]}
            low, held = at, 0


def _column(np: Any, parts: list[Array]) -> Array:
    """Join parts of a column; one that says the same everywhere stays one number."""
    if len(parts) == 1:
        return parts[0]
    if all(part.strides == (0,) for part in parts) and len({int(part[0]) for part in parts}) == 1:
        return np.broadcast_to(parts[0][0], sum(map(len, parts)))
    return np.concatenate(parts)


def woven(parts: list[Columns]) -> Columns:
    """Return all of it in one piece."""
    if len(parts) == 1:
        return parts[0]
    return next(pieces(parts, 1 << 62), parts[0])


def readings(series: Series, months: Sequence[str], low: int, high: int) -> list[Columns]:
    """Return the raw readings of a range of meters, file by file."""
    return [columns(path, low, high, READINGS) for path in series.paths("raw", list(months))]


def hours(series: Series, months: Sequence[str], low: int = 0, high: int = 1 << 31) -> Columns:
    """Return the hours of a range of meters; of an hour that was reckoned again the last reckoning counts."""
    import numpy as np

    found = []
    for month in months:
        files = series.paths("hour", [month])
        parts = [columns(path, low, high, HOURS) for path in files]
        if len(parts) > 1:
            whole = {name: np.concatenate([part[name] for part in parts]) for name in cells.NAMES}
            found.append(latest(np, whole))
        else:
            found += parts
    return woven(found or [_none(HOURS)])


def latest(np: Any, whole: Columns) -> Columns:
    """Return one row per meter, register and hour: the last."""
    order = np.lexsort((np.arange(len(whole["hour"])), whole["hour"], whole["register"], whole["meter"]))
    sorted_ = {name: column[order] for name, column in whole.items()}
    last = np.ones(len(order), dtype=bool)
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for name in ("hour", "register", "meter"):
        same &= sorted_[name][1:] == sorted_[name][:-1]
    last[:-1] = ~same
    return {name: column[last] for name, column in sorted_.items()}


def _none(fields: Sequence[tuple[str, str]]) -> Columns:
    import numpy as np

    return {name: np.zeros(0, dtype=kind) for name, kind in fields}


def only(part: Columns, keep: Array) -> Columns:
    """Return some rows."""
    return part if keep.all() else {name: column[keep] for name, column in part.items()}
