"""The aim of satisfaction follows its record, and never prints as a result."""

from __future__ import annotations

from typing import Any

import alive

pytestmark = alive.needs_figures
KEY = "petitions.satisfaction_target"


def test_the_aim_follows_its_record(house: Any) -> None:
    h, row = house("bing"), alive.wanted("bing", KEY)
    (target,) = alive.evidence(h, KEY)
    alive.correct(h, target, percent=97)
    assert alive.printed(h, KEY) == alive.retold(row, 97)
    assert alive.retold(row, 97) in alive.report_text(h)
    alive.void(h, target)
    assert alive.printed(h, KEY) == ""


def test_the_result_comes_from_ratings_and_not_from_the_aim(house: Any) -> None:
    result = "petitions.satisfaction"
    h, row = house("bing"), alive.wanted("bing", KEY)
    before = alive.figure(h, result)
    assert before.numerator < before.denominator and alive.figure(h, KEY).qualifier == "target"
    poor = next(d for d in alive.evidence(h, result) if d.rating == "not")
    h.do("petitions.docket", "rate", poor, said="satisfied")
    after = alive.figure(h, result)
    assert after.numerator == before.numerator + 1
    assert alive.printed(h, KEY) == row["printed"]
