"""Every vector about registers, gaps, trees, virtual meters and item codes, from the file."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from tests.affairs.energy.vectors import close, needs_vectors, of

from yifa.affairs.energy.engine.metering.hours import slots
from yifa.affairs.energy.engine.metering.items import rolled
from yifa.affairs.energy.engine.metering.registers import Meter, Ratio, Reading, Replacement, normalise
from yifa.affairs.energy.engine.metering.tree import Cycle, balance, virtual

pytestmark = needs_vectors
NOON = datetime(2025, 1, 1, 12)
STEP = timedelta(minutes=15)


def readings(series):
    found = []
    for number, row in enumerate(series):
        at, value = row if isinstance(row, list) else (NOON + number * STEP, row)
        found.append(Reading(_at(at), value))
    return found


def _at(value):
    if isinstance(value, datetime):
        return value
    if isinstance(value, int):
        return NOON + value * STEP
    return datetime.fromisoformat(value if len(value) > 5 else f"2025-01-01T{value}")


SERIES = ("bad_zero", "spike", "negative", "tiny", "dip", "dip_block")


@pytest.mark.parametrize("v", of(*SERIES))
def test_bad_readings_do_not_change_the_total(v):
    got = normalise(Meter(), readings(v["given"]["series"]))
    close(got.total, v["expect"]["delta"])
    assert len(got.rejected) == v["expect"]["bad_count"] and not got.events


@pytest.mark.parametrize("v", of("rollover"))
def test_rollover(v):
    got = normalise(Meter(modulus=v["given"]["modulus"]), readings(v["given"]["series"]))
    close(got.total, v["expect"]["delta"])
    assert [interval.event for interval in got.intervals] == [v["expect"]["event"]]


@pytest.mark.parametrize("v", of("gap"))
def test_the_total_over_a_gap_is_known(v):
    (interval,) = normalise(Meter(), readings(v["given"]["series"])).intervals
    close(interval.delta, v["expect"]["delta"])
    assert interval.seconds == v["expect"]["gap_seconds"]


@pytest.mark.parametrize("v", of("gap_allocation"))
def test_a_gap_is_split_by_time_and_flagged(v):
    (source,) = (p.values[0] for p in of("gap") if p.values[0]["id"] == v["given"]["use"])
    got = normalise(Meter(), readings(source["given"]["series"]))
    cells = slots(got.intervals, Meter())
    expect = {_at(at): value for at, value in v["expect"]["hours"].items()}
    assert set(cells) == set(expect)
    for at, value in expect.items():
        close(cells[at].value, value, v["tol"])
        assert cells[at].quality in (v["given"]["flag"], "partial") and cells[at].measured == 0
    assert sum(cell.value for cell in cells.values()) == got.total


@pytest.mark.parametrize("v", of("first_reading"))
def test_the_first_reading_opens_the_base(v):
    given = readings(v["given"]["series"])
    got = normalise(Meter(), given)
    close(got.total, v["expect"]["delta"], v["tol"])
    assert v["expect"]["first_interval"] is None and got.intervals[0].start == given[0].at


@pytest.mark.parametrize("v", of("reset_vs_rollover"))
def test_a_reset_waits_for_a_record(v):
    g = v["given"]
    meter = Meter(modulus=g["modulus"], max_step=g["max_plausible_delta"])
    (interval,) = normalise(meter, readings([g["prev"], g["next"]])).intervals
    assert interval.delta is v["expect"]["delta"] and interval.event == v["expect"]["event"] and interval.needs


@pytest.mark.parametrize("v", of("meter_replacement"))
def test_a_replacement_joins_both_meters(v):
    g = v["given"]
    swap = Replacement(NOON + STEP / 2, g["old_final"], g["new_initial"])
    got = normalise(Meter(replacements=(swap,)), readings([g["old_last_read"], g["new_next"]]))
    close(got.total, v["expect"]["delta"])


@pytest.mark.parametrize("v", of("ct_pt"))
def test_ratios(v):
    g = v["given"]
    meter = Meter(ratios=(Ratio(NOON - STEP, g["ct"], g["pt"]),))
    close(normalise(meter, readings([g["prev"], g["next"]])).total, v["expect"]["kwh"])


@pytest.mark.parametrize("v", of("ct_change"))
def test_the_ratio_is_that_of_the_start(v):
    rows = v["given"]["reads"]
    meter = Meter(ratios=tuple(Ratio(_at(at), ct) for at, _, ct in rows))
    got = normalise(meter, readings([[at, value] for at, value, _ in rows]))
    assert [interval.delta for interval in got.intervals] == v["expect"]["kwh"]


@pytest.mark.parametrize("v", of("out_of_order"))
def test_late_and_repeated_packets(v):
    got = normalise(Meter(), readings(v["given"]["series"]))
    assert {f"{i.end:%H:%M}": i.delta for i in got.intervals} == v["expect"]["deltas_15min"]
    assert got.duplicates == v["expect"]["duplicates"]


@pytest.mark.parametrize("v", of("virtual_meter", "virtual_meter_missing"))
def test_virtual_meter(v):
    hour = {name: None if value is None else Fraction(value) for name, value in v["given"]["hour"].items()}
    assert virtual({"v": v["given"]["equation"]}, hour) == {"v": v["expect"]["value"]}


@pytest.mark.parametrize("v", of("virtual_meter_cycle"))
def test_a_circle_is_refused(v):
    with pytest.raises(Cycle, match="成环"):
        virtual(v["given"], {"m1": Fraction(1), "m2": Fraction(1)})


@pytest.mark.parametrize("v", of("tree_balance"))
def test_balance(v):
    got = balance(Fraction(v["given"]["parent"]), [Fraction(child) for child in v["given"]["children"]])
    assert got.unaccounted == v["expect"]["unaccounted"] and got.flag == v["expect"].get("flag")
    if "unaccounted_percent" in v["expect"]:
        close(got.percent, v["expect"]["unaccounted_percent"])


@pytest.mark.parametrize("v", of("sub_item_rollup"))
def test_items(v):
    got = rolled({code: Fraction(value) for code, value in v["given"]["codes"].items()})
    assert {code: got[code] for code in v["expect"]} == v["expect"]
