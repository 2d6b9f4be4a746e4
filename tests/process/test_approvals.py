"""Approvals: who may sign, in which order, on screen and on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.core.org.models import Holding
from yifa.core.process import codes, engine, forms, queries
from yifa.core.process.choices import InstanceState, StepState
from yifa.core.process.models import Instance
from yifa.core.process.people import ctx_as
from yifa.governance.contracts.models import Contract
from yifa.kernel.action import Conflict, Refused

INSTANCE = "core_process.instance"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _contract(h: Any, **more: Any) -> Any:
    return h.do("contracts.contract", "record", title="门禁改造合同", category="works", counterpart="午安防有限公司",
                unit=h.unit("物业管理处"), happened_on=h.day, handler="王某", **more)  # fmt: skip


def _approval(h: Any, **more: Any) -> Instance:
    contract = _contract(h, **more)
    h.do("contracts.contract", "start_approval", contract, ctx=ctx_as(h, "clerk"))
    found = engine.open_of(contract)
    assert found is not None
    return found


def _judged(h: Any, instance: Instance) -> None:
    """The legal office answers the points of a contract's review before it signs."""
    if instance.resource == "contracts.contract":
        review = Contract.objects.get(pk=instance.object_ref).review
        if review is not None and review.points.filter(verdict="").exists():
            h.do("legality_review.review", "all_handed", review)
            h.do("legality_review.review", "judge_rest", review)


def _sign(h: Any, instance: Instance, who: str, verb: str = "agree", **data: Any) -> Instance:
    data.setdefault("opinion", "同意")
    if who == "legal":
        _judged(h, instance)
    return h.do(INSTANCE, verb, Instance.objects.get(pk=instance.pk), ctx=ctx_as(h, who), **data)


def _paper(h: Any, instance: Instance, **data: Any) -> Instance:
    row = {"signer": "钱某", "post": "财务处处长", "verdict": "agreed", "paper_date": h.day, "paper": "会签单1", **data}
    return h.do(INSTANCE, "paper_sign", Instance.objects.get(pk=instance.pk), ctx=ctx_as(h, "legal"), **row)


def test_a_contract_goes_the_whole_way(ji: Any) -> None:
    made = _approval(ji)
    assert (made.stage, made.starter) == ("first_review", "王某")
    made = _sign(ji, made, "head")
    made = _sign(ji, made, "legal")
    made = _sign(ji, made, "head")
    assert made.stage == "finance"
    made = _paper(ji, made)
    made = _sign(ji, made, "deputy")
    assert (made.state, made.ended_on) == (InstanceState.APPROVED, ji.day)


def test_the_instance_stays_on_its_version(ji: Any) -> None:
    made = _approval(ji)
    assert made.chain.startswith("national/contract_review@")
    assert engine.chain_of(made).key == made.chain


def test_only_whose_turn_it_is_may_sign(ji: Any) -> None:
    made = _approval(ji)
    for who in ("legal", "deputy", "leader", "clerk"):
        with pytest.raises(Refused, match=r"不由你的岗位|回避"):
            _sign(ji, made, who)


def test_countersign_gathers_opinions_and_one_person_signs_once(ji: Any) -> None:
    """会签: a dissent is written down and the matter goes on; nobody signs for two offices."""
    made = _sign(ji, _sign(ji, _approval(ji), "head"), "legal")
    made = _sign(ji, made, "head", "disagree", opinion="预算不足")
    with pytest.raises(Refused):
        _sign(ji, made, "head")
    made = _paper(ji, made)
    assert made.stage == "deputy" and made.state == InstanceState.RUNNING


def test_disagreement_ends_it_and_nothing_is_signed_after(ji: Any) -> None:
    made = _sign(ji, _approval(ji), "head", "disagree", opinion="不需要")
    assert made.state == InstanceState.REJECTED
    with pytest.raises(Refused):
        _sign(ji, made, "head")


def test_an_opinion_is_asked_for_where_the_chain_says_so(ji: Any) -> None:
    made = _sign(ji, _approval(ji), "head")
    with pytest.raises(ValidationError, match="写明意见"):
        _sign(ji, made, "legal", opinion=" ")


def test_sent_back_and_again(ji: Any) -> None:
    made = _sign(ji, _approval(ji), "head", "send_back", opinion="附件不全")
    assert made.state == InstanceState.RETURNED
    made = _sign(ji, made, "clerk", "again")
    assert (made.state, made.round, made.stage) == (InstanceState.RUNNING, 2, "first_review")


def test_only_the_starter_withdraws(ji: Any) -> None:
    made = _approval(ji)
    with pytest.raises(Refused, match="发起人"):
        _sign(ji, made, "head", "withdraw")
    assert _sign(ji, made, "clerk", "withdraw").state == InstanceState.WITHDRAWN


def test_handed_over_it_is_signed_with_a_mark(ji: Any) -> None:
    """转办: the other signs, and the paper shows for whom."""
    made = _approval(ji)
    to = Holding.objects.get(bureau=ji.bureau, post__role="legal")
    made = _sign(ji, made, "head", "delegate", to=to, reason="出差")
    with pytest.raises(Refused):
        _sign(ji, made, "head")
    made = _sign(ji, made, "legal")
    step = made.steps.get(stage="first_review", state=StepState.AGREED)
    assert step.signed() == "李某（代孙某）"
    with pytest.raises(Refused, match="回避"):
        _sign(ji, made, "legal")


def test_who_has_an_interest_stands_aside(ji: Any) -> None:
    made = _sign(ji, _approval(ji), "head", "recuse", reason="亲属在对方单位任职")
    assert "孙某" in made.interested and made.state == InstanceState.RUNNING
    with pytest.raises(Refused, match="有利害关系"):
        _sign(ji, made, "head")
    made = _paper(ji, made, signer="副处长许某")
    assert made.stage == "legal"


def test_paper_keeps_its_date_number_and_who_entered_it(ji: Any) -> None:
    made = _approval(ji)
    with pytest.raises(ValidationError, match="晚于今天"):
        _paper(ji, made, signer="孙某", paper_date=ji.day + timedelta(days=1))
    made = _paper(ji, made, signer="孙某")
    step = made.steps.get(stage="first_review")
    assert (step.offline, step.paper, step.entered_by, step.paper_date) == (True, "会签单1", "李某", ji.day)
    assert any("线下签批" in line for line in queries.lines_of(step))


def test_in_a_collective_stage_the_head_speaks_last_and_decides(ji: Any) -> None:
    item = ji.do("decisions.item", "record", title="大额资金安排", category="major_internal", major_kind="funds",
                 unit=ji.unit("物业管理处"), happened_on=ji.day, proposer="王某")  # fmt: skip
    ji.do("decisions.item", "start_internal", item, ctx=ctx_as(ji, "head"))
    made = engine.open_of(item)
    made = _sign(ji, made, "legal")
    assert made.stage == "meeting"
    with pytest.raises(Refused, match="末位表态"):
        _sign(ji, made, "leader")
    made = _sign(ji, made, "deputy", "disagree", opinion="缓一缓")
    made = _paper(ji, made, signer="副局长吴某")
    assert made.stage == "meeting"
    made = _sign(ji, made, "leader", proof="纪要31号")
    assert made.stage == "file"


def test_the_second_of_two_approvers_hears_of_the_first(ji: Any) -> None:
    """任一审批人签批: one signature is enough; the other is told who was quicker."""
    made = next(i for i in Instance.objects.filter(bureau=ji.bureau, stage="approve") if "seal_use" in i.chain)
    stale = Instance.objects.get(pk=made.pk)
    _sign(ji, made, "deputy")
    with pytest.raises(Conflict, match="刚才有人改过"):
        ji.do(INSTANCE, "agree", stale, ctx=ctx_as(ji, "leader"), _version=stale.version)
    with pytest.raises(Conflict, match="周某刚办结"):
        ji.do(INSTANCE, "agree", stale, ctx=ctx_as(ji, "leader"))
    assert made.steps.filter(stage="approve", state=StepState.AGREED).count() == 1


def test_something_waits_for_each_demo_account(ji: Any) -> None:
    for who in ("head", "legal", "leader"):
        waiting = queries.waiting(ctx_as(ji, who).scope)
        assert waiting, who
        assert all(s.bureau_id == ji.bureau.pk for s in waiting)


def test_another_bureau_sees_and_signs_nothing(ji: Any, house: Any) -> None:
    made = _approval(ji)
    with pytest.raises(Refused, match="别的机关"):
        house("wu").do(INSTANCE, "agree", made, ctx=ctx_as(house("wu"), "head"))


def test_the_paper_form_bears_a_code_that_finds_it_again(ji: Any) -> None:
    made = _approval(ji)
    paper = forms.paper_form(made, ctx_as(ji, "legal").scope, ji.day)
    assert paper["title"] == "会签审查单" and codes.read(paper["code"]["text"]) == ("SP", made.pk)
    wrong = paper["code"]["text"][:-1] + str((int(paper["code"]["text"][-1]) + 1) % 10)
    assert codes.read(wrong) is None and codes.read("不清") is None
    assert len(paper["rows"]) == 1 + 1 + 2 + 1 + 1
