"""Evaluation of an institution's year from the command line, and the arithmetic beneath it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.affairs.energy.engine import bills, convert, quotas, weather
from yifa.affairs.energy.engine.convert import Use
from yifa.affairs.energy.engine.library import library
from yifa.affairs.energy.engine.numbers import EnergyError, exact, shown, shown_beside
from yifa.site.cli import main

SETS = library()
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "evaluate.yaml").read_text(encoding="utf-8"))
numbers = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, tmp_path, capsys):
    path = tmp_path / "year.yaml"
    path.write_text(yaml.safe_dump(case["file"], allow_unicode=True), encoding="utf-8")
    code = main(["energy", "evaluate", str(path), "--json"])
    out, err = capsys.readouterr()
    assert code == case.get("code", 0), err
    if code == 2:
        assert out == "" and case["says"] in err and err.count("\n") == 1
        return
    data = json.loads(out)
    assert (data["institution"], data["year"]) == (case["file"]["institution"], case["file"]["year"])
    rows = {row["code"]: row for row in data["indicators"]}
    for name, wanted in case["expect"].items():
        assert {key: rows[name].get(key) for key in wanted} == wanted


@pytest.mark.parametrize("text", ["[1, 2", "just words", "{}", "institutions: [{institution: 甲}, {institution: 乙}]"])
def test_a_file_that_is_none_is_refused_in_chinese(text, tmp_path, capsys):
    path = tmp_path / "year.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["energy", "evaluate", str(path)]) == 2
    shown_text = capsys.readouterr()
    assert shown_text.out == "" and shown_text.err.count("\n") == 1 and "Traceback" not in shown_text.err


def test_every_number_has_its_basis_and_source():
    for group in (SETS.coefficients, SETS.carbon, SETS.quotas, SETS.zones):
        for one in group.values():
            assert one.basis and one.source and isinstance(one.verified, bool)


def test_a_quota_of_standard_coal_names_its_set():
    for standard in SETS.quotas.values():
        for row in standard.rows:
            assert (row.coefficient_set is not None) is SETS.indicators[row.indicator].coefficients


def test_the_same_electricity_is_three_numbers_in_three_sets():
    totals = {
        convert.standard_coal(SETS, [Use("electricity", 100, "万kWh")], SETS.coefficient_set(name)).total
        for name in ("DB37-2019", "GB2589-calorific", "DB31-783-2026")
    }
    assert totals == {Fraction(310_000), Fraction(122_900), Fraction(280_780)}


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "十", None, True, [], "1,000"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(EnergyError):
        exact(value)


@settings(deadline=None)
@given(numbers, st.sampled_from(sorted(SETS.kinds)))
def test_units_round_trip(quantity, kind):
    one = SETS.kind(kind)
    for unit, factor in one.units.items():
        assert one.stored(quantity, unit) / factor == Fraction(quantity)


@settings(deadline=None)
@given(numbers, st.integers(0, 4))
def test_rounding_is_half_up_and_near(value, places):
    got = Fraction(shown(Fraction(value), places))
    assert abs(got - Fraction(value)) <= Fraction(1, 2 * 10**places)
    assert shown(Fraction(1, 2) + Fraction(value).__floor__(), 0) == Fraction(value).__floor__() + 1


@settings(deadline=None)
@given(st.integers(1, 10**7), st.integers(1, 10**4))
def test_what_is_shown_lies_on_the_side_of_the_limit_where_the_value_lies(above, below):
    quota = SETS.quota("党政机关", "市级以下", "A", "electricity_per_area", date(2025, 1, 1))
    assert quota is not None
    value = Fraction(above, below)
    if all(abs(value - limit) > Fraction(1, 10**7) for limit in quota.values) or value in quota.values:
        printed = Fraction(shown_beside(value, 2, quota.values))
        assert quotas.band(printed, quota, None) == quotas.band(value, quota, None)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3), numbers), min_size=1, max_size=8))
def test_months_add_up_to_the_bills(rows):
    start, made = date(2024, 1, 1).toordinal(), []
    for days, gap, quantity in rows:
        made.append(bills.Bill(date.fromordinal(start), date.fromordinal(start + days - 1), quantity))
        start += days + gap
    months, gaps = bills.by_month(made[::-1])
    assert sum(months.values()) == sum(Fraction(row[2]) for row in rows)
    assert len(gaps) == sum(1 for row in rows[:-1] if row[1])


def test_a_normal_year_leaves_use_as_it_is_when_the_weather_was_normal():
    assert weather.normalised("812.5", 2300, 2300, 100) == Fraction("812.5")
    with pytest.raises(EnergyError, match="不能修正"):
        weather.normalised(1, 0, 2300)


def test_a_change_against_nothing_is_no_rate():
    assert convert.change(0, 5) is None
    assert convert.change(Decimal(10), 12) == Fraction(-1, 5)
