"""The figures of publicity follow their records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import alive
import pytest

from yifa.governance.publicity.choices import ItemKind
from yifa.lawkit.quantity import printed_iso

pytestmark = alive.needs_figures

DATED = [
    ("jia", "publicity.energy_week_launch"),
    ("jia", "publicity.low_carbon_day"),
    ("ding", "publicity.standards_day"),
]


@pytest.mark.parametrize(("bureau", "key"), DATED)
def test_a_date_follows_its_record(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    record = alive.evidence(h, key)[0]
    later = record.happened_on + timedelta(days=3)
    alive.correct(h, record, happened_on=later)
    text = printed_iso(later.isoformat(), "date")
    assert alive.printed(h, key) == text != row["printed"]
    assert text in alive.report_text(h)
    alive.void(h, record)
    assert alive.figure(h, key).empty


def test_the_week_follows_its_first_and_last_day(house: Any) -> None:
    key = "publicity.energy_week"
    h, row = house("jia"), alive.wanted("jia", key)
    week = alive.evidence(h, key)[0]
    first, last = (part for part in row["value"].split("/"))
    longer = week.ends_on + timedelta(days=1)
    alive.correct(h, week, ends_on=longer)
    assert alive.printed(h, key) == printed_iso(f"{first}/{longer.isoformat()}", "date")
    alive.correct(h, week, ends_on=None)
    assert alive.printed(h, key) == printed_iso(first, "date")
    alive.void(h, week)
    assert alive.figure(h, key).empty and alive.figure(h, "publicity.launch_units").empty
    assert printed_iso(f"{first}/{last}", "date") not in alive.report_text(h)


def test_a_void_launch_takes_units_and_venues_along(house: Any) -> None:
    h = house("jia")
    alive.void(h, alive.evidence(h, "publicity.energy_week_launch")[0])
    for key in ("energy_week_launch", "launch_units", "launch_subvenues"):
        assert alive.figure(h, f"publicity.{key}").empty


def test_handbooks_step_to_the_next_hundred(house: Any) -> None:
    key = "publicity.handbooks_given"
    h, row = house("jia"), alive.wanted("jia", key)
    stored = alive.figure(h, key).stored
    assert row["value"] < stored < row["value"] + 100
    slip = alive.evidence(h, key)[0]
    alive.copy(h, slip, copies=row["value"] + 99 - stored)
    assert alive.printed(h, key) == row["printed"]
    alive.copy(h, slip, copies=1)
    # An even hundred is not 余: the claim is blocked and the exact number offered.
    assert alive.offered(h, key)
    alive.copy(h, slip, copies=1)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 100)
    assert alive.retold(row, row["value"] + 100) in alive.report_text(h)
    alive.copy(h, slip, kind=ItemKind.LEAFLET, copies=500)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 100)


def test_only_activities_on_the_list_count(house: Any) -> None:
    key = "publicity.duty_list_activities"
    h, row = house("ding"), alive.wanted("ding", key)
    first, second = alive.evidence(h, key)[:2]
    alive.correct(h, first, item=None)
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)
    on_item = sum(1 for a in alive.evidence(h, key) if a.item_id == second.item_id)
    alive.void(h, second.item)
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1 - on_item)


def test_the_number_of_the_standards_day_is_counted_from_the_packs(house: Any) -> None:
    h, row = house("ding"), alive.wanted("ding", "publicity.standards_day")
    number = alive.figure(h, "publicity.standards_day_number")
    assert number.stored == row["ordinal"]
    assert f"{number.printed}世界标准日" in alive.report_text(h)
