"""Month close of the series (月结): what every meter, virtual meter, node of the tree and item came to.

A closed month is a file of its own with a digest and the settings of the meters it rests on. Later readings, ratios
or trees never change it; a reopened month gets a new version beside the old one, with the difference.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.metering.items import parent, rolled
from yifa.affairs.energy.engine.metering.tree import balances, virtual
from yifa.affairs.energy.engine.numbers import over, shown
from yifa.affairs.energy.series import analytics
from yifa.affairs.energy.series.hours import Reckoner
from yifa.affairs.energy.series.records import SeriesError
from yifa.affairs.energy.series.registry import checked, digest
from yifa.affairs.energy.series.store import HOUR, MONTH, Series, Writer, after, month_edges

if TYPE_CHECKING:
    from collections.abc import Mapping

METER, VIRTUAL, BALANCE, ITEM = "meter", "virtual", "balance", "item"
#: places of a share in percent
SHARE_PLACES = 4


@dataclass(frozen=True)
class Line:
    """One line of a closed month; ``value`` None is missing. ``covered`` and ``measured`` in seconds of the month."""

    kind: str
    name: str
    value: Fraction | None
    covered: int = 0
    measured: int = 0
    note: str = ""

    def text(self) -> list[Any]:
        """Return the line as stored."""
        return [self.kind, self.name, exact_text(self.value), self.covered, self.measured, self.note]


@dataclass
class Closed:
    """A closed month."""

    month: str
    version: int
    digest: str
    seconds: int
    lines: list[Line]
    differences: list[str] = field(default_factory=list)
    again: bool = False

    def value(self, kind: str, name: str) -> Fraction | None:
        """Return the value of a line."""
        return next(line.value for line in self.lines if (line.kind, line.name) == (kind, name))


def exact_text(value: Fraction | None) -> str | None:
    """Return a number that ends, in full."""
    if value is None:
        return None
    places = next(p for p in range(40) if (value * 10**p).denominator == 1)
    return format(shown(value, places), "f")


def close(writer: Writer, month: str, reopen: bool = False, url: str = "") -> Closed:
    """Close a month; one that is closed is read again and never reckoned again, unless it is reopened.

    ``url`` names the engine that sums, see ``analytics``.
    """
    before = read(writer, month) if writer.manifest.closed(month) else None
    if before and not reopen:
        before.again = True
        return before
    if before:
        Reckoner(writer, reopened=month).run([month])
    waiting = sum(one == month for one, _ in writer.manifest.touched())
    if waiting:
        raise SeriesError(f"{month}还有{waiting}块表的读数没有归一，先运行 yifa energy normalise")
    if not writer.manifest.files(HOUR, [month]):
        raise SeriesError(f"{month}没有小时数据，不能月结")
    configs = dict(writer.manifest.meters().values())
    checked(configs)
    lines = reckon(writer, month, configs, url)
    text, settings = digest(configs)
    version = before.version + 1 if before else 1
    found = Closed(month, version, _digest(month, lines, settings), _seconds(month), lines)
    if before and before.digest == found.digest:
        before.again = True
        return before
    if before:
        found.differences = differences(before, found)
    name, rows, size = writer.put_table(MONTH, month, f"v{version:04}", iter([_table(lines)]))
    writer._step("renamed")
    with writer.manifest.step():
        file = writer.manifest.add(MONTH, month, name, rows, size, "close")
        writer._step("recording")
        writer.manifest.close_month(month, version, file, found.digest, text)
    writer._step("listed")
    return found


def reckon(series: Series, month: str, configs: Mapping[str, Mapping[str, Any]], url: str = "") -> list[Line]:
    """Return the lines of a month from its hours."""
    sums = _sums(series, month, configs, url)
    lines = [Line(METER, name, *sums.get(name, (None, 0, 0))) for name, c in configs.items() if not c.get("virtual")]
    values = {line.name: line.value for line in lines}
    equations = {name: c["virtual"] for name, c in configs.items() if c.get("virtual")}
    for name, value in virtual(equations, values).items():
        lines.append(Line(VIRTUAL, name, value))
        values[name] = value
    parents = {name: c.get("parent") for name, c in configs.items()}
    for name, one in balances(parents, values).items():
        share = "" if one.percent is None else f"{shown(one.percent, SHARE_PLACES)}%"
        lines.append(Line(BALANCE, name, one.unaccounted, note=one.flag or share))
    items: dict[str, list[Fraction | None]] = {}
    for name, config in configs.items():
        if config.get("item"):
            items.setdefault(config["item"], []).append(values.get(name))
    whole = rolled({code: _together(parts) for code, parts in items.items()})
    for code, total in sorted(whole.items()):
        up = parent(code)
        part = over(total * 100, whole.get(up)) if up and total is not None else None
        lines.append(Line(ITEM, code, total, note="" if part is None else f"{shown(part, SHARE_PLACES)}%"))
    return lines


def _together(parts: list[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


def _sums(
    series: Series, month: str, configs: Mapping[str, Mapping[str, Any]], url: str
) -> dict[str, tuple[Fraction | None, int, int]]:
    """Return per meter its consumption, seconds covered and measured; of several registers the one that counts."""
    numbers = {number: name for number, (name, _) in series.manifest.meters().items()}
    low, high = (datetime.fromisoformat(f"{one}-01") for one in (month, after(month)))
    connection = analytics.connect(url)
    try:
        rows = analytics.rows(connection, analytics.totals(analytics.hours(connection, series, [month]), low, high))
    finally:
        connection.disconnect()
    found: dict[str, tuple[Fraction | None, int, int]] = {}
    for meter, register, scale, value, covered, measured, _hours in rows:
        name = numbers[meter]
        if register != int(configs.get(name, {}).get("register", 0)):
            continue
        total, one, other = found.get(name, (None, 0, 0))
        if covered:
            total = (total or Fraction(0)) + analytics.amount(value, scale)
        found[name] = (total, one + covered, other + measured)
    return found


def read(series: Series, month: str) -> Closed:
    """Return a closed month as it was closed, after checking its digest."""
    import pyarrow.parquet as pq

    version, file, said, text = series.manifest.closed(month)[0]
    rows = pq.ParquetFile(series.folder / series.manifest.name_of(file)).read().to_pylist()
    lines = [
        Line(r["kind"], r["name"], None if r["value"] is None else Fraction(r["value"]), r["covered"], r["measured"],
             r["note"])
        for r in rows
    ]  # fmt: skip
    settings = hashlib.sha256(text.encode()).hexdigest()
    if _digest(month, lines, settings) != said:
        raise SeriesError(f"{month}的月结文件与摘要不符，文件被改动过")
    return Closed(month, version, said, _seconds(month), lines)


def differences(before: Closed, now: Closed) -> list[str]:
    """Return what a reopened month changed, a sentence for each line."""
    old, new = ({(line.kind, line.name): line.value for line in one.lines} for one in (before, now))
    return [
        f"{name}原为{_said(old.get((kind, name)))}，更正为{_said(new.get((kind, name)))}"
        for kind, name in dict.fromkeys((*old, *new))
        if old.get((kind, name)) != new.get((kind, name))
    ]


def _said(value: Fraction | None) -> str:
    return exact_text(value) or "无数据"


def _digest(month: str, lines: list[Line], settings: str) -> str:
    text = json.dumps([month, settings, [line.text() for line in lines]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _seconds(month: str) -> int:
    low, high = month_edges([month]).tolist()
    return high - low


def _table(lines: list[Line]) -> Any:
    import pyarrow as pa

    names = ("kind", "name", "value", "covered", "measured", "note")
    kinds = (pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.string())
    columns = list(zip(*(line.text() for line in lines), strict=True)) or [()] * len(names)
    return pa.table({n: pa.array(c, type=k) for n, c, k in zip(names, columns, kinds, strict=True)})
