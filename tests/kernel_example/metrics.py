"""Figures of the example."""

from tests.kernel_example.models import Loan
from yifa.core.metrics.metric import Metric
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="kernel_example.loans",
        label="公物借用",
        unit="件",
        rows=lambda q: q.records(Loan),
        zero=Style(),
        registers=("kernel_example.loan",),
        query="借出日在本年度的公物借用，作废的不计",
        rules=("REP-01",),
    )
)
