"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="digital.structure",
        section="digital",
        order=10,
        sentences=(
            Sentence("按照“{digital.platform_structure}”总体架构建设机关事务数字化平台，以数据留痕促进权力规范运行。"),
            Sentence("构建“{digital.transformation_structure}”数字化转型体系，推动业务流程和制度规定同步在线。"),
        ),
    ),
    Paragraph(
        key="digital.applications",
        section="digital",
        order=20,
        sentences=(
            Sentence("推进移动办事，新增掌上应用{digital.apps_new}。"),
            Sentence("围绕监管和服务需要，完善管理系统{digital.systems_improved}。"),
        ),
    ),
)
