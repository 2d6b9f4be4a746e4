"""Figures of disputes. Zeros rest on the register of cases, confirmed by every office."""

from yifa.core.metrics.metric import Metric
from yifa.governance.disputes.choices import Kind, Way
from yifa.governance.disputes.models import Case, Settlement
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style

metric(
    Metric(
        key="disputes.disclosure_cases",
        label="信息公开行政复议和行政诉讼",
        unit="件",
        rows=lambda q: q.records(Case, kind__in=(Kind.RECONSIDERATION, Kind.LITIGATION), about_disclosure=True),
        zero=Style(),
        registers=("disputes.case",),
        query="发生日在本年度、涉及政府信息公开的行政复议和行政诉讼案件，作废的不计",
        rules=("GID-10", "CMP-05"),
    )
)
metric(
    Metric(
        key="disputes.suits_and_civil",
        label="行政诉讼和民事纠纷",
        unit="例",
        rows=lambda q: q.records(Case, kind__in=(Kind.LITIGATION, Kind.CIVIL)),
        zero=Style(template="{q}一{unit}"),
        registers=("disputes.case",),
        query="发生日在本年度的行政诉讼案件和民事纠纷，作废的不计",
        rules=("CMP-16",),
    )
)
metric(
    Metric(
        key="disputes.settlements",
        label="纠纷庭外和解",
        unit="起",
        rows=lambda q: q.records(Settlement, way=Way.OUT_OF_COURT),
        style=Style(numerals="hanzi"),
        query="和解日在本年度、方式为庭外和解的纠纷",
    )
)
