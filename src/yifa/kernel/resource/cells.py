"""Values of a record as the templates print them: masked, linked, with status marks and right-aligned numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.safestring import SafeString

from yifa.kernel import registry
from yifa.kernel.policy import Scope, Sensitivity, may_see_field
from yifa.kernel.record import Life, Record
from yifa.kernel.resource.base import is_year, show

_LONG = 80
#: Names under which a record keeps its state.
STATES = ("state", "status")
_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("逾期", "受阻"), "alarm"),
    (("已", "完", "办结", "按时"), "done"),
    (("待", "退回", "暂停", "停止"), "warn"),
    (("未", "起草", "草稿"), ""),
)


def visible(resource: Any, name: str, scope: Scope) -> bool:
    """Whether a scope may see a field in clear."""
    return may_see_field(scope, resource.sensitivity.get(name, Sensitivity.OPEN))


def value(resource: Any, obj: Any, name: str, scope: Scope, *, short: bool = False) -> Any:
    """Return the template value of a declared name (contract: ``parts/value.html``)."""
    if not visible(resource, name, scope):
        return {"masked": True}
    raw = resource.raw(obj, name)
    if raw is None or raw == "":
        return None
    field = resource.field(name)
    if field.model_field is None:
        if name in resource.tones and isinstance(raw, str):
            return status(resource, name, raw, raw)
        if isinstance(raw, Mapping | SafeString | list):
            return raw
        return {"number": raw} if field.kind == "number" and isinstance(raw, int | float) else show(raw)
    if field.kind == "link":
        return linked(raw, scope)
    if field.kind == "choice":
        text = resource.display(obj, name)
        return status(resource, name, raw, text) or text
    if field.kind == "number" and not is_year(name):
        digits = field.model_field.decimal_places if isinstance(field.model_field, models.DecimalField) else None
        return {"number": raw, "digits": digits}
    if field.kind == "number":
        return str(raw)
    if field.kind in ("bool", "date"):
        return raw
    text = resource.display(obj, name)
    return text[:_LONG] + "…" if short and len(text) > _LONG else text


def status(resource: Any, name: str, raw: Any, text: str) -> dict[str, Any] | None:
    """Return a state as a status mark: by ``tones``, else by how the word begins (已…, 待…, 未…)."""
    if name in resource.tones:
        return {"status": text, "tone": resource.tones[name].get(raw, "")}
    if name not in STATES:
        return None
    tone = next((tone for marks, tone in _WORDS if text.startswith(marks)), "run")
    return {"status": text, "tone": tone}


def state_of(resource: Any, obj: Any) -> dict[str, Any] | None:
    """Return the record's state for the head of its page."""
    for name in STATES:
        try:
            field = resource.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.choices and (raw := getattr(obj, name)):
            found = status(resource, name, raw, resource.display(obj, name))
            return {"label": found["status"], "tone": found["tone"]} if found else None
    return None


def linked(related: Any, scope: Scope) -> dict[str, Any] | str:
    """Return a related record as a link if the scope may read its register; units stay plain words."""
    resource = registry.resource_of_model(type(related))
    if related._meta.label == settings.YIFA_UNIT_MODEL or resource is None or not scope.has(resource.read_roles):
        return str(related)
    return {"text": str(related), "url": resource.url(related)}


def tags(obj: Any) -> list[Any]:
    """Return the tags of a row: 补录, 已作废, 已并档."""
    if not isinstance(obj, Record):
        return []
    out: list[Any] = ["补录"] if obj.backfilled else []
    if obj.life != Life.LIVE:
        out.append(obj.get_life_display())
    return out


def is_void(obj: Any) -> bool:
    """Whether a row is struck: void or merged."""
    return isinstance(obj, Record) and not obj.counts


def relations(resource: Any, names: list[str]) -> list[str]:
    """Return the foreign keys among the names, for one joined query."""
    found = []
    for name in names:
        try:
            field = resource.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.ForeignKey):
            found.append(name)
    return found


def with_relations(resource: Any, rows: Any, names: list[str]) -> Any:
    """Return the queryset with all relations its texts read, in a constant number of queries."""
    joined = list(dict.fromkeys([*relations(resource, names), *resource.select]))
    if joined:
        rows = rows.select_related(*joined)
    return rows.prefetch_related(*resource.prefetch) if resource.prefetch else rows
