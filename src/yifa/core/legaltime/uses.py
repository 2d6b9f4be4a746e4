"""Clocks in the reference index: which periods run by a rule, and how many of them are running."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q

from yifa.core.legaltime.models import Clock
from yifa.core.statutes import index
from yifa.kernel import registry


def by_rule(scope: Any, rules: list[str]) -> Iterator[index.Use]:
    """Yield one use a period (期限名称 of a register): what it is called, how many a scope sees running."""
    running = Q(state=Clock.State.RUNNING) | Q(state=Clock.State.SUSPENDED)
    rows = Clock.objects.visible_to(scope).counted().filter(rule__in=rules).values("rule", "label", "resource")
    for row in rows.annotate(running=Count("pk", filter=running & Q(backfilled=False))).order_by("rule", "label"):
        resource = registry.get_resource(row["resource"])
        number = f"{row['running']} 个在走" if row["running"] else "没有在走的"
        url = f"{registry.get_resource('core_legaltime.clock').url()}?v=running"
        yield index.Use("期限", f"{resource.noun or resource.title}：{row['label']}，{number}", url, row["rule"])


index.BY_RULE.append(by_rule)
