"""The printed opinion on the page of a review."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.governance.legality_review.models import Review
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: 打印审查意见书."""
    if not isinstance(obj, Review):
        return {}
    return {"actions": [{"label": "打印审查意见书", "url": f"/print/review/{obj.pk}/"}]}


ports.PANELS.append(panel)
