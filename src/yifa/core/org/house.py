"""A bureau as loaders see it: find its units, act as one of its people, put records in through Actions.

Used by the demo, by tests and by ``yifa init``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from yifa.core.org.models import BureauProfile, Unit
from yifa.kernel import registry
from yifa.kernel.action import Ctx, Done, run, run_many
from yifa.kernel.policy import ROLES, Scope


@dataclass
class House:
    """One bureau, the year it is about, and the day on which the loader stands.

    ``code``: demo code (jia … ji); ``day``: today for gates and clocks; ``now``: moment of recording.
    """

    bureau: Unit
    year: int
    day: date
    now: datetime
    actor: str = "演示数据"

    @property
    def code(self) -> str:
        """The bureau's short code."""
        return self.bureau.code or ""

    @property
    def profile(self) -> BureauProfile:
        """The bureau's profile."""
        return BureauProfile.objects.get(bureau=self.bureau)

    def unit(self, name: str) -> Unit:
        """Return a unit of the bureau by name or short name."""
        if not hasattr(self, "_units"):
            self._units = {u.name: u for u in Unit.objects.filter(bureau=self.bureau)}
            self._units.update({u.short_name: u for u in self._units.values() if u.short_name})
        return self._units[name]

    def units(self) -> list[Unit]:
        """Return the offices and subordinate units that answer collections, in order."""
        return list(Unit.objects.filter(bureau=self.bureau, reports=True))

    def scope(self, *roles: str, unit: Unit | None = None, name: str = "", post: str = "") -> Scope:
        """Return a scope of this bureau with some roles (default: all business roles), over all units."""
        chosen = frozenset(roles or set(ROLES) - {"auditadmin", "unit", "driver", "counsel"})
        return Scope(
            user_id=None, bureau_id=self.bureau.pk, roles=chosen, unit_ids=None,
            home_unit_id=unit.pk if unit else None, name=name or self.actor, post=post,
        )  # fmt: skip

    def ctx(self, *roles: str, day: date | None = None, **more: Any) -> Ctx:
        """Return a context standing on a day."""
        return Ctx(scope=self.scope(*roles), day=day or self.day, now=self.now, channel="cli", **more)

    def backfill(
        self, resource: str, rows: Sequence[dict[str, Any]], answers: dict[str, str] | None = None
    ) -> list[Any]:
        """Put records of the past in by 补录, 500 at a time; return them."""
        action = registry.get_action(resource, "backfill")
        made: list[Any] = []
        ctx = self.ctx(answers=answers or {})
        for start in range(0, len(rows), 500):
            chunk = [{"paper": "演示佐证", **row} for row in rows[start : start + 500]]
            made.extend(run_many(action, ctx, chunk).obj)
        return made

    def do(self, resource: str, verb: str, obj: Any = None, **data: Any) -> Any:
        """Do one Action on a day and return the record (arguments as of ``act``)."""
        return self.act(resource, verb, obj, **data).obj

    def act(
        self, resource: str, verb: str, obj: Any = None, *, day: date | None = None, ctx: Ctx | None = None,
        overrides: dict[str, Any] | None = None, answers: dict[str, str] | None = None, **data: Any,
    ) -> Done:  # fmt: skip
        """Do one Action on a day and return all that came of it."""
        ctx = ctx or self.ctx(day=day)
        if overrides:
            ctx = replace(ctx, overrides=overrides)
        if answers:
            ctx = replace(ctx, answers=answers)
        return run(registry.get_action(resource, verb), ctx, obj, data)
