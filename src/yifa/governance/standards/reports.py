"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="standards.work",
        section="institution",
        order=20,
        sentences=(
            Sentence("以标准化促进机关事务工作法治化，建成涵盖{standards.classes}的标准体系。"),
            Sentence("健全标准闭环管理，{standards.life_cycle}各环节办理留有记录。"),
            Sentence(
                "推动管理经验上升为标准，由我局牵头编制、主管部门批准发布的市地方标准有{standards.local_issued}。"
            ),
            Sentence("积极参与标准供给，参与制定地方标准{standards.local_joined}。"),
            Sentence("牵头或者参与制定团体标准{standards.group_led_or_joined}。"),
            Sentence("列入{standards.pilot_batch}全国机关事务标准化试点，按计划推进试点任务。"),
            Sentence("在全国机关事务标准化工作交流中，我局作为{standards.pilot_speakers}作经验介绍。"),
        ),
    ),
)
