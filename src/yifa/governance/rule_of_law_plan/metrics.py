"""Figures of the plan."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from yifa.core.metrics.metric import Metric, Query, named, share
from yifa.governance.rule_of_law_plan.choices import MemberRole
from yifa.governance.rule_of_law_plan.models import (
    Briefing,
    LeadingGroup,
    ModelBatch,
    OutlineItem,
    Research,
    SpecialCampaign,
    Task,
)
from yifa.kernel.record import Life
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style


def _due(query: Query) -> Any:
    """Tasks due in the span. On its last day, unless the year ends with it, a task still open is not yet late."""
    rows = query.records(Task, date_field="due_on", plan__life=Life.LIVE)
    if (query.end.month, query.end.day) == (12, 31):
        return rows
    return rows.exclude(due_on=query.end, done_on__isnull=True)


metric(
    Metric(
        key="rule_of_law_plan.tasks",
        label="重点任务",
        unit="项",
        rows=_due,
        registers=("rule_of_law_plan.task",),
        query="完成期限在本年度的重点任务（年中看截至当日，当日到期未办结的不算）；作废的任务和计划不计",
    )
)
metric(
    Metric(
        key="rule_of_law_plan.on_time",
        label="按时完成率",
        unit="%",
        rows=_due,
        measure=share(Q(done_on__isnull=False, done_on__lte=F("due_on"))),
        qualifier="all",
        style=Style(template="{label}{q}"),
        subject="重点任务",
        claim="按时完成",
        claim_unit="项",
        query="完成期限在本年度的重点任务中，完成日不晚于期限（含经批准的延期）的占比；作废的不计",
    )
)


def _group_led(query: Query) -> Any:
    """Groups in being at the end of the span that have a head."""
    rows = query.records(LeadingGroup, date_field="").filter(happened_on__lte=query.end)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=query.end))
    return rows.filter(members__role=MemberRole.HEAD, members__life=Life.LIVE).distinct()


metric(
    Metric(
        key="rule_of_law_plan.groups",
        label="领导小组",
        unit="个",
        rows=_group_led,
        query="期末在任、有组长的法治建设领导小组；作废的不计",
    )
)


def _counted(name: str, model: type[Any], label: str, unit: str, register: str, **where: Any) -> None:
    metric(
        Metric(
            key=f"rule_of_law_plan.{name}",
            label=label,
            unit=unit,
            rows=lambda q: q.records(model, **where),
            registers=(f"rule_of_law_plan.{register}",),
            query=f"发生日在本年度的{label}；作废的不计",
        )
    )


_counted("briefings", Briefing, "听取汇报", "次", "briefing")
_counted("special_campaigns", SpecialCampaign, "专项活动", "项", "special")
_counted("research", Research, "法治调研", "项", "research")
_counted("outline_items", OutlineItem, "纲要条目对照", "条", "outline_item", outline__life=Life.LIVE)

metric(
    Metric(
        key="rule_of_law_plan.model_batch",
        label="示范创建批次",
        unit="批",
        rows=lambda q: q.records(ModelBatch),
        measure=named(lambda rows, q: rows.latest("happened_on", "pk").batch),
        qualifier="ordinal",
        style=Style(numerals="hanzi"),
        query="本年度参加的示范创建的批次；作废的不计",
    )
)


def _years(rows: Any, query: Query) -> str | None:
    """The years of the outline the items belong to, as Y1/Y2."""
    outline = rows.select_related("outline").earliest("pk").outline
    if outline.starts_on is None or outline.ends_on is None:
        return None
    return f"{outline.starts_on.year}/{outline.ends_on.year}"


def _title(rows: Any, query: Query) -> str:
    return str(rows.select_related("outline").earliest("pk").outline.title)


for _key, _label, _measure, _style in (
    ("outline_title", "实施纲要名称", _title, Style()),
    ("outline_period", "法治政府建设实施纲要", _years, Style(named_as="year_range")),
):
    metric(
        Metric(
            key=f"rule_of_law_plan.{_key}",
            label=_label,
            unit=None,
            rows=lambda q: q.records(OutlineItem, outline__life=Life.LIVE),
            measure=named(_measure),
            qualifier="named",
            style=_style,
            query=f"本年度分解对照的实施纲要的{'名称' if _measure is _title else '起止年份'}；作废的纲要和条目不计",
        )
    )
