"""What is done with a task: 完成, 延期; and what 补录 and 更正 of a task may carry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.process.breach import RecordedBreach
from yifa.governance.rule_of_law_plan.models import FOUR, TaskExtension
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.registry import action
from yifa.kernel.verbs import BackfillVerb, CorrectVerb, late_days

#: What a task carries beyond its planning form.
OUTCOME = ("done_on", "result", *FOUR)


class FourPapers(Gate):
    """A task is done when scheme, deployment, carrying out and checking each have their paper."""

    key, title, force = "rule_of_law_plan.four_papers", "四有核对", Force.HOUSE
    house_basis = "本局重点任务管理办法（有方案、有部署、有落实、有检查）"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Block while one of the four is missing."""
        missing = [word for name, word in FOUR.items() if not (data.get(name) or getattr(obj, name, ""))]
        if not missing:
            return None
        return Block(
            f"还缺{'、'.join(missing)}的材料", "写明材料名称或文号后再登记完成，或由负责人批准例外并定补正期限"
        )


@action
class Complete(Action):
    """完成: the task is done on a day, with its result and the four papers."""

    resource, verb, label, main = "rule_of_law_plan.task", "complete", "登记完成", True
    fields = (*OUTCOME, "paper")
    required = ("done_on", "result")
    gates = (FourPapers(),)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once only."""
        return super().available(ctx, obj) or ("任务已登记完成。" if obj is not None and obj.done_on else "")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Done today."""
        return {"done_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before it was assigned, not long ago."""
        _check_done(obj, data, ctx.day)
        if data.get("done_on") and (ctx.day - data["done_on"]).days > late_days(ctx.day):
            raise ValidationError(
                {"done_on": f"完成日距今超过 {late_days(ctx.day)} 日。用“更正”补记，并写明佐证文号。"}
            )

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write day, result and papers; an empty paper keeps what was there."""
        assert obj is not None
        work.happened_on = data["done_on"]
        return work.update(obj, **{n: data[n] for n in self.fields if data.get(n)})


def _check_done(obj: Any, data: dict[str, Any], day: date) -> None:
    done = data.get("done_on")
    if done is None:
        return
    if done > day:
        raise ValidationError({"done_on": "完成日不能晚于今天。"})
    assigned = data.get("happened_on") or getattr(obj, "happened_on", None)
    if assigned and done < assigned:
        raise ValidationError({"done_on": "完成日不能早于下达日。"})


@action
class Extend(Action):
    """延期: a later due date, approved before the old one has passed."""

    resource, verb, label = "rule_of_law_plan.task", "extend", "批准延期"
    extra = {
        "to_on": forms.DateField(label="新期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
        "why": forms.CharField(label="延期理由", max_length=300),
        "approver": forms.CharField(label="批准人", max_length=60),
    }
    fields = ("paper",)
    help = "期限过后不能延期，只能按逾期登记完成。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Open tasks only, on or before their due date."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.done_on:
            return "任务已登记完成。"
        return "期限已过，不能延期。办结后登记完成，按逾期计。" if obj is not None and ctx.day > obj.due_on else ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The new date lies after the old one; nobody approves for himself."""
        if obj is not None and data.get("to_on") and data["to_on"] <= obj.due_on:
            raise ValidationError({"to_on": "新期限须晚于原期限。"})
        if data.get("approver", "").strip() == ctx.scope.name:
            raise ValidationError({"approver": "批准人不能是本人。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the first due date, move the due date, keep the extension as a record of its own."""
        assert obj is not None
        if data["to_on"] <= obj.due_on:
            raise Refused("新期限须晚于原期限。")
        work.create(
            TaskExtension(
                task=obj,
                unit_id=obj.unit_id,
                happened_on=work.day,
                from_on=obj.due_on,
                to_on=data["to_on"],
                reason=data["why"],
                approver=data["approver"],
                paper=data.get("paper", ""),
            )
        )
        return work.update(obj, first_due_on=obj.first_due_on or obj.due_on, due_on=data["to_on"])


@action
class CompletedWithoutPapers(RecordedBreach):
    """登记四有不全的完成: done outside without all of scheme, deployment, carrying out and checking on paper."""

    resource, verb, twin, day_field = "rule_of_law_plan.task", "record_incomplete", "complete", "done_on"
    label = "登记四有不全的完成"


@action
class BackfillTask(BackfillVerb):
    """补录 of a task carries its outcome."""

    def __init__(self) -> None:
        super().__init__(registry.get_resource("rule_of_law_plan.task"))
        self.fields = tuple(dict.fromkeys((*self.fields, *OUTCOME)))

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """As at 登记, and the outcome fits the plan."""
        super().clean(ctx, obj, data)
        _check_done(obj, data, ctx.day)


@action
class CorrectTask(CorrectVerb):
    """更正 of a task reaches its outcome; the due date moves by 延期 only."""

    def __init__(self) -> None:
        super().__init__(registry.get_resource("rule_of_law_plan.task"))
        self.fields = tuple(dict.fromkeys((*(n for n in self.fields if n != "due_on"), *OUTCOME)))

    def facts(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """As usual, and the outcome fits the plan; what was done lately is entered by 登记完成, through its gate."""
        super().facts(ctx, obj, data)
        _check_done(obj, data, ctx.day)
        done, live = data.get("done_on"), obj is not None and not obj.backfilled
        if done and live and obj is not None and not obj.done_on and (ctx.day - done).days <= late_days(ctx.day):
            raise ValidationError({"done_on": "近日完成的用“登记完成”办理，更正不能代替。"})
