"""收到副本, 登记答复, 结案: the statutory terms of a party."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.governance.disputes.choices import Kind, Result, Side
from yifa.governance.disputes.models import Case
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action

#: kind → (rule, part, label) of the answer the bureau owes as respondent
ANSWER = {
    Kind.RECONSIDERATION: ("CMP-05", 2, "提出复议答复并提交证据"),
    Kind.LITIGATION: ("CMP-16", 1, "提交答辩状和证据"),
}


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


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
