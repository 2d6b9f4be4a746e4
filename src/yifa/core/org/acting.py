"""代: standing in for somebody (AB岗, 代理) applies to what is done through that holding, and to nothing else.

``Scope.extra["terms"]`` lists what a user holds; the capacity of one act is chosen from it: one's own post where that
entitles to the act, the post held for another where only that one does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from yifa.kernel.action import Work
from yifa.kernel.policy import BUREAU_WIDE, Scope


@dataclass(frozen=True)
class Term:
    """One holding as an act sees it: its role, its units (None: the whole bureau), for whom it is held."""

    role: str
    units: frozenset[int] | None
    stands_for: str = ""
    post: str = ""

    def reaches(self, roles: frozenset[str], unit_id: int | None) -> bool:
        """Whether the holding entitles to an act of these roles on a record of a unit."""
        if self.role not in roles:
            return False
        return self.role in BUREAU_WIDE or self.units is None or unit_id is None or unit_id in self.units


def terms(scope: Scope) -> tuple[Term, ...]:
    """Return what a scope holds (empty for loaders and links)."""
    return tuple(scope.extra.get("terms", ()))


def covered(scope: Scope) -> frozenset[str]:
    """Return the names of those a scope may stand in for."""
    return frozenset(t.stands_for for t in terms(scope) if t.stands_for)


def through(scope: Scope, roles: Iterable[str], unit_id: int | None) -> Term | None:
    """Return the holding an act goes through, if it is one held for another; None when one's own post entitles."""
    wanted = frozenset(roles)
    fit = [t for t in terms(scope) if t.reaches(wanted, unit_id)]
    if not fit or any(not t.stands_for for t in fit):
        return None
    return fit[0]


def stand_in(work: Work, name: str, post: str = "") -> None:
    """Let the ledger show this work as done 代 somebody."""
    if name:
        work.ctx = replace(work.ctx, scope=replace(work.scope, acting_for=name, post=post or work.scope.post))


def settle(work: Work) -> None:
    """After every Action (``kernel.action.AFTER``): 代 where only a holding for another let it pass."""
    if work.scope.acting_for or not covered(work.scope) or not work.changes:
        return
    unit_id = getattr(work.changes[0].obj, "unit_id", None)
    if term := through(work.scope, work.action.roles, unit_id):
        stand_in(work, term.stands_for, term.post)
