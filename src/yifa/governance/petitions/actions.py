"""告知受理, 延期, 办结, 评价, 退回 of petition matters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.governance.petitions.choices import Kind, Rating, Source
from yifa.governance.petitions.choices import State as S
from yifa.governance.petitions.models import Docket
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

#: source → rule of the written notice
NOTICE = {Source.DIRECT: "PET-02", Source.TRANSFERRED: "PET-03", Source.HOTLINE: "PET-03"}
CLOSE = "PET-05"
LATE = ("informed_on", "extended_on", "closed_on", "opinion_no", "rating")


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _stop(work: Work, obj: Any, rule: str, day: Any) -> None:
    """Stop a clock if it runs."""
    if clocks.of(obj).filter(rule=rule).exclude(state="stopped").exists():
        clocks.stop(work, obj, rule, day)


@action
class RecordDocket(RecordVerb):
    """登记: the term of the written notice runs from receipt."""

    resource = "petitions.docket"

    def __init__(self) -> None:
        super().__init__(get_resource("petitions.docket"))
        self.rules = tuple(dict.fromkeys((*self.rules, *NOTICE.values())))

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Start the clock; what is only a service complaint has no statutory term."""
        if obj.kind != Kind.COMPLAINT:
            assert obj.happened_on is not None
            clocks.start(work, obj, rule=NOTICE[Source(obj.source)], at=obj.happened_on, label="书面告知")


@action
class BackfillDocket(LateBackfill):
    """补录信访事项: with notice and closing; the terms are computed closed and raise no alarm."""

    of, late = "petitions.docket", LATE

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Every day lies between receipt and today; an appeal is closed by its opinion."""
        super().clean(ctx, obj, data)
        came = data.get("happened_on")
        for name in ("informed_on", "extended_on", "closed_on"):
            day = data.get(name)
            if day and (day > ctx.day or (came and day < came)):
                raise ValidationError({name: "日期不能早于收到日，也不能晚于今天。"})

    def settle(self, work: Work, obj: Any) -> None:
        """The state follows from the dates, where the row does not say it."""
        if obj.state == S.RECEIVED:
            obj.state = S.CLOSED if obj.closed_on else S.RUNNING if obj.informed_on else S.RECEIVED

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Count the notice and, of an appeal, the closing; each ends with what the row says of it."""
        rule, ended = NOTICE.get(obj.source), obj.informed_on or obj.closed_on
        if obj.kind == Kind.COMPLAINT or rule is None:
            return
        clocks.start(work, obj, rule=rule, at=obj.happened_on, label="书面告知", stopped=ended)
        if obj.kind != Kind.APPEAL or not obj.informed_on:
            return
        clocks.start(work, obj, rule=CLOSE, at=obj.informed_on, label="办结并出具处理意见书")
        if obj.extended_on:
            clocks.event(work, obj, CLOSE, "extend", obj.extended_on)
        if obj.closed_on:
            clocks.stop(work, obj, CLOSE, obj.closed_on)


@action
class CorrectDocket(LateCorrect):
    """更正信访事项: a corrected date counts the terms anew."""

    of, late = "petitions.docket", LATE


class _OnDocket(Action):
    resource, on = "petitions.docket", "one"
    states: tuple[str, ...] = ()
    day_field = ""

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in the states the verb belongs to."""
        if obj is not None and obj.state not in self.states:
            return super().available(ctx, obj) or f"事项{obj.get_state_display()}，不能{self.label}。"
        return super().available(ctx, obj)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {self.day_field: ctx.day} if self.day_field else {}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before receipt."""
        day = data.get(self.day_field)
        if day and (day > ctx.day or (obj is not None and obj.happened_on and day < obj.happened_on)):
            raise ValidationError({self.day_field: "日期不能早于收到日，也不能晚于今天。"})


@action
class Inform(_OnDocket):
    """书面告知受理: an appeal is then closed within its term."""

    verb, label, main, states, day_field = "inform", "告知受理", True, (S.RECEIVED,), "told_on"
    rules = ("PET-02", "PET-03", CLOSE)
    extra = {"told_on": _date("告知日"), "letter_no": forms.CharField(label="告知书文号", max_length=80)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Docket:
        """Stop the notice clock; start the clock of closing an appeal."""
        assert obj is not None
        day = data["told_on"]
        _stop(work, obj, NOTICE[Source(obj.source)], day)
        if obj.kind == Kind.APPEAL:
            clocks.start(work, obj, rule=CLOSE, at=day, label="办结并出具处理意见书")
        work.extra = {"letter_no": data["letter_no"]}
        return work.update(obj, informed_on=day, state=S.RUNNING)


@action
class Extend(_OnDocket):
    """延长办理: once, approved and told."""

    verb, label, states, day_field = "extend", "延长办理", (S.RUNNING,), "approved_on"
    rules = ("PET-06",)
    extra = {
        "approved_on": _date("批准日"),
        "days": forms.IntegerField(label="延长日数", min_value=1, required=False, help_text="不填时为最长期限"),
        "approver": forms.CharField(label="批准人", max_length=60),
        "letter_no": forms.CharField(label="告知书文号", max_length=80),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once, and only an appeal."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.kind != Kind.APPEAL:
            return "只有申诉求决类事项有办结期限。"
        return "已经延期一次。" if obj is not None and obj.extended_on else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Docket:
        """Extend the clock."""
        clocks.event(work, obj, CLOSE, "extend", data["approved_on"], n=data.get("days") or None)
        work.extra = {"approver": data["approver"], "letter_no": data["letter_no"]}
        return work.update(obj, extended_on=data["approved_on"])


@action
class Finish(_OnDocket):
    """办结, with the 处理意见书 of an appeal."""

    verb, label, main, states, day_field = "finish", "办结", True, (S.RECEIVED, S.RUNNING), "ended_on"
    rules = (CLOSE, "PET-15")
    extra = {
        "ended_on": _date("办结日"),
        "letter_no": forms.CharField(label="处理意见书（答复）文号", max_length=80, required=False),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """An appeal ends with its opinion, after the notice."""
        super().clean(ctx, obj, data)
        if obj is not None and obj.kind == Kind.APPEAL and not data.get("letter_no"):
            raise ValidationError({"letter_no": "申诉求决类事项办结须出具处理意见书，填写文号。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Docket:
        """Stop the clocks."""
        assert obj is not None
        for rule in (CLOSE, NOTICE[Source(obj.source)]):
            _stop(work, obj, rule, data["ended_on"])
        return work.update(obj, closed_on=data["ended_on"], opinion_no=data.get("letter_no") or "", state=S.CLOSED)


@action
class Rate(_OnDocket):
    """登记评价 by the petitioner, after closing."""

    verb, label, states = "rate", "登记评价", (S.CLOSED,)
    extra = {"said": forms.ChoiceField(label="满意度评价", choices=Rating.choices)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Docket:
        """Record what was said."""
        return work.update(obj, rating=data["said"])
