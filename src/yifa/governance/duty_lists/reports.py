"""Paragraphs offered to the reports.

The leader's part is mandatory (REP-03, REP-04). It stands on what the first responsible person did: without such
acts none of it prints, and the report says that the part is missing.
"""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

_ACTS = ("duty_lists.first_acts",)

paragraphs(
    Paragraph(
        key="duty_lists.first",
        section="leader",
        order=10,
        sentences=(
            Sentence("局党政主要负责人认真履行推进法治建设第一责任人职责，{duty_lists.first_acts}。"),
            Sentence("坚持以清单明责，现行职责清单{duty_lists.lists}，逐项明确履职内容和方式。", evidence=_ACTS),
            Sentence("结合职责变化修订完善职责清单{duty_lists.lists_revised}。", evidence=_ACTS),
        ),
    ),
    Paragraph(
        key="duty_lists.members",
        section="leader",
        order=20,
        sentences=(
            Sentence(
                "压实分管负责人直接责任和班子成员“一岗双责”，"
                "班子其他成员部署、过问、协调、督办法治工作{duty_lists.member_acts}。",
                evidence=_ACTS,
            ),
        ),
    ),
    Paragraph(
        key="duty_lists.statements",
        section="leader",
        order=30,
        sentences=(
            Sentence(
                "组织年度述法，{duty_lists.statements_given}，述法情况作为了解干部法治素养和履职成效的参考。",
                evidence=_ACTS,
            ),
        ),
    ),
)
