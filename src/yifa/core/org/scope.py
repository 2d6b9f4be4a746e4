"""Answers the kernel's question: what may this user reach, in which bureau."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yifa.core.org.acting import Term
from yifa.core.org.models import BureauProfile, Holding, Unit
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
    return _scope(holdings(user, day), bureau_id, user.pk)


def scope_of_person(person: Any, bureau_id: int, day: date) -> Scope:
    """Return what a person reaches in a bureau, with or without an account; of one who left, what they last held."""
    rows = Holding.objects.filter(person=person, bureau_id=bureau_id, life=Life.LIVE, starts_on__lte=day)
    rows = rows.select_related("post", "post__unit", "person", "stands_for", "bureau").order_by("id")
    held = [h for h in rows if h.ends_on is None or h.ends_on >= day]
    if not held:
        last = max((h.ends_on for h in rows if h.ends_on), default=None)
        held = [h for h in rows if h.ends_on == last]
    return _scope(held, bureau_id, person.user_id)


def _scope(held: list[Holding], bureau_id: int | None, user_id: int | None) -> Scope:
    if not held:
        return NOBODY
    bureaus = {h.bureau_id for h in held}
    chosen = bureau_id if bureau_id in bureaus else held[0].bureau_id
    mine = [h for h in held if h.bureau_id == chosen]
    below: dict[int | None, frozenset[int]] = {}
    held_terms = tuple(_term(h, chosen, below) for h in mine)
    wide = any(t.units is None for t in held_terms)
    first = next((h for h in mine if not h.stands_for_id), mine[0])
    unit_name = str(first.post.unit) if first.post.unit_id else ""
    return Scope(
        user_id=user_id,
        bureau_id=chosen,
        roles=frozenset(t.role for t in held_terms),
        unit_ids=None if wide else frozenset().union(*(t.units or frozenset() for t in held_terms)),
        home_unit_id=first.post.unit_id,
        name=first.person.name,
        post=f"{unit_name} {first.post.title}".strip(),
        extra={
            "bureaus": [(b.pk, str(b), b.code) for b in {h.bureau_id: h.bureau for h in held}.values()],
            "terms": held_terms,
        },
    )


def _term(holding: Holding, bureau_id: int, below: dict[int | None, frozenset[int]]) -> Term:
    """Return a holding as an act sees it; 代 belongs to the holding, not to the person. ``below``: units known."""
    unit_id, post = holding.post.unit_id, holding.post
    whole = post.role in BUREAU_WIDE or unit_id == bureau_id
    if not whole and unit_id not in below:
        below[unit_id] = subtree(bureau_id, {unit_id}) if unit_id else frozenset()
    return Term(
        role=post.role,
        units=None if whole else below[unit_id],
        stands_for=holding.stands_for.name if holding.stands_for else "",
        post=f"{post.unit if unit_id else ''} {post.title}".strip(),
    )


def started_on(bureau_id: int) -> date | None:
    """Return the 启用日期 of a bureau: what happened before it is 补录."""
    return BureauProfile.objects.filter(bureau_id=bureau_id).values_list("started_on", flat=True).first()


def _today() -> date:
    from yifa.kernel.clockwork import today

    return today()


def about(bureau: Unit) -> dict[str, Any]:
    """Return what an outer page says of a bureau beside its name."""
    return {"demo": BureauProfile.objects.filter(bureau=bureau, demo=True).exists()}
