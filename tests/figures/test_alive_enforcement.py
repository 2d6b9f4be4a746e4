"""The figures of enforcement follow their records."""

from __future__ import annotations

from datetime import date
from typing import Any

import alive

from yifa.lawkit.quantity import to_hanzi

pytestmark = alive.needs_figures


def test_the_systems_carried_out_are_counted(house: Any) -> None:
    key = "enforcement.three_systems"
    h, row = house("bing"), alive.wanted("bing", key)
    one = alive.evidence(h, key)[0]
    alive.void(h, one)
    two = to_hanzi(row["value"] - 1, measure=True)
    assert alive.printed(h, key) == row["printed"].replace(to_hanzi(row["value"]), two)
    alive.copy(h, one)
    assert alive.printed(h, key) == row["printed"]


def test_the_day_of_the_announcement_is_read_off_it(house: Any) -> None:
    key = "enforcement.authority_announcement"
    h, row = house("ding"), alive.wanted("ding", key)
    (paper,) = alive.evidence(h, key)
    day = row["value"]
    alive.correct(h, paper, happened_on=date(day.year, 5, 9))
    text = row["printed"]
    assert alive.printed(h, key) == text.replace(f"{day.month}月", "5月").replace(f"{day.day}日", "9日")
    alive.void(h, paper)
    assert alive.printed(h, key) == ""
