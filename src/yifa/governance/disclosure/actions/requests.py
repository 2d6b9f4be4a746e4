"""登记、确认收到、受理、补正、延期 of requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.governance.disclosure import identity, letters
from yifa.governance.disclosure.actions.common import (
    NOTICE,
    REPLY,
    OnRequest,
    Tells,
    a_day,
    course,
    letter_fields,
    notice_over,
    stop,
    words,
)
from yifa.governance.disclosure.choices import Delivery
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.gates import ExtensionConsent, NoticeInTime, RemedyTold
from yifa.governance.disclosure.models import Request
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.relay import CHANNEL
from yifa.kernel.verbs import RecordVerb

LATE = ("extended_on", "outcome", "replied_on", "reply_no", "fee", "paid_on")


def start_clocks(work: Work, obj: Any) -> None:
    """The reply period and the period for asking to correct run from receipt."""
    clocks.start(work, obj, rule=REPLY, at=obj.happened_on, label="答复申请人")
    clocks.start(work, obj, rule=NOTICE, at=obj.happened_on, label="需补正的，一次性告知")


@action
class RecordRequest(RecordVerb):
    """登记申请: the reply period, and the period for asking to correct, run from receipt."""

    resource = "disclosure.request"

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.request"))
        self.rules = tuple(dict.fromkeys((*self.rules, REPLY, NOTICE)))
        self.extra = identity.fields()

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Most are handed in today."""
        return {**super().initial(ctx, obj), "happened_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The identity papers are files we take; the same request is entered once."""
        super().clean(ctx, obj, data)
        identity.check(ctx, data)
        same = {name: data.get(name) for name in ("applicant", "content", "delivery", "arrived_on", "happened_on")}
        twin = Request.objects.filter(bureau_id=ctx.scope.bureau_id, **same).counted().first()
        if ctx.channel != "import" and same["applicant"] and same["content"] and twin is not None:
            raise ValidationError({"content": f"同一天已经登记过同一申请人的同一申请（{twin.number}）。"})

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Keep the identity papers, start the clocks; what is not confirmed yet has none."""
        identity.keep(work, "disclosure.request", obj, data)
        if obj.happened_on is not None:
            start_clocks(work, obj)


@action
class Submit(Action):
    """网上提交申请: by the applicant, from the public page; the period runs once receipt is confirmed (art. 31)."""

    resource, verb, label, on, hidden = "disclosure.request", "submit", "网上提交申请", "none", True
    roles: frozenset[str] = frozenset()
    rules = ("GID-04",)
    fields = (
        "applicant", "applicant_kind", "identity", "contact", "content", "feature", "supply_form", "supply_way",
    )  # fmt: skip
    required = ("applicant", "applicant_kind", "identity", "contact", "content", "supply_form", "supply_way")
    extra = identity.fields()

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The identity papers are files we take."""
        identity.check(ctx, data)

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Only the public page; whoever sits in the bureau uses 登记."""
        if ctx.channel not in ("public", CHANNEL) or ctx.scope.bureau_id is None:
            raise Refused("这个动作只在公开网页上由申请人使用。工作人员用“登记申请”。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Keep it, waiting for confirmation."""
        from yifa.governance.disclosure.resources import next_number

        kept = {name: data.get(name) or "" for name in self.fields}
        assert work.scope.bureau_id is not None
        made: Request = work.create(
            Request(
                **kept, bureau_id=work.scope.bureau_id, unit_id=work.scope.home_unit_id, delivery=Delivery.ONLINE,
                arrived_on=work.day, state=S.UNCONFIRMED, number=next_number(work, Request, work.day.year),
            )
        )  # fmt: skip
        identity.keep(work, "disclosure.request", made, data)
        return made


@action
class Confirm(OnRequest):
    """确认收到: of what came by internet, fax or ordinary post, the day both sides confirm is the day of receipt."""

    verb, label, main = "confirm", "确认收到", True
    states, day_field = (S.UNCONFIRMED,), "confirmed_on"
    rules = ("GID-04", REPLY, NOTICE)
    extra = {"confirmed_on": a_day("双方确认日")}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not before it came, not after today."""
        day = data.get("confirmed_on")
        if day and (day > ctx.day or (obj is not None and obj.arrived_on and day < obj.arrived_on)):
            raise ValidationError({"confirmed_on": "确认日不能早于提交日，也不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Set the day of receipt and start the clocks."""
        done: Request = work.update(obj, happened_on=data["confirmed_on"], state=S.RECEIVED)
        start_clocks(work, done)
        letters.issue(work, done, "receipt", data["confirmed_on"])
        return done


@action
class BackfillRequest(LateBackfill):
    """补录申请: with its reply; the reply period is computed closed and raises no alarm."""

    of, late = "disclosure.request", LATE
    gates = (ExtensionConsent(), RemedyTold())

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The reply has its result, and lies between receipt and today."""
        super().clean(ctx, obj, data)
        came = data.get("happened_on")
        if not came:
            raise ValidationError({"happened_on": "填写收到申请之日。"})
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
        if obj.replied_on and obj.outcome:
            obj.closed_on = obj.replied_on

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Count the reply period with its extension, and close it with the reply."""
        clocks.start(work, obj, rule=REPLY, at=obj.happened_on, label="答复申请人")
        if obj.extended_on:
            clocks.event(work, obj, REPLY, "extend", obj.extended_on)
        if obj.replied_on:
            clocks.stop(work, obj, REPLY, obj.replied_on)


@action
class CorrectRequest(LateCorrect):
    """更正申请登记: a corrected date counts the period anew; a corrected day of reply is the day of closing."""

    of, late = "disclosure.request", LATE

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Receipt comes before every step there is; the reply not before the step before it."""
        super().clean(ctx, obj, data)
        steps = course(obj) if obj is not None and not obj.backfilled else []
        came, replied = data.get("happened_on"), data.get("replied_on")
        if came and steps and came > steps[0][0]:
            day, what = steps[0]
            raise ValidationError({"happened_on": f"收到申请之日不能晚于已经办过的（{day.isoformat()} {what}）。"})
        if replied and came and replied < came:
            raise ValidationError({"replied_on": "答复日不能早于收到申请之日。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Change the fields that differ, and the day of closing with the day of reply."""
        assert obj is not None
        moved = obj.closed_on is not None and obj.closed_on == obj.replied_on
        done = super().execute(work, obj, data)
        if moved and done.closed_on != done.replied_on:
            work.update(done, closed_on=done.replied_on)
        return done


@action
class Accept(OnRequest):
    """受理: the request is clear; nothing is to be corrected. The applicant gets the receipt."""

    verb, label, main = "accept", "受理", True
    states, day_field = (S.RECEIVED,), "accepted_on"
    rules = (REPLY,)
    extra = {"accepted_on": a_day("受理日")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """The period for asking to correct is over."""
        assert obj is not None
        notice_over(work, obj, data["accepted_on"])
        done: Request = work.update(obj, state=S.RUNNING)
        if not done.letters.filter(kind="receipt").exists():
            letters.issue(work, done, "receipt", data["accepted_on"])
        return done


@action
class AskSupplement(Tells):
    """告知补正: once, with a reasonable term; the reply period starts again when the correction arrives."""

    verb, label, letter, term = "ask_supplement", "告知补正", "supplement", "补正期限"
    once = ("supplement_by", "补正只能一次性告知，已经告知过。")
    states, day_field = (S.RECEIVED, S.RUNNING), "told_on"
    rules = (NOTICE,)
    gates = (NoticeInTime(),)
    extra = {
        "told_on": a_day("告知日"),
        "until": a_day("补正期限"),
        "wanted": words("需要补正的事项"),
        **letter_fields("补正告知书文号"),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Stop the period for asking."""
        assert obj is not None
        stop(work, obj, NOTICE, data["told_on"])
        letter = self.tell(work, obj, data, "wanted")
        clocks.event(work, obj, REPLY, "suspend", data["told_on"] + timedelta(days=1), note="待申请人补正")
        work.extra = {"notice_no": letter.number, "until": data["until"].isoformat()}
        return work.update(obj, state=S.SUPPLEMENT, supplement_by=data["until"])


@action
class AskedTooLate(RecordedBreach):
    """登记逾期告知补正: asked to correct after the seven working days of art. 30."""

    resource, verb, twin, day_field = "disclosure.request", "record_late_notice", "ask_supplement", "told_on"
    label, probes = "登记逾期告知补正", ({"told_on": True},)


@action
class Supplemented(OnRequest):
    """收到补正: the reply period runs anew from this day."""

    verb, label, main = "supplemented", "收到补正", True
    states, day_field = (S.SUPPLEMENT,), "arrived_on"
    rules = (NOTICE,)
    extra = {
        "arrived_on": a_day("收到补正日"),
        "late_why": words(
            "逾期的正当理由", required=False, help_text="超过补正期限才收到的填写；没有正当理由的，办“不再处理”"
        ),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """What came after the term came with good reason."""
        super().clean(ctx, obj, data)
        late = (
            obj is not None and obj.supplement_by and (data.get("arrived_on") or obj.supplement_by) > obj.supplement_by
        )
        if late and obj is not None and not (data.get("late_why") or "").strip():
            why = f"补正期限到 {obj.supplement_by.isoformat()} 为止。逾期补正有正当理由的写明；没有的，办“不再处理”。"
            raise ValidationError({"late_why": why})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Restart the reply clock."""
        assert obj is not None
        if data.get("late_why"):
            work.extra = {"reason": data["late_why"]}
        clocks.event(work, obj, REPLY, "restart", data["arrived_on"], note="补正")
        return work.update(obj, state=S.RUNNING, supplemented_on=data["arrived_on"])


@action
class Withdraw(OnRequest):
    """申请人撤回: the matter ends; it counts among the other ways of handling."""

    verb, label = "withdraw_request", "登记申请人撤回"
    states = (S.UNCONFIRMED, S.RECEIVED, S.RUNNING, S.SUPPLEMENT, S.EXPLAIN, S.CONSULTING, S.PAYMENT)
    day_field = "ended_on"
    rules = ("GID-20",)
    extra = {"ended_on": a_day("撤回日"), "reason": words("撤回情况")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Stop every clock."""
        assert obj is not None
        from yifa.governance.disclosure.actions.replies import close

        received = obj.happened_on or data["ended_on"]
        return close(work, obj, data["ended_on"], state=S.WITHDRAWN, outcome="other", happened_on=received)
