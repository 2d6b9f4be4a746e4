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
        ),
    ),
)
