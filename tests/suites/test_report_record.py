"""The record page of a report says what holds it without composing it; a signed one is corrected only where it must."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.kernel.action import Blocked, Refused, run
from yifa.kernel.registry import get_action
from yifa.kernel.resource.forms import form_of
from yifa.suites.annual_report.compose import compose, missing
from yifa.suites.annual_report.models import NextStep, Report, Shortcoming


def both(house: Any, year: int) -> tuple[list[str], list[str]]:
    """Return what is missing, asked quickly and read off the whole report."""
    made = compose(house.bureau, year, day=house.day)
    return missing(house.bureau, year, day=house.day), [b.why for b in made.blocking if b.mandatory]


@pytest.mark.parametrize("code", ["jia", "yi", "bing", "ding", "wu", "ji"])
def test_what_is_missing_is_what_the_whole_report_says(house: Any, code: str) -> None:
    place = house(code)
    quick, whole = both(place, place.year)
    assert quick == whole and bool(whole) == (code == "ji")


def test_a_year_without_records_lacks_every_mandatory_part(house: Any) -> None:
    quick, whole = both(house("wu"), 2001)
    assert quick == whole and len(whole) >= 3 and all("缺必备部分" in w for w in whole)


def test_a_year_without_a_plan_is_missed_and_a_cause_is_asked_for_at_the_gate(house: Any) -> None:
    ji = house("ji")
    for row in NextStep.objects.filter(bureau=ji.bureau, year=ji.year, life="live"):
        ji.do("annual_report.next_step", "void", row, reason="试验", checker="孙某")
    quick, whole = both(ji, ji.year)
    assert quick == whole and len(whole) == 2
    report = Report.objects.filter(bureau=ji.bureau).first() or ji.do("annual_report.report", "start", year=ji.year)
    assert Shortcoming.objects.filter(bureau=ji.bureau, year=ji.year, life="live", cause="").exists()
    with pytest.raises(Blocked, match="没有写原因"):
        ji.do("annual_report.report", "deliberate", report, deliberated_on=ji.day, deliberated_by="党组会")


def test_the_gate_of_a_draft_does_not_evaluate_every_figure(house: Any, django_assert_max_num_queries: Any) -> None:
    ji = house("ji")
    missing(ji.bureau, ji.year, day=ji.day)
    with django_assert_max_num_queries(40):
        missing(ji.bureau, ji.year, day=ji.day)


def test_a_signed_report_whose_records_stand_is_not_reissued(house: Any) -> None:
    wu = house("wu")
    report = Report.objects.get(bureau=wu.bureau, year=wu.year)
    action, ctx = get_action("annual_report.report", "reissue"), wu.ctx("leader")
    form = form_of(action, ctx, report, {"reason": "试出一版"})
    assert not form.is_valid() and "签发的数字与记录一致" in str(form.errors)
    with pytest.raises(Refused, match="签发的数字与记录一致"):
        run(action, ctx, report, {"reason": "试出一版"})
    assert report.snapshots.count() == 1
