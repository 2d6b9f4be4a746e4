"""What the page of an audit offers: its papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.audits.models import EnergyAudit
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, EnergyAudit) or not obj.counts:
        return {}
    actions = [
        {"label": "审计报告 Word", "url": f"/energy/audit/{obj.pk}/report.docx"},
        {"label": "审计报告 PDF", "url": f"/energy/audit/{obj.pk}/report.pdf"},
    ]
    if obj.noticed_on:
        actions.append({"label": "审计通知 Word", "url": f"/energy/audit/{obj.pk}/notice.docx"})
    return {"actions": actions}


ports.PANELS.append(panel)
