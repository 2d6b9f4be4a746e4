"""The figures of legality review follow their records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import alive
import pytest

from yifa.governance.legality_review.choices import Kind

pytestmark = alive.needs_figures


@pytest.mark.parametrize(("bureau", "key"), alive.keys("legality_review"))
def test_a_count_follows_one_record_fewer_and_one_more(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    first = alive.evidence(h, key)[-1]
    alive.copy(h, first)
    alive.copy(h, first)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 2)
    assert alive.retold(row, row["value"] + 2) in alive.report_text(h)
    for record in alive.evidence(h, key)[-3:]:
        alive.void(h, record)
    if row["value"] == 1:
        assert alive.figure(h, key).empty
    else:
        assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)


def test_kinds_are_never_added_up(house: Any) -> None:
    """A review corrected to another kind leaves the one figure and enters the other."""
    h = house("ding")
    contracts, plans = "legality_review.major_contracts", "legality_review.plan_opinions"
    review = alive.evidence(h, contracts)[0]
    alive.correct(h, review, kind=Kind.PLAN)
    assert alive.printed(h, contracts) == alive.retold(
        alive.wanted("ding", contracts), alive.wanted("ding", contracts)["value"] - 1
    )
    assert alive.printed(h, plans) == alive.retold(
        alive.wanted("ding", plans), alive.wanted("ding", plans)["value"] + 1
    )


def test_an_opinion_of_the_next_year_counts_there(house: Any) -> None:
    """A review counts in the year of its opinion, not of its receipt."""
    h, key = house("wu"), "legality_review.second_level"
    row, last = alive.wanted("wu", key), alive.evidence(h, key)[-1]
    alive.correct(h, last, opinion_on=last.opinion_on.replace(year=h.year + 1, month=1, day=5))
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)


def test_matters_are_never_more_than_reviews(house: Any) -> None:
    """件 ≤ 次: a second round of a matter is one review more and no matter more."""
    h = house("wu")
    reviews, matters = "legality_review.second_level", "legality_review.second_level_matters"
    before = alive.figure(h, matters).value
    assert before < alive.figure(h, reviews).value
    again = alive.evidence(h, reviews)[0]
    alive.copy(h, again, opinion_on=again.opinion_on + timedelta(days=9))
    assert alive.figure(h, matters).value == before
    assert alive.figure(h, reviews).value == alive.wanted("wu", reviews)["value"] + 1
