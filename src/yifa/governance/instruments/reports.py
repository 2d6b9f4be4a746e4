"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="instruments.library",
        section="institution",
        order=10,
        sentences=(
            Sentence("坚持用制度管权管事管人，围绕{instruments.key_fields}完善制度体系，明确责任处室和建设要求。"),
            Sentence("统筹推进立改废，年内健全完善规范性制度类文件{instruments.made_or_revised}。"),
            Sentence("组织开展制度清理，逐件提出清理意见，共清理{instruments.cleaned}。"),
            Sentence("对不再适用的制度及时废止，废止{instruments.repealed}。"),
        ),
    ),
)  # fmt: skip
