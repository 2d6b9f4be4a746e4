"""Keyset paging (按序翻页): by (order, id), never by offset, the same on both engines.

The cursor is the primary key of the last (or first) row shown; its values are read again from the rows the
scope may see, so nothing of the row travels in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yifa.kernel import db

#: Above this many rows a register says 10,000+ and counts exactly only when asked.
MANY = 10_000


@dataclass
class Page:
    """One page of rows and where it stands."""

    rows: list[Any]
    has_prev: bool
    has_next: bool
    start: int


def ordering_fields(model: Any, names: Sequence[str]) -> list[str]:
    """Return order names that end in the primary key and do not lean on a related table's default order."""
    out: list[str] = []
    for name in names:
        sign, bare = ("-", name[1:]) if name.startswith("-") else ("", name)
        field = _field(model, bare)
        if field is not None and field.is_relation and not bare.endswith("_id"):
            nested = [n.lstrip("-") for n in field.related_model._meta.ordering] or ["pk"]
            out += [f"{sign}{bare}__{n}" for n in nested]
        else:
            out.append(sign + bare)
    if not out or out[-1].lstrip("-") not in ("id", "pk"):
        out.append(("-" if out and out[0].startswith("-") else "") + "id")
    return out


def _field(model: Any, path: str) -> Any:
    field = None
    for part in path.split("__"):
        if part == "pk":
            return model._meta.pk
        field = model._meta.get_field(part)
        if field.is_relation:
            model = field.related_model
    return field


def _value(obj: Any, path: str) -> Any:
    for part in path.split("__"):
        if obj is None:
            return None
        obj = getattr(obj, part)
    return obj


def _nullable(model: Any, path: str) -> bool:
    parts = path.split("__")
    return any(bool(getattr(_field(model, "__".join(parts[: i + 1])), "null", False)) for i in range(len(parts)))


def _beyond(model: Any, order: list[str], anchor: Any) -> Q:
    """Return the condition of all rows that come after the anchor in the order."""
    whole, same = Q(pk__in=[]), Q()
    high = db.nulls_high()
    for name in order:
        falling, path = name.startswith("-"), name.lstrip("-")
        value = _value(anchor, path)
        nulls_after = high != falling
        if value is None:
            step = Q() if nulls_after else Q(**{f"{path}__isnull": False})
            if not nulls_after:
                whole |= same & step
            same &= Q(**{f"{path}__isnull": True})
            continue
        step = Q(**{f"{path}__{'lt' if falling else 'gt'}": value})
        if nulls_after and _nullable(model, path):
            step |= Q(**{f"{path}__isnull": True})
        whole |= same & step
        same &= Q(**{path: value})
    return whole


def _turn(order: list[str]) -> list[str]:
    return [n[1:] if n.startswith("-") else "-" + n for n in order]


def page(rows: Any, order: Sequence[str], *, size: int, after: str = "", before: str = "", start: int = 1) -> Page:
    """Return one page of a queryset: after or before the row with a primary key, else the first page."""
    model, names = rows.model, ordering_fields(rows.model, order)
    anchor = None
    wanted = after or before
    if wanted.isdecimal() and len(wanted) < 19:
        anchor = rows.filter(pk=int(wanted)).first()
    if anchor is None:
        after = before = ""
        start = 1
    back = bool(before and not after)
    order_now = _turn(names) if back else names
    if anchor is not None:
        rows = rows.filter(_beyond(model, order_now, anchor))
    found = list(rows.order_by(*order_now)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
        return Page(found, has_prev=more, has_next=True, start=start if more else 1)
    return Page(found, has_prev=anchor is not None, has_next=more, start=start)


def counted(rows: Any, *, exact: bool = False) -> tuple[int, bool]:
    """Return how many rows there are and whether that is exact; stops counting above ``MANY``."""
    if exact:
        return rows.count(), True
    number = rows.order_by()[: MANY + 1].count()
    return min(number, MANY), number <= MANY


def count_text(number: int, exact: bool) -> str:
    """Return 10,418 or 10,000+."""
    return f"{number:,}" + ("" if exact else "+")
