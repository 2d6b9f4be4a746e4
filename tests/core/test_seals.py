"""印章: kept by named persons, lent under watch, put on a paper only with the number of its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.core.process import engine
from yifa.core.process.people import ctx_as
from yifa.core.seals.models import Seal, SealEvent, SealUse
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.gate import Override
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.registry import get_resource

NUMBER = "core_seals.review_number"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _seal(ji: Any, **more: Any) -> Seal:
    facts = {"title": "样章", "kind": "office", "keeper": "冯某", "unit": ji.unit("办公室"), "happened_on": ji.day}
    made: Seal = ji.do("core_seals.seal", "record", **{**facts, **more})
    return made


def _use(ji: Any, verb: str = "record", **more: Any) -> SealUse:
    seal = more.pop("seal", None) or Seal.objects.get(bureau=ji.bureau, number="YZ003")
    facts = {"matter": "contract", "title": "办公家具采购合同", "seal": seal, "copies": 4, "happened_on": ji.day,
             "unit": ji.unit("物业管理处"), "approver": "吴某"}  # fmt: skip
    made: SealUse = ji.do("core_seals.use", verb, **{**facts, **more})
    return made


def _passed(ji: Any) -> Any:
    review = ji.do("legality_review.review", "record", kind="contract", title="办公家具采购合同",
                   unit=ji.unit("物业管理处"), happened_on=ji.day, submitter="王某")  # fmt: skip
    return review


def test_no_seal_on_a_contract_without_the_number_of_its_review(ji: Any) -> None:
    for verb in ("record", "apply"):
        with pytest.raises(Blocked, match="没有审查编号"):
            _use(ji, verb)
        with pytest.raises(Blocked, match="没有编号"):
            _use(ji, verb, review_no="审〔1999〕1号")
    review = _passed(ji)
    with pytest.raises(Blocked, match="还没有出具意见"):
        _use(ji, review_no=review.number)
    ji.do("legality_review.review", "all_handed", review)
    ji.do("legality_review.review", "judge_rest", review)
    ji.do("legality_review.review", "issue_opinion", review, result="not_passed", opinion="主体不合格")
    with pytest.raises(Blocked, match="不通过"):
        _use(ji, review_no=review.number)


def test_with_the_number_it_is_sealed_and_numbered(ji: Any) -> None:
    review = _passed(ji)
    ji.do("legality_review.review", "all_handed", review)
    ji.do("legality_review.review", "judge_rest", review)
    ji.do("legality_review.review", "issue_opinion", review, result="passed", opinion="可以签订")
    use = _use(ji, review_no=review.number)
    assert (use.state, use.used_on, use.stamped_by, use.keeper_unit) == ("used", ji.day, "卫某", ji.unit("办公室"))
    other = _use(ji, review_no=review.number)
    assert use.number != other.number and use.number[:-5] == other.number[:-5]


def test_an_ordinary_letter_needs_no_review_but_somebody_who_allows_it(ji: Any) -> None:
    assert _use(ji, matter="document", title="商请函").state == "used"
    with pytest.raises(ValidationError, match="批准用印的人"):
        _use(ji, matter="document", title="商请函", approver="")


def test_an_override_of_the_house_rule_shows(ji: Any) -> None:
    way = {NUMBER: Override("抢险", "郑某", ji.day + timedelta(days=5))}
    use = _use(ji, overrides=way)
    event = GateEvent.objects.get(resource="core_seals.use", object_ref=use.pk)
    assert (event.kind, event.approver) == ("override", "郑某")
    with pytest.raises(Blocked):
        _use(ji, overrides={NUMBER: Override("抢险", "郑某", None)})


def test_what_was_sealed_without_review_is_recorded_as_a_breach(ji: Any) -> None:
    use = _use(ji, "record_unreviewed", breach_reason="夜间抢修，先盖了章", cure_by=ji.day + timedelta(days=9))
    event = GateEvent.objects.get(resource="core_seals.use", object_ref=use.pk)
    assert (use.state, event.kind, event.gate) == ("used", "breach", NUMBER)
    with pytest.raises(Refused, match="不是违规"):
        _use(ji, "record_unreviewed", matter="document", breach_reason="误报")


def test_an_application_is_stamped_when_its_approval_ends(ji: Any) -> None:
    use = _use(ji, "apply", matter="document", title="商请函", ctx=ctx_as(ji, "clerk"))
    made = engine.open_of(use, "seal_use")
    assert use.state == "applied" and made is not None and "legal" in made.skipped
    for who in ("head", "deputy"):
        ji.do("core_process.instance", "agree", made, ctx=ctx_as(ji, who))
        made.refresh_from_db()
    own, office = ctx_as(ji, "clerk"), ji.unit("办公室")
    sitting = {"user_id": None, "unit_ids": frozenset({office.pk}), "home_unit_id": office.pk}
    with pytest.raises(Refused, match="由保管人监印登记"):
        ji.do(
            "core_process.instance", "agree", made, ctx=replace(own, scope=replace(own.scope, name="卢某", **sitting))
        )
    keeper = replace(own, scope=replace(own.scope, name="冯某", **sitting))
    assert made in get_resource("core_process.instance").rows(keeper.scope), "found where the seal is kept"
    ji.do("core_process.instance", "agree", made, ctx=keeper)
    use.refresh_from_db()
    assert (use.state, use.approver, use.stamped_by) == ("used", "周某", "冯某")


@pytest.mark.parametrize(
    ("verb", "who", "state"), [("disagree", "head", "refused"), ("withdraw", "clerk", "cancelled")]
)
def test_an_application_that_is_not_allowed_or_taken_back_stamps_nothing(
    ji: Any, verb: str, who: str, state: str
) -> None:
    use = _use(ji, "apply", matter="document", title="商请函", ctx=ctx_as(ji, "clerk"))
    made = engine.open_of(use, "seal_use")
    with pytest.raises(Refused, match="撤回"):
        ji.do("core_seals.use", "cancel", use)
    ji.do("core_process.instance", verb, made, ctx=ctx_as(ji, who), **({"opinion": "缓"} if verb == "disagree" else {}))
    use.refresh_from_db()
    assert (use.state, use.used_on) == (state, None)


def test_the_printed_form_of_a_use_names_seal_copies_and_number(ji: Any) -> None:
    from yifa.core.process.codes import read
    from yifa.core.process.forms import paper_form

    use = _use(ji, "apply", matter="document", title="商请函", ctx=ctx_as(ji, "clerk"))
    made = engine.open_of(use, "seal_use")
    paper = paper_form(made, ctx_as(ji, "clerk").scope, ji.day)
    facts = {f["label"]: f["value"] for f in paper["facts"]}
    assert paper["title"] == "用印审批单" and read(paper["code"]["text"]) == ("SP", made.pk)
    assert (facts["份数"], facts["印章"], facts["用印编号"]) == ("4", "己县机关事务管理局合同专用章", use.number)


def test_a_seal_out_of_use_is_put_on_nothing(ji: Any) -> None:
    seal = _seal(ji)
    ji.do("core_seals.seal", "lose", seal, reason="搬家时遗失")
    with pytest.raises((Refused, ValidationError), match="遗失"):
        _use(ji, matter="document", seal=seal)
    with pytest.raises(Refused, match="不能"):
        ji.do("core_seals.seal", "destroy", seal, witness="吴某、郑某", paper_no="批件", reason="作废")
    seal = ji.do("core_seals.seal", "found", seal, reason="档案柜中找到")
    with pytest.raises(ValidationError, match="至少两人"):
        ji.do("core_seals.seal", "destroy", seal, witness="吴某、冯某", paper_no="批件", reason="作废")
    seal = ji.do("core_seals.seal", "destroy", seal, witness="吴某、郑某", paper_no="批件", reason="作废")
    assert seal.state == "destroyed"
    with pytest.raises(Refused):
        ji.do("core_seals.seal", "resume", seal, reason="恢复")
    assert list(SealEvent.objects.filter(seal=seal).order_by("id").values_list("kind", flat=True)) == [
        "enabled", "lost", "suspended", "destroyed",
    ]  # fmt: skip


def test_keeping_passes_before_a_third_person(ji: Any) -> None:
    seal = _seal(ji)
    with pytest.raises(ValidationError, match="监交人"):
        ji.do("core_seals.seal", "hand_over", seal, keeper="卫某", witness="冯某")
    with pytest.raises(ValidationError, match="现在的保管人"):
        ji.do("core_seals.seal", "hand_over", seal, keeper="冯某", witness="吴某")
    seal = ji.do("core_seals.seal", "hand_over", seal, keeper="卫某", witness="吴某")
    event = SealEvent.objects.get(seal=seal, kind="handed_over")
    assert (seal.keeper, event.giver, event.taker, event.witness) == ("卫某", "冯某", "卫某", "吴某")


def test_a_new_seal_puts_the_old_one_out_of_use(ji: Any) -> None:
    old = _seal(ji)
    new = _seal(ji, title="样章（新）", replaces=old)
    old.refresh_from_db()
    assert (old.state, old.ended_on, new.state) == ("suspended", ji.day, "in_use")


def test_a_seal_is_lent_once_at_a_time_under_watch_and_comes_back(ji: Any) -> None:
    seal, facts = _seal(ji), {"title": "外出签约", "borrower": "王某", "escort": "冯某", "approver": "吴某",
                              "unit": ji.unit("办公室"), "happened_on": ji.day, "due_on": ji.day}  # fmt: skip
    with pytest.raises(ValidationError, match="随行监印人"):
        _lend(ji, {**facts, "seal": seal, "escort": "王某"})
    loan = ji.do("core_seals.loan", "record", seal=seal, **facts)
    seal.refresh_from_db()
    assert seal.state == "out"
    with pytest.raises((Refused, ValidationError), match="借出"):
        _lend(ji, {**facts, "seal": seal})
    with pytest.raises(ValidationError, match="借用人本人"):
        ji.do("core_seals.loan", "give_back", loan, received_by="王某")
    loan = ji.do("core_seals.loan", "give_back", loan, received_by="冯某")
    seal.refresh_from_db()
    assert (seal.state, loan.returned_on) == ("in_use", ji.day)


def _lend(ji: Any, data: dict[str, Any]) -> Any:
    from yifa.kernel import registry
    from yifa.kernel.action import run

    action = registry.get_action("core_seals.loan", "record")
    action.clean(ji.ctx(), None, data)
    return run(action, ji.ctx(), None, data).obj


def test_a_seal_not_back_in_time_asks_for_itself(ji: Any) -> None:
    from yifa.kernel.inbox import todos

    ji.do("core_seals.loan", "record", seal=_seal(ji), title="外出签约", borrower="王某", escort="冯某",
          approver="吴某", unit=ji.unit("办公室"), happened_on=ji.day, due_on=ji.day)  # fmt: skip
    found = [t for t in todos(ji.scope("legal"), ji.day + timedelta(days=2)) if t.title == "归还印章：样章"]
    assert [t.bucket(ji.day + timedelta(days=2)) for t in found] == ["late"]


def test_another_bureau_sees_no_seal_of_this_one(ji: Any, house: Any) -> None:
    from yifa.kernel import registry

    for key in ("core_seals.seal", "core_seals.use", "core_seals.loan", "core_seals.event"):
        resource = registry.get_resource(key)
        assert resource.rows(ji.scope("legal")).exists()
        assert not resource.rows(house("jia").scope("legal")).exists()
    with pytest.raises(Refused, match="本机关"):
        contract = house("jia")
        from yifa.governance.contracts.models import Contract

        row = Contract.objects.filter(bureau=contract.bureau).first()
        contract.do("contracts.contract", "apply_seal", _draft(contract, row), seal=Seal.objects.get(number="YZ003"))


def _draft(place: Any, row: Any) -> Any:
    return place.do("contracts.contract", "record", title="办公家具采购合同", category=row.category,
                    counterpart="午公司", unit=row.unit, happened_on=place.day)  # fmt: skip
