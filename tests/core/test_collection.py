"""收数: who answers, who confirms, what keeps a register from closing, and what a choice of wording leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.core.metrics.models import Answer, Collection, WordingChoice
from yifa.kernel.action import Ctx, Refused
from yifa.kernel.ledger.models import Entry

REGISTER = "disputes.case"
WHAT = "core_metrics.collection"


@pytest.fixture
def running(house: Any) -> tuple[Any, Collection]:
    """己县 and its open collection of the third quarter."""
    h = house("ji")
    return h, Collection.objects.get(bureau=h.bureau, year=h.year, quarter=3)


def _as(h: Any, role: str, unit: Any = None, name: str = "某人") -> Ctx:
    scope = h.scope(role, unit=unit, name=name)
    if unit is not None:
        object.__setattr__(scope, "unit_ids", frozenset({unit.pk}))
    return Ctx(scope=scope, day=h.day, now=h.now, channel="screen")


def test_two_offices_keep_the_register_open(running: Any) -> None:
    h, collection = running
    waiting = {str(a.unit) for a in collection.answers.exclude(state=Answer.State.CONFIRMED)}
    assert len(waiting) == 2
    with pytest.raises(Refused) as caught:
        h.do(WHAT, "close_register", collection, register=REGISTER)
    assert all(unit in str(caught.value) for unit in waiting)
    with pytest.raises(Refused):
        h.do(WHAT, "close", collection)


def test_a_clerk_answers_only_for_the_own_office(running: Any) -> None:
    h, collection = running
    mine, other = h.unit("车辆管理处"), h.unit("会议服务中心")
    clerk = _as(h, "clerk", mine)
    h.do(WHAT, "answer_all", collection, ctx=clerk, unit=mine)
    assert not collection.answers.filter(unit=mine, state=Answer.State.ASKED).exists()
    for more in ({}, {"paper": "自编〔2026〕1号", "signed_by": "某人"}):  # a paper of one's own making does not help
        with pytest.raises(Refused):
            h.do(WHAT, "answer_all", collection, ctx=clerk, unit=other, **more)
    with pytest.raises(Refused):
        h.do(WHAT, "confirm_all", collection, ctx=clerk, unit=mine)


def test_the_lead_office_enters_a_paper_answer_with_its_signer(running: Any) -> None:
    h, collection = running
    unit = h.unit("会议服务中心")
    legal = _as(h, "legal", name="李某")
    with pytest.raises(ValidationError):
        h.do(WHAT, "answer_all", collection, ctx=legal, unit=unit)
    paper = {"paper": "零报告表第3号", "signed_by": "会议中心负责人"}
    h.do(WHAT, "answer_all", collection, ctx=legal, unit=unit, **paper)
    h.do(WHAT, "confirm_all", collection, ctx=legal, unit=unit, **paper)
    answer = collection.answers.filter(unit=unit).first()
    assert (answer.confirmed_by, answer.paper) == (paper["signed_by"], paper["paper"])


def test_a_zero_report_over_an_entry_is_refused(running: Any) -> None:
    h, collection = running
    unit = h.unit("车辆管理处")
    h.backfill(REGISTER, [{"title": "车辆事故", "kind": "civil", "happened_on": date(h.year, 8, 3), "unit": unit}])
    answer = collection.answers.get(unit=unit, register=REGISTER)
    with pytest.raises(Refused):
        h.do("core_metrics.answer", "answer", answer, kind="zero")
    answer = h.do("core_metrics.answer", "answer", answer, kind="entries")
    assert (answer.kind, answer.entries) == ("entries", 1)


def test_a_returned_answer_is_given_again(running: Any) -> None:
    h, collection = running
    answer = collection.answers.filter(state=Answer.State.CONFIRMED).first()
    answer = h.do("core_metrics.answer", "return", answer, reason="少报一件")
    assert (answer.state, answer.confirmed_by) == (Answer.State.RETURNED, "")
    answer = h.do("core_metrics.answer", "answer", answer, kind=answer.kind)
    assert h.do("core_metrics.answer", "confirm", answer).state == Answer.State.CONFIRMED


def test_chasing_counts_only_those_who_owe_an_answer(running: Any) -> None:
    h, collection = running
    before = dict(collection.answers.values_list("pk", "chased"))
    h.do(WHAT, "chase_all", collection)
    for answer in collection.answers.all():
        owed = answer.state != Answer.State.CONFIRMED
        assert answer.chased == before[answer.pk] + owed


def test_a_quarter_that_has_not_ended_is_not_collected(house: Any) -> None:
    h = house("ji")
    with pytest.raises(Refused):
        h.do(WHAT, "open", year=h.year, quarter=4, due_on=h.day + timedelta(days=10))


def test_a_closed_register_takes_no_answer_until_it_is_reopened(house: Any) -> None:
    h = house("yi")
    answer = Answer.objects.filter(bureau=h.bureau, register=REGISTER).first()
    with pytest.raises(Refused):
        h.do("core_metrics.answer", "return", answer, reason="再核")


def test_only_the_writer_chooses_a_wording_and_the_last_choice_stands(house: Any) -> None:
    h = house("ji")
    data = {"year": h.year, "metric": "instruments.made_or_revised", "option": ""}
    with pytest.raises(Refused):
        h.do("core_metrics.wording", "choose", ctx=_as(h, "clerk"), qualifier="exact", **data)
    with pytest.raises(ValidationError):
        h.do("core_metrics.wording", "choose", year=h.year, metric="nothing.here", qualifier="exact", option="")
    for qualifier in ("exact", "at_least"):
        h.do("core_metrics.wording", "choose", ctx=_as(h, "legal"), qualifier=qualifier, **data)
    (row,) = WordingChoice.objects.filter(bureau=h.bureau, metric=data["metric"])
    assert row.qualifier == "at_least"
    assert Entry.objects.filter(resource="core_metrics.wording", object_ref=row.pk).count() == 2
