"""Figures of filings, closings and supervision."""

from django.db.models import F, Q

from yifa.affairs.energy.closings.models import Closing
from yifa.affairs.energy.filings.choices import State as Filed
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.affairs.energy.supervision.choices import Paper
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection
from yifa.core.metrics.metric import Metric, share
from yifa.kernel.registry import metric

metric(
    Metric(
        key="energy.filings_accepted", label="审核通过的统计报表", unit="份", rules=("ENE-14",),
        rows=lambda q: q.records(SurveyFiling, "accepted_on", state=Filed.ACCEPTED),
        query="审核日在本年度的统计报表，作废的不计",
    )
)  # fmt: skip
metric(
    Metric(
        key="energy.first_pass", label="统计报表一次审核通过率", unit="%",
        rows=lambda q: q.records(SurveyFiling, "accepted_on", state=Filed.ACCEPTED),
        measure=share(Q(returns=0)), query="审核日在本年度的统计报表中没有被退回过的比例",
    )
)  # fmt: skip
metric(
    Metric(
        key="energy.reports_received", label="收到的年度能源消费状况报告", unit="份", rules=("ENE-01",),
        rows=lambda q: q.records(EnergyReport), query="收到日在本年度的年度能源消费状况报告",
    )
)  # fmt: skip
metric(
    Metric(
        key="energy.reports_on_time", label="年度能源消费状况报告按期报送率", unit="%", rules=("ENE-01",),
        rows=lambda q: q.records(EnergyReport), measure=share(Q(happened_on__lte=F("due_on"))),
        query="收到日在本年度的年度能源消费状况报告中在条例规定日以前收到的比例",
    )
)  # fmt: skip
metric(
    Metric(
        key="energy.inspections", label="节能监督检查", unit="次", rules=("ENE-11",),
        rows=lambda q: q.records(Inspection), query="检查日在本年度的节能监督检查，同一机构当天只计一次",
    )
)  # fmt: skip
metric(
    Metric(
        key="energy.orders", label="责令限期改正通知书", unit="份", rules=("ENF-18",),
        rows=lambda q: q.records(CorrectionOrder, "issued_on", kind=Paper.ORDER),
        query="送达日在本年度的责令限期改正通知书",
    )
)  # fmt: skip
metric(
    Metric(
        key="energy.bulletins", label="能耗统计情况通报", unit="期", rules=("ENE-04",),
        rows=lambda q: q.records(Closing, "issued_on"), query="印发日在本年度的能耗统计情况通报",
    )
)  # fmt: skip
