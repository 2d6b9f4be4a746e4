"""补录 and 更正 for records with a course of states.

A live record gets its later facts (审结日, 签订日…) through its verbs and their gates. 补录 brings them along, because
they happened before; 更正 may mend a later fact that stands, but never puts in one that a verb has not put there.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.kernel import registry
from yifa.kernel.action import Ctx, Refused, Work
from yifa.kernel.verbs import BackfillVerb, CorrectVerb


class LateBackfill(BackfillVerb):
    """补录 of a whole course. Subclass, set ``of`` (Resource key) and ``late`` (later fields), and ``settle``."""

    of = ""

    def __init__(self) -> None:
        super().__init__(registry.get_resource(self.of))
        self.fields = tuple(dict.fromkeys((*self.fields, *self.late)))

    def settle(self, work: Work, obj: Any) -> None:
        """Put the state that follows from the dates into the new object."""

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Return the new object, its state settled."""
        obj = super().build(work, data)
        self.settle(work, obj)
        return obj


class LateCorrect(CorrectVerb):
    """更正 that reaches the later fields, but only where they stand already."""

    of = ""
    late: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__(registry.get_resource(self.of))
        self.fields = tuple(dict.fromkeys((*self.fields, *self.late)))

    def _standing(self, obj: Any, data: dict[str, Any]) -> str:
        for name in self.late:
            empty = getattr(obj, name) in (None, "")
            if name in data and empty and data[name] not in (None, ""):
                return name
            if name in data and not empty and data[name] in (None, ""):
                return name
        return ""

    def facts(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A later fact is neither invented nor wiped out by 更正."""
        super().facts(ctx, obj, data)
        if obj is not None and (name := self._standing(obj, data)):
            raise ValidationError(
                {name: "更正只改已登记的内容；未办理的事项用相应的办理动作，办理有误的作废后重新登记。"}
            )

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Change the fields that differ."""
        if obj is not None and (name := self._standing(obj, data)):
            label = obj._meta.get_field(name).verbose_name
            raise Refused(f"“{label}”不能用更正填入或抹去。用相应的办理动作，或作废后重新登记。")
        return super().execute(work, obj, data)
