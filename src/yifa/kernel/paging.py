"""Keyset paging (按序翻页): by (order, id), never by offset, the same on both engines.

Rows are counted first, up to ``MANY``. Where there are more, the page is read off the index of the order, and only an
order that has an index is offered (``kernel.indexes``); where there are few, they are gathered and sorted.
The cursor is the primary key of the last (or first) row shown; its values are read again from the rows the
scope may see, so nothing of the row travels in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from yifa.kernel import db

#: Above this many rows a register says 10,000+ and counts exactly only when asked.
MANY = 10_000
#: Above this many rows a tab says 999+.
TAB = 999
#: Up to this many rows are gathered before they are sorted.
_FEW = 2_000


@dataclass
class Page:
    """One page of rows and where it stands."""

    rows: list[Any]
    has_prev: bool
    has_next: bool
    start: int


def ordering_fields(model: Any, names: Sequence[str], *, own: Sequence[str] = (), flat: bool = False) -> list[str]:
    """Return order names that end in the primary key and do not lean on a related table's default order.

    own: the register's order, which settles what ``names`` leave equal, in the same direction, so that one index
    gives both. flat: a link sorts by its number instead of the related table's order, which no index gives.
    """
    names = list(names)
    if names and own and list(own) != names:
        sign = "-" if names[-1].startswith("-") else ""
        held = {n.lstrip("-") for n in names}
        names += [sign + bare for n in own if (bare := n.lstrip("-")) not in held]
    out: list[str] = []
    for name in names:
        sign, bare = ("-", name[1:]) if name.startswith("-") else ("", name)
        field = _field(model, bare)
        if field is not None and field.is_relation and not bare.endswith("_id"):
            nested = [] if flat else [n.lstrip("-") for n in field.related_model._meta.ordering]
            out += [f"{sign}{bare}__{n}" for n in nested] or [f"{sign}{bare}_id"]
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


def _bounds(model: Any, order: list[str], anchor: Any) -> list[Q]:
    """Return conditions on the first order name, one after the other, in which all rows after the anchor lie.

    They say nothing that ``_beyond`` does not say; but an engine can begin to read there.
    """
    falling, path = order[0].startswith("-"), order[0].lstrip("-")
    nulls_after = db.nulls_high() != falling
    value, nullable = _value(anchor, path), _nullable(model, path)
    if value is None:
        return [Q(**{f"{path}__isnull": True}), *([] if nulls_after else [Q(**{f"{path}__isnull": False})])]
    known = Q(**{f"{path}__{'lte' if falling else 'gte'}": value})
    return [known, Q(**{f"{path}__isnull": True})] if nulls_after and nullable else [known]


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
    parts = [rows]
    if anchor is not None:
        rows = rows.filter(_beyond(model, order_now, anchor))
        parts = [rows.filter(bound) for bound in _bounds(model, order_now, anchor)]
    found: list[Any] = []
    for part in parts:
        if len(found) <= size:
            found += part.order_by(*order_now)[: size + 1 - len(found)]
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
        return Page(found, has_prev=more, has_next=True, start=start if more else 1)
    return Page(found, has_prev=anchor is not None, has_next=more, start=start)


def counted(rows: Any, *, exact: bool = False, most: int | None = None) -> tuple[int, bool]:
    """Return how many rows there are and whether that is exact; stops counting above ``most`` (``MANY``)."""
    most = MANY if most is None else most
    if exact:
        return rows.count(), True
    number = rows.order_by()[: most + 1].count()
    return min(number, most), number <= most


def found(rows: Any, *, exact: bool = False, common: Any = None) -> tuple[Any, int, bool]:
    """Return the rows to page through, how many there are, and whether that is exact.

    They are looked for once, without their order; of few the page is made of their numbers. common: the way to look
    for rows found by common words (``search.index.Common``).
    """
    if common and not exact and common.plenty(MANY):
        return rows, MANY, False
    numbers = common.numbers(MANY + 1) if common else db.numbers(rows, MANY + 1)
    if len(numbers) <= _FEW:
        return (db.among(rows, numbers) if numbers else rows), len(numbers), True
    if len(numbers) <= MANY:
        return rows, len(numbers), True
    if exact:
        return rows, (common or rows).count(), True
    return rows, MANY, False


def sort_of(resource: Any, sort: str, number: int) -> tuple[str, str]:
    """Return the sort to use and what to say where another was asked: one that no index gives is for fewer rows."""
    from yifa.kernel import indexes

    bare = sort.lstrip("-")
    if number < MANY or not bare or bare in indexes.names_of(resource):
        return sort, ""
    return "", f"。超过 {MANY:,} 条时不按这一栏排序，先缩小范围"


def count_text(number: int, exact: bool) -> str:
    """Return 10,418 or 10,000+."""
    return f"{number:,}" + ("" if exact else "+")


def tab_text(rows: Any) -> str:
    """Return how many rows a tab leads to: 348 or 999+."""
    return count_text(*counted(rows, most=TAB))


def words(page: Page, number: int, exact: bool, *, url: str, size: int, note: str = "") -> dict[str, Any]:
    """Return the context of the line below a list. url: the list's address on its first page."""
    end = page.start + len(page.rows) - 1
    total = count_text(number, exact)
    whole = page.start == 1 and not page.has_next and not page.has_prev
    more = url + ("&" if "?" in url else "?")

    def go(name: str, obj: Any, start: int) -> str:
        return more + urlencode({name: obj.pk, "from": max(start, 1)})

    return {
        "text": (f"共 {total} 条" if whole else f"第 {page.start:,}—{end:,} 条，共 {total} 条") + note,
        "count_url": None if exact else f"{more}exact=1",
        "per": "" if whole else f"每页 {size} 条",
        "prev_url": go("before", page.rows[0], page.start - size) if page.has_prev and page.rows else None,
        "next_url": go("after", page.rows[-1], end + 1) if page.has_next and page.rows else None,
    }
