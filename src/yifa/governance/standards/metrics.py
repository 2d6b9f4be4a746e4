"""Figures of standards."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Q

from yifa.core.metrics.metric import Measured, Metric, Query
from yifa.governance.standards.choices import Level, Reach, Role, Stage
from yifa.governance.standards.models import Honour, Pilot, StageStep, Standard, StandardClass
from yifa.kernel.record import Life
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Quantity, Style

metric(
    Metric(
        key="standards.local_joined",
        label="参与制定地方标准",
        unit="项",
        rows=lambda q: q.records(Standard, level=Level.LOCAL, role=Role.JOIN),
        query="参与起草日在本年度、层级为地方标准、方式为参与起草的标准",
        rules=("STD-02",),
    )
)
metric(
    Metric(
        key="standards.group_led_or_joined",
        label="牵头或者参与制定团体标准",
        unit="项",
        rows=lambda q: q.records(Standard, level=Level.GROUP, role__in=(Role.LEAD, Role.JOIN)),
        query="立项或参与起草日在本年度、层级为团体标准、方式为牵头或参与起草的标准",
        rules=("STD-07",),
    )
)
metric(
    Metric(
        key="standards.local_issued",
        label="牵头编制并批准发布的地方标准",
        unit="项",
        rows=lambda q: q.records(Standard, "issued_on", level=Level.LOCAL, role=Role.LEAD),
        query="批准发布日在本年度、本局牵头起草的地方标准",
        rules=("STD-02",),
    )
)


def _highest(name: str) -> Any:
    def measure(rows: Any, query: Query) -> Measured:
        return Measured(rows.aggregate(m=Max(name))["m"])

    return measure


metric(
    Metric(
        key="standards.pilot_batch",
        label="标准化试点批次",
        unit="批",
        rows=lambda q: q.records(Pilot, reach=Reach.NATIONAL),
        measure=_highest("batch"),
        qualifier="ordinal",
        style=Style(numerals="hanzi"),
        query="列入日在本年度的全国性标准化试点，取其批次",
    )
)
metric(
    Metric(
        key="standards.pilot_speakers",
        label="交流发言代表单位",
        unit="家",
        rows=lambda q: q.records(Honour, reach=Reach.NATIONAL),
        measure=_highest("speakers"),
        style=Style(numerals="hanzi", template="全国{q}代表单位之一"),
        query="发言日在本年度的全国性交流发言，取会议文件所列发言代表单位数",
    )
)


def _class_rows(q: Query) -> Any:
    """小类 of the latest edition, listed by the end of the span and not dropped, under a live 大类."""
    edition = q.records(StandardClass, "", year__lte=q.year, happened_on__lte=q.end).aggregate(m=Max("year"))["m"]
    return (
        q.records(StandardClass, "", parent__isnull=False, parent__life=Life.LIVE, year=edition, happened_on__lte=q.end)
        .filter(Q(dropped_on__isnull=True) | Q(dropped_on__gt=q.end))
        .filter(Q(parent__dropped_on__isnull=True) | Q(parent__dropped_on__gt=q.end))
    )


def _tree(rows: Any, query: Query) -> Measured:
    small = rows.count()
    return Measured(rows.values("parent_id").distinct().count(), parts={"small": Quantity(small, "小类")})


metric(
    Metric(
        key="standards.classes",
        label="标准体系",
        unit="大类",
        rows=_class_rows,
        measure=_tree,
        style=Style(template="{q}和{small}"),
        query="本年度末有效版次的标准体系小类及其所属大类，撤销的不计",
    )
)


def _stages(rows: Any, query: Query) -> Measured:
    """The stages that took place, named in the order of the life cycle."""
    used = set(rows.values_list("stage", flat=True))
    names = [s.label for s in Stage if s in used]
    return Measured(len(names), parts={"names": Quantity("、".join(names), None, "named")})


metric(
    Metric(
        key="standards.life_cycle",
        label="标准全周期环节",
        unit="个",
        rows=lambda q: q.records(StageStep, standard__life=Life.LIVE),
        measure=_stages,
        style=Style(template="{names}"),
        query="本年度有办理记录的标准环节，按全周期顺序列名",
        rules=("STD-01",),
    )
)
