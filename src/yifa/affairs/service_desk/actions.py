"""办结, 评价."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.service_desk.choices import Score
from yifa.affairs.service_desk.models import Ticket
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action


@action
class Finish(Action):
    """办结: the matter is done."""

    resource, verb, label, main, bulk = "service_desk.ticket", "finish", "办结", True, True
    extra = {"done_on": forms.DateField(label="办结日", widget=forms.DateInput(attrs={"type": "date"}))}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("已经办结。" if obj is not None and obj.closed_on else "")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {"done_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not before it was opened, not in the future."""
        day = data["done_on"]
        if day > ctx.day or (obj is not None and obj.happened_on and day < obj.happened_on):
            raise ValidationError({"done_on": "办结日不能早于受理日，也不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Ticket:
        """Close it."""
        return work.update(obj, closed_on=data["done_on"])


@action
class Rate(Action):
    """评价, by who asked; once, after closing."""

    resource, verb, label = "service_desk.ticket", "rate", "评价"
    roles = frozenset({"clerk", "head", "legal", "unit"})
    extra = {"said": forms.TypedChoiceField(label="评价", choices=Score.choices, coerce=int)}

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """The unit that asked rates, though another handled it; the desk enters a rating given on paper."""
        asked = obj is not None and obj.bureau_id == ctx.scope.bureau_id and obj.asker_id in (ctx.scope.unit_ids or ())
        if not (asked and ctx.scope.has({"unit"})):
            super().authorise(ctx, obj)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After closing, once."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.closed_on is None:
            return "办结后再评价。"
        return "已经评价。" if obj is not None and obj.score else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Ticket:
        """Record it."""
        return work.update(obj, score=int(data["said"]))
