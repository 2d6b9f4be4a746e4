"""Verbs of reviews and consultations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.process import counsel as asked
from yifa.core.process import engine, matter
from yifa.core.process.actions import InviteCounsel, PackForCounsel, StartApproval
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.links import link, links_of
from yifa.core.process.models import CounselLink, Instance, Step
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.governance.legality_review import consultations, points, process
from yifa.governance.legality_review.choices import Adoption, Kind, Result, State
from yifa.governance.legality_review.gates import (
    REVIEW,
    CounselHeard,
    FairCompetitionFirst,
    PapersHanded,
    PointsAnswered,
    ReviewerQualified,
)
from yifa.governance.legality_review.models import Review
from yifa.governance.legality_review.resources import next_number
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import action
from yifa.kernel.verbs import RecordVerb
from yifa.lawkit.codes import code_list

#: Stages of approvals at which the unit reviews its own business.
_FIRST = ("unit_review", "first_review")
_UNDER_REVIEW = (State.RECEIVED, State.SECOND)
_LATE = (
    "number",
    "first_by",
    "first_on",
    "first_opinion",
    "counsel",
    "counsel_opinion",
    "reviewer",
    "reviewer_licence",
    "result",
    "opinion",
    "opinion_on",
    "exception_term",
    "adoption",
    "adoption_reason",
    "adopted_on",
)


@action
class Receive(RecordVerb):
    """登记送审: the matter enters the queue and its clock starts."""

    def __init__(self) -> None:
        from yifa.kernel.registry import get_resource

        super().__init__(get_resource(REVIEW))
        self.rules = (*self.rules, process.RULE)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The writer submits."""
        return {**super().initial(ctx, obj), "submitter": ctx.scope.name}

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Number the matter; by single entry and by import alike."""
        review = super().build(work, data)
        return numbered(work, review)

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Start the clock, put down papers and points."""
        process.start_clock(work, obj)
        process.set_out(work, obj)


def numbered(work: Work, review: Review) -> Review:
    """Give a review its day, number, matter and limit; several in one Action get one number after the other."""
    day = review.happened_on = review.happened_on or work.day
    bureau: int = review.bureau_id or work.scope.bureau_id or 0
    if not review.number:
        key = f"review.{bureau}.{day.year}"
        last = work.memo.get(key)
        review.number = _after(last) if last else next_number(bureau, day.year)
        work.memo[key] = review.number
    review.matter = review.matter or review.number
    review.due_on = review.due_on or process.due_of(review.kind, day)
    return review


def names_in(text: str) -> set[str]:
    """Return the names of a list written with 、."""
    return {n.strip() for n in text.replace("，", "、").split("、") if n.strip()}


def _interested(review: Review) -> set[str]:
    """Return who has an interest in the matter: by the approvals of the review and of what it is about."""
    about = [(REVIEW, review.pk), *((tie.resource, tie.pk) for tie in links_of(review))]
    return set().union(*(engine.interested_in(*one) for one in about))


def _after(number: str) -> str:
    head, _, digits = number.rstrip("号").rpartition("〕")
    return f"{head}〕{int(digits) + 1:04d}号"


def receive(work: Work, review: Review, *, timed: bool = True) -> Review:
    """Put a review into the queue: number, matter, clock, papers and points.

    ``timed`` False: it was decided on an approval already.
    """
    work.create(numbered(work, review))
    if timed:
        process.start_clock(work, review)
        process.set_out(work, review)
    return review


def withdraw(work: Work, review: Review) -> Review:
    """Take a review back, stop its clock and tell whoever sent it."""
    made: Review = move(work, review, State.WITHDRAWN)
    process.stop_clock(work, made, work.day)
    for hook in process.AFTER_WITHDRAWAL:
        hook(work, made)
    return made


def conclude(work: Work, review: Review, result: str, opinion: str, *, reviewer: str, day: date, **more: Any) -> Review:
    """Close a review with its opinion, stop its clock and tell whoever sent it."""
    move(work, review, State.CLOSED, result=result, opinion=opinion, reviewer=reviewer, opinion_on=day, **more)
    process.stop_clock(work, review, day)
    for hook in process.AFTER_OPINION:
        hook(work, review)
    return review


def after_approval(work: Work, instance: Instance) -> None:
    """When 二级复审签批 ends in agreement, the review is closed with the opinions signed on the way."""
    if (instance.resource, instance.chain_id) != (REVIEW, "second_level_review") or instance.state != "approved":
        return
    review, second = Review.objects.get(pk=instance.object_ref), engine.signed_step(instance, "bureau_review")
    if second is None or review.state not in _UNDER_REVIEW:
        return
    conclude(work, review, process.agreed_result(review), second.opinion, reviewer=second.signed(),
             day=second.decided_on or work.day)  # fmt: skip


engine.AFTER_END.append(after_approval)


def after_first(work: Work, step: Step) -> None:
    """The signature of a subordinate unit's head is its own review; the matter then waits for the legal office."""
    if step.stage not in _FIRST:
        return
    subject = matter.subject_of(step.instance)
    review = subject if isinstance(subject, Review) else getattr(subject, "review", None)
    if isinstance(review, Review) and review.kind == Kind.SECOND_LEVEL and review.state in _UNDER_REVIEW:
        process.first_given(work, review, step.opinion or "同意", step.signed(), step.decided_on)


engine.AFTER_STEP.append(after_first)


def points_first(instance: Instance, day: date) -> str:
    """The legal office signs a second-level review when its points are answered."""
    if (instance.resource, instance.chain_id, instance.stage) != (REVIEW, "second_level_review", "bureau_review"):
        return ""
    return process.not_ready(Review.objects.get(pk=instance.object_ref))


engine.BEFORE_AGREEING.append(points_first)


class _OnReview(Move):
    resource = REVIEW
    roles = WRITERS


@action
class FirstReview(_OnReview):
    """出具初审意见: by the head of the unit that submits; for 二级复审 the unit's own review."""

    verb, label, to, main = "first_review", "出具初审意见", State.SECOND, True
    roles = frozenset({"head", "legal", "unit"})
    fields = ("first_opinion",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A subordinate unit reviews its own business first; the legal office does not do it for the unit."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.state != State.RECEIVED:
            return f"审查{obj.get_state_display()}。"
        if obj.kind != Kind.SECOND_LEVEL or ctx.scope.has({"head", "unit"}):
            return ""
        return "初审由局属单位出具；单位在纸面上签的，发起签批后补登。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The opinion is signed with the day."""
        assert obj is not None
        if not data.get("first_opinion"):
            raise ValidationError({"first_opinion": "写明初审意见。"})
        return process.first_given(work, obj, data["first_opinion"], work.scope.name, work.day)


@action
class SendBack(_OnReview):
    """退回补正: papers are missing; the clock stops until they come again."""

    verb, label, to = "send_back", "退回补正", State.RETURNED
    roles = frozenset({"legal"})
    fields = required = ("return_reason",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What is missing by the list of papers."""
        names = process.missing(obj) if obj is not None else []
        return {"return_reason": f"缺少：{'、'.join(names)}"[:200] if names else ""}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A reason is required; the clock is suspended."""
        if not data.get("return_reason"):
            raise ValidationError({"return_reason": "写明缺什么材料。"})
        obj = super().execute(work, obj, data)
        process.clock_event(work, obj, "suspend")
        return obj


@action
class Resubmit(_OnReview):
    """补正后再送: papers complete; the limit runs again from today."""

    verb, label, to = "resubmit", "补正后再送", State.RECEIVED
    gates = (PapersHanded(),)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock runs on, the days of waiting do not count; what the unit reviewed itself stays reviewed."""
        assert obj is not None
        obj = move(work, obj, State.SECOND if obj.first_on else self.to)
        return work.update(obj, due_on=process.clock_event(work, obj, "resume"))


@action
class CounselOpinion(Action):
    """登记法律顾问意见: what a lawyer said, on paper or in the meeting."""

    resource, verb, label = REVIEW, "counsel_opinion", "登记法律顾问意见"
    fields = ("counsel", "counsel_opinion")
    roles = frozenset({"legal"})
    required = ("counsel", "counsel_opinion")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the opinion is issued."""
        closed = obj is not None and obj.state in (State.CLOSED, State.WITHDRAWN)
        return super().available(ctx, obj) or ("审查已办结。" if closed else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it with the review."""
        return work.update(obj, counsel=data["counsel"], counsel_opinion=data["counsel_opinion"])


@action
class AskCounsel(InviteCounsel):
    """请法律顾问出具意见."""

    resource = REVIEW


@action
class PackCounsel(PackForCounsel):
    """导出送审包."""

    resource = REVIEW


def after_counsel(work: Work, link: CounselLink) -> None:
    """An opinion that came by link or on paper stands on the review it was asked for, while that is open."""
    if link.resource != REVIEW:
        return
    review = Review.objects.filter(pk=link.object_ref, life="live").exclude(state__in=(State.CLOSED, State.WITHDRAWN))
    for one in review:
        work.update(one, counsel=link.counsel, counsel_opinion=asked.words_of(link))


asked.AFTER_OPINION.append(after_counsel)


@action
class StartSecondLevel(StartApproval):
    """发起二级复审会签."""

    resource, verb, label, chain = REVIEW, "start_approval", "发起二级复审签批", "second_level_review"

    def optional(self, obj: Any) -> tuple[str, ...]:
        """The office in charge where one is named; counsel where the matter is major."""
        return (*(("office",) if obj.office_id else ()), *(("counsel",) if obj.major else ()))

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only for second-level reviews."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.kind != Kind.SECOND_LEVEL:
            return "只用于二级复审。"
        return "合同送来的，在合同上发起会签审查。" if process.facts_of(obj) is not None else ""


@action
class IssueOpinion(_OnReview):
    """出具审查意见: by the rule-of-law office, never by the one who submitted; it closes the review."""

    verb, label, to, main = "issue_opinion", "出具审查意见", State.CLOSED, True
    roles = frozenset({"legal", "head"})
    fields = ("result", "opinion", "exception_term", "reviewer_licence")
    required = ("result", "opinion")
    gates = (CounselHeard(), ReviewerQualified(), PapersHanded(), PointsAnswered(), FairCompetitionFirst())
    rules = ("DEC-08", "DEC-10", "ENF-03", "FCR-05")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Each kind has its own reviewer; a second-level review needs the unit's own review first."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if not ctx.scope.has(process.signers(str(obj.kind))):
            return f"{obj.get_kind_display()}由{code_list('review_ways')[str(obj.kind)].extra['reviewer']}出具意见。"
        if obj.kind == Kind.SECOND_LEVEL and obj.state != State.SECOND:
            return "二级复审先由局属单位出具初审意见。"
        return ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """An exception is one of fair competition, and says until when."""
        if data.get("result") != Result.EXCEPTION:
            return
        if obj is not None and obj.kind != Kind.FAIR:
            raise ValidationError({"result": "“适用例外规定”只用于公平竞争审查。"})
        if not (data.get("exception_term") or "").strip():
            raise ValidationError({"exception_term": "适用例外规定的，写明实施期限或者终止条件。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Sign, number and stop the clock."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        if obj.submitter and obj.submitter == work.scope.name:
            raise Refused("送审人不能审查自己送审的事项。请另一位审查人办理。")
        if obj.kind == Kind.SECOND_LEVEL and obj.first_by == work.scope.name:
            raise Refused("你出具了初审意见，复审须由别人办理。")
        if work.scope.name in names_in(obj.recused) | _interested(obj):
            raise Refused("你参与办理过这件事项，或者有利害关系，须回避。请另一位审查人办理。")
        if not data.get("result") or not data.get("opinion"):
            raise ValidationError({"opinion": "写明结论和意见。"})
        if data["result"] == Result.PASSED and (bad := process.unmet(obj)):
            raise ValidationError({"result": f"要点“{bad}”不符合，结论不能是通过。改结论，或先改要点结论。"})
        day = data.get("opinion_on") or work.day
        more = {n: data[n] for n in ("exception_term", "reviewer_licence") if data.get(n)}
        return conclude(work, obj, data["result"], data["opinion"], reviewer=work.scope.name, day=day, **more)


@action
class Adopt(Action):
    """登记采纳情况: the submitting unit says what it did with the opinion."""

    resource, verb, label = REVIEW, "adopt", "登记采纳情况"
    fields = ("adoption", "adoption_reason")
    required = ("adoption",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """There must be an opinion."""
        waiting = obj is not None and obj.state != State.CLOSED
        return super().available(ctx, obj) or ("还没有出具审查意见。" if waiting else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not adopting needs a reason."""
        if data.get("adoption") != Adoption.ADOPTED and not data.get("adoption_reason"):
            raise ValidationError({"adoption_reason": "没有采纳的，写明理由。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write it down."""
        self.clean(work.ctx, obj, data)
        return work.update(
            obj, adoption=data["adoption"], adoption_reason=data.get("adoption_reason", ""), adopted_on=work.day
        )


@action
class Withdraw(_OnReview):
    """撤回送审."""

    verb, label, to, danger = "withdraw", "撤回送审", State.WITHDRAWN, True

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock stops."""
        assert obj is not None
        return withdraw(work, obj)


@action
class AskFair(Action):
    """送公平竞争审查: a review beside this one, of the same matter, by the office that drafted it (FCR-01)."""

    resource, verb, label = REVIEW, "ask_fair", "送公平竞争审查"
    rules = ("FCR-01", "FCR-05", process.RULE)
    kinds = (Kind.NORMATIVE, Kind.INSTRUMENT, Kind.DECISION, Kind.PLAN, Kind.AGREEMENT, Kind.SECOND_LEVEL)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once at a time, for documents and measures."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.kind not in self.kinds:
            return f"{obj.get_kind_display()}不送公平竞争审查。"
        if obj.state in (State.CLOSED, State.WITHDRAWN):
            return f"审查{obj.state_label()}。"
        beside = Review.objects.filter(bureau_id=obj.bureau_id, matter=obj.matter, kind=Kind.FAIR, life="live")
        return "公平竞争审查已在办理或已办结。" if beside.exclude(state=State.WITHDRAWN).exists() else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Open it, and note that the matter touches operators."""
        assert obj is not None
        fair = receive(
            work,
            Review(
                bureau_id=obj.bureau_id, unit_id=obj.unit_id, office_id=obj.office_id, kind=Kind.FAIR, title=obj.title,
                matter=obj.matter, happened_on=work.day, submitter=obj.submitter,
            ),
        )  # fmt: skip
        link(work, fair, "related", obj)
        return obj if obj.touches_market else work.update(obj, touches_market=True)


@action
class ReviewBackfill(LateBackfill):
    """补录审查: with its opinion, as it stands on paper."""

    of, late = REVIEW, _LATE

    def settle(self, work: Work, obj: Any) -> None:
        """With an opinion the review is closed."""
        if obj.opinion_on:
            obj.state = State.CLOSED
            obj.result = obj.result or Result.PASSED
            obj.matter = obj.matter or obj.number


@action
class ReviewCorrect(LateCorrect):
    """更正审查."""

    of, late = REVIEW, _LATE


@action
class OpinionWithoutCounsel(RecordedBreach):
    """登记未按程序出具的审查: given although something that must come before it was missing."""

    resource, verb, twin, day_label = REVIEW, "record_unheard", "issue_opinion", "实际出具日"
    label = "登记未按程序出具的审查"


__all__ = ["consultations", "points"]
