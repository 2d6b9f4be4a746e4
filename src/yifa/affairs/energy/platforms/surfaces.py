"""What the page of a layout offers."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.platforms.models import PlatformLayout
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, PlatformLayout) or not obj.counts:
        return {}
    return {"actions": [{"label": "导出和核对", "url": f"/energy/platforms/{obj.pk}/"}]}


ports.PANELS.append(panel)
