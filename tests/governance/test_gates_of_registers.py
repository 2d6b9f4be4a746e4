"""Gates of instruments, standards and enforcement: what they ask for, and that 法定 knows no exception."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from yifa.core.legaltime import clocks
from yifa.governance.enforcement.models import Case, Certificate
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.gate import Override


def _waive(house: Any, gate: str) -> dict[str, Override]:
    return {gate: Override(reason="工作需要", approver="局党组", cure_by=house.day + timedelta(days=30))}


def test_a_normative_document_on_market_entities_needs_its_review(house: Any) -> None:
    h = house("ji")
    row = {
        "title": "物业服务采购管理规定", "doc_no": "己管〔2026〕50号", "kind": "normative", "level": "bureau",
        "touches_market": True, "happened_on": h.day, "unit": h.unit("物业管理处"), "decided_by": "局党组会议",
    }  # fmt: skip
    for overrides in (None, _waive(h, "instruments.legality")):
        with pytest.raises(Blocked):
            h.do("instruments.instrument", "record", overrides=overrides, **row)
    assert h.do("instruments.instrument", "record", **row, review_no="法审7号").pk


def test_a_rule_nobody_has_read_warns_and_does_not_block(house: Any) -> None:
    h = house("ji")
    done = h.act(
        "instruments.instrument", "record", title="值班规定", kind="normative", level="bureau", happened_on=h.day,
        unit=h.unit("办公室"),
    )  # fmt: skip
    assert done.obj.pk and any("待核实" in w for w in done.warnings)


def test_a_revision_ends_the_version_before(house: Any) -> None:
    h = house("ji")
    old = h.do("instruments.instrument", "record", title="钥匙管理办法", kind="internal", happened_on=h.day,
               unit=h.unit("办公室"))  # fmt: skip
    day = h.day + timedelta(days=40)
    new = h.do("instruments.instrument", "revise", old, day=day, new_no="己管〔2027〕1号", issued_on=day)
    old.refresh_from_db()
    assert new.replaces_id == old.pk and old.repealed_on == day and new.in_force(day)
    with pytest.raises(Refused):
        h.do("instruments.instrument", "revise", old, day=day, new_no="己管〔2027〕2号", issued_on=day)


def test_the_bureau_does_not_issue_a_local_standard_itself(house: Any) -> None:
    from yifa.governance.standards.models import Standard

    h = house("ji")
    standard = Standard.objects.get(bureau=h.bureau)
    with pytest.raises(Refused):
        h.do("standards.standard", "advance", standard, stage="review", done_on=h.day)
    for issuer in ("", h.bureau.name):
        with pytest.raises(Blocked):
            h.do("standards.standard", "advance", standard, stage="issue", done_on=h.day, issuer=issuer)
    standard = h.do("standards.standard", "advance", standard, stage="issue", done_on=h.day, issuer="县标准化主管部门")
    assert standard.issued_on == h.day


def test_a_case_needs_two_officers_with_valid_certificates(house: Any) -> None:
    h = house("ji")
    office = h.unit("公共机构节能处")
    good = list(Certificate.objects.filter(bureau=h.bureau, valid_until__gte=h.day)[:2])
    late = Certificate.objects.filter(bureau=h.bureau, valid_until__lt=h.day).first()
    row = {
        "title": "监督检查",
        "number": "T1",
        "kind": "penalty",
        "subject": "某单位",
        "happened_on": h.day,
        "unit": office,
    }
    for one, two in ((good[0], None), (good[0], good[0]), (good[0], late)):
        with pytest.raises(Blocked):
            h.do("enforcement.case", "record", officer_one=one, officer_two=two, **row)
    case = h.do("enforcement.case", "record", officer_one=good[0], officer_two=good[1], **row)
    assert clocks.of(case).get().rule == "ENF-05"


def test_no_decision_of_weight_without_legal_review_by_any_role(house: Any) -> None:
    h = house("ji")
    case = Case.objects.get(bureau=h.bureau, major=True)
    decision = {"letter_no": "决定1号", "decided": h.day}
    for overrides in (None, _waive(h, "enforcement.legal_review")):
        with pytest.raises(Blocked):
            h.do("enforcement.case", "decide", case, overrides=overrides, **decision)
    with pytest.raises(Refused):
        h.do("enforcement.case", "review", case, ctx=h.ctx("clerk"), opinion_no="审1号", reviewed=h.day)
    case = h.do("enforcement.case", "review", case, opinion_no="审1号", reviewed=h.day)
    assert h.do("enforcement.case", "decide", case, **decision).decided_on == h.day


def test_the_petition_terms_follow_the_kind_of_matter(house: Any) -> None:
    h = house("ji")
    row = {"title": "诉求", "happened_on": h.day, "unit": h.unit("办公室")}
    complaint = h.do("petitions.docket", "record", source="hotline", kind="complaint", **row)
    assert not clocks.of(complaint).exists()
    appeal = h.do("petitions.docket", "record", source="direct", kind="appeal", **row)
    assert [c.rule for c in clocks.of(appeal)] == ["PET-02"]
    appeal = h.do("petitions.docket", "inform", appeal, told_on=h.day, letter_no="告知1号")
    assert [c.rule for c in clocks.of(appeal).exclude(state="stopped")] == ["PET-05"]
    with pytest.raises(Refused):
        h.do("petitions.docket", "rate", appeal, said="satisfied")


def test_a_respondent_owes_an_answer_and_a_claimant_does_not(house: Any) -> None:
    h = house("ji")
    row = {"title": "行政诉讼案", "kind": "litigation", "happened_on": h.day, "unit": h.unit("法规处")}
    case = h.do("disputes.case", "record", side="respondent", **row)
    case = h.do("disputes.case", "served", case, got_on=h.day)
    assert [c.rule for c in clocks.of(case)] == ["CMP-16"]
    case = h.do("disputes.case", "answered", case, sent_on=h.day, letter_no="答辩1号")
    assert not clocks.of(case).exclude(state="stopped").exists()
    own = h.do("disputes.case", "record", side="claimant", **row)
    with pytest.raises(Refused):
        h.do("disputes.case", "served", own, got_on=h.day)


def test_every_form_of_the_registers_can_be_drawn(house: Any) -> None:
    from yifa.kernel import registry
    from yifa.kernel.resource.forms import form_of

    h = house("ji")
    modules = ("instruments", "standards", "disclosure", "enforcement", "disputes", "petitions", "service_desk")
    for resource in registry.resources():
        if not resource.key.startswith((*modules, "energy", "digital", "core_metrics")):
            continue
        for action in registry.actions(resource.key).values():
            obj = None
            if action.on == "one":
                obj = resource.model.objects.filter(bureau=h.bureau).first()
                if obj is None:
                    continue
            assert form_of(action, h.ctx(), obj).as_p() is not None
