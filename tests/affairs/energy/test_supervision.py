"""Supervision by the book: certified visits, an order together with others, its term, the re-check, only then 通报."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.supervision import papers
from yifa.affairs.energy.supervision.actions import check_order, check_visit
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection
from yifa.core.legaltime import clocks
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.resource.forms import form_of
from yifa.papers import docmodel

ORDER = "energy.order"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def one(h: Any, **where: Any) -> Any:
    return CorrectionOrder.objects.filter(bureau=h.bureau, life="live", **where).get()


def said(h: Any, key: str, **data: Any) -> str:
    """Return what the form says against the data."""
    action = registry.get_action(key, "record")
    sent = {name: getattr(value, "pk", value) for name, value in data.items()}
    form = form_of(action, h.ctx(*sorted(action.roles)), None, data=sent)
    return "" if form.is_valid() else " ".join(t for texts in form.errors.values() for t in texts)


def test_an_order_that_is_not_carried_out_ends_in_a_notice(ji: Any) -> None:
    order = one(ji, violation="no_metering")
    assert order.state == "failed" and order.number and order.due_on < ji.day
    opinion = one(ji, kind="advice")
    with pytest.raises(Blocked, match="不能据此通报"):
        ji.do(ORDER, "notify", opinion, notified_on=ji.day)
    order = ji.do(ORDER, "notify", order, notified_on=ji.day)
    text = docmodel.plain_text(papers.notice(order))
    assert order.notice_no and "第三十七条第（二）项" in text and "罚" not in text
    order = ji.do(ORDER, "refer", order, referred_on=ji.day, referred_to="主管部门", referred_for="对负责人的处分")
    order = ji.do(ORDER, "recheck", order, rechecked_on=ji.day, recheck="已装分项表", corrected=True)
    assert order.state == "corrected" and all(c.state == "stopped" for c in clocks.of(order))


def test_notice_waits_for_the_term_and_the_re_check(ji: Any) -> None:
    site = one(ji, kind="advice").institution
    data = {"kind": "order", "institution": site, "violation": "no_post", "facts": "没有能源管理岗位。",
            "demand": "设立岗位。", "happened_on": ji.day}  # fmt: skip
    order = ji.do(ORDER, "record", **data)
    with pytest.raises(Blocked, match="会同"):
        ji.do(ORDER, "issue", order, issued_on=ji.day, term_days=10)
    order = ji.do(ORDER, "correct", order, joint="发展改革部门", reason="补正", checker="赵某")
    order = ji.do(ORDER, "issue", order, issued_on=ji.day, term_days=10)
    assert order.due_on > ji.day and "责令你单位限期改正" in docmodel.plain_text(papers.paper(order))
    with pytest.raises(Blocked, match="还没有届满"):
        ji.do(ORDER, "notify", order, notified_on=ji.day)
    with pytest.raises(Refused, match="届满前"):
        ji.do(ORDER, "recheck", order, rechecked_on=ji.day, recheck="未设岗位", corrected=False)
    later = order.due_on + timedelta(days=1)
    with pytest.raises(Blocked, match="还没有复查"):
        ji.do(ORDER, "notify", order, notified_on=later, day=later)
    order = ji.do(ORDER, "recheck", order, rechecked_on=later, recheck="未设岗位", corrected=False, day=later)
    assert ji.do(ORDER, "notify", order, notified_on=later, day=later).state == "notified"


def test_a_decision_of_weight_waits_for_its_legal_review(ji: Any) -> None:
    order = one(ji, major=True)
    with pytest.raises(Blocked, match="还没有出具意见"):
        ji.do(ORDER, "issue", order, issued_on=ji.day, term_days=10)
    review = order.review
    reviewer = replace(ji, actor="李某")  # who sent it does not review it
    reviewer.do("legality_review.review", "all_handed", review)
    reviewer.do("legality_review.review", "judge_rest", review)
    reviewer.do("legality_review.review", "issue_opinion", review, result="passed", opinion="可以作出", reviewer="李某",
          opinion_on=ji.day, reviewer_licence="A2026", counsel="王某", counsel_opinion="同意")  # fmt: skip
    assert ji.do(ORDER, "issue", order, issued_on=ji.day, term_days=10).state == "issued"


def test_being_over_quota_is_no_violation_leaving_it_unexplained_is(ji: Any) -> None:
    rows = Standing.objects.filter(bureau=ji.bureau, over=True).order_by("pk")
    explained, unasked = rows.filter(explained_on__isnull=False).first(), rows.filter(asked_on__isnull=True).first()

    def wrong(**data: Any) -> str:
        with pytest.raises(ValidationError) as caught:
            check_order(None, data.get, ji.day)
        return str(caught.value)

    base = {"kind": "order", "violation": "over_quota_unexplained"}
    assert "本身不是违法情形" in wrong(**base, institution=explained.institution)
    assert "已于" in wrong(**base, institution=explained.institution, standing=explained)
    assert "还没有要求说明" in wrong(**base, institution=unasked.institution, standing=unasked)
    assert "第三十七条" in wrong(kind="advice", violation="no_post")
    report = EnergyReport.objects.filter(bureau=ji.bureau).first()
    assert "已经收到" in wrong(kind="order", violation="no_report", institution=report.institution)


def test_a_visit_is_made_by_certified_persons_and_once_a_day(ji: Any) -> None:
    visit = Inspection.objects.filter(bureau=ji.bureau, life="live", focus="air").get()
    data = {"institution": visit.institution, "focus": "general", "officer_one": visit.officer_one,
            "officer_two": visit.officer_two, "record": "查看台账。", "outcome": "good"}  # fmt: skip
    assert "合并为一次" in said(ji, "energy.inspection", **data, happened_on=visit.happened_on)
    with pytest.raises(Blocked, match="没有有效的执法证件"):
        ji.do("energy.inspection", "record", **{**data, "officer_two": "无此证号"}, happened_on=ji.day)
    with pytest.raises(Blocked, match="两人"):
        ji.do("energy.inspection", "record", **{**data, "officer_two": visit.officer_one}, happened_on=ji.day)
    with pytest.raises(ValidationError, match="不能是“未发现问题”"):
        check_visit({"season": "summer", "temperatures": "26、25.5", "outcome": "good"}, ji.day)
    check_visit({"season": "summer", "temperatures": "26、25.5", "outcome": "good", "special": "手术室"}, ji.day)


def test_yearly_reports_come_by_the_day_of_the_regulation(ji: Any, sign_in: Any) -> None:  # noqa: F811
    rows = EnergyReport.objects.filter(bureau=ji.bureau, life="live").order_by("happened_on")
    assert {r.due_on for r in rows} == {date(ji.day.year, 3, 31)}
    assert [r.on_time for r in rows] == [True] * (len(rows) - 1) + [False]
    page = sign_in("legal", "ji").get(f"/energy/reports/?year={ji.day.year - 1}").content.decode()
    assert "逾期未报" in page and "迟报" in page
    order = one(ji, kind="advice")
    answer = sign_in("legal", "ji").get(f"/energy/order/{order.pk}/paper.docx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    assert sign_in("legal", "jia").get(f"/energy/order/{order.pk}/paper.docx").status_code == 404
