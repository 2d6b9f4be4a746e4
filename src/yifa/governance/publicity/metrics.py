"""Figures of publicity."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yifa.core.metrics.metric import Metric, Query, named, total
from yifa.governance.publicity.choices import Form, ItemKind, law_day
from yifa.governance.publicity.models import (
    Activity,
    Campaign,
    Contest,
    Distribution,
    DutyItem,
    LaunchUnit,
    Position,
    Subvenue,
)
from yifa.kernel.record import Life
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

ENERGY_WEEK = "energy_week"


def _first_day(rows: Any, query: Query) -> str:
    return str(rows.earliest("happened_on", "pk").happened_on.isoformat())


def _span(rows: Any, query: Query) -> str:
    """The span from the first to the last day, as ISO; one day where they are the same."""
    row = rows.earliest("happened_on", "pk")
    start, end = row.happened_on.isoformat(), (row.ends_on or row.happened_on).isoformat()
    return start if start == end else f"{start}/{end}"


def _campaign(code: str) -> Any:
    return lambda q: q.records(Campaign, day=code)


def _day(name: str, code: str, *, span: bool = False) -> None:
    label = law_day(code).name
    metric(
        Metric(
            key=f"publicity.{name}",
            label=label,
            unit=None,
            rows=_campaign(code),
            measure=named(_span if span else _first_day),
            qualifier="named",
            style=Style(named_as="date"),
            rules=law_day(code).rules,
            query=f"本年度登记的{label}的{'起止日期' if span else '日期'}；作废的不计",
        )
    )


_day("energy_week", ENERGY_WEEK, span=True)
_day("low_carbon_day", "low_carbon_day")
_day("standards_day", "standards_day")
_day("constitution_day", "constitution_day")

metric(
    Metric(
        key="publicity.standards_day_number",
        label="世界标准日届次",
        unit="届",
        rows=_campaign("standards_day"),
        measure=named(lambda rows, q: rows.earliest("happened_on", "pk").ordinal),
        qualifier="ordinal",
        query="本年度世界标准日的届次，按规则包所载的起算年推算；作废的不计",
    )
)


def _launch(query: Query) -> Any:
    return query.records(Activity, form=Form.LAUNCH, campaign__day=ENERGY_WEEK, campaign__life=Life.LIVE)


metric(
    Metric(
        key="publicity.energy_week_launch",
        label="节能宣传周启动仪式",
        unit=None,
        rows=_launch,
        measure=named(_first_day),
        qualifier="named",
        style=Style(named_as="date"),
        query="本年度节能宣传周启动仪式的日期；作废的不计",
    )
)


def _of_launch(model: type[Any]) -> Any:
    return lambda q: q.records(model, date_field="", activity__in=_launch(q))


metric(
    Metric(
        key="publicity.launch_units",
        label="主会场参加单位",
        unit="家",
        rows=_of_launch(LaunchUnit),
        query="本年度节能宣传周启动仪式主会场的参加单位；作废的单位和活动不计",
    )
)
metric(
    Metric(
        key="publicity.launch_subvenues",
        label="分会场",
        unit="个",
        rows=_of_launch(Subvenue),
        query="本年度节能宣传周启动仪式的分会场；作废的分会场和活动不计",
    )
)
metric(
    Metric(
        key="publicity.handbooks_given",
        label="发放宣传手册",
        unit="份",
        rows=lambda q: q.records(Distribution, kind=ItemKind.HANDBOOK),
        measure=total("copies"),
        qualifier="over",
        registers=("publicity.distribution",),
        query="发放日在本年度、类别为宣传手册的发放记录的份数之和；作废的不计",
    )
)
metric(
    Metric(
        key="publicity.duty_items",
        label="普法责任清单事项",
        unit="项",
        rows=lambda q: q.records(DutyItem, date_field="", year=q.year),
        rules=("STU-02",),
        query="本年度普法责任清单的事项；作废的不计",
    )
)
metric(
    Metric(
        key="publicity.duty_list_activities",
        label="按普法责任清单开展学习宣传",
        unit="次",
        rows=lambda q: q.records(Activity, item__isnull=False, item__life=Life.LIVE),
        registers=("publicity.activity",),
        rules=("STU-02",),
        query="活动日在本年度、挂在责任清单事项下的普法活动；作废的活动和事项不计",
    )
)
metric(
    Metric(
        key="publicity.activities",
        label="普法活动",
        unit="次",
        rows=lambda q: q.records(Activity),
        registers=("publicity.activity",),
        rules=("STU-01",),
        query="活动日在本年度的普法活动，清单内外都计；作废的不计",
    )
)
metric(
    Metric(
        key="publicity.policy_trainings",
        label="政策培训",
        unit="次",
        rows=lambda q: q.records(Activity, form=Form.TRAINING),
        registers=("publicity.activity",),
        query="活动日在本年度、形式为政策培训的普法活动；作废的不计",
    )
)
metric(
    Metric(
        key="publicity.positions",
        label="普法阵地",
        unit="处",
        rows=lambda q: q.records(Position, date_field="").filter(
            Q(happened_on__lte=q.end) & (Q(closed_on__isnull=True) | Q(closed_on__gt=q.end))
        ),
        query="期末在用的普法阵地；作废的不计",
    )
)
metric(
    Metric(
        key="publicity.contests",
        label="普法竞赛",
        unit="次",
        rows=lambda q: q.records(Contest),
        registers=("publicity.contest",),
        query="举办日在本年度的普法竞赛；作废的不计",
    )
)
