"""What all figures have in common: each follows its own records and no others. What one has of its own: its file."""

from __future__ import annotations

from typing import Any

import alive
import pytest

pytestmark = alive.needs_figures

#: Counts of records by the year of their day.
BY_DAY = [
    ("yi", "disclosure.published_items"),
    ("ding", "disclosure.portal_items"),
    ("ding", "disclosure.wechat_items"),
    ("ding", "digital.apps_new"),
    ("ding", "digital.systems_improved"),
    ("wu", "energy.zero_carbon_sites"),
    ("wu", "energy.low_carbon_sites"),
    ("wu", "energy.waste_sorting_units"),
    ("bing", "instruments.key_fields"),
    ("yi", "legal_study.centre_group"),
    ("ding", "legal_study.centre_group"),
    ("yi", "legal_study.study_notes"),
    ("yi", "legal_study.articles"),
    ("yi", "legal_study.branch_sessions"),
    ("yi", "legal_study.party_days"),
    ("wu", "legal_study.branch_law_sessions"),
    ("jia", "legal_study.energy_trainees"),
    ("yi", "standards.local_joined"),
    ("yi", "standards.group_led_or_joined"),
]
#: Counts of parts of a campaign, whose day is the campaign's.
BY_CAMPAIGN = [
    ("jia", "publicity.launch_units"),
    ("jia", "publicity.launch_subvenues"),
    ("ding", "publicity.duty_list_activities"),
]
#: A dispute is counted by what was decided, a zero by its register: their files.
APART = ("disputes.", "petitions.")
ELSEWHERE = [
    (f["bureau"], f["key"]) for f in alive.FIGURES if f.get("qualifier") != "none" and not f["key"].startswith(APART)
]


@pytest.mark.parametrize(("bureau", "key"), BY_DAY + BY_CAMPAIGN)
def test_a_count_follows_one_record_fewer_and_one_more(house: Any, bureau: str, key: str) -> None:
    alive.follows_one_fewer_and_one_more(house, bureau, key)


@pytest.mark.parametrize(("bureau", "key"), BY_DAY)
def test_a_record_moved_to_the_next_year_leaves(house: Any, bureau: str, key: str) -> None:
    alive.leaves_with_the_next_year(house, bureau, key)


@pytest.mark.parametrize(("bureau", "key"), [*ELSEWHERE, ("bing", "petitions.satisfaction_target")])
def test_another_bureau_and_another_year_never_move_it(house: Any, bureau: str, key: str) -> None:
    alive.nothing_elsewhere_moves(house, bureau, key, most=3 if key.startswith("service_desk.") else 12)
