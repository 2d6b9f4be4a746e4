"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="vehicles.year",
        section="service",
        order=30,
        sentences=(
            Sentence("严格公务用车编制和配备标准管理，核定编制{vehicles.quota}，年末保有公务用车{vehicles.kept}。"),
            Sentence("优先使用新能源汽车，年末占比为{vehicles.new_energy}。"),
            Sentence("实行集中管理、统一派遣、单车核算，全年公务出车{vehicles.trips}。"),
            Sentence("用车先申请后派车，紧急用车事后补办手续，{vehicles.approved}。"),
            Sentence("完成大型活动用车保障{vehicles.events}。"),
            Sentence("依规更新处置公务用车{vehicles.disposed}，处置收入按规定上缴。"),
        ),
    ),
    Paragraph(
        key="vehicles.watch",
        section="supervision",
        order=60,
        sentences=(
            Sentence(
                "加强公务用车使用监督，对节假日、非工作时间等用车情形发出监督通知{vehicles.noticed}，逐件说明认定。"
            ),
            Sentence("查实违规用车{vehicles.breaches}，按规定移送处理。", zero="全年{vehicles.breaches}。"),
            Sentence("定期发布使用情况通报和公示{vehicles.reports}，接受监督。"),
        ),
    ),
)
