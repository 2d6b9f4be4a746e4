"""The same expressions on every engine give the same rows, to the last digit."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime

import numpy as np
import pytest
from tests.engines import Postgres, engine

from yifa.affairs.energy.series import analytics, cells
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


def results(url=""):
    connection = analytics.connect(url)
    try:
        table = analytics.loaded(connection, hours())
        found = {name: analytics.rows(connection, one(table)) for name, one in analytics.EXPRESSIONS.items()}
        return found | {"totals": analytics.rows(connection, analytics.totals(table, LOW, HIGH))}
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


def test_spark_protocol_gives_what_duckdb_gives():
    embedded = results()
    assert [len(rows) for rows in embedded.values()] == [27, 504, 27, 3]
    with spark() as url:
        assert results(url) == embedded


@pytest.mark.postgres
def test_postgresql_gives_what_duckdb_gives():
    if not isinstance(engine, Postgres):
        pytest.skip("PostgreSQL is tested by YIFA_TEST_ENGINE=postgres")
    assert results(engine.url("postgres")) == results()


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://127.0.0.1:1/none"])
def test_an_engine_that_is_not_there_is_said(url):
    with pytest.raises(SeriesError, match="YIFA_ANALYTICS_URL"):
        analytics.connect(url)
