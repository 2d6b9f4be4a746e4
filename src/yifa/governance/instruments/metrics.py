"""Figures of instruments."""

from yifa.core.metrics.metric import Metric
from yifa.governance.instruments.choices import Conclusion
from yifa.governance.instruments.models import CleanUpItem, Instrument, KeyField
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="instruments.key_fields",
        label="制度重点领域",
        unit="个",
        rows=lambda q: q.records(KeyField),
        style=Style(template="{q}重点领域"),
        query="列入日在本年度的制度重点领域，一个领域一行，作废的不计",
    )
)
metric(
    Metric(
        key="instruments.made_or_revised",
        label="健全完善规范性制度类文件",
        unit="件",
        rows=lambda q: q.records(Instrument),
        query="印发日在本年度的新制定和修订制度，一个版本一件，作废的不计",
        rules=("NOR-06",),
    )
)
metric(
    Metric(
        key="instruments.repealed",
        label="废止制度",
        unit="件",
        rows=lambda q: q.records(Instrument, "repealed_on", replaced_by__isnull=True),
        query="废止日在本年度、没有后续版本的制度",
    )
)
metric(
    Metric(
        key="instruments.cleaned",
        label="清理制度",
        unit="件",
        rows=lambda q: q.records(CleanUpItem, conclusion__in=Conclusion.values),
        query="清理结论日在本年度的制度，一件制度一行",
    )
)
