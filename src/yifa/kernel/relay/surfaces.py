"""What the relay adds to the page of a post: the record it became, for those who may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_resource
from yifa.kernel.relay.models import Taken
from yifa.kernel.resource import ports


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the link to the record."""
    if not isinstance(obj, Taken) or not obj.resource:
        return {}
    resource = get_resource(obj.resource)
    found = resource.rows(scope).filter(pk=obj.object_ref).first()
    if found is None:
        return {}
    value = {"text": resource.title_of(found), "url": resource.url(found)}
    return {"panels": [{"title": "办成的记录", "facts": [{"label": resource.title, "value": value, "wide": True}]}]}


ports.PANELS.append(detail)
