"""The same expressions on every engine give the same rows, to the last digit."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime

import numpy as np
import pytest
from tests.engines import Postgres, engine

from yifa.affairs.energy.series import analytics, cells, rollup
from yifa.affairs.energy.series.records import SeriesError, seconds

LOW, HIGH = datetime(2025, 3, 1), datetime(2025, 3, 9)


def hours():
    """Hours of three meters with large numbers, different scales, missing and part hours."""
    random = np.random.default_rng(7)
    many, meters = 24 * 9, 3
    found = {
        "meter": np.repeat([1, 2, 9], many), "register": np.zeros(many * meters),
        "hour": np.tile(seconds(LOW) + np.arange(many) * 3600, meters),
        "value": random.integers(0, 2**53, many * meters), "scale": np.repeat([3, 3, 7], many),
        "covered": random.choice([0, 1800, 3600, 3600, 3600], many * meters), "measured": np.zeros(many * meters),
        "quality": random.integers(0, 5, many * meters),
    }  # fmt: skip
    return {name: found[name].astype(kind) for name, kind in zip(cells.NAMES, cells.KINDS, strict=True)}


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    rollup.simulate(folder, 600, ["2025-01", "2025-02"], seed=4)
    return folder


def results(forms, url=""):
    connection = analytics.connect(url)
    try:
        table = analytics.loaded(connection, hours())
        found = {name: analytics.rows(connection, one(table)) for name, one in analytics.EXPRESSIONS.items()}
        found["totals"] = analytics.rows(connection, analytics.totals(table, LOW, HIGH))
        paths = rollup.simulated(forms)
        return found | {level: rollup.rolled(connection, paths, level).to_pylist() for level in rollup.LEVELS}
    finally:
        connection.disconnect()


@contextmanager
def spark():
    pytest.importorskip("pysail", reason="the extra spark is not installed")
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        yield f"sc://127.0.0.1:{server.listening_address[1]}"
    finally:
        server.stop()


def test_spark_protocol_gives_what_duckdb_gives(forms):
    embedded = results(forms)
    assert [len(embedded[name]) for name in ("by_day", "heat_map", "lowest", "totals")] == [27, 504, 27, 3]
    with spark() as url:
        assert results(forms, url) == embedded


@pytest.mark.postgres
def test_postgresql_gives_what_duckdb_gives(forms):
    if not isinstance(engine, Postgres):
        pytest.skip("PostgreSQL is tested by YIFA_TEST_ENGINE=postgres")
    assert results(forms, engine.url("postgres")) == results(forms)


def test_the_roll_up_is_the_truth_and_each_level_the_sum_of_the_one_below(forms):
    connection = analytics.connect()
    paths = rollup.simulated(forms)
    found = {level: rollup.rolled(connection, paths, level).to_pylist() for level in rollup.LEVELS}
    held, wrong = rollup.compared(forms, rollup.rolled(connection, paths))
    assert held > 10_000 and wrong == 0
    for name in ("electricity", "water" + rollup.KNOWN, rollup.INSTITUTIONS):
        assert len({sum(row[name] or 0 for row in rows) for rows in found.values()}) == 1
    assert sum(row[rollup.INSTITUTIONS] for row in found["nation"]) == 1200
    silent = [row for row in found["county"] if row["coal" + rollup.KNOWN] == 0]
    assert silent and all(row["coal"] is None for row in silent), "what nobody reported is missing, not zero"
    (forms / "x.parquet").write_bytes(b"PAR1")
    for wrong_one, said in (([forms / "x.parquet"], "不是报表数据"), ([forms / "none"], "不是报表数据")):
        with pytest.raises(SeriesError, match=said):
            rollup.rolled(connection, wrong_one)


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://127.0.0.1:1/none"])
def test_an_engine_that_is_not_there_is_said(url):
    with pytest.raises(SeriesError, match="YIFA_ANALYTICS_URL"):
        analytics.connect(url)
