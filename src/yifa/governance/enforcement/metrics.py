"""Figures of enforcement."""

from __future__ import annotations

from typing import Any

from django.db.models import Min

from yifa.core.metrics.metric import Metric, Query, named
from yifa.governance.enforcement.choices import CaseKind
from yifa.governance.enforcement.models import Authority, Case, Certificate, SystemRun
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="enforcement.three_systems",
        label="行政执法制度",
        unit="项",
        rows=lambda q: q.records(SystemRun),
        style=Style(numerals="hanzi", template="{q}制度"),
        query="本年度核查落实情况的行政执法制度，一项制度一行",
        rules=("ENF-02", "ENF-03", "ENF-14"),
    )
)


def _first_day(rows: Any, query: Query) -> str | None:
    day = rows.aggregate(d=Min("happened_on"))["d"]
    return day.isoformat() if day else None


metric(
    Metric(
        key="enforcement.authority_announcement",
        label="行政执法主体资格公告",
        unit=None,
        rows=lambda q: q.records(Authority),
        measure=named(_first_day),
        qualifier="named",
        style=Style(named_as="date"),
        query="公告日在本年度的行政执法主体公告，取最早一份的公告日",
        rules=("ENF-18",),
    )
)
metric(
    Metric(
        key="enforcement.certificates",
        label="有效执法证件",
        unit="本",
        rows=lambda q: q.records(Certificate, "", happened_on__lte=q.end, valid_until__gte=q.end),
        query="本年度末在有效期内的行政执法证件",
        rules=("ENF-01",),
    )
)
metric(
    Metric(
        key="enforcement.inspections",
        label="行政检查",
        unit="次",
        rows=lambda q: q.records(Case, kind=CaseKind.INSPECTION),
        query="发生日在本年度、种类为行政检查的执法案件，一案一次",
        rules=("ENF-01", "ENF-18"),
    )
)
