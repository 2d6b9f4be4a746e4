"""Figures of decisions. The deciding bodies are counted apart."""

from __future__ import annotations

from functools import partial
from typing import Any

from yifa.core.metrics.metric import Metric, Query
from yifa.governance.decisions.choices import Body, ItemClass
from yifa.governance.decisions.models import AgendaItem, Filing, Meeting
from yifa.kernel.registry import metric


def _meetings(query: Query, body: str) -> Any:
    return query.records(Meeting, body=body)


def _submitted(query: Query, kind: str) -> Any:
    return query.records(AgendaItem, "submitted_on", category=kind)


for _key, _body in (
    ("party_group_meetings", Body.PARTY_GROUP),
    ("director_meetings", Body.DIRECTORS),
    ("topic_meetings", Body.TOPIC),
):
    metric(
        Metric(
            key=f"decisions.{_key}",
            label=str(_body.label),
            unit="次",
            rows=partial(_meetings, body=_body),
            registers=("decisions.meeting",),
            query=f"发生日在本年度、会议类别为{_body.label}的会议，作废的不计",
        )
    )
for _key, _label, _class in (
    ("major_decisions", "重大行政决策", ItemClass.MAJOR_ADMINISTRATIVE),
    ("major_internal", "“三重一大”事项", ItemClass.MAJOR_INTERNAL),
):
    metric(
        Metric(
            key=f"decisions.{_key}",
            label=_label,
            unit="项",
            rows=partial(_submitted, kind=_class),
            registers=("decisions.item",),
            rules=("DEC-08", "DEC-12") if _class == ItemClass.MAJOR_ADMINISTRATIVE else (),
            query=f"提交讨论日在本年度、类别为{_label}的议题，作废的不计",
        )
    )
metric(
    Metric(
        key="decisions.filings",
        label="报派驻纪检监察组备案",
        unit="项",
        rows=lambda q: q.records(Filing).exclude(receipt_no=""),
        registers=("decisions.filing",),
        query="报送日在本年度、已收到回执的派驻纪检监察组备案，作废的不计",
    )
)
