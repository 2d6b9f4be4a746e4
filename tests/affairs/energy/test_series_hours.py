"""Hours in columns are those of the reference, digit by digit, and do not depend on the order of arrival."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.affairs.energy.test_vectors_metering import NOON, SERIES, STEP, _at, readings
from tests.affairs.energy.vectors import close, needs_vectors, of

from yifa.affairs.energy.engine.metering.hours import slots
from yifa.affairs.energy.engine.metering.registers import Meter, Ratio, Reading, Replacement
from yifa.affairs.energy.engine.metering.registers import normalise as reference
from yifa.affairs.energy.series import cells
from yifa.affairs.energy.series.normal import normalise
from yifa.affairs.energy.series.records import NAMES, moment, packed, row

BEGIN = datetime(2025, 3, 1, 22, 30)


def columns(given, meter=1):
    rows = [row(meter, 0, r.at, Decimal(str(r.value)), n, r.manual) for n, r in enumerate(given)]
    block = packed([one for one in rows if one])
    return {name: np.ascontiguousarray(block[name]) for name in NAMES}


def shown(hours):
    """Return the hours as the reference writes them."""
    c = {name: column.tolist() for name, column in hours.cells.items()}
    found = {}
    for n, at in enumerate(c["hour"]):
        quality = cells.QUALITIES[c["quality"][n]]
        value = None if quality == "missing" else Fraction(c["value"][n], 10 ** c["scale"][n])
        found[moment(at)] = (value, c["covered"][n], c["measured"][n], quality)
    return found


def wanted(normal, meter):
    return {
        at: (cell.value, cell.coverage * 3600, cell.measured * 3600, cell.quality)
        for at, cell in slots(normal.intervals, meter).items()
    }


def same(meter, given):
    got, ref = normalise(columns(given), {(1, 0): meter}), reference(meter, given)
    assert got.warnings or shown(got) == wanted(ref, meter)
    assert [(moment(e[2]), moment(e[3]), e[4]) for e in got.events] == [(i.start, i.end, i.event) for i in ref.events]
    assert got.duplicates == ref.duplicates
    assert sorted((moment(r[2]), r[5]) for r in got.rejected) == sorted((p.at, p.reason) for p in ref.rejected)
    return got


def total(hours):
    return sum((value for value, *_ in shown(hours).values() if value is not None), Fraction(0))


@needs_vectors
@pytest.mark.parametrize("v", of("rollover", "gap", "gap_allocation", "first_reading", "out_of_order", *SERIES))
def test_series_vectors(v):
    g = v["given"]
    source = next((p.values[0]["given"] for p in of("gap") if p.values[0]["id"] == g.get("use")), g)
    got = same(Meter(modulus=g.get("modulus")), readings(source["series"]))
    if "delta" in v["expect"]:
        close(total(got), v["expect"]["delta"], v.get("tol"))
    if "bad_count" in v["expect"]:
        assert len(got.rejected) == v["expect"]["bad_count"] and not got.events


@needs_vectors
@pytest.mark.parametrize("v", of("reset_vs_rollover", "meter_replacement", "ct_pt", "ct_change"))
def test_register_vectors(v):
    g = v["given"]
    if "ct" in g:
        meter, given = Meter(ratios=(Ratio(NOON - STEP, g["ct"], g["pt"]),)), [g["prev"], g["next"]]
    elif "reads" in g:
        meter = Meter(ratios=tuple(Ratio(_at(at), ct) for at, _, ct in g["reads"]))
        given = [[at, value] for at, value, _ in g["reads"]]
    elif "old_final" in g:
        swap = Replacement(NOON + STEP / 2, g["old_final"], g["new_initial"])
        meter, given = Meter(replacements=(swap,)), [g["old_last_read"], g["new_next"]]
    else:
        meter = Meter(modulus=g["modulus"], max_step=g["max_plausible_delta"])
        given = [g["prev"], g["next"]]
    got = same(meter, readings(given))
    if "kwh" in v["expect"] and not isinstance(v["expect"]["kwh"], list):
        close(total(got), v["expect"]["kwh"])


minutes = st.lists(st.sampled_from([1, 7, 15, 15, 15, 15, 60, 61, 200, 3000]), min_size=1, max_size=24)
steps = st.lists(
    st.one_of(st.integers(0, 900), st.sampled_from([-50_000, -300, 0, 0, 40_000, 99_000, -99_500])),
    min_size=25, max_size=25,
)  # fmt: skip
values = st.sampled_from([None, 100, Decimal("999.99"), 10**6])
meters = st.builds(
    lambda modulus, rate, step, ratios, swaps, gap: Meter(modulus, ratios, swaps, rate, step, timedelta(minutes=gap)),
    st.sampled_from([None, 1000, 100_000]), st.sampled_from([None, 20, Decimal("0.7")]), st.sampled_from([None, 50]),
    st.lists(
        st.builds(
            Ratio, st.sampled_from([BEGIN - STEP, BEGIN + 5 * STEP, BEGIN + 9 * STEP]),
            st.sampled_from([1, 20, Decimal("1.5"), 30]), st.sampled_from([1, 100]),
        ),
        max_size=2, unique_by=lambda ratio: ratio.since,
    ).map(tuple),
    st.lists(
        st.builds(
            Replacement, st.sampled_from([BEGIN + 4 * STEP, BEGIN + 6 * STEP + timedelta(minutes=4)]),
            st.sampled_from([None, Decimal("812.5"), 700]), st.sampled_from([None, 0, Decimal("3.25")]),
        ),
        max_size=2, unique_by=lambda swap: swap.at,
    ).map(tuple),
    st.sampled_from([30, 90]),
)  # fmt: skip


@st.composite
def series(draw):
    """Readings of a register with falls, leaps, gaps, repeats, conflicts, negatives, and figures a person entered."""
    at, value, found = BEGIN, draw(st.integers(0, 99_000)), []
    places = draw(st.sampled_from([0, 2, 2, 5]))
    for minute, step in zip(draw(minutes), draw(steps), strict=False):
        kind = draw(st.sampled_from("........mdcn"))
        found.append(Reading(at, Decimal(value).scaleb(-places), kind == "m"))
        if kind == "d":
            found.append(Reading(at, Decimal(value).scaleb(-places), draw(st.booleans())))
        if kind == "c":
            found.append(Reading(at, Decimal(value + 7).scaleb(-places), draw(st.booleans())))
        if kind == "n":
            found.append(Reading(at, Decimal(draw(st.sampled_from(["-3.5", "1E+9", "77.123", "0.00303281145170331"])))))
        at += timedelta(minutes=minute)
        value = max(value + step, 0)
    return found


@settings(deadline=None, max_examples=40)
@given(meters, series())
def test_columns_and_reference_agree(meter, given):
    same(meter, given)


@settings(deadline=None, max_examples=40)
@given(meters, series(), st.randoms(use_true_random=False), st.data())
def test_order_repeats_and_neighbours_change_nothing(meter, given, random, data):
    plain = shown(normalise(columns(given), {(1, 0): meter}))
    shuffled = given + data.draw(st.lists(st.sampled_from(given), max_size=5))
    random.shuffle(shuffled)
    other = columns([Reading(BEGIN, 5), Reading(BEGIN + STEP, 6)], meter=0)
    mixed = {name: np.concatenate((columns(shuffled)[name], other[name])) for name in NAMES}
    got = normalise(mixed, {(1, 0): meter})
    mine = got.cells["meter"] == 1
    got.cells = {name: column[mine] for name, column in got.cells.items()}
    assert shown(got) == plain
