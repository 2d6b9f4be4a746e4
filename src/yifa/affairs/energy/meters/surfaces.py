"""What the pages of institutions and meters lead to; and the copy of their settings in the series."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.directory.models import Meter, PublicInstitution
from yifa.affairs.energy.meters import settings
from yifa.kernel.events.dispatch import subscribe
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if isinstance(obj, PublicInstitution):
        return {"actions": [{"label": "用能看板", "url": f"/energy/load/{obj.pk}/"}]}
    if isinstance(obj, Meter):
        return {"actions": [{"label": "读数", "url": f"/energy/meter/{obj.pk}/"}]}
    return {}


def changed(event: Any) -> None:
    """Take entries about meters over into the series; done twice it changes nothing."""
    if event.bureau_ref is not None:
        settings.carried_over(event.bureau_ref)


ports.PANELS.append(panel)
for kind in ("energy.meter.*", "energy.meter_change.*", "energy.virtual_meter.*"):
    subscribe(kind, changed)
