"""Audit of filings: what is found, why, and the draw of a spot check; forms read in their own version."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.affairs.energy.vectors import close, needs_vectors, of

from yifa.affairs.energy.engine.convert import Use
from yifa.affairs.energy.engine.evaluate import Institution, evaluate
from yifa.affairs.energy.engine.filing_checks import CHECKS, Filing, Lines, audit, price_flag, spot_check
from yifa.affairs.energy.engine.library import library
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.lawkit.params import get_param

DAY = date(2026, 1, 15)
SETS = library()
FORM = SETS.form(DAY)
DATA = yaml.safe_load((Path(__file__).parent / "cases" / "filings.yaml").read_text(encoding="utf-8"))


def lines():
    return Lines(*(get_param(f"energy.filing_{name}_percent", DAY).value for name in ("change", "year", "base")))


def audited(changes, **more):
    filing = Filing("甲县某局", "2025", DATA["sound"] | changes)
    known = {"last_year": Filing("甲县某局", "2024", DATA["last"]), "base": Filing("甲县某局", "2020", DATA["base"])}
    return audit(SETS, FORM, filing, lines(), SETS.prices["plausible"], **(known | more))


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["name"])
def test_case(case):
    got = audited(case["change"])
    assert [[f.check, f.key, f.severity] for f in got.findings] == case["expect"]
    assert got.passed is (not case["expect"])
    if "says" in case:
        assert any(case["says"] in finding.message for finding in got.findings)
    assert all(finding.title in CHECKS.values() and finding.message for finding in got.findings)


@needs_vectors
@pytest.mark.parametrize("v", of("audit_rule_price"))
def test_price_vector(v):
    g = v["given"]
    price, flag = price_flag(g["fee_yuan"], g["kwh"], g["ref_price_min"], g["ref_price_max"])
    close(price, v["expect"]["unit_price"])
    assert flag is v["expect"]["flag"]


def test_a_check_that_could_not_be_made_is_said():
    got = audited({}, last_year=None, base=None)
    assert (
        got.passed and any("同比" in text for text in got.unchecked) and any("定比" in text for text in got.unchecked)
    )
    assert any("水的参考单价" in text for text in got.unchecked)


@pytest.mark.parametrize(
    ("kwh", "wanted"), [(400000, ["quota_over"]), (200000, []), (90000, ["quota_under"]), (100000, [])]
)
def test_over_the_limit_and_below_the_guide_value_are_asked_about(kwh, wanted):
    one = Institution("甲县某局", 2025, "党政机关", "市级以下", "A", 5000, 10000, (Use("electricity", kwh),))
    rows = [row for row in evaluate(SETS, one, "DB37-2019", DAY) if row.code == "electricity_per_area"]
    findings = audited({}, results=rows).findings
    assert [finding.check for finding in findings] == wanted
    for finding in findings:
        assert finding.numbers["quota"].startswith("DB37-2672")


def test_an_institution_without_a_quota_is_not_asked_about_one():
    one = Institution("某馆", 2025, "场馆机构", "市级图书馆", None, 10, 10, (Use("electricity", 10**6),))
    rows = [row for row in evaluate(SETS, one, "DB37-2019", DAY) if row.code == "electricity_per_area"]
    assert rows[0].quota is None and audited({}, results=rows).passed


@pytest.mark.parametrize(("day", "form"), [
    (date(2011, 6, 1), "survey-2010"), (date(2018, 1, 1), "survey-2015"), (date(2024, 4, 1), "survey-2022"),
    (DAY, "survey-2025"),
])  # fmt: skip
def test_a_filing_is_read_in_the_version_of_its_day(day, form):
    assert SETS.form(day).id == form


def test_versions_differ_as_the_notices_say():
    old, new = SETS.forms["survey-2022"], SETS.forms["survey-2025"]
    gone = {one.key for one in old.fields} - {one.key for one in new.fields}
    assert {"land", "charging_piles", "ups"} <= gone
    assert new.field("heat").title != old.field("heat").title
    assert "photovoltaic" not in {one.key for one in SETS.forms["survey-2015"].fields}
    with pytest.raises(EnergyError, match="没有指标"):
        new.field("land")


def test_no_two_versions_hold_on_one_day():
    for day in (date.fromordinal(n) for n in range(date(2010, 1, 1).toordinal(), DAY.toordinal(), 97)):
        assert sum(form.holds_on(day) for form in SETS.forms.values()) == 1


@settings(deadline=None)
@given(
    st.sets(st.text("甲乙丙丁0123456789", min_size=1, max_size=6), min_size=1, max_size=80),
    st.randoms(),
    st.text(min_size=1),
)
def test_a_draw_can_be_repeated_from_its_seed(names, random, seed):
    listed = list(names)
    random.shuffle(listed)
    drawn = spot_check(names, 5, seed)
    assert drawn == spot_check(listed, 5, seed)
    assert set(drawn) <= names and Fraction(len(drawn), len(names)) >= Fraction(1, 20)
    assert len(drawn) - 1 < Fraction(len(names), 20)


def test_another_seed_draws_others():
    names = [f"单位{n}" for n in range(600)]
    assert len(spot_check(names, 5, "2025-1")) == 30
    assert spot_check(names, 5, "2025-1") != spot_check(names, 5, "2025-2")


@pytest.mark.parametrize(("percent", "seed"), [(0, "a"), (101, "a"), (5, "")])
def test_a_draw_without_share_or_seed_is_refused(percent, seed):
    with pytest.raises(EnergyError):
        spot_check(["甲"], percent, seed)
