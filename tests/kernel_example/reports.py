"""Paragraph of the example."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(key="kernel_example.year", section="service", order=990,
              sentences=(Sentence("全年公物借用{kernel_example.loans}。"),)),
)  # fmt: skip
