"""Verbs of contracts and of what is owed under them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.org.models import Unit
from yifa.core.process import breach, engine, matter
from yifa.core.process import counsel as asked
from yifa.core.process.actions import InviteCounsel, PackForCounsel, StartApproval
from yifa.core.process.links import link
from yifa.core.process.models import CounselLink, Instance
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import move
from yifa.governance.contracts import duties, parties, sealing
from yifa.governance.contracts.choices import DutyState, Order, State
from yifa.governance.contracts.gates import CONTRACT, REVIEW_KINDS, Gated, OnContract, ReviewBeforeSigning
from yifa.governance.contracts.models import Contract
from yifa.governance.contracts.process import lacking
from yifa.governance.contracts.reviews import OPEN_REVIEW, UNDER_REVIEW, from_unit, give_up, open_review
from yifa.governance.legality_review.public import (
    AFTER_OPINION,
    AFTER_WITHDRAWAL,
    Review,
    agreed_result,
    conclude,
    not_ready,
    withdraw,
)
from yifa.kernel.action import AFTER, Action, Ctx, Refused, Work
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.registry import action

_LATE = ("review", "sealed_on", "signed_on", "closed_on")


@action
class SubmitReview(OnContract):
    """送合法性审查: opens the review, ties it to the contract and starts its clock."""

    verb, label, to, main = "submit_review", "送审", State.IN_REVIEW, True
    rules = ("CLK-01",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One contract, one matter; a second review is a second time of the same matter."""
        assert obj is not None
        return submit(work, obj, data.get("submitter") or "")


def submit(work: Work, contract: Contract, submitter: str = "") -> Contract:
    """Open the review of a contract and tie it."""
    review = open_review(work, contract, contract.title, submitter)
    made: Contract = move(work, contract, State.IN_REVIEW, review=review)
    return made


@action
class AttachReview(Action):
    """填写审查编号: a review done elsewhere or on paper that stands in the register of reviews."""

    resource, verb, label = CONTRACT, "attach_review", "填写审查编号"
    fields = ("review",)
    required = ("review",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the contract is sealed or signed, or to cure a breach."""
        late = obj is not None and obj.state in (State.CANCELLED, State.CLOSED, State.ENDED, State.ARCHIVED)
        return super().available(ctx, obj) or ("合同已办结。" if late else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Tie the review; a passed one makes the contract ready."""
        assert obj is not None
        review = data["review"]
        if review.bureau_id != obj.bureau_id or review.kind not in REVIEW_KINDS:
            raise ValidationError({"review": "只能填写本机关合同、行政协议审查或者二级复审的编号。"})
        link(work, review, "reviews", obj)
        if obj.state in (State.DRAFT, State.IN_REVIEW):
            if obj.state == State.DRAFT:
                move(work, obj, State.IN_REVIEW)
            return work.update(obj, review=review, state=State.REVIEWED if review.passed else State.IN_REVIEW)
        return work.update(obj, review=review)


def after_opinion(work: Work, review: Review) -> None:
    """When a review closes, the contract it belongs to is ready for 用印, or goes back to drafting."""
    for contract in Contract.objects.filter(review=review, life="live", state=State.IN_REVIEW):
        move(work, contract, State.REVIEWED if review.passed else State.DRAFT)
    for contract in Contract.objects.filter(review=review, life="live", order__in=(Order.BREACH, Order.OVERRIDE)):
        rows = GateEvent.objects.filter(resource=CONTRACT, object_ref=contract.pk, cured_on__isnull=True, life="live")
        for event in rows.exclude(kind="answer"):
            work.update(event, cured_on=review.opinion_on)


AFTER_OPINION.append(after_opinion)


def after_withdrawal(work: Work, review: Review) -> None:
    """A review taken back leaves the contract with its drafter, to be sent again."""
    for contract in Contract.objects.filter(review=review, life="live", state=State.IN_REVIEW):
        move(work, contract, State.DRAFT)


AFTER_WITHDRAWAL.append(after_withdrawal)


def after_approval(work: Work, instance: Instance) -> None:
    """When 会签审查 ends in agreement, the contract has its closed review; refused, it is its drafter's again."""
    if (instance.resource, instance.chain_id) != (CONTRACT, "contract_review"):
        return
    contract = Contract.objects.select_related("review").get(pk=instance.object_ref)
    if instance.state == "approved":
        _review_by_approval(work, contract, instance)
    elif instance.state == "rejected" and contract.review is not None and contract.review.state in OPEN_REVIEW:
        withdraw(work, contract.review)


def _review_by_approval(work: Work, contract: Contract, instance: Instance) -> None:
    """Close the contract's review with what the legal office signed."""
    legal, counsel = engine.signed_step(instance, "legal"), engine.signed_step(instance, "counsel")
    if legal is None or contract.state not in (State.DRAFT, State.IN_REVIEW):
        return
    if contract.review is None or contract.review.state not in UNDER_REVIEW:
        return
    more = {"counsel": counsel.signed(), "counsel_opinion": counsel.opinion or "同意"} if counsel else {}
    conclude(work, contract.review, agreed_result(contract.review), legal.opinion, reviewer=legal.signed(),
             day=legal.decided_on or work.day, **more)  # fmt: skip


engine.AFTER_END.append(after_approval)


def points_first(instance: Instance, day: date) -> str:
    """The legal office signs when the points of the review are answered."""
    if (instance.resource, instance.chain_id, instance.stage) != (CONTRACT, "contract_review", "legal"):
        return ""
    review = Contract.objects.select_related("review").get(pk=instance.object_ref).review
    return not_ready(review) if review is not None and review.state in OPEN_REVIEW else ""


engine.BEFORE_AGREEING.append(points_first)


@action
class Sign(Gated):
    """登记签订: both sides have signed."""

    verb, label, to, main = "sign", "登记签订", State.SIGNED, True
    fields = ("signed_on", "starts_on", "ends_on")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, unless said otherwise."""
        return {"signed_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before the seal."""
        day = data.get("signed_on")
        if day and day > ctx.day:
            raise ValidationError({"signed_on": "签订日不能晚于今天。"})
        if day and obj is not None and obj.sealed_on and day < obj.sealed_on:
            raise ValidationError({"signed_on": "签订日早于用印日。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day, and whether the review came first."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        day = data.get("signed_on") or work.day
        more = {n: data[n] for n in ("starts_on", "ends_on") if data.get(n)}
        made = move(work, obj, self.to, signed_on=day, order=self.order(work, obj, day), **more)
        parties.after_signing(work, made)
        return made


def _note_breach(work: Work, obj: Contract, reason: str, cure_by: Any = None) -> None:
    """Write the breach beside the contract."""
    breach.note(work, obj, ReviewBeforeSigning(), day=obj.signed_on or obj.sealed_on, reason=reason, cure_by=cure_by)


def after_backfill(work: Work) -> None:
    """After 补录, one row or an import: what was signed without a review stands as a breach."""
    for change in list(work.changes):
        made = change.obj
        if change.before is None and isinstance(made, Contract) and made.backfilled and made.order == Order.BREACH:
            _note_breach(work, made, "补录：签订时没有审查")


AFTER.append(after_backfill)


@action
class RecordBreach(OnContract):
    """登记先签后审: what was signed outside without a review. Recording is not permission; it shows in the report."""

    verb, label, to, danger = "record_breach", "登记先签后审", State.SIGNED, True
    fields = ("signed_on", "breach_reason")
    extra = {"cure_by": forms.DateField(label="补正期限", widget=forms.DateInput(attrs={"type": "date"}))}
    required = ("signed_on", "breach_reason")
    confirm = "登记后本合同列为先签后审，年度报告不能再写全部合同签订前审查。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the breach beside the contract."""
        assert obj is not None
        day = data["signed_on"]
        if day > work.day:
            raise ValidationError({"signed_on": "签订日不能晚于今天。"})
        if not lacking(obj, day):
            raise Refused("这份合同签订时审查已经出具意见，不是先签后审。用“登记签订”。")
        move(work, obj, self.to, signed_on=day, breach_reason=data["breach_reason"], order=Order.BREACH)
        _note_breach(work, obj, data["breach_reason"], data.get("cure_by"))
        return obj


@action
class PackCounsel(PackForCounsel):
    """导出送审包."""

    resource = CONTRACT


def after_counsel(work: Work, link: CounselLink) -> None:
    """A counsel's opinion on a contract stands on its review, while that is open."""
    if link.resource != CONTRACT:
        return
    contract = Contract.objects.select_related("review").get(pk=link.object_ref)
    review = contract.review
    if review is not None and review.state not in ("closed", "withdrawn"):
        work.update(review, counsel=link.counsel, counsel_opinion=asked.words_of(link))


asked.AFTER_OPINION.append(after_counsel)


@action
class StartReviewApproval(StartApproval):
    """发起会签审查: the approval chain of the contract review."""

    resource, verb, label, chain = CONTRACT, "start_approval", "发起会签审查", "contract_review"
    extra = {
        **StartApproval.extra,
        "office": forms.ModelChoiceField(label="归口处室", queryset=Unit.objects.filter(kind="office"), required=False,
                                         help_text="局属单位的合同，选审核它的处室"),
    }  # fmt: skip
    rules = ("CLK-01",)

    def optional(self, obj: Any) -> tuple[str, ...]:
        """A major contract also goes to counsel and to the head; a subordinate unit's to the office in charge."""
        office = ("office",) if from_unit(obj) else ()
        return (*office, "counsel", "leader") if obj.major else office

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the contract is reviewed."""
        why = super().available(ctx, obj)
        if why or obj is None or obj.state in (State.DRAFT, State.IN_REVIEW):
            return why
        return f"合同{obj.state_label()}，不再发起会签审查。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The office that looked at this unit's contracts last."""
        first = super().initial(ctx, obj)
        if obj is not None and obj.unit_id:
            before = Review.objects.filter(bureau_id=obj.bureau_id, unit_id=obj.unit_id, office__isnull=False)
            first["office"] = before.order_by("-pk").values_list("office_id", flat=True).first()
        return first

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The office in charge is one of the bureau's."""
        super().clean(ctx, obj, data)
        office = data.get("office")
        if obj is not None and office is not None and (office.bureau_id != obj.bureau_id or office.pk == obj.unit_id):
            raise ValidationError({"office": "归口处室选本机关的另一个处室。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """What was not sent for review yet is sent with it: the points are answered on the way."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        if obj.state == State.DRAFT:
            submit(work, obj)
        office = data.get("office")
        if office is not None and obj.review is not None and obj.review.office_id != office.pk:
            work.update(obj.review, office=office)
            for row in (*obj.review.materials.filter(life="live"), *obj.review.points.filter(life="live")):
                work.update(row, office=office)
        return super().execute(work, obj, data)


def office_of(instance: Instance) -> list[int]:
    """Return 归口处室 of the matter on an approval: the office named on its review."""
    subject = matter.subject_of(instance)
    review = subject if isinstance(subject, Review) else getattr(subject, "review", None)
    return [review.office_id] if review is not None and review.office_id else []


engine.PLACES["office"] = office_of


@action
class AskCounsel(InviteCounsel):
    """请法律顾问出具意见."""

    resource = CONTRACT


@action
class Close(OnContract):
    """登记履行完毕."""

    verb, label, to = "close", "登记履行完毕", State.CLOSED
    help = "履约事项都办理完毕、争议都了结以后登记。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Nothing may be owed any more."""
        assert obj is not None
        if obj.obligations.filter(life="live").exclude(state=DutyState.DONE).exists():
            raise Refused("还有未办理的履约事项。先登记办理，或作废记错的事项。")
        if obj.disputes.filter(life="live", state="open").exists():
            raise Refused("还有没有了结的争议。先登记了结。")
        return move(work, obj, self.to, closed_on=work.day)


@action
class Cancel(OnContract):
    """取消合同: not signed after all."""

    verb, label, to, danger = "cancel", "取消合同", State.CANCELLED, True
    confirm = "没有办结的审查和审批随之撤回。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Whoever is to sign or to review waits for it no longer."""
        obj = super().execute(work, obj, data)
        give_up(work, obj)
        return obj


@action
class ContractBackfill(LateBackfill):
    """补录合同: with review and signing as they stand on paper; the gate is answered, not run."""

    of, late = CONTRACT, _LATE
    gates = (ReviewBeforeSigning(),)

    def settle(self, work: Work, obj: Any) -> None:
        """The state follows from the dates; without a review before the signing it is a breach."""
        if obj.closed_on:
            obj.state = State.CLOSED
        elif obj.signed_on:
            obj.state = State.SIGNED
        elif obj.sealed_on:
            obj.state = State.SEALED
        if obj.signed_on or obj.sealed_on:
            obj.order = Order.BREACH if lacking(obj, obj.signed_on or obj.sealed_on) else Order.ANSWER


@action
class ContractCorrect(LateCorrect):
    """更正合同."""

    of, late = CONTRACT, ("sealed_on", "signed_on", "closed_on")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A corrected day of signing says anew whether the review came first."""
        obj = super().execute(work, obj, data)
        if obj.signed_on and obj.order in (Order.REVIEWED, Order.ANSWER) and lacking(obj, obj.signed_on):
            work.update(obj, order=Order.BREACH)
        return obj


__all__ = ["duties", "parties", "sealing"]
