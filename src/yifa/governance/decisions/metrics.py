"""Figures of decisions. The deciding bodies are counted apart."""

from yifa.core.metrics.metric import Metric
from yifa.governance.decisions.choices import Body, ItemClass
from yifa.governance.decisions.models import AgendaItem, Filing, Meeting
from yifa.kernel.registry import metric

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
            rows=lambda q, body=_body: q.records(Meeting, body=body),
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
            rows=lambda q, kind=_class: q.records(AgendaItem, "submitted_on", category=kind),
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
