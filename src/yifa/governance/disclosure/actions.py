"""受理、补正、征求意见、延期、答复 of requests, and the gate of publication."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.governance.disclosure.choices import Outcome
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.gates import ExtensionConsent, RemedyTold, Review
from yifa.governance.disclosure.models import Request
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import BackfillVerb, RecordVerb

REPLY, NOTICE, THIRD = "GID-02", "GID-05", "GID-06"
LATE = ("extended_on", "outcome", "replied_on", "reply_no")


def _date(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


@action
class RecordItem(RecordVerb):
    """登记公开信息, after 公开前审查."""

    resource, gates = "disclosure.item", (Review(),)

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.item"))


@action
class PublishedUnreviewed(RecordedBreach):
    """登记未审先公开: published without its 公开审查."""

    resource, verb, twin, day_field = "disclosure.item", "record_unreviewed", "record", "happened_on"
    label = "登记未审先公开"


@action
class BackfillItem(BackfillVerb):
    """补录公开信息: the review is answered (有据、无据、无法核实), not run."""

    resource, gates = "disclosure.item", (Review(),)

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.item"))


@action
class RecordRequest(RecordVerb):
    """登记申请: the reply period, and the period for asking to correct, run from receipt."""

    resource = "disclosure.request"

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.request"))
        self.rules = tuple(dict.fromkeys((*self.rules, REPLY, NOTICE)))

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Start its clocks."""
        assert obj.happened_on is not None
        clocks.start(work, obj, rule=REPLY, at=obj.happened_on, label="答复申请人")
        clocks.start(work, obj, rule=NOTICE, at=obj.happened_on, label="需补正的，一次性告知")


@action
class BackfillRequest(LateBackfill):
    """补录申请: with its reply; the reply period is computed closed and raises no alarm."""

    of, late = "disclosure.request", LATE
    gates = (ExtensionConsent(), RemedyTold())

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The reply has its result, and lies between receipt and today."""
        super().clean(ctx, obj, data)
        came = data.get("happened_on")
        for name in ("extended_on", "replied_on"):
            day = data.get(name)
            if day and (day > ctx.day or (came and day < came)):
                raise ValidationError({name: "日期不能早于收到申请之日，也不能晚于今天。"})
        if data.get("replied_on") and not data.get("outcome"):
            raise ValidationError({"outcome": "已经答复的，填写答复结果。"})

    def settle(self, work: Work, obj: Any) -> None:
        """Replied with a day of reply; what was received long ago is not waiting to be accepted."""
        if obj.state == S.RECEIVED:
            obj.state = S.REPLIED if obj.replied_on else S.RUNNING

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Count the reply period with its extension, and close it with the reply."""
        clocks.start(work, obj, rule=REPLY, at=obj.happened_on, label="答复申请人")
        if obj.extended_on:
            clocks.event(work, obj, REPLY, "extend", obj.extended_on)
        if obj.replied_on:
            clocks.stop(work, obj, REPLY, obj.replied_on)


@action
class CorrectRequest(LateCorrect):
    """更正申请: a corrected date counts the period anew."""

    of, late = "disclosure.request", LATE


def _stop(work: Work, obj: Any, rule: str, day: date) -> None:
    """Stop a clock if it runs."""
    if clocks.of(obj).filter(rule=rule).exclude(state="stopped").exists():
        clocks.stop(work, obj, rule, day)


class _OnRequest(Action):
    resource, on = "disclosure.request", "one"
    states: tuple[str, ...] = ()
    day_field = ""

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in the states the verb belongs to."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.state not in self.states:
            return f"申请{obj.get_state_display()}，不能{self.label}。"
        return ""

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {self.day_field: ctx.day} if self.day_field else {}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before receipt."""
        day = data.get(self.day_field)
        if day and (day > ctx.day or (obj is not None and obj.happened_on and day < obj.happened_on)):
            raise ValidationError({self.day_field: "日期不能早于收到申请之日，也不能晚于今天。"})


@action
class Accept(_OnRequest):
    """受理: the request is clear; nothing is to be corrected."""

    verb, label, main = "accept", "受理", True
    states, day_field = (S.RECEIVED,), "accepted_on"
    rules = (REPLY,)
    extra = {"accepted_on": _date("受理日")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """The period for asking to correct is over."""
        _stop(work, obj, NOTICE, data["accepted_on"])
        return work.update(obj, state=S.RUNNING)


@action
class AskSupplement(_OnRequest):
    """告知补正: once, with a reasonable term; the reply period starts again when the correction arrives."""

    verb, label = "ask_supplement", "告知补正"
    states, day_field = (S.RECEIVED, S.RUNNING), "told_on"
    rules = (NOTICE,)
    extra = {
        "told_on": _date("告知日"),
        "notice_no": forms.CharField(label="补正告知书文号", max_length=80),
        "until": _date("补正期限"),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Stop the period for asking."""
        assert obj is not None
        if data["until"] <= data["told_on"]:
            raise Refused("补正期限要晚于告知日。")
        _stop(work, obj, NOTICE, data["told_on"])
        work.extra = {"notice_no": data["notice_no"], "until": data["until"].isoformat()}
        return work.update(obj, state=S.SUPPLEMENT)


@action
class Supplemented(_OnRequest):
    """收到补正: the reply period runs anew from this day."""

    verb, label = "supplemented", "收到补正"
    states, day_field = (S.SUPPLEMENT,), "arrived_on"
    rules = (NOTICE,)
    extra = {"arrived_on": _date("收到补正日")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Restart the reply clock."""
        assert obj is not None
        clocks.event(work, obj, REPLY, "restart", data["arrived_on"])
        return work.update(obj, state=S.RUNNING)


@action
class Abandon(_OnRequest):
    """视为放弃: no correction within the term without good reason."""

    verb, label = "abandon", "视为放弃"
    states, day_field = (S.SUPPLEMENT,), "ended_on"
    rules = (NOTICE,)
    extra = {"ended_on": _date("认定日"), "reason": forms.CharField(label="理由", max_length=200)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """End the matter."""
        _stop(work, obj, REPLY, data["ended_on"])
        return work.update(obj, state=S.ABANDONED)


@action
class Consult(_OnRequest):
    """征求意见: of a third party or another organ; that time is not counted."""

    verb, label = "consult", "征求意见"
    states, day_field = (S.RUNNING,), "sent_on"
    rules = (REPLY, THIRD)
    extra = {"sent_on": _date("发出日"), "whom": forms.CharField(label="征求对象", max_length=120)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Suspend the reply clock and start the consultation's own."""
        assert obj is not None
        clocks.event(work, obj, REPLY, "suspend", data["sent_on"] + timedelta(days=1))
        clocks.start(work, obj, rule=THIRD, at=data["sent_on"], label="第三方（机关）提出意见")
        work.extra = {"whom": data["whom"]}
        return work.update(obj, state=S.CONSULTING)


@action
class Consulted(_OnRequest):
    """收到意见: the reply period goes on."""

    verb, label = "consulted", "收到意见"
    states, day_field = (S.CONSULTING,), "got_on"
    rules = (REPLY,)
    extra = {"got_on": _date("收到意见日（期满日）")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Resume the reply clock."""
        assert obj is not None
        clocks.event(work, obj, REPLY, "resume", data["got_on"] + timedelta(days=1))
        _stop(work, obj, THIRD, data["got_on"])
        return work.update(obj, state=S.RUNNING)


@action
class Extend(_OnRequest):
    """延期答复: once, with consent of the head of the disclosure office and notice to the applicant."""

    verb, label = "extend", "延期答复"
    states, day_field = (S.RUNNING,), "approved_on"
    rules = (REPLY, "GID-03")
    gates = (ExtensionConsent(),)
    extra = {
        "approved_on": _date("同意日"),
        "days": forms.IntegerField(label="延长工作日", min_value=1, required=False, help_text="不填时为法定最长"),
        "approver": forms.CharField(label="信息公开工作机构负责人", max_length=60, required=False),
        "notice_no": forms.CharField(label="告知书文号", max_length=80, required=False),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once only."""
        again = obj is not None and obj.extended_on is not None
        return super().available(ctx, obj) or ("已经延期一次，不能再延。" if again else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Extend the reply clock."""
        assert obj is not None
        clocks.event(work, obj, REPLY, "extend", data["approved_on"], n=data.get("days") or None)
        work.extra = {"approver": data["approver"], "notice_no": data["notice_no"]}
        return work.update(obj, extended_on=data["approved_on"])


@action
class Answer(_OnRequest):
    """答复: the outcome, the day of delivery and the number of the reply."""

    verb, label, main = "reply", "答复", True
    states, day_field = (S.RUNNING, S.CONSULTING), "delivered_on"
    rules = (REPLY,)
    gates = (RemedyTold(),)
    extra = {
        "delivered_on": _date("答复送达日"),
        "result": forms.ChoiceField(label="答复结果", choices=Outcome.choices),
        "letter_no": forms.CharField(label="答复书文号", max_length=80),
        "remedy_told": forms.BooleanField(label="已告知行政复议途径", required=False),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Stop every clock of the request."""
        assert obj is not None
        day = data["delivered_on"]
        for rule in (REPLY, NOTICE, THIRD):
            _stop(work, obj, rule, day)
        return work.update(obj, state=S.REPLIED, outcome=data["result"], replied_on=day, reply_no=data["letter_no"])


@action
class ExtendedWithoutConsent(RecordedBreach):
    """登记擅自延期: extended without consent, or without telling the applicant."""

    resource, verb, twin, day_field = "disclosure.request", "record_unapproved", "extend", "approved_on"
    label = "登记擅自延期"


@action
class RefusedWithoutRemedy(RecordedBreach):
    """登记未告知救济途径: a refusal that did not say where to apply for reconsideration."""

    resource, verb, twin, day_field = "disclosure.request", "record_untold", "reply", "delivered_on"
    label, probes = "登记未告知救济途径的答复", ({"result": Outcome.REFUSED},)
