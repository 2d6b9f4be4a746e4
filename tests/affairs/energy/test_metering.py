"""Registers, hours, trees: own cases, and what must hold for any readings."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.affairs.energy.engine.metering import hours, items, tree
from yifa.affairs.energy.engine.metering.registers import MANUAL, Meter, Ratio, Reading, Replacement, normalise
from yifa.affairs.energy.engine.numbers import EnergyError

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "metering.yaml").read_text(encoding="utf-8"))
START = datetime(2025, 3, 1)
STEP = timedelta(minutes=15)


def at(minutes):
    return START + timedelta(minutes=minutes)


def made(rows):
    found = []
    for number, row in enumerate(rows):
        minute, value, *manual = row if isinstance(row, list) else (number * 15, row)
        found.append(Reading(at(minute), value, bool(manual and manual[0])))
    return found


def meter_of(row):
    row = dict(row or {})
    row["ratios"] = tuple(Ratio(at(r["since"]), r.get("ct", 1), r.get("pt", 1)) for r in row.get("ratios", ()))
    row["replacements"] = tuple(
        Replacement(at(r["at"]), r["old_final"], r["new_initial"]) for r in row.get("replacements", ())
    )
    return Meter(**row)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    got = normalise(meter_of(case.get("meter")), made(case["readings"]))
    assert got.total == (None if case["total"] is None else Fraction(case["total"]))
    assert [interval.event for interval in got.events] == case.get("events", [])
    assert [put.reason for put in got.rejected] == case.get("rejected", [])
    for interval in got.events:
        if interval.delta is None:
            assert interval.needs


steps = st.lists(st.integers(0, 40), min_size=2, max_size=40)
values = st.one_of(st.integers(-5, 120), st.sampled_from(["", "nan", 10**15, "x"]))


def rising(deltas, first=1000):
    total, found = first, [Reading(START, first)]
    for number, delta in enumerate(deltas, 1):
        total += delta
        found.append(Reading(START + number * STEP, total))
    return found


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), values, st.booleans()), max_size=25), st.randoms(), st.data())
def test_the_order_and_repetition_of_packets_change_nothing(rows, random, data):
    given_rows = [Reading(at(15 * minute), value, manual) for minute, value, manual in rows]
    again = data.draw(st.lists(st.sampled_from(given_rows), max_size=10)) if given_rows else []
    shuffled = given_rows + again
    random.shuffle(shuffled)
    meter = Meter(modulus=1000, max_rate=200)
    one, other = normalise(meter, given_rows), normalise(meter, shuffled)
    assert (one.intervals, one.rejected) == (other.intervals, other.rejected)
    assert other.duplicates == one.duplicates + len(again)


@settings(deadline=None)
@given(steps, st.sets(st.integers(1, 39)))
def test_lost_packets_lose_no_energy_and_are_flagged(deltas, lost):
    whole = rising(deltas)
    some = [r for n, r in enumerate(whole) if n not in lost or n in (0, len(whole) - 1)]
    got = normalise(Meter(), some)
    assert got.total == sum(deltas)
    cells = hours.slots(got.intervals, Meter())
    assert sum(cell.value for cell in cells.values()) == sum(deltas)
    for interval in got.intervals:
        if interval.end - interval.start > Meter().gap:
            for start, cell in cells.items():
                if interval.start <= start < interval.end:
                    assert cell.quality in (hours.ESTIMATED, hours.PARTIAL)


@settings(deadline=None)
@given(steps, st.integers(0, 999))
def test_a_rollover_loses_nothing(deltas, first):
    readings = [Reading(r.at, int(r.value) % 1000) for r in rising(deltas, first)]
    got = normalise(Meter(modulus=1000, max_step=40), readings)
    assert got.total == sum(deltas) and not got.rejected


@settings(deadline=None)
@given(steps, st.lists(st.tuples(st.integers(0, 38), st.sampled_from([0, -1, 10**13, "nan", 3])), max_size=5))
def test_garbage_between_good_readings_changes_no_total(deltas, garbage):
    good = rising(deltas)
    last = good[-1].at
    bad = [Reading(START + number * STEP + timedelta(minutes=7), value) for number, value in garbage]
    bad = list({r.at: r for r in bad if r.at < last}.values())
    got = normalise(Meter(modulus=10**6), good + bad)
    assert got.total == sum(deltas) and len(got.rejected) == len(bad)


@settings(deadline=None)
@given(steps, st.integers(1, 38))
def test_a_late_packet_reopens_only_the_hours_between_its_neighbours(deltas, late):
    whole = rising(deltas)
    late = min(late, len(whole) - 2)
    before = hours.slots(normalise(Meter(), whole[:late] + whole[late + 1 :]).intervals, Meter())
    after = hours.slots(normalise(Meter(), whole).intervals, Meter())
    low, high = whole[late - 1].at if late else whole[0].at, whole[late + 1].at
    for slot in hours.changed(before, after):
        assert slot + hours.HOUR > low and slot < high


@settings(deadline=None)
@given(
    st.fractions(min_value=0, max_value=10**9, max_denominator=10**4).map(lambda f: Fraction(round(f * 1000), 1000)),
    st.lists(st.integers(1, 3600), min_size=1, max_size=50),
)
def test_a_split_adds_up_and_is_fair(total, weights):
    parts = hours.split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < Fraction(1, 1000)


def test_a_ratio_change_never_alters_the_hours_before_it():
    readings = rising([4, 4, 4, 4])
    before = normalise(Meter(ratios=(Ratio(START, 20),)), readings).intervals
    after = normalise(Meter(ratios=(Ratio(START, 20), Ratio(at(30), 40))), readings).intervals
    assert before[:2] == after[:2] and [i.delta for i in after[2:]] == [160, 160]


def test_coverage_travels_with_a_sum():
    readings = [Reading(at(0), 10), Reading(at(60), 16), Reading(at(120), 1), Reading(at(180), 5)]
    cells = hours.slots(normalise(Meter(modulus=10000), readings).intervals, Meter())
    assert [cell.quality for cell in cells.values()] == ["measured", "missing", "measured"]
    got = hours.roll(cells, START, START + timedelta(hours=4))
    assert (got.value, got.coverage) == (10, Fraction(1, 2))
    assert hours.roll(cells, at(60), at(120)).value is None


def test_figures_entered_by_hand_are_shown_as_such():
    got = normalise(Meter(), made([[0, 5, True], [60, 9, True]]))
    assert got.intervals[0].quality == MANUAL
    assert [cell.quality for cell in hours.slots(got.intervals, Meter()).values()] == [MANUAL]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1000)), min_size=1, max_size=12))
def test_the_leaves_and_what_is_unaccounted_make_the_root(rows):
    parents: dict[str, str | None] = {"n0": None}
    values = {"n0": Fraction(5000)}
    for number, (up, value) in enumerate(rows, 1):
        parents[f"n{number}"] = f"n{up % number}"
        values[f"n{number}"] = Fraction(value)
    found = tree.balances(parents, values)
    leaves = sum(values[name] for name in parents if name not in found)
    assert leaves + sum(one.unaccounted for one in found.values()) == values["n0"]


def test_a_missing_child_leaves_the_balance_open():
    assert tree.balance(Fraction(10), [Fraction(4), None]) == tree.Balance(None, None, "incomplete")
    assert tree.balance(Fraction(0), [Fraction(0)]).percent is None


def test_a_tree_in_a_circle_is_refused():
    with pytest.raises(tree.Cycle, match="成环"):
        tree.balances({"a": "b", "b": "c", "c": "a"}, {})


def test_a_virtual_meter_over_another():
    got = tree.virtual({"v": "w - 0.25*m2", "w": "m1 + m2/2"}, {"m1": Fraction(100), "m2": Fraction(40)})
    assert got == {"v": 110, "w": 120}
    assert tree.virtual({"v": "nowhere"}, {}) == {"v": None}


@pytest.mark.parametrize(
    "text", ["m1*m2", "m1/m2", "m1**2", "f(m1)", "m1 if m2 else 0", "m1/0", "", "m1-", "__import__('os')", "(" * 3000]
)
def test_what_is_no_sum_of_meters_is_refused(text):
    with pytest.raises(EnergyError):
        tree.equation(text)


@settings(deadline=None)
@given(st.text("m12+-*/(). ", max_size=40))
def test_any_equation_is_read_or_refused(text):
    try:
        tree.equation(text)
    except EnergyError as error:
        assert str(error)


def test_codes_of_a_dialect_are_mapped_by_its_own_table():
    assert items.translated("01A01", {"01A01": "01A10"}) == "01A10"
    with pytest.raises(EnergyError, match="分项编码"):
        items.translated("01A01", {})


def test_a_code_that_was_measured_keeps_its_own_figure():
    got = items.rolled({"01B1C": Fraction(300), "01B10": Fraction(310), "01A10": None})
    assert got["01B00"] == 310 and got["01A00"] is None and got["01000"] is None
