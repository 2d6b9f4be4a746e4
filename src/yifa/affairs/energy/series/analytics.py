"""The expressions over hours (分析), once, for every engine: DuckDB, PostgreSQL, and the Spark protocol.

``YIFA_ANALYTICS_URL``: empty or ``duckdb://`` for the embedded engine, ``postgresql://…``, or ``sc://host:port`` for
anything that speaks Spark Connect. Values are whole numbers with a scale of their meter; only whole numbers are
summed and compared across engines, so that the results are identical to the last digit.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from yifa.affairs.energy.series import reading
from yifa.affairs.energy.series.records import SeriesError, seconds

if TYPE_CHECKING:
    from datetime import datetime

    import ibis

    from yifa.affairs.energy.series.store import Series

HOUR, DAY = 3600, 86_400
TABLE = "energy_hours"
#: 1970-01-01 was a Thursday; Monday is 0
_THURSDAY = 3


def connect(url: str = "") -> Any:
    """Return a connection of ibis."""
    import ibis

    kind = urlsplit(url).scheme
    try:
        if kind in ("", "duckdb"):
            return ibis.duckdb.connect(urlsplit(url).path or ":memory:")
        if kind in ("postgres", "postgresql"):
            return ibis.connect(url)
        if kind == "sc":
            return _spark(url)
    except SeriesError:
        raise
    except Exception as error:
        raise SeriesError(f"连不上分析引擎 {kind}://，请检查 YIFA_ANALYTICS_URL（{type(error).__name__}）") from error
    raise SeriesError("YIFA_ANALYTICS_URL 应以 duckdb://、postgresql:// 或 sc:// 开头")


def _spark(url: str) -> Any:
    try:
        import ibis
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError:
        raise SeriesError("没有安装 Spark 客户端，请安装 yifa[spark]") from None
    # The client has no Spark beside it, yet asks for its place before it looks for the server.
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    session = SparkSession.builder.remote(url).getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return ibis.pyspark.connect(session)


def hours(connection: Any, series: Series, months: Sequence[str]) -> ibis.Table:
    """Return the hours of some months as a table of the engine; listed files only."""
    if connection.name == "duckdb":
        files = {month: series.paths("hour", [month]) for month in months}
        if all(len(paths) == 1 for paths in files.values()) and files:
            return connection.read_parquet([str(path) for (path,) in files.values()])
    return loaded(connection, reading.hours(series, months))


def loaded(connection: Any, columns: Any, name: str = TABLE) -> ibis.Table:
    """Put columns of whole numbers (a mapping or an Arrow table) into the engine as a temporary table."""
    import pyarrow as pa

    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    table = table.cast(pa.schema([(name, pa.int64()) for name in table.column_names]))
    if connection.name == "pyspark":
        session = connection._session
        session.createDataFrame(table).createOrReplaceTempView(name)
        return connection.table(name)
    return connection.create_table(name, table, temp=True, overwrite=True)


# -- expressions ------------------------------------------------------------------------------------------


def totals(table: ibis.Table, low: datetime, high: datetime) -> ibis.Table:
    """Per meter and register: what is known of a span, seconds covered and measured."""
    mine = table.filter((table.hour >= seconds(low)) & (table.hour < seconds(high)))
    return _summed(mine, ["meter", "register", "scale"])


def by_day(table: ibis.Table) -> ibis.Table:
    """Per meter and day (负荷日量)."""
    return _summed(table.mutate(day=whole(table.hour, DAY)), ["meter", "register", "scale", "day"])


def heat_map(table: ibis.Table) -> ibis.Table:
    """Per meter, weekday (Monday 0) and hour of the day (时×日热力)."""
    days = whole(table.hour, DAY)
    return _summed(
        table.mutate(weekday=(days + _THURSDAY) % 7, clock=whole(table.hour - days * DAY, HOUR)),
        ["meter", "register", "scale", "weekday", "clock"],
    )


def lowest(table: ibis.Table) -> ibis.Table:
    """Per meter and day the lowest whole hour (基础负荷): hours of which something is missing do not count."""
    mine = table.mutate(day=whole(table.hour, DAY)).filter(table.covered == HOUR)
    keys = ["meter", "register", "scale", "day"]
    return mine.group_by(keys).aggregate(value=mine.value.min(), hours=mine.count()).order_by(keys)


EXPRESSIONS = {"by_day": by_day, "heat_map": heat_map, "lowest": lowest}


def whole(value: Any, by: int) -> Any:
    """Divide whole numbers; times lie after 1970, so that all engines round alike."""
    return ((value - value % by) / by).cast("int64")


def _summed(table: ibis.Table, keys: list[str]) -> ibis.Table:
    whole = {name: table[name].cast("int64").sum() for name in ("value", "covered", "measured")}
    return table.group_by(keys).aggregate(**whole, hours=table.count()).order_by(keys)


def rows(connection: Any, expression: ibis.Table) -> list[tuple[int, ...]]:
    """Return the rows of an expression as plain whole numbers, in its order."""
    got = connection.to_pyarrow(expression)
    return [tuple(int(value) for value in row.values()) for row in got.to_pylist()]


def amount(value: int | Decimal, scale: int) -> Fraction:
    """Return a sum as an exact number."""
    return Fraction(int(value), 10**scale)
