"""经过与佐证: the ledger entries of a record as a reader sees them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from yifa.kernel import registry
from yifa.kernel.files.models import Attachment
from yifa.kernel.ledger.models import Entry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.kernel.resource import cells
from yifa.kernel.resource.base import show
from yifa.kernel.ui.marks import cn_date

MOST = 60
_SILENT = {"id", "version", "updated_at", "created_at", "bureau_id", "import_ref"}
_LIFE = dict(Life.choices)


def _moment(at: datetime, day: date) -> str:
    local = timezone.localtime(at)
    return f"{cn_date(local, day)} {local:%H:%M}"


def entries(
    resource: Any, obj: Any, scope: Scope, day: date, files: list[Attachment], *, limit: int = MOST
) -> list[dict[str, Any]]:
    """Return the record's ledger entries for ``parts/events.html``, newest first."""
    found = list(Entry.objects.filter(resource=resource.key, object_ref=obj.pk).order_by("-seq")[:limit])
    bodies = [json.loads(e.text) for e in found]
    names = related_names(resource, bodies)
    by_digest = {f.file.sha256: f for f in files}
    out = []
    for number, (entry, body) in enumerate(zip(found, bodies, strict=True)):
        out.append(_entry(resource, entry, body, scope, day, names, by_digest, first=number == 0))
    return out


def _entry(resource: Any, entry: Entry, body: dict[str, Any], scope: Scope, day: date, names: dict[Any, str],
           files: dict[str, Attachment], *, first: bool) -> dict[str, Any]:  # fmt: skip
    who, more = body.get("who", {}), body.get("more", {})
    by = " ".join(t for t in (who.get("post", ""), who.get("name", "")) if t)
    happened = date.fromisoformat(body["on"]) if body.get("on") else None
    local = timezone.localtime(entry.at)
    changes = body.get("changes", {})
    made = changes.get("id") is not None or all(old is None for old, _ in changes.values())
    out: dict[str, Any] = {
        "title": body.get("label", ""),
        "state": "now" if first else "",
        "by": by,
        "at": _moment(entry.at, day),
        "tags": [f"代{who['for']}"] if who.get("for") else [],
        "hash": f"#{entry.seq} SM3 {entry.hash[:4]}…{entry.hash[-4:]}",
        "reason": more.get("reason") or body.get("why", ""),
        "changes": [] if made else changes_of(resource, changes, scope, names),
    }
    if made and changes.get("backfilled", [None, False])[1] and out["title"] != "补录":
        out["tags"].append("补录")
    if happened and happened != local.date():
        out["occurred"], out["recorded"] = cn_date(happened, day), cn_date(local, day)
    if body.get("proves"):
        start, end = (date.fromisoformat(t) for t in body["proves"])
        out["proves"] = f"证明 {cn_date(start, day)}" + ("" if start == end else f"至{cn_date(end, day)}")
    notes = [
        f"复核 {more['checker']}" if more.get("checker") else "",
        f"批准 {more['approver']}" if more.get("approver") else "",
    ]
    out["note"] = "，".join(t for t in notes if t)
    out["proofs"] = [proof(files[d], scope) if d in files else {"text": f"文件 {d[:8]}"} for d in body.get("files", [])]
    return out


def proof(attachment: Attachment, scope: Scope) -> dict[str, Any]:
    """Return one attached file as a link, or masked."""
    from yifa.kernel.policy import may_see_field

    if not may_see_field(scope, attachment.sensitivity):
        return {"masked": True}
    name = f"{attachment.name}（已撤下）" if attachment.withdrawn_on else attachment.name
    return {"text": name, "url": f"/files/{attachment.pk}/"}


def changes_of(
    resource: Any, changes: dict[str, list[Any]], scope: Scope, names: dict[Any, str]
) -> list[dict[str, Any]]:
    """Return what an entry changed, field by field, as the scope may read it; ``names`` as of ``related_names``."""
    fields = {f.attname: f for f in resource.model._meta.concrete_fields}
    out = []
    for attname, (old, new) in changes.items():
        field = fields.get(attname)
        if field is None or attname in _SILENT or field.name in resource.quiet:
            continue
        hidden = not cells.visible(resource, field.name, scope) or isinstance(old, dict) or isinstance(new, dict)
        out.append({
            "label": str(field.verbose_name),
            "old": {"masked": True} if hidden else _plain(field, old, names),
            "new": {"masked": True} if hidden else _plain(field, new, names),
        })  # fmt: skip
    return out


def _plain(field: models.Field[Any, Any], value: Any, names: dict[Any, str]) -> Any:
    """Return a stored JSON value as display text."""
    if value is None or value == "":
        return None
    if isinstance(field, models.ForeignKey):
        return names.get((field.name, value), f"第{value}号")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return timezone.localtime(datetime.fromisoformat(str(value).replace("Z", "+00:00"))).strftime("%Y-%m-%d %H:%M")
    if isinstance(field, models.DecimalField):
        return show(field.to_python(value))
    return show(value)


def related_names(resource: Any, bodies: list[dict[str, Any]]) -> dict[Any, str]:
    """Return (field, pk) -> name of every related record the entries mention; one query per foreign key."""
    wanted: dict[str, set[Any]] = {}
    keys = {f.attname: f for f in resource.model._meta.concrete_fields if isinstance(f, models.ForeignKey)}
    for body in bodies:
        changes = body.get("changes", {})
        if all(old is None for old, _ in changes.values()):
            continue
        for attname, pair in changes.items():
            if attname in keys and attname not in _SILENT:
                wanted.setdefault(attname, set()).update(v for v in pair if isinstance(v, int))
    out: dict[Any, str] = {}
    for attname, pks in wanted.items():
        field = keys[attname]
        related = registry.resource_of_model(field.related_model)
        rows = field.related_model._default_manager.filter(pk__in=pks)
        if related is not None and related.select:
            rows = rows.select_related(*related.select)
        for row in rows:
            out[(field.name, row.pk)] = str(row)
    return out


def gaps(resource: Any, obj: Any, files: list[Attachment]) -> list[dict[str, Any]]:
    """Return the evidence that is expected and missing, as visible rows."""
    if cells.is_void(obj):
        return []
    have = {f.purpose for f in files if f.withdrawn_on is None}
    return [
        {"title": f"待：{e.purpose}", "state": "gap", "note": e.note}
        for e in resource.expected
        if e.purpose not in have and (e.when is None or e.when(obj))
    ]
