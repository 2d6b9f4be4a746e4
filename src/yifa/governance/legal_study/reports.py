"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="legal_study.pre_meeting",
        section="study",
        order=10,
        sentences=(Sentence("落实党组会议会前学法制度，结合议题学习法律法规，{legal_study.pre_meeting_study}。"),),
    ),
)
