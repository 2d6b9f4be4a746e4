"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="rule_of_law_plan.leading",
        section="leadership",
        order=10,
        sentences=(
            Sentence(
                "坚持党对法治建设的领导，健全局法治政府建设领导小组，明确组长、成员和办公室职责，形成统筹推进的工作格局。",
                evidence=("rule_of_law_plan.groups",),
            ),
            Sentence("领导小组定期研究推进法治工作，全年听取汇报{rule_of_law_plan.briefings}。"),
        ),
    ),
    Paragraph(
        key="rule_of_law_plan.tasks",
        section="leadership",
        order=20,
        sentences=(
            Sentence(
                "制定年度法治建设工作计划，分解重点任务{rule_of_law_plan.tasks}，"
                "逐项明确责任单位、完成时限和成效标准，{rule_of_law_plan.on_time}。"
            ),
            Sentence(
                "对照《{rule_of_law_plan.outline_title}（{rule_of_law_plan.outline_period}）》，"
                "梳理与本局职责有关的条目{rule_of_law_plan.outline_items}，逐条明确落实举措。"
            ),
            Sentence("参加{rule_of_law_plan.model_batch}法治政府建设示范创建，以创建促规范、促提升。"),
            Sentence("针对突出问题开展专项活动{rule_of_law_plan.special_campaigns}，坚持边查边改，推动建立长效机制。"),
            Sentence("围绕法治工作重点难点开展专题调研{rule_of_law_plan.research}，推动调研成果转化为工作举措。"),
        ),
    ),
)
