"""One collection (收数) as it stands: registers down, offices across, each answer beside what the register holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from yifa.core.metrics.actions import entries_by_unit
from yifa.core.metrics.models import Answer, Collection, RegisterClose
from yifa.core.org.models import Holding, Unit
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life

State = Answer.State
WAITING = (State.ASKED, State.RETURNED)


@dataclass
class Board:
    """A collection with everything a page of it needs; ``units`` limits it to some offices."""

    collection: Collection
    answers: list[Answer] = field(default_factory=list)
    closes: dict[str, RegisterClose] = field(default_factory=dict)

    @classmethod
    def of(cls, collection: Collection, unit_ids: Any = None) -> Board:
        """Read answers and closings."""
        rows = Answer.objects.filter(collection=collection, life=Life.LIVE).select_related("unit")
        if unit_ids is not None:
            rows = rows.filter(unit_id__in=unit_ids)
        known = {r.key for r in registry.resources()}
        answers = [a for a in rows.order_by("unit__sort", "unit_id") if a.register in known]
        for answer in answers:
            answer.collection = collection
        closes = RegisterClose.objects.filter(collection=collection, life=Life.LIVE)
        return cls(collection, answers, {c.register: c for c in closes})

    @cached_property
    def cells(self) -> dict[tuple[str, int], Answer]:
        """(register, unit) → answer."""
        return {(a.register, a.unit_id): a for a in self.answers if a.unit_id}

    @cached_property
    def units(self) -> list[Unit]:
        """The offices asked, in the order of the house."""
        return list({a.unit_id: a.unit for a in self.answers if a.unit}.values())

    @cached_property
    def registers(self) -> list[Any]:
        """The registers asked for, in menu order."""
        asked = {a.register for a in self.answers}
        return [r for r in registry.resources() if r.key in asked]

    @cached_property
    def counts(self) -> dict[str, Counter[int | None]]:
        """Register → unit → counted records of the quarter, as they stand now."""
        c = self.collection
        return {r.key: entries_by_unit(c.bureau_id, r.key, c.year, c.quarter) for r in self.registers}

    def held(self, answer: Answer) -> int:
        """Return how many records the office has in the register and quarter."""
        return self.counts[answer.register][answer.unit_id]

    def of_unit(self, unit_id: int) -> list[Answer]:
        """Return one office's answers, in menu order of the registers."""
        return [a for r in self.registers if (a := self.cells.get((r.key, unit_id)))]

    def of_register(self, register: str) -> list[Answer]:
        """Return all answers of one register."""
        return [a for a in self.answers if a.register == register]

    def unit_state(self, unit_id: int) -> str:
        """Return where an office stands: asked, returned, answered or confirmed."""
        states = {a.state for a in self.of_unit(unit_id)}
        for state in (State.RETURNED, State.ASKED, State.ANSWERED):
            if state in states:
                return str(state)
        return str(State.CONFIRMED)

    def units_in(self, *states: str) -> list[Unit]:
        """Return the offices that stand in some states."""
        return [u for u in self.units if self.unit_state(u.pk) in states]

    def register_state(self, register: str) -> str:
        """Return closed, reopened, ready (every office confirmed) or waiting."""
        row = self.closes.get(register)
        if row is not None and row.state == RegisterClose.State.CLOSED:
            return "closed"
        if any(a.state != State.CONFIRMED for a in self.of_register(register)):
            return "waiting"
        return "reopened" if row is not None else "ready"

    @property
    def is_open(self) -> bool:
        """Whether the collection still takes answers."""
        return self.collection.state == Collection.State.OPEN

    @property
    def confirmed(self) -> int:
        """How many offices have confirmed everything."""
        return len(self.units_in(State.CONFIRMED))


def title_of(collection: Collection) -> str:
    """2026年第三季度收数."""
    return f"{collection.year}年{collection.get_quarter_display()}收数"


def quarter_name(collection: Collection) -> str:
    """2026年第三季度."""
    return f"{collection.year}年{collection.get_quarter_display()}"


def answerable(scope: Scope, board: Board) -> list[Unit]:
    """Return the offices a clerk or head answers for; none for those who only lead or read."""
    if not scope.has({"clerk", "head"}):
        return []
    units = board.units if scope.unit_ids is None else [u for u in board.units if u.pk in scope.unit_ids]
    return sorted(units, key=lambda u: u.pk != scope.home_unit_id)


def with_account(bureau_id: int, day: date) -> set[int]:
    """Return the units in which somebody with an account serves as clerk or head today."""
    held = Holding.objects.filter(
        bureau_id=bureau_id, life=Life.LIVE, post__role__in=("clerk", "head"), person__user__is_active=True,
        starts_on__lte=day,
    ).exclude(ends_on__lt=day)  # fmt: skip
    return set(held.values_list("post__unit_id", flat=True))


def blocked_zeros(registers: set[str]) -> list[Any]:
    """Return the metrics whose zero may not be written before these registers are closed."""
    found = [m for m in registry.metrics().values() if m.zero is not None and registers & set(m.registers)]
    return sorted(found, key=lambda m: m.key)


def of_bureau(bureau_id: int) -> Any:
    """Return a bureau's collections, newest first."""
    return Collection.objects.filter(bureau_id=bureau_id, life=Life.LIVE).order_by("-year", "-quarter")
