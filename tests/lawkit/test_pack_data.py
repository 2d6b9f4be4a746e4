"""The data packs this domain needs are there, whole, and read by their readers."""

from datetime import date

import pytest

from yifa.lawkit.chains import all_chains, chain_version, get_chain
from yifa.lawkit.codes import all_lists, code_list, plan_periods
from yifa.lawkit.packs.loader import PackError, load_kind


def test_the_standards_classification_has_4_classes_and_25_sub_classes():
    classes = code_list("standard_classes")
    assert len(classes.children(None)) == 4
    assert sum(len(classes.children(row.code)) for row in classes.children(None)) == 25


def test_the_ten_fields_the_four_duties_the_seven_stages():
    assert len(code_list("instrument_fields").codes) == 10
    assert [row.name for row in code_list("duty_acts").codes] == ["亲自部署", "亲自过问", "亲自协调", "亲自督办"]
    assert len(code_list("standard_stages").codes) == 7


def test_demo_regions_are_placeholders():
    regions = code_list("regions")
    assert [regions[f"990{n}00"].name for n in range(1, 7)] == ["甲市", "乙区", "丙市", "丁市", "戊市", "己县"]
    assert all(row.code.startswith("99") for row in regions.codes)


def test_lists_make_choices_and_unknown_lists_are_refused():
    assert ("lead", "牵头起草") in code_list("standard_roles").choices
    assert "lead" in code_list("standard_roles") and len(all_lists()) >= 20
    with pytest.raises(PackError):
        code_list("nosuch")


def test_the_number_of_the_review_is_checked_before_the_seal():
    chain = get_chain("seal_use", date(2024, 2, 1))
    keys = [stage.key for stage in chain.stages]
    wanted = ["head", "legal", "approve", "stamp"]
    assert [key for key in keys if key in wanted] == wanted
    assert chain.stage("legal").requires == "review_no" and "submit" in chain.stage("stamp").recuse
    assert chain_version(chain.key) == chain


def test_decisions_are_discussed_only_behind_the_legality_review():
    chain = get_chain("decision_review", date(2024, 2, 1))
    keys = [stage.key for stage in chain.stages]
    assert keys.index("legality") < keys.index("meeting")
    assert not chain.stage("legality").optional and chain.stage("meeting").head_last
    assert len(all_chains()) >= 5


def test_a_chain_does_not_exist_before_it_began():
    with pytest.raises(PackError):
        get_chain("seal_use", date(2018, 1, 1))


def test_the_annual_outline_knows_both_legal_orders():
    (outline,) = [data for _, data in load_kind("outlines") if data["id"] == "fazhi"]
    parts = {part["key"]: part for part in outline["parts"]}
    assert [key for key, part in parts.items() if part["mandatory"]] == [
        "achievements",
        "leader",
        "shortcomings",
        "plan",
    ]
    assert outline["orders"]["regulation"][:4] == ["achievements", "shortcomings", "leader", "plan"]
    assert outline["orders"]["leader_second"][:4] == ["achievements", "leader", "shortcomings", "plan"]


def test_plan_periods_hold_their_days():
    assert {period.id for period in plan_periods(date(2025, 12, 31))} >= {"publicity-8", "five-year-14"}
    assert "publicity-8" not in {period.id for period in plan_periods(date(2026, 1, 1))}
