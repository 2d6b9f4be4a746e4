"""Figures of the service desk."""

from django.db.models import Q

from yifa.affairs.service_desk.choices import SATISFIED_FROM
from yifa.affairs.service_desk.models import CatalogueItem, Ticket
from yifa.core.metrics.metric import Metric, share
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="service_desk.handled",
        label="集中办事办理事项",
        unit="件",
        rows=lambda q: q.records(Ticket, "closed_on"),
        qualifier="over",
        style=Style(wan=True),
        query="办结日在本年度的集中办事办件，作废的不计",
    )
)
metric(
    Metric(
        key="service_desk.satisfaction",
        label="集中办事满意度",
        unit="%",
        rows=lambda q: q.records(Ticket, "closed_on", score__isnull=False),
        measure=share(Q(score__gte=SATISFIED_FROM)),
        qualifier="at_least",
        query="办结日在本年度、已评价的办件中，评价为满意和非常满意的占比；未评价的不进入分母",
    )
)
metric(
    Metric(
        key="service_desk.items",
        label="集中办事事项",
        unit="项",
        rows=lambda q: q.records(CatalogueItem, "", happened_on__lte=q.end).filter(
            Q(dropped_on__isnull=True) | Q(dropped_on__gt=q.end)
        ),
        query="本年度末在办的服务事项目录",
    )
)
