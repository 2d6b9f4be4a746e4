"""Verbs of consultations (征求意见): a draft of another organ, the term it sets, the reply."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move
from yifa.governance.legality_review.choices import ReplyResult, ReplyState
from yifa.governance.legality_review.models import Consultation
from yifa.governance.legality_review.resources import ConsultationResource
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb
from yifa.lawkit.calendar import WorkCalendar

#: A term that the sender sets by a date: the general rule on periods.
RULE = "CLK-02"
CONSULTATION, LABEL = ConsultationResource.key, "回复征求意见"


def run_clock(work: Work, asked: Consultation) -> None:
    """Start the clock of a reply that is awaited by a day.

    The day is the sender's and does not move: where it is a rest day, the reply is due on the working day before.
    """
    if asked.due_on is None or asked.happened_on is None or asked.state != ReplyState.RECEIVED:
        return
    calendar = WorkCalendar.load()
    last = asked.due_on if calendar.is_workday(asked.due_on) else calendar.prev_workday(asked.due_on)
    if last >= asked.happened_on:
        days = (last - asked.happened_on).days
        clocks.start(work, asked, rule=RULE, at=asked.happened_on, label=LABEL, days=days, note="来文写明的期限")


def stop_clock(work: Work, asked: Consultation, note: str = "") -> None:
    """Stop it, where one runs."""
    if clocks.of(asked).exclude(state="stopped").exists():
        clocks.stop(work, asked, RULE, work.day, note=note)


@action
class RecordConsultation(RecordVerb):
    """登记来文."""

    def __init__(self) -> None:
        super().__init__(get_resource(CONSULTATION))
        self.rules = (*self.rules, RULE)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The term lies not before the letter."""
        super().clean(ctx, obj, data)
        due, came = data.get("due_on"), data.get("happened_on")
        if due and came and due < came:
            raise ValidationError({"due_on": "来文期限早于来文日。"})

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Its clock."""
        run_clock(work, obj)


@action
class ExtendReply(Action):
    """延长来文期限: the sender has agreed to a later day."""

    resource, verb, label = CONSULTATION, "extend", "延长来文期限"
    fields = ("due_on", "note")
    required = ("due_on", "note")
    rules = (RULE,)
    help = "来文单位同意延期的，写明新的期限和怎样同意的。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While it waits."""
        done = obj is not None and obj.state != ReplyState.RECEIVED
        return super().available(ctx, obj) or ("已经回复。" if done else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Later than it was."""
        was = type(obj)._default_manager.get(pk=obj.pk).due_on if obj is not None else None
        if was and data.get("due_on") and data["due_on"] <= was:
            raise ValidationError({"due_on": f"新的期限要晚于原期限（{was.isoformat()}）。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A new clock to the new day."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        stop_clock(work, obj, "来文单位同意延期")
        made = work.update(obj, due_on=data["due_on"], note=data["note"])
        run_clock(work, made)
        return made


@action
class Reply(Move):
    """回复: the reply to the organ that asked."""

    resource, verb, label, to, main = CONSULTATION, "reply", "登记回复", ReplyState.REPLIED, True
    rules = (RULE,)
    fields = ("result", "reply", "reply_no")
    required = ("result",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Comments must be written down."""
        if data.get("result") == ReplyResult.COMMENTS and not data.get("reply"):
            raise ValidationError({"reply": "提出意见的，写明意见内容。"})

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """The day of the reply is today."""
        return {**super().values(work, obj, data), "replied_on": work.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock stops."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        obj = super().execute(work, obj, data)
        stop_clock(work, obj)
        return obj


@action
class ConsultationBackfill(LateBackfill):
    """补录征求意见回复."""

    of, late = CONSULTATION, ("result", "reply", "replied_on", "reply_no")

    def settle(self, work: Work, obj: Any) -> None:
        """With a date of reply it is replied."""
        if obj.replied_on:
            obj.state = ReplyState.REPLIED


@action
class ConsultationCorrect(LateCorrect):
    """更正征求意见回复."""

    of, late = CONSULTATION, ("result", "reply", "replied_on", "reply_no")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A term that was written down wrongly is counted anew."""
        assert obj is not None
        was = obj.due_on
        made = super().execute(work, obj, data)
        if made.due_on != was and made.state == ReplyState.RECEIVED:
            stop_clock(work, made, "来文期限更正")
            run_clock(work, made)
        return made
