"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="energy.statistics",
        section="energy",
        order=40,
        sentences=(
            Sentence("规范能源资源消费统计，全年审核通过统计报表{energy.filings_accepted}。"),
            Sentence("报表一次审核通过率{energy.first_pass}。"),
            Sentence("收到公共机构年度能源消费状况报告{energy.reports_received}。"),
            Sentence("印发能耗统计情况通报{energy.bulletins}，超过定额的先要求说明、再作通报。"),
        ),
    ),
    Paragraph(
        key="energy.supervision",
        section="energy",
        order=60,
        sentences=(
            Sentence("会同有关部门开展公共机构节能监督检查{energy.inspections}。"),
            Sentence("依法送达责令限期改正通知书{energy.orders}，期满逐件复查。"),
        ),
    ),
)
