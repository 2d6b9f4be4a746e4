"""Figures of vehicles: what is kept and allowed, new energy, trips and their approval, breaches, reports."""

from __future__ import annotations

from django.db.models import Q

from yifa.affairs.vehicles import queries
from yifa.affairs.vehicles.choices import DRIVEN, NEW_ENERGY, Finding, ReportState, RequestState, RetireState
from yifa.affairs.vehicles.models import Dispatch, Event, Message, Notice, Request, Retirement, UseReport
from yifa.core.metrics.metric import Metric, share, total
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="vehicles.quota",
        label="核定公务用车编制",
        unit="辆",
        rows=lambda q: queries.quotas(q.bureau_id, q.end),
        measure=total("number"),
        query="本年度末有效的车辆编制之和，同一单位同一类别取最近一次核定",
        rules=("VEH-09",),
    )
)
metric(
    Metric(
        key="vehicles.kept",
        label="公务用车保有量",
        unit="辆",
        rows=lambda q: queries.kept(q.bureau_id, q.end),
        query="本年度末已登记、未处置的公务用车",
        rules=("VEH-06",),
    )
)
metric(
    Metric(
        key="vehicles.new_energy",
        label="新能源汽车占比",
        unit="%",
        rows=lambda q: queries.kept(q.bureau_id, q.end),
        measure=share(Q(energy__in=NEW_ENERGY)),
        style=Style(places=1),
        query="本年度末保有的公务用车中，纯电动、插电式混合动力和燃料电池汽车的占比",
        rules=("VEH-04", "VEH-08"),
    )
)
metric(
    Metric(
        key="vehicles.trips",
        label="公务出车",
        unit="次",
        rows=lambda q: q.records(Dispatch, state__in=DRIVEN),
        query="出车日在本年度、已经回车的派车单，跨年的行程计入出车当年",
        rules=("VEH-10",),
    )
)
metric(
    Metric(
        key="vehicles.approved",
        label="用车申请审批",
        unit="%",
        rows=lambda q: q.records(Request, state=RequestState.DONE),
        measure=share(Q(approved_on__isnull=False)),
        qualifier="all",
        style=Style(template="用车申请审批率{q}", rate_as="percent"),
        registers=("vehicles.request",),
        subject="用车申请",
        claim="履行审批手续",
        query="出发日在本年度、已完成的用车申请中，有审批记录（含紧急用车补办审批）的",
        rules=("VEH-10",),
    )
)
metric(
    Metric(
        key="vehicles.breaches",
        label="查实的违规用车",
        unit="起",
        rows=lambda q: q.records(Notice, finding=Finding.BREACH),
        zero=Style(template="{q}违规用车"),
        registers=("vehicles.notice",),
        query="事实发生在本年度、认定为违规的用车监督通知",
        rules=("VEH-07", "VEH-09"),
    )
)
metric(
    Metric(
        key="vehicles.noticed",
        label="用车监督通知",
        unit="件",
        rows=lambda q: q.records(Notice),
        query="事实发生在本年度的用车监督通知，不论认定结果",
        rules=("VEH-07",),
    )
)
metric(
    Metric(
        key="vehicles.reports",
        label="公务用车使用情况通报和公示",
        unit="期",
        rows=lambda q: q.records(UseReport, "published_on", state=ReportState.PUBLISHED),
        query="本年度发布的使用情况通报和公示，撤回的不计",
        rules=("VEH-07",),
    )
)
metric(
    Metric(
        key="vehicles.disposed",
        label="更新处置公务用车",
        unit="辆",
        rows=lambda q: q.records(Retirement, "done_on", state=RetireState.DONE),
        query="处置日在本年度的更新处置",
        rules=("VEH-05", "VEH-12"),
    )
)
metric(
    Metric(
        key="vehicles.events",
        label="大型活动用车保障",
        unit="次",
        rows=lambda q: q.records(Event, "closed_on"),
        query="总结日在本年度的活动用车方案",
    )
)
metric(
    Metric(
        key="vehicles.exchange_first_pass",
        label="平台数据首次校验通过率",
        unit="%",
        rows=lambda q: q.records(Message),
        measure=share(Q(first_pass=True)),
        style=Style(places=1),
        query="本年度生成的平台交换数据中，首次校验即通过的占比",
    )
)
