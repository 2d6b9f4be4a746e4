"""Figures of decisions."""

from yifa.core.metrics.metric import Metric
from yifa.governance.decisions.choices import Body
from yifa.governance.decisions.models import Meeting
from yifa.kernel.registry import metric

metric(
    Metric(
        key="decisions.party_group_meetings",
        label="党组会议",
        unit="次",
        rows=lambda q: q.records(Meeting, body=Body.PARTY_GROUP),
        registers=("decisions.meeting",),
        query="发生日在本年度、会议类别为党组会议的会议，作废的不计",
    )
)
