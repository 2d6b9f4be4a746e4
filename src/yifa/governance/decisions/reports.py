"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="decisions.meetings",
        section="decision",
        order=10,
        sentences=(
            Sentence(
                "坚持党组集体领导，全年召开党组会议{decisions.party_group_meetings}，研究法治建设和机关事务重要事项。"
            ),
            Sentence("召开局长办公会{decisions.director_meetings}，对行政业务事项依规研究、按程序办理。"),
        ),
    ),
    Paragraph(
        key="decisions.major",
        section="decision",
        order=20,
        sentences=(
            Sentence(
                "严格执行重大行政决策法定程序，提交讨论的重大行政决策{decisions.major_decisions}，"
                "坚持主要负责人末位表态，不同意见如实记录。"
            ),
            Sentence("提请集体研究“三重一大”事项{decisions.major_internal}，会前由法规部门先行审核。"),
            Sentence("主动接受监督，向派驻纪检监察组备案决议情况{decisions.filings}。"),
        ),
    ),
)
