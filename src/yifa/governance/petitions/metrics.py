"""Figures of petitions. The aim and the result stand side by side and are never mixed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yifa.core.metrics.metric import Measured, Metric, Query, share
from yifa.governance.petitions.choices import Rating, State
from yifa.governance.petitions.models import Docket, Target
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style


def _aim(rows: Any, query: Query) -> Measured:
    last = rows.order_by("happened_on", "id").last()
    return Measured(last.percent if last else None)


metric(
    Metric(
        key="petitions.satisfaction_target",
        label="满意率目标",
        unit="%",
        rows=lambda q: q.records(Target, "", year=q.year, happened_on__lte=q.end),
        measure=_aim,
        qualifier="target",
        style=Style(template="{label}{q}"),
        query="年度工作计划写明的投诉办理满意率目标，取最近一次",
    )
)
metric(
    Metric(
        key="petitions.satisfaction",
        label="信访和投诉办理满意率",
        unit="%",
        rows=lambda q: q.records(Docket, "closed_on").exclude(rating=""),
        measure=share(Q(rating__in=(Rating.SATISFIED, Rating.FAIRLY))),
        style=Style(places=1),
        query="办结日在本年度、已经评价的事项中，评价为满意和基本满意的占比",
    )
)
metric(
    Metric(
        key="petitions.handled",
        label="办结信访和投诉事项",
        unit="件",
        rows=lambda q: q.records(Docket, "closed_on", state=State.CLOSED),
        query="办结日在本年度的信访和投诉事项",
        rules=("PET-05",),
    )
)
