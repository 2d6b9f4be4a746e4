"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="contracts.review",
        section="decision",
        order=40,
        sentences=(
            Sentence("加强合同全过程管理，实行统一编号、集中审查、用印核对，全年签订合同{contracts.signed}。"),
            Sentence("把合法合规性审查作为合同签订的前置环节，{contracts.reviewed_before_signing}。"),
            Sentence("对先签后审的合同{contracts.signed_first}，逐一查明原因、补办审查、督促整改。"),
            Sentence("因情况紧急例外批准的合同{contracts.overridden}，均限期补正。"),
        ),
    ),
)
