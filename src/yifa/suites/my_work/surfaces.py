"""交接清单 on the page of a person and of a term."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.org.models import Holding, Person
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.suites.my_work import handover


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Offer the list to whoever may draw it up."""
    person = obj.person if isinstance(obj, Holding) else obj
    if not isinstance(person, Person) or not handover.may_read(scope, scope.user_id, person, day):
        return {}
    return {"actions": [{"label": "交接清单", "url": f"/people/{person.pk}/handover/"}]}


ports.PANELS.append(panel)
