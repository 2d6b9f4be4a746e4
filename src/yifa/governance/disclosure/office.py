"""The office in charge of disclosure (政府信息公开工作机构): where requests go, who consents, what letters offer."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.org.models import Unit
from yifa.governance.disclosure.models import Guide
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life

#: Who consents in the house: the head of that office, or the deputy above it.
HEADS = frozenset({"head", "deputy"})


def of(bureau_id: int | None, day: date) -> Guide | None:
    """Return the office as the guide in force on a day names it; None where none is entered."""
    rows = Guide.objects.filter(bureau_id=bureau_id, happened_on__lte=day, life=Life.LIVE)
    return rows.select_related("unit").order_by("-happened_on", "-pk").first()


def unit_of(bureau_id: int, day: date) -> Unit | None:
    """Return the unit requests go to: that of the guide, else the bureau's 办公室."""
    if (found := of(bureau_id, day)) is not None and found.unit is not None:
        return found.unit
    rows = Unit.objects.filter(bureau_id=bureau_id, name__contains="办公室", closed_on__isnull=True)
    return rows.order_by("sort").first()


def consents(scope: Scope, day: date) -> bool:
    """Whether a reader may consent to an extension in their own name (art. 33)."""
    if not scope.has(HEADS):
        return False
    found = of(scope.bureau_id, day)
    return found is None or scope.has({"deputy"}) or scope.home_unit_id in (None, found.unit_id)


def remedies(bureau_id: int | None, day: date) -> dict[str, Any]:
    """Return the organ and the court that a letter names, as the guide has them."""
    found = of(bureau_id, day)
    return {"organ": found.organ, "court": found.court} if found is not None else {}


def contact(bureau_id: int, day: date) -> str:
    """Return how the office is reached, for letters."""
    found = of(bureau_id, day)
    if found is None:
        return ""
    return "，".join(t for t in (f"联系：{found.name}", found.phone, found.address) if t) + "。"
