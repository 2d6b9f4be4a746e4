"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="disputes.cases",
        section="dispute",
        order=10,
        sentences=(
            Sentence(
                "依法参加行政复议和行政应诉，全年涉及政府信息公开的行政复议和行政诉讼{disputes.disclosure_cases}，做到逐件登记、依法答复。",
                zero="坚持依法行政、规范公开，全年{disputes.disclosure_cases}涉及政府信息公开的行政复议和行政诉讼。",
            ),
            Sentence(
                "加强风险预防和依法应对，全年共涉及行政诉讼和民事纠纷{disputes.suits_and_civil}。",
                zero="加强风险预防和源头化解，全年{disputes.suits_and_civil}行政诉讼或者民事纠纷。",
            ),
            Sentence("注重以和解方式实质化解矛盾，推动{disputes.settlements}纠纷达成庭外和解。"),
        ),
    ),
)
