"""The figures of digital follow their records."""

from __future__ import annotations

from typing import Any

import alive
import pytest

pytestmark = alive.needs_figures


@pytest.mark.parametrize(
    ("bureau", "key"), [("bing", "digital.platform_structure"), ("ding", "digital.transformation_structure")]
)
def test_the_structure_is_joined_from_its_parts(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    parts = row["printed"].split("+")
    found = alive.evidence(h, key)
    assert [p.symbol for p in sorted(found, key=lambda p: p.position)] == parts
    second = next(p for p in found if p.position == 2)
    alive.correct(h, second, count=7)
    assert alive.printed(h, key) == "+".join([parts[0], "7", *parts[2:]])
    last = next(p for p in found if p.position == len(parts))
    alive.correct(h, last, letter="Y")
    assert alive.printed(h, key).endswith("+Y")
    alive.void(h, last)
    assert alive.printed(h, key) == "+".join([parts[0], "7", *parts[2:-1]])


def test_a_later_map_replaces_the_earlier_one(house: Any) -> None:
    key = "digital.transformation_structure"
    h = house("ding")
    part = alive.evidence(h, key)[0]
    newer = alive.copy(h, part.map, happened_on=part.map.happened_on.replace(month=12))
    alive.copy(h, part, map=newer, count=8)
    assert alive.printed(h, key) == "8"
