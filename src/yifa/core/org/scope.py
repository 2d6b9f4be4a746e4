"""Answers the kernel's question: what may this user reach, in which bureau."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yifa.core.org.models import Holding, Unit
from yifa.kernel.policy import BUREAU_WIDE, NOBODY, Scope
from yifa.kernel.record import Life


def holdings(user: Any, day: date) -> list[Holding]:
    """Return the posts a user holds on a day, oldest bureau first."""
    return list(
        Holding.objects.filter(person__user_id=user.pk, life=Life.LIVE, starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("post", "post__unit", "person", "stands_for", "bureau")
        .order_by("bureau__sort", "bureau_id", "id")
    )


def subtree(bureau_id: int, roots: set[int]) -> frozenset[int]:
    """Return the units at and below some units of a bureau."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.filter(bureau_id=bureau_id).values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, queue = set(roots), list(roots)
    while queue:
        for child in children.get(queue.pop(), []):
            if child not in found:
                found.add(child)
                queue.append(child)
    return frozenset(found)


def scope_for(user: Any, bureau_id: int | None) -> Scope:
    """Return the scope of a user in a bureau; without one, in the bureau of their first post."""
    day = getattr(user, "scope_day", None) or _today()
    held = holdings(user, day)
    if not held:
        return NOBODY
    bureaus = {h.bureau_id for h in held}
    chosen = bureau_id if bureau_id in bureaus else held[0].bureau_id
    mine = [h for h in held if h.bureau_id == chosen]
    roles = frozenset(h.post.role for h in mine)
    units = {h.post.unit_id for h in mine if h.post.unit_id}
    wide = bool(roles & BUREAU_WIDE) or chosen in units
    first = mine[0]
    acting = next((h for h in mine if h.stands_for_id), None)
    unit_name = str(first.post.unit) if first.post.unit_id else ""
    return Scope(
        user_id=user.pk,
        bureau_id=chosen,
        roles=roles,
        unit_ids=None if wide else subtree(chosen, units),
        home_unit_id=first.post.unit_id,
        name=first.person.name,
        post=f"{unit_name} {first.post.title}".strip(),
        acting_for=acting.stands_for.name if acting and acting.stands_for else "",
        extra={"bureaus": [(b.pk, str(b), b.code) for b in {h.bureau_id: h.bureau for h in held}.values()]},
    )


def _today() -> date:
    from yifa.kernel.clockwork import today

    return today()
