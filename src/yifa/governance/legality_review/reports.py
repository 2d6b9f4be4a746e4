"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="legality_review.reviews",
        section="decision",
        order=30,
        sentences=(
            Sentence(
                "把合法性审查作为决策出台、文件印发的必经程序，不以征求意见、会签代替审查，"
                "对重大行政决策开展合法性审查{legality_review.decision_reviews}。"
            ),
            Sentence("对以本局名义制发的行政规范性文件开展合法性审核{legality_review.normative_reviews}。"),
            Sentence(
                "起草涉及经营者经济活动的政策措施，先行开展公平竞争审查{legality_review.fair_competition_reviews}。"
            ),
            Sentence("坚持重大执法决定未经法制审核不得作出，开展法制审核{legality_review.enforcement_reviews}。"),
            Sentence("就机关事务发展规划出具合法性审查意见{legality_review.plan_opinions}，促进规划编制于法有据。"),
            Sentence(
                "突出工程、采购等标的较大的合同，开展重大合同合法性审查{legality_review.major_contracts}，防范履约风险。"
            ),
        ),
    ),
    Paragraph(
        key="legality_review.second_level",
        section="decision",
        order=34,
        sentences=(
            Sentence(
                "延伸法治监督链条，局属单位重大业务先由本单位初审，再报局法规处复审，"
                "全年完成二级复审{legality_review.second_level}。"
            ),
            Sentence(
                "复审共涉及{legality_review.second_level_matters}业务，着力把好采购、出租出借、修缮等关键环节的法律关。"
            ),
        ),
    ),
    Paragraph(
        key="legality_review.consultation",
        section="decision",
        order=50,
        sentences=(
            Sentence(
                "认真办理有关部门立法、规范性文件和政策措施征求意见工作，"
                "结合机关事务实际研究提出意见，回复{legality_review.consultation_replies}。"
            ),
        ),
    ),
)
