"""What a stage asks for, 会签 by named offices, and what the end of an approval does to its record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.process.test_approvals import _approval, _contract, _paper, _sign

from yifa.core.process import engine, forms
from yifa.core.process.choices import InstanceState, StepState
from yifa.core.process.models import Instance
from yifa.core.process.people import ctx_as
from yifa.core.seals import uses
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review.models import Review
from yifa.kernel.accounts.models import User
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.files.models import Attachment


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _signed_off(h: Any, made: Instance) -> Instance:
    made = _sign(h, _sign(h, made, "head"), "legal", opinion="条款合法")
    made = _paper(h, _sign(h, made, "head"))
    return _sign(h, made, "deputy")


def test_the_minutes_are_named_when_the_meeting_ends(ji: Any) -> None:
    item = ji.do("decisions.item", "record", title="大额资金安排", category="major_internal", major_kind="funds",
                 unit=ji.unit("物业管理处"), happened_on=ji.day, proposer="王某")  # fmt: skip
    ji.do("decisions.item", "start_internal", item, ctx=ctx_as(ji, "head"))
    made = engine.open_of(item)
    made = _sign(ji, made, "legal", opinion="同意上会")
    made = _sign(ji, made, "deputy")
    made = _paper(ji, made, signer="副局长吴某")
    with pytest.raises(ValidationError, match="会议纪要编号"):
        _sign(ji, made, "leader")
    made = _sign(ji, made, "leader", proof="党组会纪要〔2026〕31号")
    assert made.stage == "file"
    with pytest.raises(ValidationError, match="回执编号"):
        _sign(ji, made, "head")
    made = _sign(ji, made, "head", proof="驻管纪备2026-8")
    item.refresh_from_db()
    assert made.state == InstanceState.APPROVED
    assert (item.state, item.pre_opinion, item.pre_reviewer) == ("pre_reviewed", "同意上会", "李某")
    assert made.steps.get(stage="file", state=StepState.AGREED).proof == "驻管纪备2026-8"


def test_an_approved_contract_review_opens_the_way_to_the_seal(ji: Any) -> None:
    """合同会签审查 adopted: the contract has a closed review with number and opinion, and may be sealed."""
    contract = _contract(ji)
    with pytest.raises(Blocked):
        ji.do("contracts.contract", "seal", contract, ctx=ctx_as(ji, "clerk"))
    ji.do("contracts.contract", "start_approval", contract, ctx=ctx_as(ji, "clerk"))
    made = _signed_off(ji, engine.open_of(contract))
    assert made.state == InstanceState.APPROVED
    contract = Contract.objects.get(pk=contract.pk)
    assert contract.state == "reviewed" and contract.review is not None
    assert (contract.review.state, contract.review.opinion, contract.review.reviewer) == ("closed", "条款合法", "李某")
    with pytest.raises(Refused, match="由保管处室登记"):
        ji.do("contracts.contract", "seal", contract, ctx=ctx_as(ji, "clerk"))
    ji.do("contracts.contract", "seal", contract, ctx=ctx_as(ji, "legal"))
    assert Contract.objects.get(pk=contract.pk).state == "sealed"


def test_a_rejected_contract_review_opens_nothing(ji: Any) -> None:
    made = _sign(ji, _approval(ji), "head", "disagree", opinion="不需要")
    contract = Contract.objects.get(pk=made.object_ref)
    assert made.state == InstanceState.REJECTED and contract.state == "draft"
    assert contract.review is not None and contract.review.state == "withdrawn"


def test_the_number_of_the_review_is_checked_against_the_contract(ji: Any) -> None:
    """核对审查编号: a wrong number is refused; the last signature of 用印审批 seals the contract."""
    contract = _contract(ji)
    ji.do("contracts.contract", "start_approval", contract, ctx=ctx_as(ji, "clerk"))
    _signed_off(ji, engine.open_of(contract))
    contract = Contract.objects.get(pk=contract.pk)
    ji.do("contracts.contract", "apply_seal", contract, ctx=ctx_as(ji, "clerk"))
    use = uses.running(contract)
    made = _sign(ji, engine.open_of(use, "seal_use"), "head")
    with pytest.raises(ValidationError, match="审查编号"):
        _sign(ji, made, "legal")
    with pytest.raises(ValidationError, match="不一致"):
        _sign(ji, made, "legal", proof="审〔1999〕1号")
    made = _sign(ji, made, "legal", proof=contract.review.number)
    made = _sign(ji, made, "deputy")
    made = _paper(ji, made, signer="印章管理员卫某")
    contract.refresh_from_db()
    assert made.state == InstanceState.APPROVED and (contract.state, contract.sealed_on) == ("sealed", ji.day)
    use.refresh_from_db()
    assert (use.state, use.review_no, use.stamped_by) == ("used", contract.review.number, "印章管理员卫某")


def test_offices_named_for_countersigning_sign_each_for_itself(ji: Any) -> None:
    contract = _contract(ji)
    with pytest.raises(ValidationError, match="没有“天文处”"):
        ji.do("contracts.contract", "start_approval", contract, ctx=ctx_as(ji, "clerk"), offices="财务处、天文处")
    ji.do("contracts.contract", "start_approval", contract, ctx=ctx_as(ji, "clerk"), offices="财务处、资产管理处")
    made = _sign(ji, _sign(ji, engine.open_of(contract), "head"), "legal")
    assert [str(u) for u in engine.offices_waiting(made)] == ["财务处", "资产管理处"]
    with pytest.raises(Refused, match="不由你的岗位"):
        _sign(ji, made, "head")
    with pytest.raises(ValidationError, match="选是哪一家"):
        _paper(ji, made)
    made = _paper(ji, made, office=ji.unit("资产管理处"), signer="尤某")
    assert made.stage == "finance" and [str(u) for u in engine.offices_waiting(made)] == ["财务处"]
    titles = [r["stage"] for r in forms.paper_form(made, ctx_as(ji, "legal").scope, ji.day)["rows"]]
    assert "财务、采购等处室会签（财务处）" in titles
    made = _paper(ji, made)
    assert made.stage == "deputy"


def test_a_link_or_an_approval_blocks_the_undo_of_an_import(ji: Any) -> None:
    from yifa.kernel.imports.actions import TOUCHED

    free = Contract.objects.filter(pk=_contract(ji).pk)
    second = Review.objects.filter(bureau=ji.bureau, kind="second_level", state="received").first()
    ji.do("legality_review.review", "start_approval", second)
    tied = Review.objects.filter(pk=second.pk)
    reviewed = _contract(ji)
    ji.do("contracts.contract", "submit_review", reviewed)
    why = [[t(key, rows) for t in TOUCHED] for key, rows in
           (("contracts.contract", free), ("legality_review.review", tied),
            ("contracts.contract", Contract.objects.filter(pk=reviewed.pk)))]  # fmt: skip
    assert not any(why[0])
    assert any("审批单" in w for w in why[1])
    assert any("关联" in w for w in why[2])


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_the_scan_page_finds_files_and_signs(ji: Any, client: Any, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    made = _approval(ji)
    client.force_login(User.objects.get(username="legal"))
    client.post(f"/enter/{ji.bureau.pk}/")
    code = forms.code_of(made)
    wrong = client.get("/scan/", {"code": code[:-1] + str((int(code[-1]) + 1) % 10)})
    assert wrong.status_code == 404 and "读错了" in wrong.content.decode()
    found = client.get("/scan/", {"code": code.lower()})
    assert found.status_code == 302 and found["Location"] == f"/scan/{code}/"
    page = client.get(found["Location"]).content.decode()
    assert "门禁改造合同" in page and "线下签批补登" in page
    row = {"purpose": "审批纸", "sensitivity": "internal", "signer": "孙某", "verdict": "agreed", "paper": code,
           "paper_date": "1999-01-01", "opinion": "同意"}  # fmt: skip
    bad = client.post(f"/scan/{code}/", {**row, "file": SimpleUploadedFile("s.pdf", PDF)})
    assert "纸面日期早于发起日" in bad.content.decode() and not Attachment.objects.filter(object_ref=made.pk).exists()
    row["paper_date"] = ji.day.isoformat()
    done = client.post(f"/scan/{code}/", {**row, "file": SimpleUploadedFile("s.pdf", PDF)})
    assert done.status_code == 302, done.content.decode()[:3000]
    step = made.steps.get(stage="first_review", state=StepState.AGREED)
    assert (step.offline, step.paper, step.entered_by) == (True, code, "李某")
    assert Attachment.objects.filter(resource="core_process.instance", object_ref=made.pk).count() == 1


def test_a_code_of_another_bureau_opens_nothing(ji: Any, house: Any, client: Any) -> None:
    made = _approval(ji)
    client.force_login(User.objects.get(username="legal"))
    client.post(f"/enter/{house('wu').bureau.pk}/")
    assert client.get(f"/scan/{forms.code_of(made)}/").status_code == 404


def test_a_decision_review_signed_to_its_end_leaves_a_closed_review_and_the_way_to_the_meeting(ji: Any) -> None:
    """重大决策审签: legality and counsel as signed; the gate of 提交讨论 then passes, and only then."""
    item = ji.do("decisions.item", "record", title="办公区搬迁方案", category="major_administrative",
                 unit=ji.unit("物业管理处"), happened_on=ji.day, proposer="王某")  # fmt: skip
    meeting = ji.do("decisions.meeting", "record", body="directors", number=91, title="局长办公会", happened_on=ji.day,
                    unit=ji.unit("办公室"))  # fmt: skip
    ji.do("decisions.item", "start_decision", item, ctx=ctx_as(ji, "clerk"))
    with pytest.raises(Blocked):
        ji.do("decisions.item", "submit", item, meeting=meeting)
    made = engine.open_of(item)
    made = _sign(ji, made, "head")
    made = _sign(ji, made, "legal", opinion="权限、程序、内容合法")
    made = _paper(ji, made, signer="公职律师周某")
    made = _sign(ji, made, "deputy")
    made = _paper(ji, made, signer="副局长吴某")
    made = (
        _sign(ji, made, "deputy") if made.stage == "meeting" and engine.mine(made, ctx_as(ji, "deputy").scope) else made
    )
    made = _sign(ji, made, "leader", proof="局长办公会纪要〔2026〕31号")
    item.refresh_from_db()
    assert made.state == InstanceState.APPROVED
    assert item.state == "pre_reviewed" and item.review.passed and item.review.kind == "decision"
    assert (item.review.opinion, item.review.reviewer) == ("权限、程序、内容合法", "李某")
    assert "周某" in item.review.counsel
    assert ji.do("decisions.item", "submit", item, meeting=meeting).state == "submitted"
