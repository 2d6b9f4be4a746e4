"""Figures of contracts."""

from yifa.core.metrics.metric import Metric, share
from yifa.governance.contracts.choices import Order
from yifa.governance.contracts.models import Contract
from yifa.governance.contracts.process import REVIEWED_FIRST
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="contracts.reviewed_before_signing",
        label="合同签订前合法合规性审核",
        unit="%",
        rows=lambda q: q.records(Contract, "signed_on").select_related("review"),
        measure=share(REVIEWED_FIRST),
        qualifier="all",
        style=Style(template="签订前审核率{q}", rate_as="percent"),
        registers=("contracts.contract",),
        subject="合同",
        claim="签订前审查",
        query="签订日在本年度的合同中，签订之前已出具通过意见的；先签后审、例外批准和作废的不计入分子，作废的也不计入分母",
    )
)
metric(
    Metric(
        key="contracts.signed",
        label="签订合同",
        unit="份",
        rows=lambda q: q.records(Contract, "signed_on"),
        registers=("contracts.contract",),
        query="签订日在本年度的合同；作废的不计",
    )
)
metric(
    Metric(
        key="contracts.signed_first",
        label="先签后审的合同",
        unit="份",
        rows=lambda q: q.records(Contract, "signed_on", order=Order.BREACH),
        registers=("contracts.contract",),
        query="签订日在本年度、登记为先签后审的合同；作废的不计",
    )
)
metric(
    Metric(
        key="contracts.overridden",
        label="例外批准用印签订的合同",
        unit="份",
        rows=lambda q: q.records(Contract, "signed_on", order=Order.OVERRIDE),
        registers=("contracts.contract",),
        query="签订日在本年度、未经审查而例外批准用印或签订的合同；作废的不计",
    )
)
