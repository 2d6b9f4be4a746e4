"""What the page of a lawyer shows beside the facts: what was asked, answered and taken over, and what was paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from yifa.core.process.models import CounselLink
from yifa.governance.counsel.models import Lawyer
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.kernel.resource.base import show


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: 意见和采纳 of a lawyer."""
    if not isinstance(obj, Lawyer) or not obj.counts:
        return {}
    asked = CounselLink.objects.visible_to(scope).filter(life="live", counsel=obj.name, happened_on__year=day.year)
    n = asked.filter(replaced_by__isnull=True).aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False)),
        adopted=Count("pk", filter=Q(adoption="adopted")), partly=Count("pk", filter=Q(adoption="partly")),
        refused=Count("pk", filter=Q(adoption="not_adopted")), aside=Count("pk", filter=Q(declined_on__isnull=False)),
    )  # fmt: skip
    paid = obj.fees.filter(life="live", happened_on__year=day.year).aggregate(total=Sum("amount"))["total"]
    facts = []
    if n["asked"]:
        said = f"送审 {n['asked']} 次，出具意见 {n['answered']} 次，回避 {n['aside']} 次"
        facts.append({"label": f"{day.year}年送审", "value": said, "wide": True})
    if n["answered"]:
        said = f"采纳 {n['adopted']} 次，部分采纳 {n['partly']} 次，不采纳 {n['refused']} 次"
        facts.append({"label": "采纳情况", "value": said, "wide": True})
    if paid:
        facts.append({"label": f"{day.year}年费用", "value": f"{show(paid)} 元", "wide": True})
    return {"panels": [{"title": "意见和费用", "facts": facts}]} if facts else {}


ports.PANELS.append(panel)
