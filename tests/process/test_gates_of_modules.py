"""What the gates of decisions and contracts let through, and what nobody can make them let through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.governance.contracts.choices import Order, State
from yifa.governance.decisions.choices import ItemClass, ItemState, Opinion, Outcome
from yifa.governance.legality_review.public import Result
from yifa.kernel.action import Blocked, Ctx, Refused
from yifa.kernel.gate import Override
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.policy import ROLES, Scope

LEGALITY, REVIEW_FIRST = "decisions.legality_before_discussion", "contracts.review_before_signing"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _item(h: Any, category: str = ItemClass.MAJOR_ADMINISTRATIVE, **more: Any) -> Any:
    item = h.do(
        "decisions.item",
        "record",
        title="公务用车平台整合方案",
        category=category,
        unit=h.unit("车辆管理处"),
        happened_on=h.day,
        proposer="王某",
        **more,
    )
    return h.do("decisions.item", "pre_review", item, pre_result="passed", pre_opinion="可以上会")


def _meeting(h: Any) -> Any:
    return h.do(
        "decisions.meeting",
        "record",
        body="party_group",
        number=77,
        title="党组会议",
        happened_on=h.day,
        unit=h.unit("办公室"),
    )


# -- 法定: 合法性审查前置 ------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", ["screen", "import", "api", "job", "cli"])
def test_a_statutory_gate_yields_to_no_role_and_no_channel(ji: Any, channel: str) -> None:
    item, meeting = _item(ji), _meeting(ji)
    everything = {
        LEGALITY: Override("领导已同意", "郑某", ji.day + timedelta(days=5)),
        "*": Override("领导已同意", "郑某", ji.day + timedelta(days=5)),
    }
    for role in (*ROLES, ""):
        roles = frozenset({role}) if role else frozenset(ROLES)
        scope = Scope(user_id=None, bureau_id=ji.bureau.pk, roles=roles, unit_ids=None, name="郑某")
        ctx = Ctx(scope=scope, day=ji.day, now=ji.now, channel=channel, overrides=everything)
        with pytest.raises((Blocked, Refused)):
            ji.do("decisions.item", "submit", item, ctx=ctx, meeting=meeting)
    item.refresh_from_db()
    assert item.state == ItemState.PRE_REVIEWED and item.submitted_on is None


def test_the_gate_says_why_and_quotes_the_article(ji: Any) -> None:
    with pytest.raises(Blocked) as held:
        ji.do("decisions.item", "submit", _item(ji), meeting=_meeting(ji))
    assert held.value.gate.force.value == "法定"
    assert "重大行政决策程序暂行条例" in held.value.gate.basis_text() and "第二十五条" in held.value.gate.basis_text()
    assert "合法性审查" in str(held.value)


def test_override_data_in_the_input_does_not_open_it(ji: Any) -> None:
    """State, dates and override slipped into the input are not fields of the verb."""
    item, meeting = _item(ji), _meeting(ji)
    with pytest.raises(Blocked):
        ji.do("decisions.item", "submit", item, meeting=meeting, state="submitted", override="1", submitted_on=ji.day)
    with pytest.raises(Refused):
        ji.do("decisions.item", "correct", item, submitted_on=ji.day, reason="直接填写", checker="李某")


def test_a_matter_imported_as_already_discussed_stands_as_a_breach(ji: Any) -> None:
    """Recording what happened is possible; it is not permission, and the breach shows."""
    row = {
        "title": "未审先议方案",
        "category": ItemClass.MAJOR_ADMINISTRATIVE,
        "happened_on": ji.day - timedelta(days=60),
        "unit": None,
        "meeting": _meeting(ji),
        "submitted_on": ji.day - timedelta(days=50),
    }
    item = ji.backfill("decisions.item", [row])[0]
    events = GateEvent.objects.filter(resource="decisions.item", object_ref=item.pk)
    assert events.filter(gate=LEGALITY, kind="breach", force="法定").exists()
    with pytest.raises(Blocked):
        ji.do("decisions.item", "execute", item, execution="组织实施")


def test_an_unlawful_or_open_review_does_not_open_it_and_a_passed_one_does(ji: Any) -> None:
    item, meeting = _item(ji), _meeting(ji)
    item = ji.do("decisions.item", "send_to_review", item)
    with pytest.raises(Blocked, match="还没有出具意见"):
        ji.do("decisions.item", "submit", item, meeting=meeting)
    review = item.review
    ji.do("legality_review.review", "all_handed", review)
    ji.do("legality_review.review", "judge_rest", review)
    with pytest.raises(Blocked, match="法律顾问"):
        ji.do("legality_review.review", "issue_opinion", review, result=Result.PASSED, opinion="合法")
    ji.do("legality_review.review", "counsel_opinion", review, counsel="赵某", counsel_opinion="可行")
    ji.do("legality_review.review", "issue_opinion", review, result=Result.NOT_PASSED, opinion="超越权限")
    item.refresh_from_db()
    with pytest.raises(Blocked, match="不通过"):
        ji.do("decisions.item", "submit", item, meeting=meeting)
    item = ji.do("decisions.item", "send_to_review", item)
    ji.do("legality_review.review", "counsel_opinion", item.review, counsel="赵某", counsel_opinion="可行")
    ji.do("legality_review.review", "all_handed", item.review)
    ji.do("legality_review.review", "judge_rest", item.review)
    ji.do("legality_review.review", "issue_opinion", item.review, result=Result.PASSED, opinion="合法")
    item.refresh_from_db()
    assert ji.do("decisions.item", "submit", item, meeting=meeting).state == ItemState.SUBMITTED


def test_only_the_exception_of_the_law_passes_and_only_with_the_risk_in_words(ji: Any) -> None:
    meeting = _meeting(ji)
    way = {LEGALITY: Override("国家尚无明确规定", "郑某", exception="exploratory")}
    with pytest.raises(Blocked, match="法律风险"):
        ji.do("decisions.item", "submit", _item(ji), overrides=way, meeting=meeting)
    with pytest.raises(Blocked):
        made_up = {LEGALITY: Override("紧急", "郑某", exception="urgent")}
        ji.do("decisions.item", "submit", _item(ji), overrides=made_up, meeting=meeting)
    item = _item(ji, stated_risk="国家对此尚无明确规定，可能与后续立法不一致")
    item = ji.do("decisions.item", "submit", item, overrides=way, meeting=meeting)
    event = GateEvent.objects.get(resource="decisions.item", object_ref=item.pk, kind="exception")
    assert "第二十五条" in event.article


# -- 法定: 末位表态; 决议后执行 -------------------------------------------------------------------------------
def _discussed(h: Any) -> Any:
    item = _item(h, ItemClass.MAJOR_INTERNAL, major_kind="funds")
    return h.do("decisions.item", "submit", item, meeting=_meeting(h))


def test_the_head_speaks_last(ji: Any) -> None:
    item = _discussed(ji)
    with pytest.raises(Blocked, match="不能先表态"):
        ji.do("decisions.item", "speak", item, member="郑某", head=True, opinion=Opinion.AGREE)
    ji.do("decisions.item", "speak", item, member="周某", opinion=Opinion.DISAGREE, words="资金来源不明")
    with pytest.raises(Refused, match="末位表态"):
        ji.do("decisions.item", "resolve", item, number="决1", outcome=Outcome.APPROVED, text="同意")
    ji.do("decisions.item", "speak", item, member="郑某", head=True, opinion=Opinion.AGREE)
    with pytest.raises(Blocked, match="其后不再记录"):
        ji.do("decisions.item", "speak", item, member="吴某", opinion=Opinion.AGREE)
    with pytest.raises(ValidationError, match="多数意见"):
        ji.do("decisions.item", "resolve", item, number="决1", outcome=Outcome.APPROVED, text="同意")
    item = ji.do(
        "decisions.item",
        "resolve",
        item,
        number="决1",
        outcome=Outcome.APPROVED,
        text="同意",
        explained="已核实资金来源",
    )
    assert item.state == ItemState.RESOLVED


def test_what_no_checked_text_stands_behind_warns_and_does_not_block(ji: Any) -> None:
    """“三重一大” without a resolution: the rulebook holds no checked text, so the Action goes on with a warning."""
    done = ji.act("decisions.item", "execute", _discussed(ji), execution="先行实施")
    assert done.obj.state == ItemState.EXECUTED
    assert any("待核实" in text and "集体决议" in text for text in done.warnings)


def test_a_filing_waits_for_its_receipt(ji: Any) -> None:
    item = _discussed(ji)
    with pytest.raises(Refused):
        ji.do("decisions.item", "file", item)
    ji.do("decisions.item", "speak", item, member="周某", opinion=Opinion.AGREE)
    ji.do("decisions.item", "speak", item, member="郑某", head=True, opinion=Opinion.AGREE)
    item = ji.do("decisions.item", "resolve", item, number="决9", outcome=Outcome.APPROVED, text="同意")
    ji.do("decisions.item", "file", item)
    filing = item.filings.get()
    assert ji.do("decisions.filing", "receipt", filing, receipt_no="收1").receipt_on == ji.day
    with pytest.raises(Refused):
        ji.do("decisions.filing", "receipt", filing, receipt_no="收2")


# -- 本局制度: 合同签订前审查 --------------------------------------------------------------------------------
def _contract(h: Any, **more: Any) -> Any:
    return h.do(
        "contracts.contract",
        "record",
        title="门禁改造合同",
        category="works",
        counterpart="午安防有限公司",
        unit=h.unit("物业管理处"),
        happened_on=h.day,
        handler="王某",
        **more,
    )


@pytest.mark.parametrize("verb", ["seal", "sign"])
def test_no_seal_and_no_signing_without_the_number_of_a_review(ji: Any, verb: str) -> None:
    with pytest.raises(Blocked, match="审查编号"):
        ji.do("contracts.contract", verb, _contract(ji), signed_on=ji.day)


@pytest.mark.parametrize(
    "override",
    [
        Override("", "郑某", None),
        Override("情况紧急", "", None),
        Override("情况紧急", "郑某", None),
    ],
)
def test_an_override_of_a_house_rule_needs_reason_approver_and_cure_date(ji: Any, override: Override) -> None:
    with pytest.raises(Blocked):
        ji.do("contracts.contract", "seal", _contract(ji), overrides={REVIEW_FIRST: override})


def test_a_full_override_passes_and_shows(ji: Any) -> None:
    contract = _contract(ji)
    way = {REVIEW_FIRST: Override("抢险", "郑某", ji.day + timedelta(days=5))}
    contract = ji.do("contracts.contract", "seal", contract, overrides=way)
    contract = ji.do("contracts.contract", "sign", contract, signed_on=ji.day)
    assert (contract.state, contract.order) == (State.SIGNED, Order.OVERRIDE)
    event = GateEvent.objects.get(resource="contracts.contract", object_ref=contract.pk)
    assert (event.kind, event.approver, event.cure_by) == ("override", "郑某", ji.day + timedelta(days=5))


def test_signed_first_is_recorded_and_cured_but_stays_a_breach(ji: Any) -> None:
    contract = _contract(ji)
    contract = ji.do(
        "contracts.contract",
        "record_breach",
        contract,
        signed_on=ji.day,
        breach_reason="抢险",
        cure_by=ji.day + timedelta(days=5),
    )
    event = GateEvent.objects.get(resource="contracts.contract", object_ref=contract.pk)
    assert (contract.order, event.kind) == (Order.BREACH, "breach")
    review = ji.do(
        "legality_review.review",
        "record",
        kind="contract",
        title=contract.title,
        unit=contract.unit,
        happened_on=ji.day,
        submitter="王某",
    )
    contract = ji.do("contracts.contract", "attach_review", contract, review=review)
    ji.do("legality_review.review", "all_handed", review)
    ji.do("legality_review.review", "judge_rest", review)
    ji.do("legality_review.review", "issue_opinion", review, result=Result.PASSED, opinion="补充条款后履行")
    event.refresh_from_db()
    contract.refresh_from_db()
    assert event.cured_on == ji.day and contract.order == Order.BREACH


def test_a_contract_imported_as_signed_without_review_stands_as_a_breach(ji: Any) -> None:
    row = {
        "title": "旧合同",
        "category": "works",
        "counterpart": "午安防有限公司",
        "happened_on": ji.day - timedelta(days=60),
        "signed_on": ji.day - timedelta(days=60),
    }
    contract = ji.backfill("contracts.contract", [row])[0]
    events = GateEvent.objects.filter(resource="contracts.contract", object_ref=contract.pk)
    assert contract.order == Order.BREACH and {e.kind for e in events} == {"answer", "breach"}


def test_a_reviewed_contract_is_no_breach(ji: Any) -> None:
    contract = ji.do("contracts.contract", "submit_review", _contract(ji))
    ji.do("legality_review.review", "all_handed", contract.review)
    ji.do("legality_review.review", "judge_rest", contract.review)
    ji.do("legality_review.review", "issue_opinion", contract.review, result=Result.PASSED, opinion="可以签订")
    contract.refresh_from_db()
    assert contract.state == State.REVIEWED
    with pytest.raises(Refused, match="不是先签后审"):
        ji.do("contracts.contract", "record_breach", contract, signed_on=ji.day, breach_reason="误报")
    contract = ji.do("contracts.contract", "seal", contract)
    contract = ji.do("contracts.contract", "sign", contract, signed_on=ji.day)
    assert contract.order == Order.REVIEWED


def test_the_reviewer_is_not_the_submitter(ji: Any) -> None:
    contract = ji.do("contracts.contract", "submit_review", _contract(ji), submitter=ji.actor)
    ji.do("legality_review.review", "all_handed", contract.review)
    ji.do("legality_review.review", "judge_rest", contract.review)
    with pytest.raises(Refused, match="送审人"):
        ji.do("legality_review.review", "issue_opinion", contract.review, result=Result.PASSED, opinion="可以")


def test_payment_to_a_small_firm_runs_by_law_from_delivery(ji: Any) -> None:
    from yifa.core.legaltime import clocks
    from yifa.lawkit.rules import get_rule

    days = get_rule("PRO-29", on=ji.day).parts
    contract = _contract(ji, small_firm=True)
    for longer, part in ((False, 1), (True, 2)):
        duty = ji.do(
            "contracts.obligation",
            "record",
            contract=contract,
            kind="payment",
            title="尾款",
            amount=1000,
            happened_on=ji.day,
            delivered_on=ji.day,
            longer_term=longer,
        )
        clock = clocks.of(duty).get()
        assert (clock.rule, clock.part) == ("PRO-29", part)
        assert duty.due_on == clock.due_on >= ji.day + timedelta(days=int(days[part - 1].value))
        ji.do("contracts.obligation", "discharge", duty)
        clock.refresh_from_db()
        assert clock.in_time is True
