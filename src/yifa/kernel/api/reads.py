"""Lists, records and their history, for the scope of the request."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from yifa.kernel import history, paging, registry
from yifa.kernel.action import Ctx, Refused
from yifa.kernel.api import values
from yifa.kernel.api.problems import Problem
from yifa.kernel.ledger.models import Entry
from yifa.kernel.policy import Scope
from yifa.kernel.resource import cells, filters, ports

#: Parameters of a list that are not conditions.
OWN = ("after", "limit", "ordering")
SIZE, MOST = 50, 200


def may_read(resource: Any, scope: Scope) -> None:
    """Refuse a register that the scope may not read at all."""
    if scope.bureau_id is None or not scope.has(resource.read_roles):
        raise Problem(403, "refused", f"你的岗位看不到“{resource.title}”。")


def registers(request: HttpRequest) -> dict[str, Any]:
    """Return the registers the scope may read."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.bureau_id is None:
        return {"items": []}
    return {
        "items": [
            {"key": r.key, "title": r.title, "noun": r.noun or r.title, "url": f"/api/v1/{r.key}/"}
            for r in registry.resources()
            if scope.has(r.read_roles)
        ]
    }


def orderings(resource: Any) -> list[str]:
    """Return the names by which a list can be ordered."""
    found = [c.order_by or c.name for c in resource.column_list() if c.value is None or c.order_by]
    return list(dict.fromkeys(n for n in found if not n.startswith("-")))


def _order(resource: Any, text: str, scope: Scope) -> list[str]:
    if not text:
        return list(resource.ordering)
    known = [n for n in orderings(resource) if cells.visible(resource, n, scope)]
    wanted = text.split(",")
    if unknown := [n for n in wanted if n.removeprefix("-") not in known]:
        raise Problem(422, "invalid", "不能这样排序。", fields={"ordering": [f"不能按{unknown[0]}排序。"]})
    return wanted


def _limit(text: str) -> int:
    if not text:
        return SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= MOST):
        raise Problem(422, "invalid", "每页条数不对。", fields={"limit": [f"填 1 到 {MOST} 的整数。"]})
    return int(text)


def _after(text: str) -> str:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Problem(422, "invalid", "翻页位置不对。", fields={"after": ["用上一页答复里的 next。"]})
    return text


def page(resource: Any, scope: Scope, day: date, data: QueryDict) -> dict[str, Any]:
    """Return one page of a register; a condition that cannot be read is an error here, not left out."""
    may_read(resource, scope)
    made = filters.conditions(resource, scope, day, data, resource.rows(scope))
    unknown = [n for n in data if n not in OWN and n not in made.form.fields]
    if unknown:
        raise Problem(422, "invalid", "有不认识的条件。", fields={n[:80]: ["没有这个条件。"] for n in unknown})
    if not made.form.is_valid():
        errors = {str(n): [str(m) for m in messages] for n, messages in made.form.errors.items()}
        raise Problem(422, "invalid", "有条件没有填对。", fields=errors)
    size, after = _limit(data.get("limit", "")), _after(data.get("after", ""))
    order = _order(resource, data.get("ordering", ""), scope)
    rows = filters.apply(made)
    rows, number, exact = paging.found(rows, common=made.common)
    rows = cells.with_relations(resource, rows, [*values.names(resource), resource.title_field])
    if after and not rows.filter(pk=int(after)).exists():
        raise Problem(422, "invalid", "翻页位置不对。", fields={"after": ["这条记录不在本次查询里，从第一页重新取。"]})
    found = paging.page(rows, order, size=size, after=after)
    return {
        "items": [values.row(resource, obj, scope) for obj in found.rows],
        "count": number,
        "exact": exact,
        "next": str(found.rows[-1].pk) if found.has_next and found.rows else None,
    }


def one(resource: Any, scope: Scope, pk: int) -> Any:
    """Return a record the scope may see; what it may not see does not exist."""
    may_read(resource, scope)
    rows = cells.with_relations(resource, resource.rows(scope), [*values.names(resource), resource.title_field])
    obj = rows.filter(pk=pk).first()
    if obj is None:
        raise Http404
    return obj


def item(resource: Any, ctx: Ctx, pk: int) -> dict[str, Any]:
    """Return one record with its clocks and the verbs the scope may use."""
    obj = one(resource, ctx.scope, pk)
    clocks = ports.panels_of(obj, ctx.scope, ctx.day)["clocks"]["entries"]
    return {
        **values.row(resource, obj, ctx.scope, whole=True),
        "clocks": [
            {"duty": str(c.get("duty", "")), "text": str(c.get("label", "")), "note": str(c.get("note", ""))}
            for c in clocks
            if isinstance(c, dict)
        ],
        "actions": _verbs(resource, ctx, obj),
    }


def _verbs(resource: Any, ctx: Ctx, obj: Any) -> list[dict[str, Any]]:
    out = []
    for action in registry.actions(resource.key).values():
        if action.on != "one" or getattr(action, "hidden", False):
            continue
        try:
            action.authorise(ctx, obj)
        except Refused:
            continue
        out.append({"verb": action.verb, "label": action.label, "unavailable": action.available(ctx, obj)})
    return out


def events(resource: Any, ctx: Ctx, pk: int, data: QueryDict) -> dict[str, Any]:
    """Return the ledger entries of a record, newest first; protected values are left out."""
    unknown = [n for n in data if n not in ("after", "limit")]
    if unknown:
        raise Problem(422, "invalid", "有不认识的条件。", fields={n[:80]: ["没有这个条件。"] for n in unknown})
    size, after = _limit(data.get("limit", "")), _after(data.get("after", ""))
    obj = one(resource, ctx.scope, pk)
    rows = Entry.objects.filter(resource=resource.key, object_ref=obj.pk)
    if after:
        rows = rows.filter(seq__lt=int(after))
    found = list(rows.order_by("-seq")[: size + 1])
    bodies = [json.loads(e.text) for e in found[:size]]
    names = history.related_names(resource, bodies)
    return {
        "items": [_event(resource, e, b, ctx.scope, names) for e, b in zip(found, bodies, strict=False)],
        "next": found[size - 1].seq if len(found) > size else None,
    }


def _event(resource: Any, entry: Entry, body: dict[str, Any], scope: Scope, names: Any) -> dict[str, Any]:
    who, more = body.get("who", {}), body.get("more", {})
    changes = history.changes_of(resource, body.get("changes", {}), scope, names)
    return {
        "seq": entry.seq,
        "hash": entry.hash,
        "at": timezone.localtime(entry.at),
        "label": body.get("label", ""),
        "name": who.get("name", ""),
        "post": who.get("post", ""),
        "acting_for": who.get("for", ""),
        "happened_on": body.get("on"),
        "reason": str(more.get("reason") or body.get("why", "")),
        "rules": body.get("rules", []),
        "changes": [{"label": c["label"], "old": _text(c["old"]), "new": _text(c["new"])} for c in changes],
    }


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        return "已隐去" if value.get("masked") else str(value)
    return None if value is None else str(value)
