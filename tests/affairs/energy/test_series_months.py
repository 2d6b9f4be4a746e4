"""From packets to closed months: arrival changes nothing, a closed month stays, simulated truth comes out."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from yifa.affairs.energy.engine.metering.tree import Cycle
from yifa.affairs.energy.series import analytics, closing, reading, simulate
from yifa.affairs.energy.series.hours import Reckoner
from yifa.affairs.energy.series.records import SeriesError, moment, packed, seconds
from yifa.affairs.energy.series.registry import checked
from yifa.affairs.energy.series.store import Writer

BEGIN = datetime(2025, 1, 30, 22)


@pytest.fixture
def writer(tmp_path):
    with Writer(tmp_path) as one:
        yield one


def row(meter, at, value, seq=0):
    return (meter, 0, 1, 0, seconds(at), seq, value)


def three_meters():
    """Meter 1 is read every 15 minutes, meter 2 every 40, meter 3 is silent for two months in between."""
    rows = [row(1, BEGIN + timedelta(minutes=15 * n), 1000 + 7 * n) for n in range(400)]
    rows += [row(2, BEGIN + timedelta(minutes=40 * n), 99_900 + 13 * n if n < 8 else 13 * n - 104) for n in range(150)]
    rows += [row(3, BEGIN, 500), row(3, BEGIN + timedelta(days=100), 9_500)]
    rows += [row(1, BEGIN + timedelta(hours=30), 3), row(1, BEGIN + timedelta(hours=31), 1), row(1, BEGIN, 1000, 9)]
    return rows


def known(writer):
    for name, config in {"总表": {"modulus": 10_000}, "照明": {"modulus": 10_000, "max_rate": 90}, "水泵": {}}.items():
        writer.manifest.configure(name, config)


def all_hours(writer):
    found = reading.hours(writer, writer.months("hour"))
    return {name: column.tolist() for name, column in found.items()}


def test_arrival_in_any_order_gives_the_same_hours_and_touches_no_others(tmp_path):
    results = []
    for seed in (None, 1, 2):
        with Writer(tmp_path / str(seed)) as writer:
            known(writer)
            rows = three_meters()
            batches = [rows]
            if seed:
                random.Random(seed).shuffle(rows)
                rows += rows[:40]
                batches = [rows[n::4] for n in range(4)]
            for number, batch in enumerate(batches):
                writer.take(packed(batch), f"batch{number}")
                Reckoner(writer).run()
            assert Reckoner(writer).run().changed == 0
            before = all_hours(writer)
            late = row(1, BEGIN + timedelta(minutes=15 * 20 + 5), 1000 + 7 * 20 + 5)
            writer.take(packed([late]), "late")
            assert Reckoner(writer).run().changed == 0, "the hour keeps its sum: nothing is written"
            writer.take(packed([row(1, BEGIN + timedelta(minutes=15 * 400 + 30), 1000 + 7 * 400)]), "next")
            assert Reckoner(writer).run().changed == 2, "the hour under way and the next, and no other"
            results.append(before)
    assert results[0] == results[1] == results[2]
    found = results[0]
    silent = [n for n, meter in enumerate(found["meter"]) if meter == 3]
    assert sum(found["value"][n] for n in silent) == 900_000, "what passed in the silence is kept, to the last unit"
    assert {found["quality"][n] for n in silent[1:-1]} == {1}, "and every hour of it is estimated, none is zero"


def test_a_closed_month_stays(writer):
    known(writer)
    for name, config in {
        "照明": {"parent": "总表", "item": "01A10"},
        "水泵": {"parent": "总表", "item": "01C20"},
    }.items():
        writer.manifest.configure(name, config)
    writer.manifest.configure("合计", {"virtual": "照明+水泵", "item": "01B10"})
    rows = [row(m, BEGIN + timedelta(hours=n), 1000 * m + n * m) for m in (1, 2, 3) for n in range(20)]
    writer.take(packed(rows), "a")
    with pytest.raises(SeriesError, match="没有归一"):
        closing.close(writer, "2025-01")
    Reckoner(writer).run()
    first = closing.close(writer, "2025-01")
    assert first.value("meter", "总表") == Fraction(19, 10) and first.value("virtual", "合计") == Fraction(95, 10)
    assert first.value("balance", "总表") == Fraction(19 - 38 - 57, 10)
    assert first.value("item", "01000") == Fraction(190, 10)
    assert closing.close(writer, "2025-01").again

    writer.manifest.configure("总表", {"ratios": [{"since": "2020-01-01", "ct": 40}]})
    writer.take(packed([row(2, BEGIN + timedelta(hours=19, minutes=30), 2100)]), "late")
    done = Reckoner(writer).run()
    assert "2025-01已月结" in done.warnings[0] and done.changed == 0
    again = closing.close(writer, "2025-01")
    assert (again.lines, again.digest) == (first.lines, first.digest), "recomputed a year later it is the same"
    with pytest.raises(SeriesError, match="重开"):
        Reckoner(writer).run(["2025-01"])

    second = closing.close(writer, "2025-01", reopen=True)
    assert second.version == 2 and "总表原为1.9，更正为76" in second.differences
    assert "照明原为3.8，更正为10" in second.differences and len(writer.manifest.closed("2025-01")) == 2
    assert not writer.manifest.touched()

    path = writer.folder / writer.manifest.name_of(writer.manifest.closed("2025-01")[0][1])
    whole = path.read_bytes()
    closing_table = closing._table([*second.lines[:-1], closing.Line("item", "01000", Fraction(1))])
    import pyarrow.parquet as pq

    pq.write_table(closing_table, path)
    with pytest.raises(SeriesError, match="摘要不符"):
        closing.close(writer, "2025-01")
    path.write_bytes(whole)


def test_what_meters_and_gateways_get_wrong_is_told_and_never_becomes_use(writer):
    known(writer)
    each = timedelta(minutes=15)
    one_address = [row(1, BEGIN + each * n, 20_000 + n * 2 if n % 2 else 50_000 + n * 3) for n in range(60)]
    absurd = [row(2, BEGIN + each * n, value) for n, value in enumerate([50, 60, -40, 70, 10**9, 80])]
    replaced = [row(2, BEGIN + timedelta(days=1) + each * n, value) for n, value in enumerate([90, 95, 3, 8])]
    back = [row(3, BEGIN + timedelta(hours=hour), hour * 10) for hour in (0, 1, 2, 3, 1, 2)]
    writer.take(packed(one_address + absurd + replaced + back), "a")
    done = Reckoner(writer).run()
    assert "表总表的60个读数剔除了" in done.warnings[0] and "同一个地址" in done.warnings[0] and len(done.warnings) == 1
    assert done.reasons["negative"] == done.reasons["range"] == 1 and done.reasons["dip"] > 20
    assert done.events == {"reset_or_replacement": 2} and done.readings == 74
    hours = all_hours(writer)
    used = {n: sum(v for v, m in zip(hours["value"], hours["meter"], strict=True) if m == n) for n in (1, 2, 3)}
    assert used == {1: 17_400, 2: 5_000, 3: 3_000}, "in thousandths: the plausible part, and nothing for the rest"


def test_simulated_truth_comes_out(writer):
    plan = simulate.plan("campus", 2025, seed=3, months=2, meters=64)
    simulate.write(writer, plan)
    done = Reckoner(writer).run()
    assert done.rejected and done.duplicates and not done.warnings
    for month in plan.months:
        assert simulate.compared(writer, month) == (64, [])
    found = closing.close(writer, "2025-01")
    main, below = (found.value("meter", "SIM000000"), [found.value("meter", f"SIM{n:06}") for n in range(1, 32)])
    assert main == sum(below) + found.value("balance", "SIM000000") and found.value("balance", "SIM000000") > 0
    with pytest.raises(SeriesError, match="空目录"):
        simulate.write(writer, plan)


def test_expressions_agree_with_plain_sums(writer):
    known(writer)
    writer.take(packed(three_meters()), "a")
    Reckoner(writer).run()
    months = writer.months("hour")
    con = analytics.connect()
    table = analytics.hours(con, writer, months)
    hours = reading.hours(writer, months)
    for name, expression in analytics.EXPRESSIONS.items():
        rows = analytics.rows(con, expression(table))
        assert rows == sorted(rows)
        if name != "lowest":
            assert sum(one[-4] for one in rows) == hours["value"].sum()
            assert sum(one[-1] for one in rows) == len(hours["hour"])
    mondays = sum(moment(at).weekday() == 0 for at in hours["hour"].tolist())
    assert sum(one[-1] for one in analytics.rows(con, analytics.heat_map(table)) if one[3] == 0) == mondays > 0


@pytest.mark.parametrize(
    ("configs", "said"),
    [
        ({"甲": {"item": "01A1"}}, "分项编码"), ({"甲": {"colour": 1}}, "colour"), ({"甲": {"modulus": -1}}, "大于零"),
        ({"甲": {"parent": "乙"}}, "没有登记"), ({"甲": {"virtual": "丙-1"}}, "没有登记"),
        ({"甲": {"ratios": [{"since": "昨天"}]}}, "应写成"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(configs, said):
    with pytest.raises(SeriesError, match=said):
        checked(json.loads(json.dumps(configs)))


def test_circles_are_refused():
    with pytest.raises(Cycle):
        checked({"甲": {"virtual": "乙+1"}, "乙": {"virtual": "甲"}})
    with pytest.raises(Cycle):
        checked({"甲": {"parent": "乙"}, "乙": {"parent": "甲"}})
