"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="enforcement.authority",
        section="enforcement",
        order=10,
        sentences=(
            Sentence("依法明确执法职责，于{enforcement.authority_announcement}向社会公告行政执法主体资格和执法事项。"),
            Sentence("严格执法人员资格管理，年末在有效期内的行政执法证件共{enforcement.certificates}。"),
        ),
    ),
    Paragraph(
        key="enforcement.systems",
        section="enforcement",
        order=20,
        sentences=(
            Sentence(
                "全面落实行政执法公示、执法全过程记录、重大执法决定法制审核“{enforcement.three_systems}”，逐项核查落实情况。"
            ),
            Sentence("依法开展行政检查{enforcement.inspections}，推动检查过程全程留痕、发现问题及时整改。"),
        ),
    ),
)
