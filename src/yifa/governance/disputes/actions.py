"""收到副本, 登记答复, 结案: the statutory terms of a party."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.governance.disputes.choices import Kind, Result, Side
from yifa.governance.disputes.models import Case
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action

#: kind → (rule, part, label) of the answer the bureau owes as respondent
ANSWER = {
    Kind.RECONSIDERATION: ("CMP-05", 2, "提出复议答复并提交证据"),
    Kind.LITIGATION: ("CMP-16", 1, "提交答辩状和证据"),
}


LATE = ("served_on", "answered_on")


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


@action
class BackfillCase(LateBackfill):
    """补录纠纷案件: with the day of the copy and of the answer; the term is computed closed and raises no alarm."""

    of, late = "disputes.case", LATE

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The answer follows the copy; nothing lies in the future."""
        super().clean(ctx, obj, data)
        served = data.get("served_on")
        for name in ("served_on", "answered_on", "closed_on"):
            if data.get(name) and data[name] > ctx.day:
                raise ValidationError({name: "日期不能晚于今天。"})
        if data.get("answered_on") and not served:
            raise ValidationError({"served_on": "已经答复（答辩）的，填写收到副本日。"})
        if served and data.get("answered_on") and data["answered_on"] < served:
            raise ValidationError({"answered_on": "答复（答辩）日不能早于收到副本日。"})

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Count the term of the answer the bureau owed as respondent."""
        if obj.served_on and obj.kind in ANSWER and obj.side == Side.RESPONDENT:
            rule, part, label = ANSWER[obj.kind]
            ended = obj.answered_on or obj.closed_on
            clocks.start(work, obj, rule=rule, at=obj.served_on, label=label, part=part, stopped=ended)


@action
class CorrectCase(LateCorrect):
    """更正纠纷案件: a corrected date counts the term anew."""

    of, late = "disputes.case", LATE


class _OnCase(Action):
    resource, on = "disputes.case", "one"
    day_field = ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future."""
        if data[self.day_field] > ctx.day:
            raise ValidationError({self.day_field: "日期不能晚于今天。"})


@action
class Served(_OnCase):
    """收到副本: the term for the answer runs."""

    verb, label, main, day_field = "served", "登记收到副本", True, "got_on"
    rules = ("CMP-05", "CMP-16")
    extra = {"got_on": _date("收到副本日")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only as respondent, once."""
        if why := super().available(ctx, obj):
            return why
        if obj is None:
            return ""
        if obj.kind not in ANSWER or obj.side != Side.RESPONDENT:
            return "本局不是行政复议被申请人或者行政诉讼被告。"
        return "已经登记收到副本。" if obj.served_on else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Start the clock of the answer."""
        assert obj is not None
        rule, part, label = ANSWER[obj.kind]
        clocks.start(work, obj, rule=rule, at=data["got_on"], label=label, part=part)
        return work.update(obj, served_on=data["got_on"])


@action
class Answered(_OnCase):
    """登记答复（答辩）: the term is kept."""

    verb, label, day_field = "answered", "登记答复（答辩）", "sent_on"
    rules = ("CMP-05", "CMP-16")
    extra = {"sent_on": _date("提交日"), "letter_no": forms.CharField(label="答复书（答辩状）文号", max_length=80)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only while the answer is owed."""
        owed = obj is None or (obj.served_on and not obj.answered_on)
        return super().available(ctx, obj) or ("" if owed else "没有待提交的答复。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Stop the clock."""
        assert obj is not None
        rule, part, _ = ANSWER[obj.kind]
        clocks.stop(work, obj, rule, data["sent_on"], part=part)
        work.extra = {"letter_no": data["letter_no"]}
        return work.update(obj, answered_on=data["sent_on"])


@action
class Finish(_OnCase):
    """结案: the result and its day."""

    verb, label, day_field = "finish", "结案", "ended_on"
    extra = {"ended_on": _date("办结日"), "outcome": forms.ChoiceField(label="结果", choices=Result.choices)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("已经结案。" if obj is not None and obj.closed_on else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Record how it ended."""
        return work.update(obj, closed_on=data["ended_on"], result=data["outcome"])
