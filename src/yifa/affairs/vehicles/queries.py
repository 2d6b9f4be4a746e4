"""Named reads of the fleet as it stood on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from yifa.affairs.vehicles.models import Quota, Retirement, Vehicle


def kept(bureau_id: int, day: date) -> Any:
    """Return the vehicles a bureau kept on a day: registered by then, not disposed of by then."""
    gone = Retirement.objects.filter(bureau_id=bureau_id, life="live", done_on__lte=day).values("vehicle_id")
    return Vehicle.objects.filter(bureau_id=bureau_id, life="live", happened_on__lte=day).exclude(pk__in=gone)


def quotas(bureau_id: int, day: date) -> Any:
    """Return the quotas in force on a day: of each unit and category the latest approved."""
    rows = Quota.objects.filter(bureau_id=bureau_id, life="live", happened_on__lte=day)
    rows = rows.annotate(holder=Coalesce("unit_id", 0))
    latest = (
        rows.filter(category=OuterRef("category"), holder=OuterRef("holder"))
        .order_by("-happened_on", "-id")
        .values("pk")[:1]
    )
    return rows.filter(pk=Subquery(latest))
