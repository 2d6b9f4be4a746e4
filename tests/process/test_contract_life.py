"""合同: what the law asks after an award, the other side, changes, disputes, defaults, renumbering, archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.core.legaltime import clocks
from yifa.core.process.links import links_of
from yifa.core.seals import uses
from yifa.governance.contracts.models import Contract
from yifa.governance.contracts.process import alike, interest
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Conflict, Refused
from yifa.kernel.gates.models import GateEvent
from yifa.lawkit.rules import get_rule
from yifa.lawkit.uscc import check_character, why_wrong

pytestmark = pytest.mark.postgres
CONTRACT, DUTY, CHANGE = "contracts.contract", "contracts.obligation", "contracts.change"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _contract(ji: Any, **more: Any) -> Contract:
    facts = {"title": "办公家具采购合同", "category": "purchase", "counterpart": "丑家具有限公司",
             "unit": ji.unit("物业管理处"), "happened_on": ji.day, "handler": "王某"}  # fmt: skip
    made: Contract = ji.do(CONTRACT, "record", **{**facts, **more})
    return made


def _signed(ji: Any, **more: Any) -> Contract:
    contract = _contract(ji, **more)
    contract = ji.do(CONTRACT, "submit_review", contract)
    ji.do("legality_review.review", "all_handed", contract.review)
    ji.do("legality_review.review", "judge_rest", contract.review)
    ji.do("legality_review.review", "issue_opinion", contract.review, result="passed", opinion="可以签订")
    contract.refresh_from_db()
    contract = ji.do(CONTRACT, "seal", contract, copies=4)
    made: Contract = ji.do(CONTRACT, "sign", contract, signed_on=ji.day)
    return made


# -- the other side ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("91350100M000100Y43", ""),
        ("91350100M000100Y44", "校验位"),
        ("91350100M000100Y4", "18 位"),
        ("91350100MO00100Y43", "不用这些字符"),
    ],
)
def test_a_credit_code_is_checked_by_its_last_character(ji: Any, code: str, why: str) -> None:
    assert why in why_wrong(code) and bool(why_wrong(code)) == bool(why)
    action, data = registry.get_action(CONTRACT, "record"), {"happened_on": ji.day, "counterpart_uscc": code}
    if why:
        with pytest.raises(ValidationError, match=why):
            action.clean(ji.ctx(), None, data)
    else:
        action.clean(ji.ctx(), None, data)


def test_one_wrong_character_is_always_found() -> None:
    code = "91350100M000100Y43"
    for at in range(17):
        for other in "08AKY":
            if other != code[at]:
                wrong = code[:at] + other + code[at + 1 : 17]
                assert check_character(wrong) != code[17]


def test_what_looks_like_the_same_contract_or_the_same_firm_is_shown(ji: Any, sign_in: Any) -> None:  # noqa: F811
    first = _contract(ji, counterpart_uscc="91350100M000100Y43")
    twin = _contract(ji, counterpart_uscc="91350100M000100Y43")
    other = _contract(ji, title="绿植租摆合同", counterpart="寅园林有限公司", counterpart_uscc="91350100M000100Y43")
    whole, elsewhere = ji.scope("legal"), replace(ji.scope("clerk"), unit_ids=frozenset({ji.unit("财务处").pk}))
    assert any(first.number in text for text in alike(twin, whole)) and alike(twin, elsewhere) == []
    assert any("名称不同" in text and "丑家具" in text for text in alike(other, whole))
    page = sign_in("legal", "ji").get(f"/r/{CONTRACT}/{twin.pk}/").content.decode()
    assert "疑似重复" in page and first.number in page and "失信名单核查" in page


def test_a_finding_is_recorded_with_what_is_to_be_done_and_bars_nothing(ji: Any) -> None:
    contract = _contract(ji)
    facts = {"contract": contract, "kind": "dishonest", "source": "公开查询", "happened_on": ji.day}
    action = registry.get_action("contracts.check", "record")
    with pytest.raises(ValidationError, match="查到的情况"):
        action.clean(ji.ctx(), None, {**facts, "result": "found"})
    with pytest.raises(ValidationError, match="处理意见"):
        action.clean(ji.ctx(), None, {**facts, "result": "found", "found": "有一条记录"})
    made = ji.do("contracts.check", "record", **facts, result="found", found="有一条记录", handling="要求说明后再议")
    assert made.contract == contract


# -- procurement ---------------------------------------------------------------------------
def test_from_the_award_the_law_counts_to_signature_notice_and_filing(ji: Any) -> None:
    contract = _contract(ji)
    contract = ji.do(CONTRACT, "award", contract, basis="open_tender", basis_no="采〔2026〕9号", award_on=ji.day)
    (clock,) = clocks.of(contract)
    assert (clock.rule, clock.label) == ("PRO-15", "签订合同")
    assert clock.due_on >= ji.day + timedelta(days=int(get_rule("PRO-15", on=ji.day).parts[0].value or 0))
    contract = ji.do(CONTRACT, "submit_review", contract)
    ji.do("legality_review.review", "all_handed", contract.review)
    ji.do("legality_review.review", "judge_rest", contract.review)
    ji.do("legality_review.review", "issue_opinion", contract.review, result="passed", opinion="可以签订")
    contract.refresh_from_db()
    contract = ji.do(CONTRACT, "sign", ji.do(CONTRACT, "seal", contract), signed_on=ji.day)
    clock.refresh_from_db()
    assert clock.in_time is True
    running = {c.rule for c in clocks.of(contract).exclude(state="stopped")}
    assert running == {"PRO-16", "PRO-17"}
    contract = ji.do(CONTRACT, "announce", contract, announced_on=ji.day)
    contract = ji.do(CONTRACT, "file", contract, filed_on=ji.day)
    assert not clocks.of(contract).exclude(state="stopped").exists()
    with pytest.raises(Refused, match="没有在算"):
        ji.do(CONTRACT, "announce", contract, announced_on=ji.day)


def test_a_contract_without_an_award_has_none_of_these_terms(ji: Any) -> None:
    assert not clocks.of(_signed(ji)).exists()


# -- seal ----------------------------------------------------------------------------------
def test_the_seal_of_a_contract_is_an_entry_in_the_register_of_seals(ji: Any) -> None:
    contract = _signed(ji)
    (use,) = uses.of(contract)
    assert (use.state, use.copies, use.review_no, use.addressee) == (
        "used",
        4,
        contract.review.number,
        "丑家具有限公司",
    )
    assert use.seal.kind == "contract" and any(t.pk == use.pk for t in links_of(contract))


# -- changes -------------------------------------------------------------------------------
def test_a_change_needs_its_own_review_and_then_the_contract_takes_it_over(ji: Any) -> None:
    contract = _signed(ji, amount=100000)
    facts = {"contract": contract, "kind": "amount", "title": "增加两间", "happened_on": ji.day}
    with pytest.raises(ValidationError, match="变更后"):
        registry.get_action(CHANGE, "record").clean(ji.ctx(), None, dict(facts))
    change = ji.do(CHANGE, "record", **facts, amount=120000)
    with pytest.raises(Blocked, match="不能签订变更"):
        ji.do(CHANGE, "sign", change, signed_on=ji.day)
    change = ji.do(CHANGE, "submit_review", change)
    assert change.review.matter == contract.review.matter and change.review.number != contract.review.number
    ji.do("legality_review.review", "all_handed", change.review)
    ji.do("legality_review.review", "judge_rest", change.review)
    ji.do("legality_review.review", "issue_opinion", change.review, result="passed", opinion="可以")
    change = ji.do(CHANGE, "sign", change, signed_on=ji.day)
    contract.refresh_from_db()
    assert contract.amount == 120000 and "100000" in change.before and contract.state == "signed"


def test_a_change_signed_without_review_is_a_breach(ji: Any) -> None:
    change = ji.do(CHANGE, "record", contract=_signed(ji), kind="supplement", title="补充清单", happened_on=ji.day)
    change = ji.do(CHANGE, "record_unreviewed", change, signed_on=ji.day, breach_reason="现场先签",
                   cure_by=ji.day + timedelta(days=5))  # fmt: skip
    assert change.state == "signed"
    assert GateEvent.objects.get(resource=CHANGE, object_ref=change.pk).kind == "breach"


# -- dispute, end, archive -----------------------------------------------------------------
def test_a_contract_with_an_open_dispute_or_duty_is_not_closed_and_not_archived(ji: Any) -> None:
    contract = _signed(ji)
    dispute = ji.do("contracts.dispute", "record", contract=contract, title="质量争议", way="talks",
                    happened_on=ji.day)  # fmt: skip
    with pytest.raises(Refused, match="争议"):
        ji.do(CONTRACT, "close", contract)
    with pytest.raises(Refused, match="不能"):
        ji.do(CONTRACT, "archive", contract, archive_no="档1")
    ji.do("contracts.dispute", "settle", dispute, way="mediation", outcome="更换")
    duty = ji.do(DUTY, "record", contract=contract, kind="deposit", title="退还保证金", happened_on=ji.day)
    with pytest.raises(Refused, match="履约事项"):
        ji.do(CONTRACT, "close", contract)
    ji.do(DUTY, "discharge", duty)
    contract = ji.do(CONTRACT, "archive", ji.do(CONTRACT, "close", contract), archive_no="档1")
    assert (contract.state, contract.archived_on) == ("archived", ji.day)


def test_a_dispute_is_tied_to_its_docket_of_the_own_bureau_only(ji: Any, house: Any) -> None:
    case = registry.get_resource("disputes.case").model
    dispute = ji.do(
        "contracts.dispute", "record", contract=_signed(ji), title="欠付争议", way="suit", happened_on=ji.day
    )
    foreign = case.objects.exclude(bureau=ji.bureau).first()
    with pytest.raises(ValidationError, match="没有这个案件"):
        ji.do("contracts.dispute", "tie_case", dispute, case=foreign.pk)
    own = case.objects.filter(bureau=ji.bureau, life="live").first()
    ji.do("contracts.dispute", "tie_case", dispute, case=own.pk)
    assert any(t.resource == "disputes.case" and t.pk == own.pk for t in links_of(dispute.contract))


def test_a_contract_renumbered_is_found_by_both_numbers_and_never_by_another_ones(ji: Any) -> None:
    contract, other = _contract(ji), _contract(ji, title="另一合同")
    old = contract.number
    with pytest.raises((Conflict, ValidationError)):
        ji.do(CONTRACT, "renumber", contract, number=other.number, reason="重编")
    contract = ji.do(
        CONTRACT, "renumber", Contract.objects.get(pk=contract.pk), number="旧合〔2026〕特1号", reason="并轨"
    )
    assert (contract.number, contract.former_numbers) == ("旧合〔2026〕特1号", old)
    with pytest.raises(ValidationError, match="一样"):
        ji.do(CONTRACT, "renumber", contract, number="旧合〔2026〕特1号", reason="再来")


# -- what is owed --------------------------------------------------------------------------
def test_a_default_is_recorded_after_its_day_with_whose_it_is(ji: Any) -> None:
    duty = ji.do(DUTY, "record", contract=_signed(ji), kind="delivery", title="首批交付", happened_on=ji.day,
                 agreed_on=ji.day)  # fmt: skip
    with pytest.raises(ValidationError, match="还不算违约"):
        ji.do(DUTY, "record_default", duty, breach_by="other", breach_on=ji.day, breach_facts="没有到货")
    later = ji.ctx(day=ji.day + timedelta(days=3))
    duty = ji.do(DUTY, "record_default", duty, ctx=later, breach_by="other", breach_on=ji.day + timedelta(days=1),
                 breach_facts="没有到货", remedy="发函催告")  # fmt: skip
    assert duty.breach_by == "other"
    view = next(v for v in registry.get_resource(DUTY).views if v.key == "default")
    assert duty in view.where(type(duty).objects.filter(bureau=ji.bureau), ji.day)


def test_interest_follows_the_rule_by_the_day(ji: Any) -> None:
    rate = get_rule("PRO-33", on=ji.day).quantity["value"]
    from decimal import Decimal

    due = ji.day
    assert interest(Decimal(100000), due, due) == 0
    assert interest(Decimal(100000), due, due + timedelta(days=10)) == Decimal(str(rate)) * 10000
    assert interest(Decimal(100000), due, due - timedelta(days=4)) == 0


def test_late_payments_to_small_firms_stand_in_a_view_of_their_own(ji: Any) -> None:
    view = next(v for v in registry.get_resource(DUTY).views if v.key == "small")
    rows = []
    for small in (True, False):
        contract = _signed(ji, title=f"合同{small}", small_firm=small)
        rows.append(ji.do(DUTY, "record", contract=contract, kind="payment", title="尾款", amount=1000,
                          happened_on=ji.day, delivered_on=ji.day, agreed_on=ji.day))  # fmt: skip
    found = set(view.where(type(rows[0]).objects.filter(bureau=ji.bureau), ji.day + timedelta(days=200)))
    assert rows[0] in found and rows[1] not in found


def test_the_calendar_shows_the_month_and_what_is_late(ji: Any, house: Any, sign_in: Any) -> None:  # noqa: F811
    duty = ji.do(DUTY, "record", contract=_signed(ji), kind="report", title="季度服务报告", happened_on=ji.day,
                 agreed_on=ji.day + timedelta(days=3))  # fmt: skip
    client = sign_in("legal", "ji")
    page = client.get("/contracts/calendar/").content.decode()
    assert duty.title in page and "剩 3 日" in page
    assert duty.title not in client.get("/contracts/calendar/?month=2031-02").content.decode()
    for odd in ("x", "2026-13", "0-0", "99999-1", "%00"):
        assert client.get(f"/contracts/calendar/?month={odd}").status_code == 200
    assert duty.title not in sign_in("legal", "jia").get("/contracts/calendar/").content.decode()
    assert sign_in("unit", "ji").get("/contracts/calendar/").status_code == 404


# -- templates -----------------------------------------------------------------------------
def test_a_model_text_is_for_its_class(ji: Any) -> None:
    lease = ji.do("contracts.template", "record", title="房屋租赁合同示范文本", category="lease", happened_on=ji.day)
    action = registry.get_action(CONTRACT, "record")
    with pytest.raises(ValidationError, match="房屋租赁"):
        action.clean(ji.ctx(), None, {"happened_on": ji.day, "category": "purchase", "template": lease})
    assert _contract(ji, category="lease", template=lease).template == lease


def test_contracts_of_one_sheet_get_one_number_after_the_other(ji: Any) -> None:
    from yifa.kernel.action import run_many

    row = {
        "title": "甲",
        "category": "purchase",
        "counterpart": "丑",
        "unit": ji.unit("物业管理处"),
        "happened_on": ji.day,
    }
    made = run_many(registry.get_action(CONTRACT, "record"), ji.ctx(), [dict(row), {**row, "title": "乙"}]).obj
    assert len({c.number for c in made}) == 2 and all(c.number for c in made)
