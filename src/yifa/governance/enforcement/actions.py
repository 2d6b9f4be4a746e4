"""送法制审核, 作出决定, 结案."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process import breach
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.links import link
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.governance.enforcement.choices import CaseKind
from yifa.governance.enforcement.choices import CaseState as S
from yifa.governance.enforcement.gates import LegalReview, Officers
from yifa.governance.enforcement.models import Case
from yifa.governance.legality_review.public import (
    AFTER_OPINION,
    AFTER_WITHDRAWAL,
    Kind,
    Result,
    Review,
    conclude,
    receive,
)
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Block
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

CASE, DECIDE = "enforcement.case", "ENF-05"
LATE = ("review_no", "reviewed_on", "decision_no", "decided_on")


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _in_order(ctx: Ctx, obj: Any, data: dict[str, Any], name: str) -> None:
    """Raise ValidationError where a day of the case lies in the future or before the case."""
    day = data.get(name)
    if day and day > ctx.day:
        raise ValidationError({name: "日期不能晚于今天。"})
    if day and obj is not None and obj.happened_on and day < obj.happened_on:
        raise ValidationError({name: "日期不能早于立案日。"})


@action
class RecordCase(RecordVerb):
    """立案, by qualified officers; a penalty is decided within its period."""

    resource, gates = "enforcement.case", (Officers(),)

    def __init__(self) -> None:
        super().__init__(get_resource("enforcement.case"))
        self.rules = (*self.rules, DECIDE)

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Start the clock of a penalty."""
        _run(work, obj)


def _run(work: Work, case: Case) -> None:
    """Start the clock of a penalty; of a 补录 it ends with the decision."""
    if case.kind == CaseKind.PENALTY:
        assert case.happened_on is not None
        clocks.start(work, case, rule=DECIDE, at=case.happened_on, label="作出处罚决定", stopped=case.decided_on)


@action
class BackfillCase(LateBackfill):
    """补录案件: officers and 法制审核 are answered, the clock of a penalty is computed closed."""

    of, late = CASE, LATE
    gates = (Officers(), LegalReview())

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Review and decision lie between the opening and today."""
        super().clean(ctx, obj, data)
        for name in ("reviewed_on", "decided_on"):
            day, opened = data.get(name), data.get("happened_on")
            if day and (day > ctx.day or (opened and day < opened)):
                raise ValidationError({name: "日期不能早于立案日，也不能晚于今天。"})

    def settle(self, work: Work, obj: Any) -> None:
        """The state follows from the dates, where the row does not say it."""
        if obj.state == S.OPEN and (obj.decided_on or obj.reviewed_on):
            obj.state = S.DECIDED if obj.decided_on else S.REVIEWED

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Its clock; a review that came after the decision is a breach by the row's own dates."""
        _run(work, obj)
        if obj.major and obj.decided_on and obj.reviewed_on and obj.reviewed_on > obj.decided_on:
            breach.note(work, obj, LegalReview(), day=obj.decided_on, reason="补录：作出决定之后才法制审核")


@action
class CorrectCase(LateCorrect):
    """更正案件. Whether the decision is 重大 opens or shuts a 法定 gate, so it is no mere slip of the pen."""

    of, late = CASE, LATE

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Lowered: by the legal office, before the decision. Raised or re-dated after it: the gate is asked."""
        assert obj is not None
        lowered = obj.major and data.get("major") is False
        if lowered and obj.decided_on and not obj.backfilled:
            raise Refused("决定已经作出，不能再改为一般决定来免除法制审核。确属登记有误的，作废后重新登记。")
        if lowered and not work.scope.has({"legal"}):
            raise Refused("“重大执法决定”改为一般，免除的是法定的法制审核，由法规处认定后更正。")
        before = _held(work, obj)
        made = super().execute(work, obj, data)
        held = _held(work, made)
        if held and not before:
            reason = f"更正后查明：{held.why}"
            breach.note(work, made, LegalReview(), day=made.decided_on, reason=reason)
        return made


def _held(work: Work, case: Case) -> Block | None:
    """Return why a decision that was made should not have been."""
    return LegalReview().check(work.ctx, case, {"decided": case.decided_on}) if case.decided_on else None


class _OnCase(Action):
    resource, on = "enforcement.case", "one"
    states: tuple[str, ...] = ()

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in the states the verb belongs to."""
        if obj is not None and obj.state not in self.states:
            return super().available(ctx, obj) or f"案件{obj.get_state_display()}，不能{self.label}。"
        return super().available(ctx, obj)


@action
class SubmitReview(_OnCase):
    """送法制审核: opens the review in the queue; whoever handled the case does not review it."""

    verb, label = "submit_review", "送法制审核"
    states = (S.OPEN,)
    rules = ("ENF-03", "CLK-01")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A decision of weight; the others are decided by the office itself."""
        minor = obj is not None and not obj.major
        return super().available(ctx, obj) or ("不是重大执法决定，不用送法制审核。" if minor else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """One case, one matter; after a refusal it is a second time of the same matter."""
        assert obj is not None
        review = receive(work, _review(work, obj, submitter=work.scope.name))
        link(work, review, "reviews", obj)
        return work.update(obj, review=review, state=S.IN_REVIEW)


def after_opinion(work: Work, review: Review) -> None:
    """审核通过 lets the decision be made; 审核未通过 or 撤回 leads back to the office."""
    if review.kind != Kind.ENFORCEMENT:
        return
    for case in Case.objects.filter(review=review, life="live", state=S.IN_REVIEW):
        if review.passed:
            work.update(case, review_no=review.number, reviewed_on=review.opinion_on, state=S.REVIEWED)
        else:
            work.update(case, state=S.OPEN)


AFTER_OPINION.append(after_opinion)
AFTER_WITHDRAWAL.append(after_opinion)


@action
class FileReview(_OnCase):
    """登记法制审核意见: passed on paper; it stands in the queue of reviews like any other."""

    verb, label = "review", "登记法制审核意见"
    roles = frozenset({"legal"})
    states = (S.OPEN, S.IN_REVIEW)
    rules = ("ENF-03",)
    extra = {
        "opinion_no": forms.CharField(label="审核意见文号", max_length=60),
        "reviewed": _date("审核日"),
        "reviewer": forms.CharField(label="审核人", max_length=60, required=False, help_text="不填的记为本人"),
    }
    help = "纸面审核、已经通过的用这里；还没有审核的，用“送法制审核”，在审查队列里办理。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The review is over, lies after the case was opened, and is not by whoever handled the case."""
        _in_order(ctx, obj, data, "reviewed")
        if obj is not None and (data.get("reviewer") or ctx.scope.name) in _officers(obj):
            raise ValidationError({"reviewer": "办案人员不能审核自己办理的案件。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Close the review that waits in the queue, or enter one closed, with its own number."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        day, number, review = data["reviewed"], data["opinion_no"], obj.review
        if review is None or review.state in ("closed", "withdrawn"):
            review = receive(work, _review(work, obj, number=number, happened_on=day), timed=False)
            link(work, review, "reviews", obj)
        elif review.happened_on and day < review.happened_on:
            raise ValidationError({"reviewed": f"审核日早于送审日（{review.happened_on.isoformat()}）。"})
        obj = work.update(obj, review=review, review_no=number, reviewed_on=day, state=S.REVIEWED)
        who = data.get("reviewer") or work.scope.name
        conclude(work, review, Result.PASSED, f"见纸面意见（{number}）", reviewer=who, day=day, paper=number)
        return obj


def _officers(case: Case) -> list[str]:
    return [c.holder for c in (case.officer_one, case.officer_two) if c is not None]


def _review(work: Work, case: Case, **more: Any) -> Review:
    """Return the review of a case; whoever handled it stands aside, and after a refusal it is the same matter."""
    facts = {"happened_on": work.day, "matter": case.review.matter if case.review else "", **more}
    return Review(
        bureau_id=case.bureau_id, unit_id=case.unit_id, kind=Kind.ENFORCEMENT, major=True,
        title=f"{case.title}（{case.number}）"[:240], recused="、".join(_officers(case)), **facts,
    )  # fmt: skip


@action
class Decide(_OnCase):
    """作出决定."""

    verb, label, main = "decide", "作出决定", True
    states = (S.OPEN, S.IN_REVIEW, S.REVIEWED)
    gates = (LegalReview(),)
    rules = ("ENF-03", DECIDE)
    extra = {"letter_no": forms.CharField(label="决定书文号", max_length=80), "decided": _date("决定日")}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Decided by today, and not before the case was opened."""
        _in_order(ctx, obj, data, "decided")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Record the decision and stop the clock."""
        self.clean(work.ctx, obj, data)
        if clocks.of(obj).filter(rule=DECIDE).exclude(state="stopped").exists():
            clocks.stop(work, obj, DECIDE, data["decided"])
        return work.update(obj, decision_no=data["letter_no"], decided_on=data["decided"], state=S.DECIDED)


@action
class OpenedUnqualified(RecordedBreach):
    """登记执法人员不足: a case done by too few certified officers."""

    resource, verb, twin, day_field = CASE, "record_unqualified", "record", "happened_on"
    label = "登记执法人员不足的案件"


@action
class DecidedUnreviewed(RecordedBreach):
    """登记未审先决定: a decision of weight made without its 法制审核."""

    resource, verb, twin, day_field = CASE, "record_unreviewed", "decide", "decided"
    label = "登记未审先决定"


@action
class Close(_OnCase):
    """结案, and the file goes to the archive."""

    verb, label = "close", "结案"
    states = (S.DECIDED,)
    extra = {"file_no": forms.CharField(label="归档卷号", max_length=80)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Close it."""
        work.extra = {"file_no": data["file_no"]}
        return work.update(obj, state=S.CLOSED)
