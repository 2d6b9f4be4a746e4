"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="counsel.work",
        section="decision",
        order=60,
        sentences=(
            Sentence("充分发挥法律顾问、公职律师作用，全年办理法律事务{counsel.legal_affairs}。"),
            Sentence(
                "参与重要合同谈判、就疑难事项提供法律意见{counsel.negotiations_and_opinions}，推动专业意见融入决策和合同环节。"
            ),
            Sentence("坚持遇事找法，就机关事务管理中的法律问题组织论证{counsel.deliberations}。"),
            Sentence("邀请高校和实务专家开展专家咨政{counsel.expert_advice}，为改革事项提供法治参考。"),
        ),
    ),
    Paragraph(
        key="counsel.team",
        section="team",
        order=20,
        sentences=(Sentence("推动公职律师队伍向基层延伸，年内在局属单位配备公职律师{counsel.public_lawyers}。"),),
    ),
)
