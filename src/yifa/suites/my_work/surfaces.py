"""交接清单 on a person's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.org.models import Person
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.suites.my_work import handover


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Offer the list to whoever may draw it up."""
    if not isinstance(obj, Person) or not handover.may_read(scope, scope.user_id, obj, day):
        return {}
    return {"actions": [{"label": "交接清单", "url": f"/people/{obj.pk}/handover/"}]}


ports.PANELS.append(panel)
