"""Monthly forms of many institutions, summed county by county and upwards to the nation (逐级汇总).

A file of forms has a row per institution and month: ``institution, region, klass, month`` (2025-03 is 202503), and
whole numbers with a name each, in the smallest unit the form has (hundredths, say); what was not reported is null and
never zero. Beside each sum stands how many reported. Only whole numbers are summed, so that every engine gives the
same and a level is the sum of the levels below it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.series.analytics import whole
from yifa.affairs.energy.series.records import SeriesError

if TYPE_CHECKING:
    import ibis

KEYS = ("institution", "region", "klass", "month")
GROUP = ("region", "klass", "month")
#: what is cut from a region code of six digits
LEVELS = {"county": 1, "city": 100, "province": 10_000, "nation": 1_000_000}
INSTITUTIONS, KNOWN = "institutions", "_known"

#: of the simulated forms
VALUES = (
    "electricity", "electricity_fee", "water", "water_fee", "coal", "coal_fee", "gas", "gas_fee", "gasoline",
    "gasoline_fee", "diesel", "diesel_fee", "heat", "heat_fee", "other", "other_fee", "photovoltaic",
    "data_centre_electricity", "area", "persons",
)  # fmt: skip
NATION = 1_586_000
FORMS, TRUTH = "forms", "truth.parquet"
PROVINCES, CITIES, COUNTIES, CLASSES = 31, 15, 6, 5


def forms(connection: Any, paths: Sequence[Path]) -> ibis.Table:
    """Return files of forms as a table of the engine."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from yifa.affairs.energy.series.analytics import loaded

    for path in paths:
        try:
            names = pq.read_schema(path).names
        except (OSError, pa.ArrowInvalid):
            raise SeriesError(f"“{path}”不是报表数据文件（Parquet）") from None
        if lost := [name for name in KEYS if name not in names]:
            raise SeriesError(f"“{path}”缺列{'、'.join(lost)}")
    if connection.name == "duckdb":
        return connection.read_parquet([str(path) for path in paths])
    whole_table = pa.concat_tables([pq.read_table(path) for path in paths])
    return loaded(connection, whole_table, "energy_forms")


def values(table: ibis.Table) -> list[str]:
    """Return the names of what the forms report."""
    return [name for name in table.columns if name not in KEYS]


def counties(table: ibis.Table) -> ibis.Table:
    """Return per county, class and month the number of forms, and of each value its sum and how many reported it."""
    found = {INSTITUTIONS: table.count()}
    for name in values(table):
        found[name] = table[name].sum()
        found[name + KNOWN] = table[name].count()
    return _exact(table.group_by(list(GROUP)).aggregate(**found))


def upwards(table: ibis.Table, level: str) -> ibis.Table:
    """Return the sums of a level from those of the counties."""
    rest = [name for name in table.columns if name not in GROUP]
    cut = table.mutate(region=whole(table.region, LEVELS[level]))
    return _exact(cut.group_by(list(GROUP)).aggregate(**{name: cut[name].sum() for name in rest}))


def _exact(table: ibis.Table) -> ibis.Table:
    return table.mutate(**{name: table[name].cast("int64") for name in table.columns}).order_by(list(GROUP))


def rolled(connection: Any, paths: Sequence[Path], level: str = "county") -> Any:
    """Return the sums of a level as an Arrow table of whole numbers."""
    from yifa.affairs.energy.series.analytics import loaded

    if level not in LEVELS:
        raise SeriesError(f"没有“{level}”这一级，可用{'、'.join(LEVELS)}")
    found = connection.to_pyarrow(counties(forms(connection, paths)))
    if level == "county":
        return found
    return connection.to_pyarrow(upwards(loaded(connection, found, "energy_counties"), level))


# -- simulated forms whose truth is known -----------------------------------------------------------------


def simulate(
    folder: Path, institutions: int, months: Sequence[str], seed: int = 1, told: Callable[[str], None] = lambda _: None
) -> int:
    """Write forms of institutions, a file a month, with the sums of each county beside them; return the rows."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    if institutions < 1 or not months:
        raise SeriesError("机构数、月数应大于零")
    here = folder / FORMS
    if here.exists() and any(here.iterdir()):
        raise SeriesError("这个目录里已有报表，模拟数据要写到空目录")
    here.mkdir(parents=True, exist_ok=True)
    random = np.random.Generator(np.random.Philox(key=seed))
    place = np.sort(random.integers(0, PROVINCES * CITIES * COUNTIES * CLASSES, institutions))
    county, klass = place // CLASSES, place % CLASSES
    region = (county // (CITIES * COUNTIES) + 11) * 10_000 + (county // COUNTIES % CITIES + 1) * 100
    region += county % COUNTIES + 1
    starts = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
    size = random.integers(50, 50_000, institutions)
    truth = []
    for month in months:
        number = np.full(institutions, int(month.replace("-", "")), dtype=np.int32)
        held: dict[str, Any] = {
            "institution": np.arange(institutions, dtype=np.int32), "region": region.astype(np.int32),
            "klass": klass.astype(np.int8), "month": number,
        }  # fmt: skip
        sums = {name: held[name][starts] for name in GROUP}
        sums[INSTITUTIONS] = np.diff(np.append(starts, institutions))
        columns: dict[str, Any] = {name: pa.array(column) for name, column in held.items()}
        for name in VALUES:
            bits = random.integers(0, 1 << 32, institutions, dtype=np.uint32)
            value, lost = size * (bits % 200), bits >> 24 < 5
            columns[name] = pa.array(value, mask=lost)
            sums[name] = np.add.reduceat(np.where(lost, 0, value), starts)
            sums[name + KNOWN] = np.add.reduceat((~lost).astype(np.int64), starts)
        pq.write_table(pa.table(columns), here / f"{month}.parquet", compression="lz4", use_dictionary=list(GROUP))
        truth.append(pa.table({name: column.astype(np.int64) for name, column in sums.items()}))
        told(month)
    pq.write_table(pa.concat_tables(truth).sort_by([(name, "ascending") for name in GROUP]), here / TRUTH)
    return institutions * len(months)


def simulated(folder: Path) -> list[Path]:
    """Return the files of simulated forms."""
    found = sorted(path for path in (folder / FORMS).glob("*.parquet") if path.name != TRUTH)
    if not found:
        raise SeriesError("这个目录里没有模拟的报表")
    return found


def compared(folder: Path, found: Any) -> tuple[int, int]:
    """Return how many sums of counties were held against the truth, and how many differ."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    truth = pq.read_table(folder / FORMS / TRUTH)
    if len(truth) != len(found):
        return len(truth) * len(truth.columns), abs(len(truth) - len(found))
    same = [pc.sum(pc.equal(truth[name], pc.fill_null(found[name], 0))).as_py() for name in truth.column_names]
    return len(truth) * len(same), len(truth) * len(same) - sum(same)
