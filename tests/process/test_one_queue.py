"""One queue: 法制审核 opened by its case, 公平竞争审查 beside a document, what comes back, letters of other organs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.core.legaltime import clocks
from yifa.core.process import codes, counsel, engine
from yifa.core.process.links import links_of
from yifa.core.process.people import ctx_as
from yifa.governance.contracts.models import Contract
from yifa.governance.contracts.process import next_number
from yifa.governance.counsel.models import Conflict
from yifa.governance.enforcement.models import Case
from yifa.governance.legality_review.models import Review
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.files.models import Attachment
from yifa.kernel.gate import Override
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.inbox import todos

REVIEW, CONTRACT, CASE, ASKED = (
    "legality_review.review", "contracts.contract", "enforcement.case", "legality_review.consultation",
)  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _opinion(ji: Any, review: Review, result: str = "passed", **more: Any) -> Review:
    if review.points.filter(verdict="").exists():
        ji.do(REVIEW, "all_handed", review)
        ji.do(REVIEW, "judge_rest", review)
    made: Review = ji.do(REVIEW, "issue_opinion", review, result=result, opinion="意见", **more)
    return made


# -- 重大执法决定法制审核 ------------------------------------------------------------------------
def test_a_case_of_weight_goes_through_the_queue_and_back(ji: Any) -> None:
    case = Case.objects.get(bureau=ji.bureau, major=True)
    review = case.review
    assert (case.state, review.kind) == ("in_review", "enforcement") and links_of(review)[0].pk == case.pk
    officer = _as(ji, case.officer_two.holder)
    ji.do(REVIEW, "all_handed", review)
    ji.do(REVIEW, "judge_rest", review)
    with pytest.raises(Refused, match="回避"):
        ji.do(REVIEW, "issue_opinion", review, ctx=officer, result="passed", opinion="合法", reviewer_licence="A1")
    with pytest.raises(Blocked, match="初次从事"):
        _opinion(ji, review)
    _opinion(ji, review, "not_passed", reviewer_licence="A2019")
    case.refresh_from_db()
    assert (case.state, case.review_no) == ("open", "")
    decision = {"letter_no": "决1号", "decided": ji.day}
    with pytest.raises(Blocked, match="没有通过"):
        ji.do(CASE, "decide", case, **decision)
    case = ji.do(CASE, "submit_review", case, ctx=officer)
    assert case.review.matter == review.matter and case.review.pk != review.pk
    ji.do(REVIEW, "withdraw", case.review)
    case.refresh_from_db()
    case = ji.do(CASE, "submit_review", case, ctx=officer)
    _opinion(ji, case.review)  # no longer the first time
    case.refresh_from_db()
    assert (case.state, case.review_no) == ("reviewed", case.review.number)
    assert ji.do(CASE, "decide", case, **decision).state == "decided"


def _as(ji: Any, name: str) -> Any:
    return replace(ji.ctx(), scope=ji.scope(name=name))


def test_an_opinion_on_paper_closes_the_review_that_waits(ji: Any) -> None:
    case = Case.objects.get(bureau=ji.bureau, major=True)
    row = {"opinion_no": "法审〔2026〕2号", "reviewed": ji.day}
    with pytest.raises(ValidationError, match="办案人员"):
        ji.do(CASE, "review", case, reviewer=case.officer_two.holder, **row)
    case = ji.do(CASE, "review", case, **row)
    case.review.refresh_from_db()
    assert (case.state, case.review.state, case.review.paper) == ("reviewed", "closed", "法审〔2026〕2号")
    minor = Case.objects.filter(bureau=ji.bureau, major=False, life="live").first()
    assert registry.get_action(CASE, "submit_review").available(ji.ctx(), minor)


# -- 公平竞争审查 -------------------------------------------------------------------------------
def test_fair_competition_stands_beside_the_document_and_is_the_drafters_own(ji: Any) -> None:
    review = ji.do(REVIEW, "record", kind="normative", title="会议定点管理办法", unit=ji.unit("物业管理处"),
                   happened_on=ji.day, submitter="王某")  # fmt: skip
    review = ji.do(REVIEW, "ask_fair", review)
    fair = Review.objects.get(bureau=ji.bureau, matter=review.matter, kind="fair_competition")
    assert review.touches_market and fair.points.count() >= 4
    with pytest.raises(Blocked, match="公平竞争"):
        _opinion(ji, review)
    way = {"legality_review.fair_competition_first": Override("上级催办", "郑某", ji.day + timedelta(days=5))}
    assert registry.get_action(REVIEW, "ask_fair").available(ji.ctx(), review)
    ji.do(REVIEW, "all_handed", fair)
    ji.do(REVIEW, "judge_rest", fair)
    with pytest.raises(Refused, match="起草处室"):
        ji.do(REVIEW, "issue_opinion", fair, ctx=ji.ctx("legal"), result="passed", opinion="符合")
    clean = registry.get_action(REVIEW, "issue_opinion").clean
    with pytest.raises(ValidationError, match="实施期限"):
        clean(ji.ctx(), fair, {"result": "exception"})
    with pytest.raises(ValidationError, match="只用于"):
        clean(ji.ctx(), review, {"result": "exception", "exception_term": "一年"})
    fair = ji.do(REVIEW, "issue_opinion", fair, ctx=ctx_as(ji, "head"), result="exception", opinion="节能需要",
                 exception_term="实施一年")  # fmt: skip
    assert fair.passed and _opinion(ji, review).passed
    assert not GateEvent.objects.filter(object_ref=review.pk, resource=REVIEW, kind="override").exists() and way
    row = {"title": "会议定点管理办法", "kind": "internal", "level": "bureau", "happened_on": ji.day,
           "unit": ji.unit("物业管理处"), "market_activity": True, "paper": "己管〔2026〕9号"}  # fmt: skip
    with pytest.raises(Blocked, match="公平竞争"):
        ji.do("instruments.instrument", "record", **row)
    assert ji.do("instruments.instrument", "record", **row, fair_no=fair.number).pk


# -- contracts ----------------------------------------------------------------------------
def _contract(ji: Any, **more: Any) -> Contract:
    facts = {"title": "办公家具采购合同", "category": "purchase", "counterpart": "丑家具有限公司",
             "unit": ji.unit("物业管理处"), "happened_on": ji.day, "handler": "王某"}  # fmt: skip
    made: Contract = ji.do(CONTRACT, "record", **{**facts, **more})
    return made


def test_the_points_are_held_against_the_contract_and_a_withdrawn_review_lets_it_go(ji: Any, sign_in: Any) -> None:  # noqa: F811
    contract = _contract(ji, amount=2600000, basis="negotiated", basis_no="采1号", small_firm=True, pay_days=90)
    client = sign_in("legal", "ji")
    assert "公开招标数额标准" in client.get(f"/r/{CONTRACT}/{contract.pk}/").content.decode()
    contract = ji.do(CONTRACT, "submit_review", contract)
    page = client.get(f"/r/{REVIEW}/{contract.review.pk}/").content.decode()
    assert "系统比对提示" in page and "付款期限长于" in page and "必交材料" in page
    ji.do(REVIEW, "withdraw", contract.review)
    contract.refresh_from_db()
    assert contract.state == "draft" and ji.do(CONTRACT, "submit_review", contract).review.matter
    # the form of a new record sent twice makes one
    client, new = sign_in("clerk", "ji"), f"/r/{CONTRACT}/new/"
    mark = re.search(r'name="_once" value="([^"]+)"', client.get(new).content.decode())
    assert mark is not None
    form = {"title": "双击", "category": "service", "counterpart": "庚公司", "happened_on": ji.day, "_once": mark[1]}
    first, second = client.post(new, form), client.post(new, form)
    assert first.status_code == 302 and second.url == first.url and Contract.objects.filter(title="双击").count() == 1


def test_a_number_given_up_stays_with_its_contract(ji: Any) -> None:
    contract = _contract(ji)
    old, review = contract.number, ji.do(CONTRACT, "submit_review", contract).review
    contract = ji.do(
        CONTRACT, "renumber", Contract.objects.get(pk=contract.pk), number="并轨合〔2026〕7号", reason="并轨"
    )
    assert next_number(ji.bureau.pk, ji.year) > old, "the number is not given out again"
    for make in (lambda: _contract(ji, number=old),
                 lambda: ji.do(CONTRACT, "renumber", _contract(ji), number=old, reason="重编")):  # fmt: skip
        with pytest.raises(ValidationError, match="改编号前用过"):
            make()
    found = registry.get_resource(CONTRACT).model.objects.get(pk=contract.pk)
    assert found.review == review and any(t.pk == review.pk for t in links_of(found))
    _opinion(ji, review)
    assert ji.do(CONTRACT, "seal", Contract.objects.get(pk=contract.pk)).state == "sealed"


def test_a_units_contract_is_reviewed_by_the_unit_and_then_by_the_bureau(ji: Any) -> None:
    contract = _contract(ji, unit=ji.unit("会议服务中心"))
    assert contract.unit.kind == "subordinate"
    review = ji.do(CONTRACT, "submit_review", contract).review
    assert review.kind == "second_level" and review.points.filter(title="价款支付").exists()
    with pytest.raises(Refused, match="由局属单位出具"):
        ji.do(REVIEW, "first_review", review, first_opinion="同意", ctx=ctx_as(ji, "legal"))
    review = ji.do(REVIEW, "first_review", review, first_opinion="同意报局")
    assert review.state == "second" and review.first_on == ji.day
    assert not review.materials.filter(title="初审", state="missing").exists()
    ji.do(REVIEW, "send_back", review, return_reason="缺依据")
    sender = replace(ji.scope("clerk"), home_unit_id=contract.unit_id)
    assert any("补正后再送" in t.title for t in todos(sender, ji.day))
    ji.do(REVIEW, "all_handed", review)
    assert ji.do(REVIEW, "resubmit", review).state == "second", "what the unit reviewed stays reviewed"
    ji.do(CONTRACT, "cancel", Contract.objects.get(pk=contract.pk))
    review.refresh_from_db()
    assert review.state == "withdrawn"


def test_a_contract_rests_on_a_resolution_of_the_register(ji: Any) -> None:
    contract = _contract(ji)
    with pytest.raises(ValidationError, match="没有这个决议编号"):
        ji.do(CONTRACT, "tie_resolution", contract, number="无此号")
    resolution = (
        registry.get_resource("decisions.resolution").model.objects.filter(bureau=ji.bureau, life="live").first()
    )
    contract = ji.do(CONTRACT, "tie_resolution", contract, number=resolution.number)
    assert contract.resolution_no == resolution.number and any(t.pk == resolution.pk for t in links_of(contract))


def test_what_is_owed_and_what_ends_asks_for_itself(ji: Any) -> None:
    contract = _contract(ji, ends_on=ji.day + timedelta(days=10), starts_on=ji.day)
    contract = ji.do(CONTRACT, "submit_review", contract)
    _opinion(ji, contract.review)
    contract = ji.do(CONTRACT, "sign", Contract.objects.get(pk=contract.pk), signed_on=ji.day)
    ji.do("contracts.obligation", "record", contract=contract, kind="report", title="月度服务报告", happened_on=ji.day,
          agreed_on=ji.day + timedelta(days=2))  # fmt: skip
    later = ji.day + timedelta(days=4)
    found = {t.title: t.bucket(later) for t in todos(ji.scope("legal"), later)}
    assert found["提交报告：月度服务报告"] == "late" and found["合同履行期满：办公家具采购合同"] == "next"


def test_an_old_seal_entry_without_its_review_stands_as_a_breach(ji: Any) -> None:
    from yifa.core.seals.models import Seal

    row = {"matter": "contract", "title": "旧合同", "copies": 2, "unit": ji.unit("物业管理处"), "approver": "吴某",
           "seal": Seal.objects.get(bureau=ji.bureau, number="YZ003"), "happened_on": ji.day - timedelta(days=200),
           "paper": "用印登记簿"}  # fmt: skip
    one, letter = ji.backfill("core_seals.use", [row, {**row, "matter": "document", "title": "旧函"}],
                              {"core_seals.review_number": "unknown"})  # fmt: skip
    events = GateEvent.objects.filter(resource="core_seals.use", kind="breach")
    assert events.filter(object_ref=one.pk).count() == 1 and not events.filter(object_ref=letter.pk).exists()
    use = ji.do("core_seals.use", "record", **{**row, "matter": "document", "happened_on": ji.day})
    with pytest.raises(Blocked, match="没有审查编号"):
        ji.do("core_seals.use", "correct", use, matter="contract", reason="改", checker="吴某")


# -- 征求意见 ----------------------------------------------------------------------------------
def test_a_letter_that_asks_for_comments_has_its_clock_and_stops_it(ji: Any) -> None:
    friday, sunday, later = date(2026, 11, 27), date(2026, 11, 29), date(2026, 12, 4)
    row = {
        "title": "《某办法（征求意见稿）》",
        "sender": "某市司法局",
        "unit": ji.unit("法规处"),
        "happened_on": ji.day,
    }
    asked = ji.do(ASKED, "record", **row, due_on=sunday)
    (clock,) = clocks.of(asked)
    assert clock.due_on == friday, "the sender's day does not move: the reply is due on the working day before"
    assert any(t.title.startswith("回复征求意见") and row["title"] in t.title for t in todos(ji.scope("legal"), ji.day))
    asked = ji.do(ASKED, "extend", asked, due_on=later, note="电话同意")
    assert clocks.of(asked).exclude(state="stopped").get().due_on == later
    with pytest.raises(ValidationError, match="晚于原期限"):
        ji.do(ASKED, "extend", asked, due_on=friday, note="电话")
    ji.do(ASKED, "reply", asked, result="no_comment", reply_no="己管函1号")
    assert not clocks.of(asked).exclude(state="stopped").exists()


# -- counsel ------------------------------------------------------------------------------
def test_a_link_is_replaced_declined_answered_and_the_answer_is_answered(ji: Any) -> None:
    lawyer = ji.do("counsel.lawyer", "record", name="费某", kind="external", unit=ji.unit("法规处"), happened_on=ji.day)
    contract = _contract(ji)
    ask = {"counsel": "费某", "question": "可否签订？"}
    first = ji.do(CONTRACT, "invite_counsel", contract, **ask).counsel_token
    second = ji.do(CONTRACT, "invite_counsel", contract, **ask).counsel_token
    third = ji.do("core_process.counsel_link", "renew", counsel.find(second)).counsel_token
    for token in (first, second):
        shut = Client().get(f"/counsel/{token}/")
        assert shut.status_code == 410 and "换发" in shut.content.decode()
    client = Client()
    assert client.get(f"/counsel/{third}/").status_code == 200
    said = {"opinion": "可以", "verdict": "agreed"}
    assert "声明" in client.post(f"/counsel/{third}/", said).content.decode()
    assert "回避" in client.post(f"/counsel/{third}/", {"decline": "1", "reason": "曾为对方代理"}).content.decode()
    assert client.get(f"/counsel/{third}/").status_code == 410
    assert Conflict.objects.get(lawyer=lawyer).party == contract.counterpart
    with pytest.raises(Refused, match="回避"):
        ji.do(CONTRACT, "invite_counsel", contract, **ask)
    other = ji.do(CONTRACT, "invite_counsel", contract, counsel="赵某", question="可否签订？").counsel_token
    client = Client()
    client.get(f"/counsel/{other}/")
    client.post(f"/counsel/{other}/", {**said, "no_interest": "1"})
    link = counsel.find(other)
    assert link.opinion == "可以" and link.no_interest
    with pytest.raises(ValidationError, match="理由"):
        ji.do("core_process.counsel_link", "answer", link, adoption="not_adopted")
    link = ji.do("core_process.counsel_link", "answer", link, adoption="not_adopted", adoption_reason="对方不同意改")
    assert (link.adoption, link.adopted_on) == ("not_adopted", ji.day)


# -- 回传 --------------------------------------------------------------------------------------
def test_scans_come_back_by_the_codes_in_their_names(ji: Any, settings: Any, tmp_path: Any, sign_in: Any) -> None:  # noqa: F811
    settings.HOME = tmp_path
    contract = _contract(ji)
    ji.do(CONTRACT, "start_approval", contract, ctx=ctx_as(ji, "clerk"))
    made = engine.open_of(contract)
    link = ji.do(CONTRACT, "pack_for_counsel", contract, counsel="赵某", question="可否？").counsel_link
    client = sign_in("legal", "ji")
    assert len(client.get(f"/counsel-pack/{link.pk}/").content) > 100
    link.refresh_from_db()
    assert len(link.pack_digest) == 64
    names = [f"{codes.code('SP', made)}.pdf", f"意见 {codes.code('FG', link)}(1).pdf", "无编号.pdf",
             f"{codes.code('SP', made)}.exe.pdf.docx"]  # fmt: skip
    page = client.post("/scan/", {"files": [SimpleUploadedFile(n, PDF) for n in names]}).content.decode()
    assert "文件名里没有编号" in page and f"/scan/{codes.code('FG', link)}/" in page
    kept = Attachment.objects.filter(object_ref__in=(made.pk, link.pk)).values_list("resource", flat=True)
    assert sorted(kept) == ["core_process.counsel_link", "core_process.instance"]
    paper = client.get(f"/print/approval/{made.pk}/").content.decode()
    assert codes.code("SP", made) in paper and "<path" in paper
    url = f"/scan/{codes.code('FG', link)}/"
    row = {"purpose": "签名意见", "sensitivity": "internal", "paper": "原件", "verdict": "agreed", "opinion": "可签",
           "answered_on": ji.day.isoformat(), "file": SimpleUploadedFile("s.pdf", PDF)}  # fmt: skip
    assert client.post(url, row).status_code == 302
    link.refresh_from_db()
    assert (link.opinion, link.paper) == ("可签", "原件")
    assert client.get(f"/scan/{codes.code('FG', link)[:-1]}{(int(url[-2]) + 1) % 10}/").status_code == 404
    assert sign_in("legal", "jia").get(url).status_code == 404
