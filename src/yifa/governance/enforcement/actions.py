"""法制审核, 作出决定, 结案."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.governance.enforcement.choices import CaseKind
from yifa.governance.enforcement.choices import CaseState as S
from yifa.governance.enforcement.gates import LegalReview, Officers
from yifa.governance.enforcement.models import Case
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

DECIDE = "ENF-05"


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

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Insert the case and start the clock of a penalty."""
        made: Case = super().execute(work, obj, data)
        if made.kind == CaseKind.PENALTY:
            assert made.happened_on is not None
            clocks.start(work, made, rule=DECIDE, at=made.happened_on, label="作出处罚决定")
        return made


class _OnCase(Action):
    resource, on = "enforcement.case", "one"
    states: tuple[str, ...] = ()

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in the states the verb belongs to."""
        if obj is not None and obj.state not in self.states:
            return super().available(ctx, obj) or f"案件{obj.get_state_display()}，不能{self.label}。"
        return super().available(ctx, obj)


@action
class Review(_OnCase):
    """法制审核: by the legal office, before the decision."""

    verb, label = "review", "法制审核"
    roles = frozenset({"legal"})
    states = (S.OPEN,)
    rules = ("ENF-03",)
    extra = {"opinion_no": forms.CharField(label="审核意见文号", max_length=80), "reviewed": _date("审核日")}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The review is over, and lies after the case was opened."""
        _in_order(ctx, obj, data, "reviewed")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Record the opinion."""
        self.clean(work.ctx, obj, data)
        return work.update(obj, review_no=data["opinion_no"], reviewed_on=data["reviewed"], state=S.REVIEWED)


@action
class Decide(_OnCase):
    """作出决定."""

    verb, label, main = "decide", "作出决定", True
    states = (S.OPEN, S.REVIEWED)
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
class Close(_OnCase):
    """结案, and the file goes to the archive."""

    verb, label = "close", "结案"
    states = (S.DECIDED,)
    extra = {"file_no": forms.CharField(label="归档卷号", max_length=80)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Case:
        """Close it."""
        work.extra = {"file_no": data["file_no"]}
        return work.update(obj, state=S.CLOSED)
