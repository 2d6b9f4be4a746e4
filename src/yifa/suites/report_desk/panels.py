"""From the record of a paper to its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.policy import Scope
from yifa.suites.report_desk.models import CheckedPaper


def doors(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Offer the page of a paper handed in."""
    if not isinstance(obj, CheckedPaper) or obj.state == CheckedPaper.State.GONE:
        return {}
    return {"actions": [{"label": "打开体检结果", "url": f"/papers/{obj.pk}/"}]}
