"""Verbs of counsel beyond the standard ones."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.process.workflow import Move
from yifa.governance.counsel import conflicts
from yifa.governance.counsel.choices import TaskState
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action


@action
class FinishTask(Move):
    """登记办结: what the lawyer did."""

    resource, verb, label, to, main = "counsel.task", "finish", "登记办结", TaskState.DONE, True
    fields = ("outcome",)
    required = ("outcome",)

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Done today."""
        return {"outcome": data["outcome"], "done_on": work.day}


@action
class EndTerm(Action):
    """登记聘期终止: the lawyer leaves."""

    resource, verb, label = "counsel.lawyer", "end_term", "登记聘期终止"
    fields = ("ends_on",)
    required = ("ends_on",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, unless said otherwise."""
        return {"ends_on": ctx.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day."""
        return work.update(obj, ends_on=data["ends_on"])


@action
class GiveTraining(Action):
    """登记培训: the latest training of a lawyer."""

    resource, verb, label = "counsel.lawyer", "train", "登记培训"
    fields = ("trained_on",)
    required = ("trained_on",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future."""
        if data.get("trained_on") and data["trained_on"] > ctx.day:
            raise ValidationError({"trained_on": "培训日不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day."""
        self.clean(work.ctx, obj, data)
        return work.update(obj, trained_on=data["trained_on"])


__all__ = ["conflicts"]
