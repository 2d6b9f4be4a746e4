"""What the page of an alarm leads to: the hours it was found in."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.watch.choices import Kind
from yifa.affairs.energy.watch.models import Alarm
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if not isinstance(obj, Alarm) or obj.happened_on is None or not scope.has(READERS):
        return {}
    month = f"{obj.happened_on:%Y-%m}"
    if obj.meter_id:
        return {"actions": [{"label": "表计读数", "url": f"/energy/meter/{obj.meter_id}/?month={month}"}]}
    span = f"month={month}" if obj.kind == Kind.LEVEL else f"day={obj.happened_on}"
    url = f"/energy/load/{obj.institution_id}/?{span}&supply={obj.supply}"
    return {"actions": [{"label": "当时的用量", "url": url}]}


ports.PANELS.append(panel)
