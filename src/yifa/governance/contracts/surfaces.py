"""What the contract's page shows beside its facts: contracts that look alike, dealings with the same side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Sum

from yifa.governance.contracts.choices import State
from yifa.governance.contracts.models import Contract
from yifa.governance.contracts.process import alike, facts_of
from yifa.governance.legality_review.public import told
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.kernel.resource.base import show
from yifa.lawkit.review_points import hints


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: 相对方 of a contract."""
    if not isinstance(obj, Contract) or not obj.counts:
        return {}
    facts = [{"label": "疑似重复", "value": text, "wide": True} for text in alike(obj)]
    year = (obj.happened_on or day).year
    rows = Contract.objects.visible_to(scope).filter(life="live", counterpart=obj.counterpart, happened_on__year=year)
    found = rows.aggregate(n=Count("pk"), total=Sum("amount"))
    if found["n"] > 1:
        total = f"，金额合计 {show(found['total'])} 元" if found["total"] else ""
        facts.append({"label": f"{year}年与该相对方的合同", "value": f"{found['n']} 份{total}", "wide": True})
    checks = [c.kind for c in obj.checks.all() if c.counts]
    if obj.signed_on is None and "dishonest" not in checks:
        facts.append({"label": "失信名单核查", "value": "还没有登记", "wide": True})
    wrong = any(f["label"] == "疑似重复" for f in facts)
    panels: list[dict[str, Any]] = [{"title": "相对方", "facts": facts, "alarm": wrong}] if facts else []
    if obj.state in (State.DRAFT, State.IN_REVIEW):
        said = told(hints("contract", facts_of(obj, day), day), day)
        panels += [{"title": "送审前比对", "facts": said}] if said else []
    return {"panels": panels} if panels else {}


ports.PANELS.append(panel)
