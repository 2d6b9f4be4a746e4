"""The figures of counsel follow their records."""

from __future__ import annotations

from typing import Any

import alive
import pytest

from yifa.governance.counsel.choices import AffairKind, LawyerKind

pytestmark = alive.needs_figures


@pytest.mark.parametrize(("bureau", "key"), alive.keys("counsel"))
def test_a_count_follows_one_record_fewer_and_one_more(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    first = alive.evidence(h, key)[0]
    alive.void(h, first)
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)
    assert alive.retold(row, row["value"] - 1) in alive.report_text(h)
    alive.copy(h, first)
    alive.copy(h, first)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 1)


def test_an_affair_of_another_type_changes_both_figures(house: Any) -> None:
    h = house("ding")
    affairs, talks = "counsel.legal_affairs", "counsel.negotiations_and_opinions"
    alive.correct(h, alive.evidence(h, affairs)[0], kind=AffairKind.NEGOTIATION)
    for key, step in ((affairs, -1), (talks, 1)):
        row = alive.wanted("ding", key)
        assert alive.printed(h, key) == alive.retold(row, row["value"] + step)


def test_a_lawyer_of_an_office_or_of_another_kind_does_not_count(house: Any) -> None:
    """Only public lawyers set up at subordinate units in the year."""
    h, key = house("wu"), "counsel.public_lawyers"
    row, (first, second) = alive.wanted("wu", key), alive.evidence(h, key)
    alive.correct(h, first, unit=h.unit("法规处"))
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)
    alive.correct(h, second, kind=LawyerKind.EXTERNAL)
    assert alive.figure(h, key).empty
