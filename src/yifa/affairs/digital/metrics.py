"""Figures of digital."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yifa.affairs.digital.choices import Change, Kind, View
from yifa.affairs.digital.models import Application, PlatformMap, PlatformPart
from yifa.core.metrics.metric import Metric, Query, named
from yifa.kernel.registry import metric

metric(
    Metric(
        key="digital.apps_new",
        label="新增掌上应用",
        unit="项",
        rows=lambda q: q.records(Application, kind=Kind.MOBILE, change=Change.NEW),
        query="上线日在本年度、新增的掌上应用",
    )
)
metric(
    Metric(
        key="digital.systems_improved",
        label="完善管理系统",
        unit="项",
        rows=lambda q: q.records(Application, kind=Kind.SYSTEM, change=Change.IMPROVED),
        query="完成日在本年度、完善的管理系统",
    )
)


def _parts(view: View) -> Callable[[Query], Any]:
    """Parts of the picture that stands at the end of the span: the latest one approved by then."""

    def rows(q: Query) -> Any:
        latest = q.records(PlatformMap, "", view=view, happened_on__lte=q.end).order_by("-happened_on", "-id")[:1]
        return q.records(PlatformPart, "", map_id__in=list(latest.values_list("pk", flat=True)))

    return rows


def _formula(rows: Any, query: Query) -> str:
    return "+".join(p.symbol for p in rows.order_by("position", "id"))


for _key, _view in (
    ("digital.platform_structure", View.PLATFORM),
    ("digital.transformation_structure", View.TRANSFORMATION),
):
    metric(
        Metric(
            key=_key,
            label=_view.label,
            unit=None,
            rows=_parts(_view),
            measure=named(_formula),
            qualifier="named",
            query=f"本年度末有效的{_view.label}，按组成的次序连写各部分的数量",
        )
    )
