"""What the relay adds to the page of a post: the record it became; while it is none, what was handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.registry import get_resource
from yifa.kernel.relay import outlets, sealing, taking
from yifa.kernel.relay.models import PostState, Taken
from yifa.kernel.relay.resources import CARRIERS
from yifa.kernel.resource import ports
from yifa.kernel.resource.forms import form_class


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the link to the record, or the words to decide by."""
    if not isinstance(obj, Taken):
        return {}
    # what is no office's yet (a fault) holds somebody's data all the same: it is the lead office's to read
    if obj.state != PostState.DONE and scope.has(WRITERS if obj.unit_id else CARRIERS):
        return _typed(obj)
    if not obj.resource:
        return {}
    resource = get_resource(obj.resource)
    found = resource.rows(scope).filter(pk=obj.object_ref).first()
    if found is None:
        return {}
    value = {"text": resource.title_of(found), "url": resource.url(found)}
    return {"panels": [{"title": "办成的记录", "facts": [{"label": resource.title, "value": value, "wide": True}]}]}


def _typed(obj: Taken) -> dict[str, Any]:
    """Return what was handed in, as typed; nothing where it cannot be opened."""
    body, outlet = taking.kept(obj.bureau, obj.key), outlets().get(obj.outlet)
    try:
        post = taking.unsealed(body, taking.post_of(obj)) if body is not None and outlet is not None else None
    except (sealing.SealError, taking.PostError):
        post = None
    if post is None or outlet is None:
        return {}
    resource, verb, typed = outlet.form(post)
    known = _fields(resource, verb)
    facts = [{"label": known[n].label, "value": _shown(known[n], str(v)), "wide": True}
             for n, v in typed.items() if v and n in known]  # fmt: skip
    files = [{"label": "附件", "value": f"{f.name}（{len(f.content):,} 字节）", "wide": True} for f in post.files]
    return {"panels": [{"title": "提交的内容", "facts": [*facts, *files]}]}


def _fields(resource: str, verb: str) -> dict[str, Any]:
    """Return the fields of a form; none where there is no such form (any more)."""
    try:
        return form_class(resource, verb).base_fields
    except KeyError:
        return {}


def _shown(field: Any, value: str) -> str:
    choices = getattr(field, "choices", ()) if not hasattr(field, "queryset") else ()
    return str({str(k): label for k, label in choices}.get(value, value))


ports.PANELS.append(detail)
