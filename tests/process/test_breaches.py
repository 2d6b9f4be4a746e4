"""What happened outside the system is always recorded as it was: a breach, by a verb of its own, never a permission."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.governance.contracts.choices import Order, State
from yifa.governance.decisions.choices import ItemClass, ItemState, Opinion
from yifa.governance.enforcement.choices import CaseState
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.gates.models import GateEvent

LEGALITY = "decisions.legality_before_discussion"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _item(h: Any, days: int = 6, **more: Any) -> Any:
    day = h.day - timedelta(days=days)
    values = {
        "title": "办公用房调整方案",
        "category": ItemClass.MAJOR_ADMINISTRATIVE,
        "unit": h.unit("办公室"),
        "happened_on": day,
        "proposer": "王某",
        **more,
    }
    item = h.do("decisions.item", "record", day=day, **values)
    return h.do("decisions.item", "pre_review", item, day=day, pre_result="passed", pre_opinion="可以上会")


def _meeting(h: Any, day: Any) -> Any:
    return h.do(
        "decisions.meeting",
        "record",
        body="directors",
        number=88,
        title="局长办公会",
        happened_on=day,
        unit=h.unit("办公室"),
    )


def _events(obj: Any, resource: str) -> list[GateEvent]:
    return list(GateEvent.objects.filter(resource=resource, object_ref=obj.pk, kind="breach").order_by("id"))


# -- 登记未审先议 ---------------------------------------------------------------------------------------------
def test_a_recent_discussion_without_review_is_recorded_and_stays_a_breach(ji: Any) -> None:
    item, day = _item(ji), ji.day - timedelta(days=2)
    with pytest.raises(Blocked):
        ji.do("decisions.item", "submit", item, meeting=_meeting(ji, day))
    meeting = _meeting(ji, day)
    item = ji.do(
        "decisions.item",
        "record_unreviewed",
        item,
        meeting=meeting,
        breach_on=day,
        breach_reason="会议临时增加议题，没有送审",
    )
    assert (item.state, item.submitted_on) == (ItemState.SUBMITTED, day)
    (event,) = _events(item, "decisions.item")
    assert (event.gate, event.force, event.happened_on) == (LEGALITY, "法定", day)
    assert event.reason == "会议临时增加议题，没有送审" and not event.backfilled and event.cured_on is None


def test_recording_one_breach_permits_nothing_further(ji: Any) -> None:
    """Discussed unreviewed, it still may not be carried out without its resolution."""
    item, day = _item(ji), ji.day - timedelta(days=1)
    item = ji.do(
        "decisions.item", "record_unreviewed", item, meeting=_meeting(ji, day), breach_on=day, breach_reason="没有送审"
    )
    with pytest.raises(Blocked):
        ji.do("decisions.item", "execute", item, execution="组织实施")
    item = ji.do(
        "decisions.item",
        "record_undecided",
        item,
        execution="已经组织实施",
        breach_on=ji.day,
        breach_reason="未待形成决议即实施",
    )
    assert item.state == ItemState.EXECUTED and item.executed_on == ji.day
    assert [e.gate for e in _events(item, "decisions.item")] == [LEGALITY, "decisions.decided_before_execution"]


def test_who_was_in_order_is_not_entered_as_a_breach(ji: Any) -> None:
    item = _item(ji, category=ItemClass.ORDINARY)
    with pytest.raises(Refused, match="提交讨论"):
        ji.do(
            "decisions.item",
            "record_unreviewed",
            item,
            meeting=_meeting(ji, ji.day),
            breach_on=ji.day,
            breach_reason="误报",
        )
    assert not _events(item, "decisions.item")


def test_a_review_made_up_after_the_discussion_does_not_wash_it_clean(ji: Any) -> None:
    """The meeting was on an earlier day than the opinion: the breach is recorded although a review exists by now."""
    item = _item(ji, days=8)
    item = ji.do("decisions.item", "send_to_review", item, day=ji.day - timedelta(days=8))
    review = ji.do(
        "legality_review.review",
        "counsel_opinion",
        item.review,
        day=ji.day - timedelta(days=1),
        counsel="某律师",
        counsel_opinion="同意",
    )
    ji.do("legality_review.review", "all_handed", review)
    ji.do("legality_review.review", "judge_rest", review)
    ji.do("legality_review.review", "issue_opinion", review, day=ji.day, result="passed", opinion="合法")
    item.refresh_from_db()
    day = ji.day - timedelta(days=3)
    item = ji.do(
        "decisions.item",
        "record_unreviewed",
        item,
        meeting=_meeting(ji, day),
        breach_on=day,
        breach_reason="审查意见出具前已经上会",
    )
    assert [e.gate for e in _events(item, "decisions.item")] == [LEGALITY]


@pytest.mark.parametrize("offset", [1, -30])
def test_the_day_of_a_breach_lies_between_the_matter_and_today(ji: Any, offset: int) -> None:
    item, day = _item(ji), ji.day + timedelta(days=offset)
    with pytest.raises(ValidationError):
        ji.do(
            "decisions.item",
            "record_unreviewed",
            item,
            meeting=_meeting(ji, ji.day),
            breach_on=day,
            breach_reason="没有送审",
        )


def test_a_head_who_spoke_first_is_written_down(ji: Any) -> None:
    item = _item(ji, category=ItemClass.ORDINARY)
    item = ji.do("decisions.item", "submit", item, meeting=_meeting(ji, ji.day))
    ji.do(
        "decisions.item",
        "record_out_of_turn",
        item,
        member="郑某",
        head=True,
        opinion=Opinion.AGREE,
        breach_on=ji.day,
        breach_reason="会议主持先行表态",
    )
    assert item.opinions.get().head
    assert [e.gate for e in _events(item, "decisions.item")] == ["decisions.head_last"]


def test_a_breach_is_shown_on_the_record(ji: Any) -> None:
    from yifa.core.process import breach

    item, day = _item(ji), ji.day - timedelta(days=2)
    item = ji.do(
        "decisions.item", "record_unreviewed", item, meeting=_meeting(ji, day), breach_on=day, breach_reason="没有送审"
    )
    (shown,) = breach.panel(item, ji.scope("legal"), ji.day)["panels"]
    assert shown["alarm"] and shown["facts"][0]["label"] == "合法性审查前置（法定）"
    assert "违规登记" in shown["facts"][0]["value"] and "没有送审" in shown["facts"][0]["value"]


# -- contracts, enforcement, instruments, disclosure ----------------------------------------------------------
def _contract(h: Any) -> Any:
    return h.do(
        "contracts.contract",
        "record",
        title="绿化养护合同",
        category="service",
        counterpart="庚物业服务有限公司",
        amount=90000,
        unit=h.unit("办公室"),
        happened_on=h.day,
        handler="王某",
    )


def test_a_contract_sealed_outside_without_review_is_a_breach_to_the_end(ji: Any) -> None:
    contract = ji.do(
        "contracts.contract",
        "record_sealed",
        _contract(ji),
        breach_on=ji.day,
        breach_reason="印章外借时用印",
        cure_by=ji.day + timedelta(days=9),
    )
    assert (contract.state, contract.order, contract.sealed_on) == (State.SEALED, Order.BREACH, ji.day)
    contract = ji.do("contracts.contract", "sign", contract, signed_on=ji.day)
    assert contract.order == Order.BREACH
    assert [e.cure_by for e in _events(contract, "contracts.contract")] == [ji.day + timedelta(days=9)]


def _case(h: Any, **more: Any) -> Any:
    from yifa.governance.enforcement.models import Certificate

    officers = list(Certificate.objects.filter(bureau=h.bureau, valid_until__gte=h.day)[:2])
    values = {
        "title": "拒不整改能源浪费行为",
        "number": "节责〔演〕9号",
        "kind": "order",
        "subject": "县直九单位",
        "happened_on": h.day,
        "unit": h.unit("公共机构节能处"),
        "officer_one": officers[0],
        "officer_two": officers[1],
        **more,
    }
    return h.do("enforcement.case", "record", **values)


def test_a_decision_of_weight_made_unreviewed_is_recorded(ji: Any) -> None:
    case = _case(ji, major=True)
    with pytest.raises(Blocked):
        ji.do("enforcement.case", "decide", case, letter_no="节责决〔演〕9号", decided=ji.day)
    case = ji.do(
        "enforcement.case",
        "record_unreviewed",
        case,
        letter_no="节责决〔演〕9号",
        decided=ji.day,
        breach_reason="未送法制审核",
    )
    assert case.state == CaseState.DECIDED
    assert [e.gate for e in _events(case, "enforcement.case")] == ["enforcement.legal_review"]


def test_a_case_done_by_one_officer_is_recorded(ji: Any) -> None:
    from yifa.governance.enforcement.models import Certificate

    one = Certificate.objects.filter(bureau=ji.bureau, valid_until__gte=ji.day).first()
    case = ji.do(
        "enforcement.case",
        "record_unqualified",
        title="节能检查",
        number="节检〔演〕99号",
        kind="inspection",
        subject="县直九单位",
        happened_on=ji.day,
        unit=ji.unit("公共机构节能处"),
        officer_one=one,
        officer_two=None,
        breach_reason="另一名执法人员证件过期",
    )
    assert [e.gate for e in _events(case, "enforcement.case")] == ["enforcement.officers"]


def test_a_normative_document_issued_unreviewed_is_recorded(ji: Any) -> None:
    made = ji.do(
        "instruments.instrument",
        "record_unreviewed",
        title="办公用房出租管理办法",
        doc_no="演规〔演〕1号",
        kind="normative",
        touches_market=True,
        happened_on=ji.day,
        unit=ji.unit("法规处"),
        breach_reason="印发前没有送审",
    )
    assert [e.gate for e in _events(made, "instruments.instrument")] == ["instruments.legality"]


def test_an_item_published_unreviewed_is_recorded(ji: Any) -> None:
    made = ji.do(
        "disclosure.item",
        "record_unreviewed",
        title="采购结果公告",
        channel="portal",
        way="own_motion",
        happened_on=ji.day,
        unit=ji.unit("办公室"),
        breach_reason="值班人员直接发布",
    )
    assert [e.gate for e in _events(made, "disclosure.item")] == ["disclosure.review"]


# -- 更正 of what a gate looks at ---------------------------------------------------------------------------
def _correct(h: Any, case: Any, roles: tuple[str, ...] = ("legal",), **changed: Any) -> Any:
    return h.act(
        "enforcement.case", "correct", case, ctx=h.ctx(*roles), reason="核对案卷", checker="陈某", **changed
    ).obj


def test_weight_is_lowered_by_the_legal_office_only_and_never_after_the_decision(ji: Any) -> None:
    case = _case(ji, major=True)
    with pytest.raises(Refused, match="法规处"):
        _correct(ji, case, ("clerk",), major=False)
    case = _correct(ji, case, major=False)
    case = ji.do("enforcement.case", "decide", case, letter_no="节责决〔演〕9号", decided=ji.day)
    case = _correct(ji, case, major=True)
    (event,) = _events(case, "enforcement.case")
    assert event.gate == "enforcement.legal_review" and "更正后查明" in event.reason
    with pytest.raises(Refused, match="不能再改为一般决定"):
        _correct(ji, case, major=False)


def test_a_review_redated_after_the_decision_is_a_breach(ji: Any) -> None:
    day = ji.day - timedelta(days=4)
    from yifa.governance.enforcement.models import Certificate

    officers = list(Certificate.objects.filter(bureau=ji.bureau, valid_until__gte=ji.day)[:2])
    case = ji.do(
        "enforcement.case",
        "record",
        day=day,
        title="拒不整改",
        number="节责〔演〕8号",
        kind="order",
        major=True,
        subject="县直九单位",
        happened_on=day,
        unit=ji.unit("公共机构节能处"),
        officer_one=officers[0],
        officer_two=officers[1],
    )
    case = ji.do("enforcement.case", "review", case, opinion_no="审〔演〕1号", reviewed=day)
    case = ji.do("enforcement.case", "decide", case, letter_no="节责决〔演〕8号", decided=day + timedelta(days=1))
    assert not _events(case, "enforcement.case")
    case = _correct(ji, case, reviewed_on=day + timedelta(days=3))
    assert [e.gate for e in _events(case, "enforcement.case")] == ["enforcement.legal_review"]
