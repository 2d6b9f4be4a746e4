"""The figures of energy (designations) follow their records."""

from __future__ import annotations

from typing import Any

import alive
import pytest

pytestmark = alive.needs_figures

COUNTED = [
    ("wu", "energy.zero_carbon_sites"),
    ("wu", "energy.low_carbon_sites"),
    ("wu", "energy.waste_sorting_units"),
]


@pytest.mark.parametrize(("bureau", "key"), COUNTED)
def test_a_count_follows_one_record_fewer_and_one_more(house: Any, bureau: str, key: str) -> None:
    alive.follows_one_fewer_and_one_more(house, bureau, key)


@pytest.mark.parametrize(("bureau", "key"), COUNTED)
def test_a_record_moved_to_the_next_year_leaves(house: Any, bureau: str, key: str) -> None:
    alive.leaves_with_the_next_year(house, bureau, key)


@pytest.mark.parametrize(
    ("bureau", "key"), [k for k in alive.keys("energy") if alive.wanted(*k).get("qualifier") != "none"]
)
def test_another_bureau_and_another_year_never_move_it(house: Any, bureau: str, key: str) -> None:
    alive.nothing_elsewhere_moves(house, bureau, key)
