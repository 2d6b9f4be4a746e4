"""Registers of legality review."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from yifa.core.org.models import BureauProfile
from yifa.governance.legality_review.choices import Handed, Kind, ReplyState, State, Verdict
from yifa.governance.legality_review.models import Consultation, Review, ReviewMaterial, ReviewPoint
from yifa.kernel.policy import Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource, View
from yifa.lawkit.codes import code_list

OPEN = (State.RECEIVED, State.SECOND, State.RETURNED)


def next_number(bureau_id: int, year: int, mark: str = "审") -> str:
    """Return the next free review number of a year: 〈机关代字〉审〔年〕0001号."""
    profile = BureauProfile.objects.filter(bureau_id=bureau_id).first()
    head = f"{profile.doc_prefix if profile else ''}{mark}〔{year}〕"
    last = Review.objects.filter(bureau_id=bureau_id, number__startswith=head).aggregate(m=Max("number"))["m"]
    digits = last[len(head) :].rstrip("号") if last else ""
    return f"{head}{(int(digits) if digits.isdigit() else 0) + 1:04d}号"


@resource
class ReviewResource(Resource):
    """合法性审查."""

    key, model, title, noun, order = "legality_review.review", Review, "合法性审查台账", "审查", 10
    record_label = "登记送审"
    under, spare = ("number", "kind"), ("due_on",)
    tones = {"state": {State.RECEIVED: "run", State.SECOND: "run", State.RETURNED: "warn", State.CLOSED: "done"}}
    columns = ("title", "number", "kind", "state", "unit", "happened_on", "due_on", "result", "opinion_on")
    filters = ("kind", "state", "result", "major", "happened_on", "unit")
    panels = (
        Panel("legality_review.material", "review", "送审材料"),
        Panel("legality_review.point", "review", "审查要点"),
    )
    form = (
        "kind",
        "category",
        "title",
        "matter",
        "business",
        "major",
        "touches_market",
        "recused",
        "unit",
        "office",
        "happened_on",
        "submitter",
        "paper",
        "note",
    )
    facts = (
        "kind",
        "number",
        "title",
        "matter",
        "category",
        "business",
        "major",
        "touches_market",
        "unit",
        "office",
        "submitter",
        "recused",
        "happened_on",
        "due_on",
        "state",
        "first_by",
        "first_on",
        "first_opinion",
        "counsel",
        "counsel_opinion",
        "reviewer",
        "reviewer_licence",
        "result",
        "exception_term",
        "opinion",
        "opinion_on",
        "return_reason",
        "adoption",
        "adoption_reason",
        "paper",
        "note",
    )
    search = ("title", "number", "matter", "submitter", "paper")
    line = ("kind", "number", "happened_on")
    business_key = ("number",)
    aliases = {
        "title": ("审查事项", "事项名称", "送审材料"),
        "number": ("编号", "审查编号", "审核编号"),
        "happened_on": ("收件日期", "送审日期"),
        "opinion_on": ("出具日期", "审结日期", "审核日期"),
        "result": ("结论", "审核结论", "意见"),
        "unit": ("送审单位", "送审部门"),
    }
    views = (
        View("open", "在办", lambda rows, day: rows.filter(state__in=OPEN)),
        View("due", "今天到期和逾期", lambda rows, day: rows.filter(state__in=OPEN, due_on__lte=day)),
        View("contract", "合同", lambda rows, day: rows.filter(kind=Kind.CONTRACT)),
        View("enforcement", "法制审核", lambda rows, day: rows.filter(kind=Kind.ENFORCEMENT)),
        View("fair", "公平竞争审查", lambda rows, day: rows.filter(kind=Kind.FAIR)),
        View("second", "二级复审", lambda rows, day: rows.filter(kind=Kind.SECOND_LEVEL)),
        View("no_adoption", "未回告采纳", lambda rows, day: rows.filter(state=State.CLOSED, adoption="")),
    )
    rules = ("DEC-08", "DEC-09")
    sensitivity = {"reviewer_licence": Sensitivity.PERSONAL}
    empty = "还没有送审件。登记第一件，或导入现有 Excel。"

    def rules_of(self, obj: Review, rules: list[str]) -> list[str]:
        """Those of its own kind, and of none other; fair competition where operators are touched; its clock's."""
        from yifa.governance.legality_review.process import RULE

        ways = code_list("review_ways").codes
        own = {r for w in ways if w.code == obj.kind or (w.code == Kind.FAIR and obj.touches_market) for r in w.rules}
        others = {r for w in ways for r in w.rules} - own
        terms = [] if obj.kind == Kind.DECISION or RULE in rules else [RULE]
        return [*(r for r in rules if r not in others), *terms]

    def prepare(self, work: Any, obj: Review) -> None:
        """A new matter gets its own number; the limit follows from the day of receipt."""
        from yifa.governance.legality_review.process import due_of

        if obj.happened_on and obj.due_on is None and obj.state != State.CLOSED:
            obj.due_on = due_of(obj.kind, obj.happened_on)


@resource
class PointResource(Resource):
    """审查要点."""

    key, model, title, noun, order = "legality_review.point", ReviewPoint, "审查要点", "要点", 12
    columns = ("title", "asks", "verdict", "opinion", "adoption", "judged_by")
    facts = ("review", "title", "asks", "rules", "verdict", "opinion", "judged_by", "adoption", "adoption_reason")
    filters, search = ("verdict", "adoption"), ("title", "opinion", "adoption_reason")
    select = ("review",)
    line, ordering, under = ("verdict", "adoption"), ("review_id", "sort", "id"), ("asks",)
    tones = {"verdict": {Verdict.MET: "done", Verdict.CHANGE: "warn", Verdict.NOT_MET: "alarm"}}
    verbs = ()
    register, in_menu, dated = False, False, False


@resource
class MaterialResource(Resource):
    """送审材料."""

    key, model, title, noun, order = "legality_review.material", ReviewMaterial, "送审材料", "材料", 13
    columns = ("title", "asks", "required", "state", "paper")
    facts = ("review", "title", "asks", "required", "state", "paper", "note")
    search, select = ("title",), ("review",)
    line, ordering, under = ("state",), ("review_id", "sort", "id"), ("asks",)
    tones = {"state": {Handed.HANDED: "done", Handed.MISSING: "warn"}}
    verbs = ()
    register, in_menu, dated = False, False, False


@resource
class ConsultationResource(Resource):
    """征求意见回复."""

    key, model, title, noun, order = "legality_review.consultation", Consultation, "征求意见回复台账", "来文", 20
    record_label = "登记来文"
    under = (
        "sender",
        "doc_no",
    )
    spare = ("result",)
    columns = ("title", "sender", "doc_no", "happened_on", "due_on", "state", "result", "replied_on", "unit")
    filters = ("state", "result", "happened_on", "unit")
    form = ("title", "sender", "doc_no", "happened_on", "due_on", "unit", "paper", "note")
    facts = (*form, "state", "result", "reply", "replied_on", "reply_no")
    search = ("title", "sender", "doc_no", "reply_no")
    line = ("sender", "happened_on")
    business_key = ("doc_no", "title")
    aliases = {
        "title": ("文件名称", "征求意见稿"),
        "sender": ("来文机关", "来文单位"),
        "happened_on": ("来文日期", "收文日期"),
        "replied_on": ("回复日期", "复函日期"),
    }
    views = (
        View("waiting", "待回复", lambda rows, day: rows.filter(state=ReplyState.RECEIVED)),
        View("due", "今天到期和逾期", lambda rows, day: rows.filter(state=ReplyState.RECEIVED, due_on__lte=day)),
    )
    empty = "还没有征求意见来文。登记第一件，或导入现有 Excel。"
