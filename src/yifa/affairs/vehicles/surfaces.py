"""What vehicles add to the pages of their records: papers to print, the driver's page, the report's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.vehicles.models import Dispatch, Event, UseReport
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.resource import ports


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the papers of a record."""
    if isinstance(obj, UseReport):
        return {"actions": [{"label": "看通报", "url": f"/vehicles/reports/{obj.pk}/"}]}
    if not scope.has(READERS):
        return {}
    if isinstance(obj, Event):
        return {"actions": [{"label": "打印方案", "url": f"/vehicles/plan/{obj.pk}/"}]}
    if isinstance(obj, Dispatch):
        base = f"/print/dispatch/{obj.pk}"
        papers = [{"label": "打印派车单", "url": f"{base}/"}, {"label": "派车单 .docx", "url": f"{base}.docx"}]
        return {"actions": papers}
    return {}


ports.PANELS.append(detail)
