"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="petitions.work",
        section="dispute",
        order=20,
        sentences=(
            Sentence(
                "畅通群众和服务单位诉求渠道，围绕投诉办理{petitions.satisfaction_target}，严守告知、办理、答复各环节期限。"
            ),
            Sentence("全年办结信访和投诉事项{petitions.handled}。"),
            Sentence("已评价事项满意率为{petitions.satisfaction}，评价结果用于改进服务。"),
        ),
    ),
)
