"""The figures of disputes follow their records; a zero stands only on confirmed registers."""

from __future__ import annotations

from datetime import date
from typing import Any

import alive
import pytest

from yifa.lawkit.quantity import to_hanzi

pytestmark = alive.needs_figures
ZEROS = [("yi", "disputes.disclosure_cases"), ("yi", "disputes.suits_and_civil")]
CASE = "disputes.case"


def _case(h: Any, day: date, **more: Any) -> Any:
    row = {"title": "答复争议", "kind": "litigation", "about_disclosure": True, "happened_on": day}
    return alive.add(h, CASE, unit=h.unit("法规处"), paper="应诉通知书", **{**row, **more})


@pytest.mark.parametrize(("bureau", "key"), ZEROS)
def test_a_reopened_register_blocks_the_zero(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    assert alive.printed(h, key) == row["printed"] and alive.figure(h, key).qualifier == "none"
    close = alive.reopened(h, CASE, 2)
    assert len(alive.offered(h, key)) == 1
    h.do("core_metrics.collection", "close_register", close.collection, register=CASE)
    assert alive.printed(h, key) == row["printed"]


@pytest.mark.parametrize(("bureau", "key"), ZEROS)
def test_an_answer_sent_back_blocks_the_zero(house: Any, bureau: str, key: str) -> None:
    h = house(bureau)
    close = alive.reopened(h, CASE, 1)
    answer = close.collection.answers.filter(register=CASE).first()
    h.do("core_metrics.answer", "return", answer, reason="漏报")
    assert str(answer.unit) in alive.figure(h, key).why


@pytest.mark.parametrize(("bureau", "key"), ZEROS)
def test_a_case_turns_the_zero_into_a_count(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    zeros = alive.report_text(h).count(row["printed"])
    _case(h, date(h.year, 8, 8))
    assert alive.printed(h, key) == f"1{row['unit']}"
    assert alive.report_text(h).count(row["printed"]) < zeros


@pytest.mark.parametrize(("bureau", "key"), ZEROS)
def test_cases_elsewhere_leave_the_zero(house: Any, bureau: str, key: str) -> None:
    h, row = house(bureau), alive.wanted(bureau, key)
    _case(house("wu"), date(h.year, 8, 8))
    _case(h, date(h.year - 1, 8, 8))
    _case(h, date(h.year + 1, 2, 8))
    assert alive.printed(h, key) == row["printed"]


def test_a_reconsideration_about_procurement_is_neither(house: Any) -> None:
    h = house("yi")
    _case(h, date(h.year, 8, 8), kind="reconsideration", about_disclosure=False)
    for bureau, key in ZEROS:
        assert alive.printed(h, key) == alive.wanted(bureau, key)["printed"]


def test_a_county_in_mid_work_may_not_say_zero_until_the_last_office_has_answered(house: Any) -> None:
    key = "disputes.suits_and_civil"
    h = house("ji")
    assert alive.offered(h, key)
    from yifa.core.metrics.models import Collection

    running = Collection.objects.get(bureau=h.bureau, year=h.year, quarter=3)
    for unit in {a.unit for a in running.answers.exclude(state="confirmed")}:
        assert str(unit) in alive.figure(h, key).why
        h.do("core_metrics.collection", "answer_all", running, unit=unit)
        h.do("core_metrics.collection", "confirm_all", running, unit=unit)
    assert alive.figure(h, key).blocked
    h.do("core_metrics.collection", "close_register", running)
    assert alive.printed(h, key) == alive.wanted("yi", key)["printed"]


def test_settlements_follow_their_records(house: Any) -> None:
    key = "disputes.settlements"
    alive.nothing_elsewhere_moves(house, "wu", key)
    h, row = house("wu"), alive.wanted("wu", key)
    (one,) = alive.evidence(h, key)
    alive.copy(h, one)
    assert alive.printed(h, key) == row["printed"].replace(to_hanzi(1), to_hanzi(2, measure=True))
    for settlement in alive.evidence(h, key):
        alive.void(h, settlement)
    assert alive.printed(h, key) == ""
