"""发文字号: gapless, never twice, whoever was shown what."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.core.documents import numbers
from yifa.core.documents.models import NumberSeries
from yifa.kernel.action import IN_ACTION, Conflict, Work
from yifa.kernel.registry import get_action


@pytest.fixture
def work(house: Any) -> Work:
    IN_ACTION.set(True)
    return Work(get_action("decisions.meeting", "record"), house("ji").ctx())


def test_two_officers_shown_the_same_number_do_not_both_get_it(work: Work) -> None:
    bureau, year = work.scope.bureau_id or 0, work.day.year
    shown = numbers.preview(bureau, "report", year)
    assert numbers.claim(work, bureau, "report", shown) == shown
    with pytest.raises(Conflict, match="已经用过"):
        numbers.claim(work, bureau, "report", shown)
    following = numbers.preview(bureau, "report", year)
    assert following != shown and following in str(_refusal(work, bureau, shown))


def _refusal(work: Work, bureau: int, number: str) -> Conflict:
    with pytest.raises(Conflict) as held:
        numbers.claim(work, bureau, "report", number)
    return held.value


def test_a_number_given_on_paper_moves_the_series_on(work: Work) -> None:
    bureau, year = work.scope.bureau_id or 0, work.day.year
    first = numbers.preview(bureau, "report", year)
    prefix = first.partition("〔")[0]
    on_paper = f"{prefix}〔{year}〕5000号"
    assert numbers.claim(work, bureau, "report", on_paper) == on_paper
    assert numbers.preview(bureau, "report", year) == f"{prefix}〔{year}〕5001号"
    _refusal(work, bureau, on_paper)
    assert NumberSeries.objects.filter(bureau_id=bureau, key="report", year=year).count() == 1


def test_the_number_of_a_paper_in_the_register_is_not_used_again(house: Any, work: Work) -> None:
    from yifa.core.documents.models import OutgoingPaper

    paper = OutgoingPaper.objects.filter(bureau=house("wu").bureau).first()
    assert paper is not None
    _refusal(work, paper.bureau_id, paper.number)
    ji = house("ji")
    head = numbers.preview(ji.bureau.pk, "report", ji.year).partition("〕")[0]
    ji.do("core_documents.outgoing", "record", number=f"{head}〕77号", title="手工登记的发文", happened_on=ji.day)
    assert numbers.preview(ji.bureau.pk, "report", ji.year) == f"{head}〕78号", "the register is counted on"
