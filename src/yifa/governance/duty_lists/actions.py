"""What is done with a statement: 提交."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action
from yifa.kernel.verbs import BackfillVerb, CorrectVerb


@action
class Submit(Action):
    """提交: the statement asked for was given on a day."""

    resource, verb, label, main = "duty_lists.statement", "submit", "登记提交", True
    fields = ("submitted_on", "form", "gist", "paper")
    required = ("submitted_on", "paper")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once only."""
        return super().available(ctx, obj) or ("述法报告已提交。" if obj is not None and obj.submitted_on else "")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Given today."""
        return {"submitted_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future."""
        if data.get("submitted_on") and data["submitted_on"] > ctx.day:
            raise ValidationError({"submitted_on": "提交日不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the day, the form and the paper."""
        assert obj is not None
        work.happened_on = data["submitted_on"]
        return work.update(obj, **{n: data[n] for n in self.fields if data.get(n)})


@action
class BackfillStatement(BackfillVerb):
    """补录 of a statement carries when it was given."""

    def __init__(self) -> None:
        super().__init__(registry.get_resource("duty_lists.statement"))
        self.fields = (*self.fields, "submitted_on", "gist")


@action
class CorrectStatement(CorrectVerb):
    """更正 of a statement reaches when it was given."""

    def __init__(self) -> None:
        super().__init__(registry.get_resource("duty_lists.statement"))
        self.fields = (*self.fields, "submitted_on", "gist")
