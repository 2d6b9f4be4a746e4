"""What the page of an order offers: its papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.supervision.models import CorrectionOrder
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, CorrectionOrder) or not obj.counts:
        return {}
    actions = [{"label": f"导出{obj.get_kind_display()}", "url": f"/energy/order/{obj.pk}/paper.docx"}]
    if obj.notified_on:
        actions.append({"label": "导出通报", "url": f"/energy/order/{obj.pk}/notice.docx"})
    return {"actions": actions}


ports.PANELS.append(panel)
