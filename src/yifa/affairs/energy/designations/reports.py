"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="energy.designations",
        section="energy",
        order=70,
        sentences=(
            Sentence("以示范创建带动节能降碳，新建成零碳示范点{energy.zero_carbon_sites}。"),
            Sentence("推进重点用能场所低碳改造，建成低碳示范点{energy.low_carbon_sites}。"),
            Sentence("深化生活垃圾分类，命名垃圾分类示范单位{energy.waste_sorting_units}。"),
            Sentence("持续开展节约型机关创建，命名节约型机关{energy.saving_organs}。"),
        ),
    ),
)
