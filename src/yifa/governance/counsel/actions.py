"""Verbs of counsel beyond the standard ones."""

from __future__ import annotations

from typing import Any

from yifa.core.process.workflow import Move
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
