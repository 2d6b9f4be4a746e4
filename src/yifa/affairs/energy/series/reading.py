"""Reading listed files in columns, a range of meters at a time, so that no more than the range is in memory."""

from __future__ import annotations

from collections.abc import Sequence
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


def columns(path: Path, low: int, high: int, fields: Sequence[tuple[str, str]]) -> Columns:
    """Return the rows of a range of meters; a column that its statistics show to be constant is not decoded."""
    import numpy as np
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        meta = file.metadata
        place = {meta.schema.column(n).name: n for n in range(meta.num_columns)}
        groups = [meta.row_group(n) for n in range(meta.num_row_groups)]
        ranges = [_range(group, place["meter"]) for group in groups]
        wanted = [n for n, (a, b) in enumerate(ranges) if a < high and b >= low]
        if not wanted:
            return {name: np.zeros(0, dtype=kind) for name, kind in fields}
        constant = {}
        for name, _ in fields:
            bounds = {value for n in wanted for value in _range(groups[n], place[name])}
            if len(bounds) == 1:
                constant[name] = bounds.pop()
        read = [name for name, _ in fields if name not in constant]
        got = file.read_row_groups(wanted, columns=read, use_threads=False)
        many = sum(groups[n].num_rows for n in wanted)
    found = {
        name: np.full(many, constant[name], dtype=kind)
        if name in constant
        else got[name].to_numpy().astype(kind, copy=False)
        for name, kind in fields
    }
    meter = found["meter"]
    if int(meter.min()) >= low and int(meter.max()) < high:
        return found
    keep = (meter >= low) & (meter < high)
    return {name: column[keep] for name, column in found.items()}


def _range(group: Any, place: int) -> tuple[int, int]:
    statistics = group.column(place).statistics
    return statistics.min, statistics.max


def woven(parts: list[Columns]) -> Columns:
    """Join files of which each is in order of meter, register and time, so that each meter's rows stand together."""
    import numpy as np

    parts = [part for part in parts if len(part["meter"])] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    slices: list[tuple[int, int, int, int]] = []
    for number, part in enumerate(parts):
        key = part["meter"].astype(np.int64) << 16 | part["register"].astype(np.int64)
        starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        ends = np.append(starts[1:], len(key))
        slices += zip(key[starts].tolist(), [number] * len(starts), starts.tolist(), ends.tolist(), strict=True)
    slices.sort()
    return {name: np.concatenate([parts[n][name][a:b] for _, n, a, b in slices]) for name in parts[0]}


def readings(series: Series, months: Sequence[str], low: int, high: int) -> Columns:
    """Return the raw readings of a range of meters."""
    parts = [columns(path, low, high, READINGS) for path in series.paths("raw", list(months))]
    return woven(parts or [_none(READINGS)])


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
