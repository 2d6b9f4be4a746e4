"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="service_desk.year",
        section="service",
        order=10,
        sentences=(
            Sentence("推行机关事务集中办事，公开事项目录、办理指南和承诺时限，纳入集中办事事项{service_desk.items}。"),
            Sentence("全年累计办理事项{service_desk.handled}。"),
            Sentence("坚持由申办单位评价服务，已评价办件满意度{service_desk.satisfaction}。"),
        ),
    ),
)
