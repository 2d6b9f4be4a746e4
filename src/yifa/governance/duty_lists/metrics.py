"""Figures of duty lists and statements."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yifa.core.metrics.metric import Metric, Query, by_part, every
from yifa.governance.duty_lists.choices import ActKind, Rank
from yifa.governance.duty_lists.models import DutyAct, DutyList, LegalStatement
from yifa.kernel.record import Life
from yifa.kernel.registry import metric
from yifa.lawkit.codes import code_list
from yifa.lawkit.quantity import Style


def _parts() -> dict[str, str]:
    """Kind → how it is said (重要工作亲自部署), as the packs word the four acts."""
    words = code_list("duty_acts")
    return {kind.value: f"{words[kind.value].extra['what']}{words[kind.value].name}" for kind in ActKind}


metric(
    Metric(
        key="duty_lists.first_acts",
        label="第一责任人履职",
        unit="次",
        rows=lambda q: q.records(DutyAct, rank=Rank.FIRST),
        measure=by_part("kind", _parts()),
        style=Style(template="{parts}"),
        registers=("duty_lists.act",),
        rules=("REP-04",),
        query="发生日在本年度、责任层级为第一责任人的履职行为，按部署、过问、协调、督办分别计次；作废的不计",
    )
)
metric(
    Metric(
        key="duty_lists.member_acts",
        label="班子成员履职",
        unit="次",
        rows=lambda q: q.records(DutyAct, rank__in=(Rank.DIRECT, Rank.DUAL)),
        registers=("duty_lists.act",),
        query="发生日在本年度、责任层级为分管负责人或班子成员的履职行为；作废的不计",
    )
)
metric(
    Metric(
        key="duty_lists.lists",
        label="现行职责清单",
        unit="份",
        rows=lambda q: q.records(DutyList, date_field="").filter(
            Q(happened_on__lte=q.end) & (Q(ends_on__isnull=True) | Q(ends_on__gt=q.end))
        ),
        rules=("REP-05",),
        query="期末现行的职责清单版本；作废的不计",
    )
)
metric(
    Metric(
        key="duty_lists.lists_revised",
        label="修订职责清单",
        unit="份",
        rows=lambda q: q.records(DutyList, number__gt=1),
        query="印发日在本年度、版次在第二版以上的职责清单；作废的不计",
    )
)


def _statements(query: Query) -> Any:
    return query.records(LegalStatement, date_field="", round__year=query.year, round__life=Life.LIVE).filter(
        happened_on__lte=query.end
    )


metric(
    Metric(
        key="duty_lists.statements",
        label="述法报告",
        unit="份",
        rows=lambda q: _statements(q).filter(submitted_on__isnull=False),
        registers=("duty_lists.statement",),
        query="本年度述法中已提交的述法报告；作废的不计",
    )
)
metric(
    Metric(
        key="duty_lists.statements_given",
        label="提交述法报告",
        unit="名",
        rows=lambda q: _statements(q).filter(round__due_on__lte=q.end),
        measure=every(Q(submitted_on__isnull=False)),
        qualifier="all",
        style=Style(template="{q}述法对象均{label}"),
        subject="述法对象",
        claim="提交述法报告",
        claim_unit="名",
        query="提交期限已到的本年度述法中，已提交述法报告的述法对象；作废的不计",
    )
)
