"""Figures of disclosure."""

from __future__ import annotations

from typing import Any

from yifa.core.metrics.metric import Measured, Metric, Query
from yifa.governance.disclosure.choices import BUDGETS, Channel, Holder, Way
from yifa.governance.disclosure.models import Item, MandatoryYearly, Request
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Quantity, Style

metric(
    Metric(
        key="disclosure.published_items",
        label="主动公开政府信息",
        unit="条",
        rows=lambda q: q.records(Item, way=Way.OWN_MOTION),
        query="公开日在本年度、公开方式为主动公开的信息，各渠道合计",
        rules=("GID-01",),
    )
)
for _key, _channel, _label in (
    ("disclosure.portal_items", Channel.PORTAL, "门户网站信息"),
    ("disclosure.wechat_items", Channel.WECHAT, "微信公众号信息"),
):
    metric(
        Metric(
            key=_key,
            label=_label,
            unit="条",
            rows=lambda q, c=_channel: q.records(Item, way=Way.OWN_MOTION, channel=c),  # type: ignore[misc]
            query=f"公开日在本年度、主动公开在{_channel.label}的信息",
            rules=("GID-01",),
        )
    )
metric(
    Metric(
        key="disclosure.requests",
        label="政府信息公开申请",
        unit="件",
        rows=lambda q: q.records(Request),
        style=Style(template="收到{label}{q}"),
        zero=Style(word="未收到", template="{q}{label}"),
        registers=("disclosure.request",),
        query="收到申请之日在本年度的政府信息公开申请，作废的不计",
        rules=("GID-02", "GID-10"),
    )
)


def _named(rows: Any, query: Query) -> Measured:
    """The budgets, then the accounts, each with its year, as one reads them out."""
    order = list(BUDGETS)
    found = sorted(rows, key=lambda r: (order.index(r.kind), -r.fiscal_year, r.pk))
    return Measured(len(found), parts={"items": Quantity("和".join(str(r) for r in found), None, "named")})


metric(
    Metric(
        key="disclosure.budget_and_accounts",
        label="预算决算公开",
        unit="项",
        rows=lambda q: q.records(MandatoryYearly, holder=Holder.DEPARTMENT, kind__in=BUDGETS),
        measure=_named,
        style=Style(template="{items}"),
        query="公开日在本年度的部门预算和部门决算，按所属年度列名",
        rules=("BUD-01",),
    )
)
