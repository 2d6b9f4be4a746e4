"""合法性审查: papers and points by class, answered one by one; counsel by link or on paper; adoption with reasons."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.bridge import agreed
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.core.legaltime import clocks
from yifa.core.metrics.metric import Query
from yifa.core.process import breach, counsel, engine, queries
from yifa.core.process.models import CounselLink
from yifa.core.process.people import ctx_as
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review.choices import Kind
from yifa.governance.legality_review.models import Review
from yifa.kernel import clockwork, registry
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.files.models import Attachment
from yifa.kernel.gate import Override
from yifa.lawkit.codes import code_list
from yifa.lawkit.rules import load_rules

pytestmark = pytest.mark.postgres
REVIEW, POINT = "legality_review.review", "legality_review.point"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _review(ji: Any, **more: Any) -> Review:
    facts = {"kind": "contract", "category": "works", "title": "门禁改造合同", "unit": ji.unit("物业管理处"),
             "happened_on": ji.day, "submitter": "王某"}  # fmt: skip
    made: Review = ji.do(REVIEW, "record", **{**facts, **more})
    return made


def _figure(key: str, query: Query) -> Any:
    metric = registry.get_metric(key)
    return metric.measure(metric.rows(query), query).value


# -- what the packs say --------------------------------------------------------------------
def test_every_kind_has_a_way_papers_points_and_a_figure_of_its_own() -> None:
    ways = code_list("review_ways")
    assert {c.code for c in ways.codes} == set(Kind.values)
    figures = [w.extra["figure"] for w in ways.codes]
    assert len(set(figures)) == len(figures) and all(registry.get_metric(f) for f in figures)
    for name in ("review_points", "review_materials"):
        assert {c.extra["kind"] for c in code_list(name).codes} == set(Kind.values)
    assert all(w.extra["reviewer"] and w.extra["output"] and w.extra["term"] for w in ways.codes)


def test_at_least_five_classes_of_contract_have_points_of_their_own_on_rules_that_exist() -> None:
    points = code_list("review_points").codes
    classes = {c.extra["category"] for c in points if c.extra["kind"] == "contract" and "category" in c.extra}
    assert len(classes) >= 5 and classes <= {c.code for c in code_list("contract_classes").codes}
    assert {r for c in points for r in c.rules} <= set(load_rules())


def test_a_review_is_set_out_by_its_kind_and_class(ji: Any) -> None:
    works, lease = _review(ji), _review(ji, category="lease", title="门面房出租合同")
    own = {r: {p.title for p in r.points.all()} for r in (works, lease)}
    shared = own[works] & own[lease]
    assert shared and own[works] - shared and own[lease] - shared
    assert works.materials.filter(required=True).exists()
    normative = _review(ji, kind="normative", category="", title="会议管理办法")
    assert not {p.title for p in normative.points.all()} & own[works] - {"公平竞争"}


# -- points and papers ---------------------------------------------------------------------
def test_a_point_not_met_does_not_end_in_a_pass(ji: Any) -> None:
    review = _review(ji)
    point = review.points.order_by("sort").first()
    with pytest.raises(ValidationError, match="写明意见"):
        ji.do(POINT, "judge", point, verdict="not_met")
    ji.do(POINT, "judge", point, verdict="not_met", opinion="对方资质过期")
    ji.do(REVIEW, "all_handed", review)
    with pytest.raises(Blocked, match="没有写结论"):
        ji.do(REVIEW, "issue_opinion", review, result="passed", opinion="可以")
    other = review.points.filter(verdict="").order_by("sort").first()
    with pytest.raises(ValidationError, match="写明理由"):
        ji.do(POINT, "judge", other, verdict="none")
    ji.do(POINT, "judge", other, verdict="none", opinion="不涉及")
    ji.do(REVIEW, "judge_rest", review)
    with pytest.raises(ValidationError, match=point.title):
        ji.do(REVIEW, "issue_opinion", review, result="passed", opinion="可以")
    assert not review.points.filter(verdict="").exists() and review.points.filter(verdict="not_met").count() == 1
    assert ji.do(REVIEW, "issue_opinion", review, result="not_passed", opinion="资质过期").state == "closed"
    with pytest.raises(Refused, match="不在办理"):
        ji.do(POINT, "judge", point, verdict="met")


def test_a_required_paper_that_lacks_stops_the_opinion_until_it_comes_or_somebody_answers_for_it(ji: Any) -> None:
    """必交材料: returned with what lacks, not sent again without it; 不需要 says why; an exception names who let it."""
    review, legal = _review(ji), ctx_as(ji, "legal")
    ji.do(REVIEW, "judge_rest", review)
    with pytest.raises(Blocked, match="必交材料缺草案、依据、主体"):
        ji.do(REVIEW, "issue_opinion", review, result="passed", opinion="可以")
    send_back = registry.get_action(REVIEW, "send_back")
    assert send_back.initial(legal, review) == {"return_reason": "缺少：草案、依据、主体"}
    ji.do(REVIEW, "send_back", review, ctx=legal, return_reason="缺少：草案、依据、主体")
    draft, basis, party = review.materials.filter(required=True).order_by("sort")
    ji.do("legality_review.material", "mark", draft, state="handed", paper="合同草案")
    with pytest.raises(Blocked, match="必交材料缺依据、主体"):
        ji.do(REVIEW, "resubmit", review)
    ji.do("legality_review.material", "mark", basis, state="handed")
    with pytest.raises(ValidationError, match="写明不需要的理由"):
        ji.do("legality_review.material", "mark", party, state="none")
    way = Override("对方授权书在寄送途中", "吴某", ji.day + timedelta(days=5))
    let = replace(legal, overrides={"legality_review.papers_handed": way})
    ji.do(REVIEW, "resubmit", review, ctx=let)
    ji.do("legality_review.material", "mark", party, state="none", note="与上年同一相对方，授权书已备案")
    assert ji.do(REVIEW, "issue_opinion", review, result="passed", opinion="可以").state == "closed"
    event = breach.GateEvent.objects.get(resource=REVIEW, object_ref=review.pk, kind="override")
    assert (event.gate, event.approver) == ("legality_review.papers_handed", "吴某")


def test_the_term_of_a_review_is_counted_and_told_in_working_days(ji: Any) -> None:
    for kind, rule in (("contract", "CLK-01"), ("decision", "DEC-09"), ("enforcement", "CLK-01")):
        review = _review(ji, kind=kind, category="")
        clock = clocks.of(review).get()
        told = clocks.words(clock, ji.day)
        assert (clock.rule, clock.due_on) == (rule, review.due_on) and "个工作日" in told["duty"]
        assert told["label"].endswith("个工作日")


def test_what_is_not_adopted_says_why_and_the_review_is_answered_when_all_points_are(ji: Any) -> None:
    review = _review(ji)
    one, two, met = review.points.order_by("sort")[:3]
    for point in (one, two):
        ji.do(POINT, "judge", point, verdict="change", opinion="补充条款")
    ji.do(POINT, "judge", met, verdict="met")
    with pytest.raises(Refused, match="还没有出具"):
        ji.do(POINT, "answer", one, adoption="adopted")
    ji.do(REVIEW, "all_handed", review)
    ji.do(REVIEW, "judge_rest", review)
    ji.do(REVIEW, "issue_opinion", review, result="passed_changed", opinion="按意见修改")
    with pytest.raises(Refused, match="没有修改意见"):
        ji.do(POINT, "answer", met, adoption="adopted")
    with pytest.raises(ValidationError, match="写明理由"):
        ji.do(POINT, "answer", one, adoption="not_adopted")
    ji.do(POINT, "answer", one, adoption="not_adopted", adoption_reason="示范文本已有规定")
    review.refresh_from_db()
    assert review.adoption == ""
    ji.do(POINT, "answer", two, adoption="adopted")
    review.refresh_from_db()
    assert (review.adoption, review.adopted_on) == ("partly", ji.day) and "示范文本已有规定" in review.adoption_reason


def test_a_matter_sent_back_names_the_papers_that_are_missing(ji: Any) -> None:
    review = _review(ji)
    paper = review.materials.filter(required=True).order_by("sort").first()
    send_back = registry.get_action(REVIEW, "send_back")
    assert paper.title in send_back.initial(ji.ctx(), review)["return_reason"]
    with pytest.raises(ValidationError, match="理由"):
        ji.do("legality_review.material", "mark", paper, state="none")
    ji.do("legality_review.material", "mark", paper, state="handed", paper="送审稿")
    assert paper.title not in send_back.initial(ji.ctx(), review)["return_reason"]
    ji.do(REVIEW, "all_handed", review)
    assert send_back.initial(ji.ctx(), review)["return_reason"] == ""


def test_the_same_matter_twice_is_one_matter_and_two_reviews(ji: Any) -> None:
    query = Query.of_year(ji.bureau.pk, ji.year)
    before = {k: _figure(f"legality_review.{k}", query) for k in _BOTH}
    first = _review(ji)
    for review in (first, _review(ji, matter=first.matter)):
        ji.do(REVIEW, "all_handed", review)
        ji.do(REVIEW, "judge_rest", review)
        ji.do(REVIEW, "issue_opinion", review, result="passed", opinion="可以签订")
    after = {k: _figure(f"legality_review.{k}", query) for k in _BOTH}
    assert [after[k] - before[k] for k in _BOTH] == [2, 1]


_BOTH = ("contract_reviews", "contract_matters")


def test_enforcement_reviews_do_not_enter_the_figure_of_another_kind(ji: Any) -> None:
    query = Query.of_year(ji.bureau.pk, ji.year)
    keys = [w.extra["figure"] for w in code_list("review_ways").codes]
    before = {k: _figure(k, query) for k in keys}
    review = _review(ji, kind="enforcement", category="", title="拟作出的处罚决定")
    ji.do(REVIEW, "all_handed", review)
    ji.do(REVIEW, "judge_rest", review)
    ji.do(REVIEW, "issue_opinion", review, result="passed", opinion="事实清楚", reviewer_licence="A2019")
    changed = {k for k in keys if _figure(k, query) != before[k]}
    assert changed == {"legality_review.enforcement_reviews"}


# -- counsel -------------------------------------------------------------------------------
def _major(ji: Any) -> tuple[Contract, Any]:
    """A major contract whose approval stands at the counsel."""
    contract = ji.do("contracts.contract", "record", title="物业服务合同（三年）", category="property", major=True,
                     counterpart="庚物业服务有限公司", unit=ji.unit("物业管理处"), happened_on=ji.day, handler="王某",
                     ctx=ctx_as(ji, "clerk"))  # fmt: skip
    ji.do("contracts.contract", "start_approval", contract, ctx=ctx_as(ji, "clerk"))
    made = engine.open_of(contract)
    ji.do("core_process.instance", "agree", made, ctx=ctx_as(ji, "head"), opinion="同意")
    made.refresh_from_db()
    assert made.stage == "counsel"
    return contract, made


def _finance_signs(ji: Any, made: Any, draft: Any) -> None:
    """The head of another office finds the approval, reads what it is about with its papers, and signs for it."""
    own = ctx_as(ji, "head")
    money = ji.unit("财务处")
    scope = replace(own.scope, user_id=None, name="钱某", post="财务处处长", unit_ids=frozenset({money.pk}),
                    home_unit_id=money.pk)  # fmt: skip
    assert made in registry.get_resource("core_process.instance").rows(scope)
    assert not registry.get_resource("contracts.contract").rows(scope).filter(pk=made.object_ref).exists()
    shown = queries.panel(made, scope, ji.day)["panels"]
    assert [p["title"] for p in shown] == ["审批事项", "事项材料"]
    assert any(f["value"] == "庚物业服务有限公司" for f in shown[0]["facts"])
    assert {f["value"]["url"] for f in shown[1]["facts"]} >= {f"/approvals/{made.pk}/papers/{draft.pk}/"}
    ji.do("core_process.instance", "agree", made, ctx=replace(own, scope=scope), opinion="预算已落实")
    made.refresh_from_db()
    assert made.stage == "deputy"


def test_an_opinion_by_link_goes_into_the_approval_and_the_closed_review(ji: Any) -> None:
    contract, made = _major(ji)
    token = ji.do("contracts.contract", "invite_counsel", contract, counsel="赵某", question="付款条款是否可行？",
                  ctx=ctx_as(ji, "legal")).counsel_token  # fmt: skip
    client = Client()
    from django.core.files.uploadedfile import SimpleUploadedFile

    for name, level in (("草案.txt", "internal"), ("底线.txt", "work_secret")):
        ji.do("contracts.contract", "attach", contract, file=SimpleUploadedFile(name, name.encode()), purpose="材料",
              sensitivity=level)  # fmt: skip
    page = client.get(f"/counsel/{token}/")
    points = agreed(page)
    assert page.status_code == 200 and "草案.txt" in page.content.decode() and "底线.txt" not in page.content.decode()
    draft, secret = Attachment.objects.filter(resource="contracts.contract", object_ref=contract.pk).order_by("id")
    paper = f"/counsel/{token}/papers/{draft.pk}/"
    assert b"".join(client.get(paper).streaming_content) == "草案.txt".encode()
    assert client.get(f"/counsel/{token}/papers/{secret.pk}/").status_code == 404
    assert Client().get(paper).status_code == 302, "another device is asked first"
    assert (
        client.post(
            f"/counsel/{token}/", {"opinion": "付款与考核挂钩", "verdict": "changed", "no_interest": "1", **points}
        ).status_code
        == 200
    )
    assert client.get(paper).status_code == 410
    made.refresh_from_db()
    step = made.steps.get(stage="counsel", state="agreed")
    assert (made.stage, step.signer) == ("legal", "赵某")
    assert step.opinion.splitlines() == ["修改后可行。付款与考核挂钩", f"{len(points)} 条要点无异议。"]
    with pytest.raises(Refused, match="必交材料缺"):
        ji.do("core_process.instance", "agree", made, ctx=ctx_as(ji, "legal"), opinion="同意签订")
    ji.do(REVIEW, "all_handed", Contract.objects.get(pk=contract.pk).review)
    with pytest.raises(Refused, match="没有写结论"):
        ji.do("core_process.instance", "agree", made, ctx=ctx_as(ji, "legal"), opinion="同意签订")
    ji.do(REVIEW, "judge_rest", Contract.objects.get(pk=contract.pk).review)
    for who in ("legal", "head"):
        ji.do("core_process.instance", "agree", made, ctx=ctx_as(ji, who), opinion="同意签订")
        made.refresh_from_db()
    _finance_signs(ji, made, draft)
    for who in ("deputy", "leader"):
        ji.do("core_process.instance", "agree", made, ctx=ctx_as(ji, who), opinion="同意签订")
        made.refresh_from_db()
    contract.refresh_from_db()
    assert contract.state == "reviewed" and "付款与考核挂钩" in contract.review.counsel_opinion


def test_a_signed_opinion_that_comes_back_on_paper_does_the_same(ji: Any) -> None:
    contract, made = _major(ji)
    link = ji.do("contracts.contract", "pack_for_counsel", contract, counsel="赵某", question="可否签订？").counsel_link
    with pytest.raises(ValidationError, match="早于送审日"):
        ji.do("core_process.counsel_link", "file_opinion", link, verdict="agreed", opinion="可签",
              answered_on=ji.day - timedelta(days=2), paper="意见书")  # fmt: skip
    ji.do("core_process.counsel_link", "file_opinion", link, verdict="agreed", opinion="可以签订", answered_on=ji.day,
          paper="法律意见书原件")  # fmt: skip
    made.refresh_from_db()
    step = made.steps.get(stage="counsel", state="agreed")
    assert (made.stage, step.offline, step.paper, step.opinion) == ("legal", True, "法律意见书原件", "无异议。可以签订")
    with pytest.raises(Refused, match="已登记"):
        ji.do("core_process.counsel_link", "file_opinion", link, verdict="agreed", opinion="再来", answered_on=ji.day,
              paper="二")  # fmt: skip


def test_the_pack_holds_the_matter_and_no_paper_that_may_not_leave(ji: Any, sign_in: Any) -> None:  # noqa: F811
    from django.core.files.uploadedfile import SimpleUploadedFile

    review = _review(ji)
    for name, level in (("草案.txt", "internal"), ("底线.txt", "work_secret"), ("身份证.txt", "personal")):
        ji.do(REVIEW, "attach", review, file=SimpleUploadedFile(name, "内容".encode()), purpose="材料",
              sensitivity=level)  # fmt: skip
    link = ji.do(REVIEW, "pack_for_counsel", review, counsel="赵某", question="可否签订？").counsel_link
    assert sign_in("clerk", "ji").get(f"/counsel-pack/{link.pk}/").status_code == 404
    answer = sign_in("legal", "ji").get(f"/counsel-pack/{link.pk}/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = set(book.namelist())
        listing = json.loads(book.read("清单.json"))
        assert "可否签订？" in book.read("事项.html").decode()
    assert names == {"事项.html", "意见书.docx", "材料/草案.txt", "清单.json"}
    assert listing["code"] == counsel.code_of(link) and set(listing["files"]) == names - {"清单.json"}
    link.refresh_from_db()
    assert link.opened == 1


def test_another_device_must_name_for_whom_the_link_is_and_guessing_closes_it(ji: Any) -> None:
    token = ji.do(REVIEW, "invite_counsel", _review(ji), counsel="赵某", question="可否？").counsel_token
    url = f"/counsel/{token}/"
    assert "门禁改造合同" in Client().get(url).content.decode()
    other = Client()
    for answer in (other.get(url), other.post(url, {"opinion": "冒名意见", "verdict": "agreed"})):
        assert answer.status_code == 403 and "门禁改造合同" not in answer.content.decode()
    assert other.post(url, {"who": "赵某"}).status_code == 302 and other.get(url).status_code == 200
    stranger = Client()
    codes = [stranger.post(url, {"who": "钱某"}).status_code for _ in range(counsel.MOST_REFUSED)]
    assert codes == [403] * (counsel.MOST_REFUSED - 1) + [410]
    assert other.get(url).status_code == 410
    assert CounselLink.objects.get(bureau=ji.bureau, counsel="赵某", refused__gt=0).opinion == ""


def test_after_its_term_the_link_is_dead_but_the_signed_paper_is_still_filed(ji: Any) -> None:
    token = ji.do(REVIEW, "invite_counsel", _review(ji), counsel="赵某", question="可否？").counsel_token
    late = clockwork.FIXED.set(ji.now + timedelta(days=60))
    try:
        assert Client().get(f"/counsel/{token}/").status_code == 410
        assert Client().post(f"/counsel/{token}/", {"opinion": "迟到的意见"}).status_code == 410
    finally:
        clockwork.FIXED.reset(late)
    link = counsel.find(token)
    assert link is not None and link.opinion == ""
    ji.do("core_process.counsel_link", "file_opinion", link, verdict="agreed", opinion="可以", answered_on=ji.day,
          paper="原件")  # fmt: skip
    assert Review.objects.get(pk=link.object_ref).counsel_opinion == "无异议。可以"


def test_a_lawyer_with_an_interest_or_past_the_term_is_not_asked(ji: Any) -> None:
    lawyer = ji.do("counsel.lawyer", "record", name="费某", kind="external", unit=ji.unit("法规处"), happened_on=ji.day)
    review = _review(ji, title="与丑建设有限公司的改造合同")
    conflict = ji.do("counsel.conflict", "record", lawyer=lawyer, party="丑建设有限公司", kind="client",
                     happened_on=ji.day)  # fmt: skip
    for verb in ("invite_counsel", "pack_for_counsel"):
        with pytest.raises(Refused, match="回避"):
            ji.do(REVIEW, verb, review, counsel="费某", question="可否？")
    assert ji.do(REVIEW, "invite_counsel", _review(ji), counsel="费某", question="可否？").counsel_token
    ji.do("counsel.conflict", "void", conflict, reason="误登", checker="吴某")
    assert ji.do(REVIEW, "invite_counsel", review, counsel="费某", question="可否？").counsel_token
    ji.do("counsel.lawyer", "end_term", lawyer, ends_on=ji.day - timedelta(days=1))
    with pytest.raises(Refused, match="届满"):
        ji.do(REVIEW, "invite_counsel", review, counsel="费某", question="可否？")


# -- pages ---------------------------------------------------------------------------------
def test_the_queue_counts_each_kind_and_shows_what_waits_for_whom(ji: Any, sign_in: Any) -> None:  # noqa: F811
    review = _review(ji)
    ji.do(REVIEW, "invite_counsel", review, counsel="赵某", question="可否？")
    page = sign_in("legal", "ji").get("/reviews/").content.decode()
    assert review.title in page and "法律顾问出具意见" in page and "不相加" in page
    assert all(w.name in page for w in code_list("review_ways").codes)
    other = sign_in("legal", "ji").get("/reviews/?kind=decision").content.decode()
    assert review.title not in other
    assert sign_in("legal", "ji").get("/reviews/?kind=%00").status_code == 200
    assert review.title not in sign_in("legal", "jia").get("/reviews/").content.decode()
    assert sign_in("unit", "ji").get("/reviews/").status_code == 404


def test_the_printed_opinion_holds_points_papers_and_counsel(ji: Any, sign_in: Any) -> None:  # noqa: F811
    review = _review(ji)
    point = review.points.order_by("sort").first()
    ji.do(POINT, "judge", point, verdict="change", opinion="补充资质证明")
    ji.do(REVIEW, "counsel_opinion", review, counsel="赵某", counsel_opinion="同意法规处意见")
    ji.do(REVIEW, "all_handed", review)
    ji.do(REVIEW, "judge_rest", review)
    ji.do(REVIEW, "issue_opinion", review, result="passed_changed", opinion="按意见修改后签订")
    page = sign_in("legal", "ji").get(f"/print/review/{review.pk}/").content.decode()
    for words in ("合同审查意见书", review.number, point.asks, "补充资质证明", "同意法规处意见", "修改后通过"):
        assert words in page
    assert sign_in("legal", "jia").get(f"/print/review/{review.pk}/").status_code == 404


def test_reviews_imported_as_a_sheet_are_numbered_and_set_out(ji: Any) -> None:
    from yifa.kernel.action import run_many

    row = {"kind": "contract", "category": "lease", "title": "甲租赁合同", "unit": ji.unit("物业管理处"),
           "happened_on": ji.day, "submitter": "王某"}  # fmt: skip
    made = run_many(registry.get_action(REVIEW, "record"), ji.ctx(), [dict(row), {**row, "title": "乙租赁合同"}]).obj
    assert len({r.number for r in made}) == 2 and all(r.number and r.due_on and r.points.exists() for r in made)
