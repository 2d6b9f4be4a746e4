"""What pages read of the series (页面用的汇总): per month three small files made from its hours.

``main``: the hours of meters that have none above them; ``days``: their days; ``sums``: one row per meter and month.
A file carries the numbers of the hour files it was made from as its origin: where these have changed it is stale, and
readers go to the hours themselves until the writer has made it again. So a page is never wrong, at worst slower.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series import analytics, cells, reading
from yifa.affairs.energy.series.records import moment
from yifa.affairs.energy.series.store import HOUR, Sheaf, Writer

if TYPE_CHECKING:
    from yifa.affairs.energy.series.manifest import File
    from yifa.affairs.energy.series.store import Series

MAIN, DAYS, SUMS = "main", "days", "sums"
DAY = 86_400
SUMMED = (
    ("meter", "<i4"), ("scale", "i1"), ("day", "<i8"), ("value", "<i8"), ("covered", "<i8"), ("measured", "<i8"),
)  # fmt: skip
#: rows of a row group of ``main``: a dozen meters of a month
GROUP = 8192
Columns = dict[str, Any]


def origin(series: Series, month: str) -> str:
    """Return the name of the state of a month's hours."""
    return ",".join(str(file.id) for file in series.manifest.files(HOUR, [month]))


def fresh(series: Series, kind: str, months: Sequence[str]) -> dict[str, File]:
    """Return the files of a kind that are made from the hours as they are now, by month."""
    ids: dict[str, list[str]] = {}
    for file in series.manifest.files(HOUR, months):
        ids.setdefault(file.month, []).append(str(file.id))
    made = {file.month: file for file in series.manifest.files(kind, months)}
    return {month: file for month, file in made.items() if file.origin == ",".join(ids.get(month, []))}


def refresh(writer: Writer, told: Any = None) -> list[str]:
    """Make what is stale; return the months."""
    done = []
    for month in writer.months(HOUR):
        if len(fresh(writer, MAIN, [month])) == len(fresh(writer, SUMS, [month])) == 1:
            continue
        _make(writer, month)
        done.append(month)
    return done


def _make(writer: Writer, month: str) -> None:
    import numpy as np
    import pyarrow as pa

    state, stem = origin(writer, month), f"g{max(f.id for f in writer.manifest.files(HOUR, [month])):08}"
    configs = writer.manifest.meters()
    registers = {number: int(config.get("register", 0)) for number, (_, config) in configs.items()}
    heads = np.array([n for n, (_, c) in configs.items() if not c.get("parent") and not c.get("virtual")])
    old = [file for kind in (MAIN, DAYS, SUMS) for file in writer.manifest.files(kind, [month])]
    listed = []
    with Sheaf(writer, MAIN, stem, GROUP) as main, Sheaf(writer, DAYS, stem) as days, Sheaf(writer, SUMS, stem) as sums:
        for low, high in writer.chunks(writer.manifest.files(HOUR, [month]), 2_000_000):
            part = chosen(reading.hours(writer, [month], low, high), registers)
            mine = reading.only(part, np.isin(part["meter"], heads))
            main.add(month, pa.table({name: mine[name] for name in cells.NAMES}))
            days.add(month, pa.table(summed(mine, DAY)))
            sums.add(month, pa.table(summed(part, 0)))
        for kind, sheaf in ((MAIN, main), (DAYS, days), (SUMS, sums)):
            listed += [(kind, *one) for one in sheaf.done()]
    with writer.manifest.step():
        writer.manifest.drop(old)
        for kind, one, name, rows, size in listed:
            writer.manifest.add(kind, one, name, rows, size, state)


def chosen(part: Columns, registers: dict[int, int]) -> Columns:
    """Return the rows of the register that counts of each meter."""
    import numpy as np

    other = {number: register for number, register in registers.items() if register}
    if not other and not part["register"].any():
        return part
    table = np.zeros(max([*registers, int(part["meter"].max()) if len(part["meter"]) else 0]) + 1, dtype=np.int64)
    for number, register in other.items():
        table[number] = register
    return reading.only(part, part["register"] == table[part["meter"]])


def summed(part: Columns, width: int) -> Columns:
    """Return sums by meter and slot of so many seconds; 0 adds the whole up. Rows stand in order of meter and hour."""
    import numpy as np

    if not len(part["hour"]):
        return {name: np.zeros(0, dtype=kind) for name, kind in SUMMED}
    slot = part["hour"] - part["hour"] % width if width else np.zeros(len(part["hour"]), dtype=np.int64)
    top = part["scale"]
    starts = np.flatnonzero(
        np.concatenate(([True], (part["meter"][1:] != part["meter"][:-1]) | (slot[1:] != slot[:-1])))
    )
    scale = np.maximum.reduceat(top, starts)
    lengths = np.diff(np.append(starts, len(slot)))
    lifted = part["value"] * 10 ** (np.repeat(scale, lengths).astype(np.int64) - top.astype(np.int64))
    sums = {name: np.add.reduceat(part[name].astype(np.int64), starts) for name in ("covered", "measured")}
    found = {"meter": part["meter"][starts], "scale": scale, "day": slot[starts],
             "value": np.add.reduceat(lifted, starts), **sums}  # fmt: skip
    return {name: found[name].astype(kind) for name, kind in SUMMED}


# -- for readers --------------------------------------------------------------------------------------------


def main_hours(series: Series, months: Sequence[str], meters: Sequence[int]) -> Columns:
    """Return the hours of some total meters over some months."""
    made = fresh(series, MAIN, months)
    parts = []
    for month in months:
        for number in sorted(meters):
            if month in made:
                parts.append(reading.columns(series.path(made[month]), number, number + 1, reading.HOURS))
            else:
                parts.append(reading.hours(series, [month], number, number + 1))
    return joined(parts, cells.NAMES)


def month_sums(series: Series, months: Sequence[str], low: int = 0, high: int = 1 << 31) -> dict[str, Columns]:
    """Return the sums of the meters of a range, by month."""
    made = fresh(series, SUMS, months)
    out = {}
    for month in months:
        if month in made:
            out[month] = reading.columns(series.path(made[month]), low, high, SUMMED)
        else:
            registers = {number: int(c.get("register", 0)) for number, (_, c) in series.manifest.meters().items()}
            out[month] = summed(chosen(reading.hours(series, [month], low, high), registers), 0)
    return out


def by_day(
    series: Series, months: Sequence[str], meters: Sequence[int], url: str = ""
) -> list[tuple[date, Fraction, int, int]]:
    """Return day, use, seconds covered and meters read of some total meters, summed by the analytics engine."""
    import ibis

    have = set(series.months(HOUR))
    months = [month for month in months if month in have]
    if not months:
        return []
    made = fresh(series, DAYS, months)
    connection = analytics.connect(url)
    try:
        if len(made) == len(months) and connection.name == "duckdb":
            table = connection.read_parquet([str(series.path(made[month])) for month in months])
        else:
            parts = [summed(reading.hours(series, [month], min(meters), max(meters) + 1), DAY) for month in months]
            table = analytics.loaded(connection, joined(parts, [name for name, _ in SUMMED]), "energy_days")
        wanted = analytics.loaded(connection, {"wanted": sorted(meters)}, "energy_wanted")
        mine = table.join(wanted, table.meter == wanted.wanted, how="semi")
        whole = mine.group_by(["day", "scale"]).aggregate(
            value=mine.value.cast("int64").sum(), covered=mine.covered.cast("int64").sum(), meters=mine.count()
        )
        rows = analytics.rows(connection, whole.order_by([ibis.asc("day"), ibis.asc("scale")]))
    finally:
        connection.disconnect()
    found: dict[int, tuple[Fraction, int, int]] = {}
    for day, scale, value, covered, many in rows:
        total, seconds, read = found.get(day, (Fraction(0), 0, 0))
        found[day] = (total + Fraction(value, 10**scale), seconds + covered, read + many)
    return [(moment(day).date(), *one) for day, one in sorted(found.items())]


def joined(parts: list[Columns], names: Sequence[str]) -> Columns:
    """Return parts of equal columns one after the other."""
    import numpy as np

    return {name: np.concatenate([part[name] for part in parts] or [np.zeros(0, dtype=np.int64)]) for name in names}
