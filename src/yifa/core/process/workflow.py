"""Allowed states and the verbs that move between them (状态流转).

State machines stand in code: law gives verbs, preconditions and consequences. A model mixes in ``Workflow`` and names
its allowed pairs; an Action subclasses ``Move`` and names where it leads. A pair that is not written down is refused.
"""

from __future__ import annotations

from typing import Any, ClassVar

from yifa.kernel.action import Action, Ctx, Refused, Work


class Workflow:
    """Mixin of a Record with a state. ``transitions``: the allowed (from, to) pairs of ``state_field``."""

    transitions: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    state_field: ClassVar[str] = "state"

    def may_become(self, to: str) -> bool:
        """Whether the record may move to a state from where it stands."""
        return (getattr(self, self.state_field), str(to)) in self.transitions

    def state_label(self, value: str | None = None) -> str:
        """Return the Chinese word of a state (default: the present one)."""
        field: Any = self._meta.get_field(self.state_field)  # type: ignore[attr-defined]
        return str(dict(field.flatchoices).get(getattr(self, self.state_field) if value is None else str(value), ""))


def move(work: Work, obj: Any, to: str, **values: Any) -> Any:
    """Move a record to a state, with further values, or refuse with where it stands."""
    if not obj.may_become(to):
        raise Refused(f"现为“{obj.state_label()}”，不能变为“{obj.state_label(to)}”。")
    return work.update(obj, **{obj.state_field: str(to)}, **values)


class Move(Action):
    """An Action that leads to the state ``to``; the fields asked for are written with it."""

    to: str = ""

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """The pair must be allowed."""
        why = super().available(ctx, obj)
        if why or obj is None or obj.may_become(self.to):
            return why
        return f"现为“{obj.state_label()}”，不能办理“{self.label}”。"

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Return the model fields to write with the move."""
        return {name: data[name] for name in self.fields if name in data}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Move the record."""
        return move(work, obj, self.to, **self.values(work, obj, data))
