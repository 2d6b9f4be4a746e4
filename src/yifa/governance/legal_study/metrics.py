"""Figures of legal study."""

from typing import Any

from yifa.core.metrics.metric import Measured, Metric, Query
from yifa.governance.decisions.public import Body, Meeting
from yifa.governance.legal_study.choices import SessionKind
from yifa.governance.legal_study.models import Session
from yifa.kernel.record import Life
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style


def _coverage(rows: Any, query: Query) -> Measured:
    """Meetings with a session over all meetings of the party group."""
    meetings = query.records(Meeting, body=Body.PARTY_GROUP)
    covered = meetings.filter(pk__in=rows.values("meeting_id")).count()
    return Measured(meetings.count() or None, covered, meetings.count())


metric(
    Metric(
        key="legal_study.pre_meeting_study",
        label="会前学法",
        unit="次",
        rows=lambda q: q.records(
            Session, kind=SessionKind.PRE_MEETING, meeting__body=Body.PARTY_GROUP, meeting__life=Life.LIVE
        ),
        measure=_coverage,
        qualifier="all",
        style=Style(template="{label}{q}"),
        registers=("legal_study.session", "decisions.meeting"),
        subject="党组会议",
        claim="安排会前学法",
        claim_unit="次",
        query="本年度党组会议中，有会前学法记录的会议；作废的不计",
    )
)
