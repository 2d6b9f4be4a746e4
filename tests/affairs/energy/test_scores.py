"""Scores of designations: the vectors, and what must hold for any value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.affairs.energy.vectors import close, needs_vectors, of

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.score_tables import score_tables
from yifa.affairs.energy.engine.scores import passes, score

MODEL, WATER = (score_tables()[name] for name in ("model-institution", "water-saving-unit"))


@needs_vectors
@pytest.mark.parametrize("v", of("score_model_unit"))
def test_model_institution(v):
    got = score(MODEL.item("energy_per_area"), v["given"]["indicator"], v["given"]["average"])
    close(got.points, v["expect"]["score"])


@needs_vectors
@pytest.mark.parametrize("v", of("score_water_unit", "score_water_fixture", "score_water_leak", "score_water_meter"))
def test_water_saving_unit(v):
    g = v["given"]
    if "m3_per_capita" in g:
        got = score(WATER.item("per_person"), g["m3_per_capita"], g["average"])
    elif "unit_metering_percent" in g:
        shares = {"unit_percent": g["unit_metering_percent"], "sub_unit_percent": g["sub_unit_metering_percent"]}
        got = score(WATER.item("metering"), values=shares)
    elif "leak_percent" in g:
        got = score(WATER.item("leakage"), g["leak_percent"])
    else:
        got = score(WATER.item("fixtures"), g["water_saving_fixture_percent"])
    close(got.points, v["expect"]["score"])
    assert got.why


@needs_vectors
@pytest.mark.parametrize("v", of("score_pass"))
def test_pass(v):
    got = passes(v["given"]["total"], MODEL.line, v["given"]["star_item_scores"])
    assert got == (v["expect"]["pass"], v["expect"]["reason"])


def test_a_starred_item_at_nothing_bars_the_title():
    assert passes(100, MODEL.line, [7, 0, 5]) == (False, "starred=0")
    assert passes(85, MODEL.line, [7, 4, 5]) == (True, None)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_no_item_gives_more_than_its_points_or_less_than_nothing(value, average):
    for table in (MODEL, WATER):
        for item in table.items.values():
            got = score(item, value, average, dict.fromkeys(item.lines, value))
            assert 0 <= got.points <= item.points


def test_no_figure_scores_nothing_and_says_so():
    assert score(WATER.item("fixtures")).why == "没有数据"
    assert score(WATER.item("metering")).points == 0
    with pytest.raises(EnergyError, match="平均值"):
        score(WATER.item("per_person"), 1, 0)
    with pytest.raises(EnergyError, match="没有“无此项”"):
        WATER.item("无此项")
