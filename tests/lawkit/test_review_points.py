"""Review points held against facts: each look comes out as its cases say, in at least five classes of contract."""

from datetime import date

import pytest

from yifa.lawkit.codes import code_list
from yifa.lawkit.review_points import bound, hints, points_of, problems
from yifa.lawkit.rules import get_rule

DAY = date(2026, 11, 23)


def test_every_look_comes_out_as_its_cases_say():
    assert list(problems(DAY)) == []


def test_five_classes_and_more_have_looks_of_their_own():
    own = {
        p.extra["category"] for p in code_list("review_points").codes if p.extra.get("looks") and "category" in p.extra
    }
    assert {"purchase", "service", "property", "works", "lease", "asset"} <= own


def test_a_class_is_not_held_against_the_points_of_another():
    facts = {"amount": 90_000_000, "basis": "negotiated", "basis_no": "采1号"}
    works = {h.point for h in hints("contract", {**facts, "category": "works"}, DAY)}
    lease = {h.point for h in hints("contract", {**facts, "category": "lease"}, DAY)}
    assert "contract_works_01" in works - lease and "contract_lease_02" in lease - works
    assert len(points_of("contract", "works")) > len(points_of("contract", "other"))


def test_a_bound_is_read_from_the_rule_and_its_part():
    parts = get_rule("PRO-29", on=DAY).parts
    assert [bound(f"rule:PRO-29/{n}", DAY) for n in (1, 2)] == [float(p.value) for p in parts]
    with pytest.raises(LookupError):
        bound("param:no.such", DAY)


def test_what_is_not_known_is_not_held_against_a_matter():
    assert not [h for h in hints("contract", {"category": "purchase"}, DAY) if h.point == "contract_purchase_02"]
