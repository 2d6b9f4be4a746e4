"""Verbs of agenda items: pre-review, submission, views, resolution, execution, filing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max

from yifa.core.process import breach, engine
from yifa.core.process.actions import StartApproval
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.links import link
from yifa.core.process.models import Instance
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.governance.decisions import gates
from yifa.governance.decisions.choices import ItemClass, ItemState, Opinion, Outcome, PreResult
from yifa.governance.decisions.models import AgendaItem, Filing, MemberView, Resolution
from yifa.governance.legality_review.public import Kind, Result, Review, conclude, receive
from yifa.kernel.action import AFTER, Action, Blocked, Ctx, Refused, Work
from yifa.kernel.gate import Block
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import action

ITEM = "decisions.item"
_LATE = (
    *("pre_reviewer", "pre_result", "pre_opinion", "pre_reviewed_on", "reviewer_attends", "review", "meeting"),
    *("submitted_on", "executed_on", "execution"),
)


class _OnItem(Move):
    resource = ITEM
    roles = WRITERS


@action
class PreReviewItem(_OnItem):
    """议题前置审核: the rule-of-law office looks at the matter first, and says whether it attends."""

    verb, label, to = "pre_review", "前置审核", ItemState.PRE_REVIEWED
    roles = frozenset({"legal"})
    fields = ("pre_result", "pre_opinion", "reviewer_attends")
    required = ("pre_result", "pre_opinion")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Signed by the reviewer, who did not propose the matter."""
        assert obj is not None
        if obj.proposer and obj.proposer == work.scope.name:
            raise Refused("提出人不能前置审核自己提出的议题。请另一位审核人办理。")
        signed = {**self.values(work, obj, data), "pre_reviewer": work.scope.name, "pre_reviewed_on": work.day}
        if data["pre_result"] == PreResult.NOT_PASSED:
            return work.update(obj, **signed)
        return move(work, obj, self.to, **signed)


@action
class SendToReview(Action):
    """送合法性审查: opens the review of a major administrative decision."""

    resource, verb, label = ITEM, "send_to_review", "送合法性审查"
    rules = ("DEC-08", "DEC-09", "CLK-01")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the discussion, once at a time."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.state not in (ItemState.PROPOSED, ItemState.PRE_REVIEWED, ItemState.DEFERRED):
            return "已提交讨论。"
        running = obj.review_id and obj.review.state in ("received", "second", "returned")
        return "合法性审查正在办理。" if running else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The review stands in the register of reviews; both are tied."""
        assert obj is not None
        kind = Kind.DECISION if obj.category == ItemClass.MAJOR_ADMINISTRATIVE else Kind.INSTRUMENT
        submitter = data.get("submitter") or obj.proposer or work.scope.name
        review = Review(
            bureau_id=obj.bureau_id, unit_id=obj.unit_id, kind=kind, title=obj.title, major=True, submitter=submitter
        )
        receive(work, review)
        link(work, review, "reviews", obj)
        return work.update(obj, review=review)


@action
class AttachReview(Action):
    """填写审查编号: a legality review that stands in the register already."""

    resource, verb, label = ITEM, "attach_review", "填写审查编号"
    fields = ("review",)
    required = ("review",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Tie them."""
        assert obj is not None
        if data["review"].bureau_id != obj.bureau_id:
            raise ValidationError({"review": "只能填写本机关的审查编号。"})
        link(work, data["review"], "reviews", obj)
        return work.update(obj, review=data["review"])


@action
class SubmitItem(_OnItem):
    """提交讨论: the gate of the regulation stands here."""

    verb, label, to, main = "submit", "提交讨论", ItemState.SUBMITTED, True
    fields = ("meeting",)
    required = ("meeting",)
    gates = (gates.LegalityBeforeDiscussion(), gates.PreReview())
    rules = ("DEC-08",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The exception of the law needs the risk in words."""
        assert obj is not None
        gate = self.gates[0]
        override = work.ctx.overrides.get(gate.key)
        if override and gate.check(work.ctx, obj, data) and not (obj.stated_risk and override.reason):
            raise Blocked(gate, Block("没有写明法律风险，不能按探索性改革提交", "在议题上写明法律风险和理由"))
        return move(work, obj, self.to, meeting=data["meeting"], submitted_on=work.day)


class _ItemApproval(StartApproval):
    resource = ITEM
    category = ""

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only for matters of its class, before they are resolved."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.category != self.category:
            return "事项类别不适用这条审批链。"
        return "" if obj.state in (ItemState.PROPOSED, ItemState.PRE_REVIEWED) else f"现为“{obj.state_label()}”。"


@action
class StartDecision(_ItemApproval):
    """发起重大决策审签."""

    verb, label, chain, category = "start_decision", "发起决策审签", "decision_review", ItemClass.MAJOR_ADMINISTRATIVE


@action
class StartInternal(_ItemApproval):
    """发起“三重一大”审签."""

    verb, label, chain, category = "start_internal", "发起集体决定审签", "major_internal", ItemClass.MAJOR_INTERNAL


def after_approval(work: Work, instance: Instance) -> None:
    """When an approval ends in agreement, what was signed stands on the matter; 提交讨论, 形成决议 stay verbs."""
    if (instance.resource, instance.chain_id) == (ITEM, "decision_review") and instance.state == "approved":
        _reviewed_by_approval(work, AgendaItem.objects.get(pk=instance.object_ref), instance)
        return
    if (instance.resource, instance.chain_id) != (ITEM, "major_internal") or instance.state != "approved":
        return
    item, step = AgendaItem.objects.get(pk=instance.object_ref), engine.signed_step(instance, "agenda_review")
    if step is not None and item.state == ItemState.PROPOSED:
        move(work, item, ItemState.PRE_REVIEWED, pre_result=PreResult.PASSED, pre_opinion=step.opinion,
             pre_reviewer=step.signed(), pre_reviewed_on=step.decided_on)  # fmt: skip


def _reviewed_by_approval(work: Work, item: AgendaItem, instance: Instance) -> None:
    """重大决策审签: the legality review is closed with what the legal office and counsel signed, and is tied."""
    legal, counsel = engine.signed_step(instance, "legality"), engine.signed_step(instance, "counsel")
    if legal is None or counsel is None or item.state not in (ItemState.PROPOSED, ItemState.PRE_REVIEWED):
        return
    review = item.review
    if review is None:
        new = Review(
            bureau_id=item.bureau_id, unit_id=item.unit_id, kind=Kind.DECISION, title=item.title, major=True,
            happened_on=instance.happened_on, submitter=instance.starter,
        )  # fmt: skip
        review = receive(work, new, timed=False)
        link(work, review, "reviews", item)
        work.update(item, review=review)
    if review.state in ("received", "second"):
        conclude(work, review, Result.PASSED, legal.opinion, reviewer=legal.signed(),
                 day=legal.decided_on or work.day, counsel=counsel.signed(),
                 counsel_opinion=counsel.opinion or "同意")  # fmt: skip
    if item.state == ItemState.PROPOSED:
        move(work, item, ItemState.PRE_REVIEWED, pre_result=PreResult.PASSED, pre_opinion=legal.opinion,
             pre_reviewer=legal.signed(), pre_reviewed_on=legal.decided_on)  # fmt: skip


engine.AFTER_END.append(after_approval)


@action
class Speak(Action):
    """登记成员意见: one after the other, the head last, dissent as it was said."""

    resource, verb, label, main = ITEM, "speak", "登记成员意见", True
    roles = WRITERS
    gates = (gates.HeadLast(),)
    rules = ("DEC-12",)
    extra = {
        "member": forms.CharField(label="成员", max_length=60),
        "post": forms.CharField(label="职务", max_length=60, required=False),
        "head": forms.BooleanField(label="主要负责人", required=False),
        "opinion": forms.ChoiceField(label="意见", choices=Opinion.choices),
        "words": forms.CharField(label="发言要点", required=False, widget=forms.Textarea(attrs={"rows": 3})),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only while the matter is discussed."""
        waiting = obj is not None and obj.state != ItemState.SUBMITTED
        return super().available(ctx, obj) or (f"现为“{obj.state_label()}”，不能登记意见。" if waiting and obj else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Nobody speaks twice."""
        if obj is not None and obj.opinions.filter(life="live", member=data.get("member")).exists():
            raise ValidationError({"member": "这位成员已经表态。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the view with its turn."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        last = obj.opinions.filter(life="live").aggregate(m=Max("sort"))["m"] or 0
        work.create(
            MemberView(
                bureau_id=obj.bureau_id,
                unit_id=obj.unit_id,
                happened_on=work.day,
                item=obj,
                sort=last + 1,
                **{name: data.get(name, "") for name in ("member", "post", "opinion", "words")},
                head=bool(data.get("head")),
            )
        )
        return work.update(obj)


@action
class Resolve(_OnItem):
    """形成决议: with its number; a departure from the majority is explained."""

    verb, label, to, main = "resolve", "形成决议", ItemState.RESOLVED, True
    rules = ("DEC-12",)
    extra = {
        "number": forms.CharField(label="决议编号", max_length=60),
        "outcome": forms.ChoiceField(label="结果", choices=Outcome.choices),
        "text": forms.CharField(label="决议内容", widget=forms.Textarea(attrs={"rows": 4})),
        "explained": forms.CharField(
            label="与多数意见不一致的说明", required=False, widget=forms.Textarea(attrs={"rows": 2})
        ),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The head has spoken; the resolution follows the majority or says why not."""
        assert obj is not None
        said = obj.opinions.filter(life="live").exclude(opinion=Opinion.WITHDRAWN)
        if not said.filter(head=True).exists():
            raise Refused("主要负责人还没有末位表态，不能形成决议。先登记成员意见。")
        agree = said.filter(opinion__in=(Opinion.AGREE, Opinion.AGREE_CHANGED)).count()
        for_it = data["outcome"] != Outcome.REJECTED
        majority_for = agree * 2 > said.count()
        if for_it != majority_for and not data.get("explained"):
            raise ValidationError({"explained": "决定与多数意见不一致的，写明理由。"})
        work.create(
            Resolution(
                bureau_id=obj.bureau_id,
                unit_id=obj.unit_id,
                happened_on=work.day,
                item=obj,
                number=data["number"],
                outcome=data["outcome"],
                text=data.get("text", ""),
                explained=data.get("explained", ""),
            )
        )
        return move(work, obj, self.to)


@action
class Defer(_OnItem):
    """暂缓."""

    verb, label, to = "defer", "暂缓", ItemState.DEFERRED


@action
class Execute(_OnItem):
    """登记执行: only with a resolution."""

    verb, label, to, main = "execute", "登记执行", ItemState.EXECUTED, True
    fields = ("execution",)
    required = ("execution",)
    gates = (gates.DecidedBeforeExecution(), gates.ResolutionBeforeExecution())

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Executed today."""
        return {"execution": data.get("execution", ""), "executed_on": work.day}


@action
class File(Action):
    """报派驻纪检监察组备案."""

    resource, verb, label = ITEM, "file", "报派驻纪检监察组备案"
    extra = {
        "title": forms.CharField(label="备案材料", max_length=200, initial="“三重一大”事项决议及会议纪要"),
        "receiver": forms.CharField(label="收件单位", max_length=120, initial="派驻纪检监察组"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After the resolution."""
        early = obj is not None and obj.state not in (ItemState.RESOLVED, ItemState.EXECUTED)
        return super().available(ctx, obj) or ("形成决议后再报备。" if early else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A filing waits for its receipt."""
        assert obj is not None
        filing = Filing(bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=work.day, item=obj)
        filing.title = data.get("title") or "“三重一大”事项决议及会议纪要"
        filing.receiver = data.get("receiver") or "派驻纪检监察组"
        work.create(filing)
        return obj


@action
class Receipt(Action):
    """登记回执."""

    resource, verb, label, main = "decisions.filing", "receipt", "登记回执", True
    fields = ("receipt_no", "received_by")
    required = ("receipt_no",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("回执已登记。" if obj is not None and obj.receipt_no else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the number and the day."""
        return work.update(
            obj, receipt_no=data["receipt_no"], received_by=data.get("received_by", ""), receipt_on=work.day
        )


@action
class ItemBackfill(LateBackfill):
    """补录议题: as the minutes show it; the gates are answered, not run."""

    of, late = ITEM, _LATE
    gates = (gates.LegalityBeforeDiscussion(), gates.PreReview())

    def settle(self, work: Work, obj: AgendaItem) -> None:
        """The state follows from the dates."""
        if obj.executed_on:
            obj.state = ItemState.EXECUTED
        elif obj.submitted_on:
            obj.state = ItemState.SUBMITTED
        elif obj.pre_result in (PreResult.PASSED, PreResult.CHANGES):
            obj.state = ItemState.PRE_REVIEWED


@action
class ResolutionBackfill(LateBackfill):
    """补录决议."""

    of = "decisions.resolution"


@action
class DiscussedUnreviewed(RecordedBreach):
    """登记未审先议: discussed outside the system before its legality review (or pre-review). It stays a breach."""

    resource, verb, twin, label, day_label = ITEM, "record_unreviewed", "submit", "登记未审先议", "实际讨论日"


@action
class HeadSpokeFirst(RecordedBreach):
    """登记违反发言次序: the head did not speak last; written down as it was."""

    resource, verb, twin, label, day_label = ITEM, "record_out_of_turn", "speak", "登记违反发言次序", "实际表态日"
    probes = ({}, {"head": True})


@action
class CarriedOutUndecided(RecordedBreach):
    """登记未决先行: carried out without a collective resolution."""

    resource, verb, twin, label, day_label = ITEM, "record_undecided", "execute", "登记未决先行", "实际执行日"


def after_backfill(work: Work) -> None:
    """After 补录, one row or an import: a discussion without its review is a breach; a resolution settles its item."""
    for change in list(work.changes):
        if change.before is not None or not getattr(change.obj, "backfilled", False):
            continue
        if isinstance(change.obj, AgendaItem):
            note_breach(work, change.obj)
        elif isinstance(change.obj, Resolution) and change.obj.item.state == ItemState.SUBMITTED:
            move(work, change.obj.item, ItemState.RESOLVED)


AFTER.append(after_backfill)


def note_breach(work: Work, item: AgendaItem) -> None:
    """Record a breach if a matter was discussed without the legality review the regulation asks for."""
    gate, day = gates.LegalityBeforeDiscussion(), item.submitted_on
    if day and gate.check(replace(work.ctx, day=day), item, {}):
        breach.note(work, item, gate, day=day, reason="补录：提交讨论时没有合法性审查")


@action
class ItemCorrect(LateCorrect):
    """更正议题."""

    of, late = ITEM, ("pre_opinion", "submitted_on", "executed_on", "execution")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The class of a matter already discussed is not changed to pass by a gate."""
        assert obj is not None
        if "category" in data and data["category"] != obj.category and obj.submitted_on:
            raise Refused("已提交讨论的议题不能改类别。作废后按实际类别重新登记。")
        return super().execute(work, obj, data)
