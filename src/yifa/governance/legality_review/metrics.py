"""Figures of legality review. Each kind has its own figure; the kinds are never added up."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from yifa.core.metrics.metric import Measured, Metric, Query
from yifa.governance.legality_review.choices import Kind, ReplyState, State
from yifa.governance.legality_review.models import Consultation, Review
from yifa.kernel.registry import metric


def _closed(q: Query, kind: str, **where: Any) -> QuerySet[Any]:
    return q.records(Review, "opinion_on", kind=kind, state=State.CLOSED, **where)


def _matters(rows: QuerySet[Any], query: Query) -> Measured:
    """件: different matters; one matter reviewed twice is one 件 and two 次."""
    return Measured(rows.values("matter").distinct().count())


metric(
    Metric(
        key="legality_review.plan_opinions",
        label="规划合法性审查意见",
        unit="份",
        rows=lambda q: _closed(q, Kind.PLAN),
        registers=("legality_review.review",),
        query="本年度出具意见的规划合法性审查，每出具一份意见计一份；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.major_contracts",
        label="重大合同合法性审查",
        unit="次",
        rows=lambda q: _closed(q, Kind.CONTRACT, major=True),
        registers=("legality_review.review",),
        query="本年度出具意见、标为重大的合同合法性审查，每审一次计一次；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.first_level",
        label="局属单位重大业务初审",
        unit="件次",
        rows=lambda q: q.records(Review, "first_on", kind=Kind.SECOND_LEVEL),
        registers=("legality_review.review",),
        query="本年度由局属单位自己出具初审意见的重大业务，每初审一次计一件次，不论局法规处是否已经复审；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.second_level",
        label="局属单位重大业务二级复审",
        unit="件次",
        rows=lambda q: _closed(q, Kind.SECOND_LEVEL),
        registers=("legality_review.review",),
        query="本年度由局法规处出具复审意见的局属单位重大业务，每复审一次计一件次；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.second_level_matters",
        label="二级复审涉及事项",
        unit="件",
        rows=lambda q: _closed(q, Kind.SECOND_LEVEL),
        measure=_matters,
        registers=("legality_review.review",),
        query="本年度二级复审涉及的不同事项，同一事项多次复审计一件；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.decision_reviews",
        label="重大行政决策合法性审查",
        unit="件",
        rows=lambda q: _closed(q, Kind.DECISION),
        registers=("legality_review.review",),
        rules=("DEC-08", "DEC-10"),
        query="本年度出具意见的重大行政决策合法性审查；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.normative_reviews",
        label="行政规范性文件合法性审核",
        unit="件",
        rows=lambda q: _closed(q, Kind.NORMATIVE),
        registers=("legality_review.review",),
        rules=("NOR-02",),
        query="本年度出具意见的行政规范性文件合法性审核；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.consultation_replies",
        label="回复征求意见",
        unit="件",
        rows=lambda q: q.records(Consultation, "replied_on", state=ReplyState.REPLIED),
        registers=("legality_review.consultation",),
        query="回复日在本年度的征求意见来文；未回复的、作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.contract_reviews",
        label="合同合法性审查",
        unit="次",
        rows=lambda q: _closed(q, Kind.CONTRACT),
        registers=("legality_review.review",),
        query="本年度出具意见的合同合法性审查，每审一次计一次；同一合同多次审查计多次；作废的不计",
    )
)
metric(
    Metric(
        key="legality_review.contract_matters",
        label="合法性审查涉及合同",
        unit="件",
        rows=lambda q: _closed(q, Kind.CONTRACT),
        measure=_matters,
        registers=("legality_review.review",),
        query="本年度合同合法性审查涉及的不同事项，同一事项多次审查计一件；作废的不计",
    )
)


def _own(key: str, kind: Kind, label: str, rules: tuple[str, ...] = ()) -> None:
    """Declare the figure of a kind that counts each closed review as one 件."""
    metric(
        Metric(
            key=f"legality_review.{key}",
            label=label,
            unit="件",
            rows=lambda q: _closed(q, kind),
            registers=("legality_review.review",),
            rules=rules,
            query=f"本年度出具意见的{label}；作废的不计",
        )
    )


_own("enforcement_reviews", Kind.ENFORCEMENT, "重大执法决定法制审核", ("ENF-03",))
_own("fair_competition_reviews", Kind.FAIR, "公平竞争审查", ("FCR-01", "FCR-05"))
_own("agreement_reviews", Kind.AGREEMENT, "行政协议合法性审查")
_own("instrument_reviews", Kind.INSTRUMENT, "内部制度合法性审查")
