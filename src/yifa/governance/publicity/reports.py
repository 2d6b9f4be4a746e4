"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="publicity.duty",
        section="publicity",
        order=10,
        sentences=(
            Sentence(
                "落实“谁执法谁普法”普法责任制，编制普法责任清单，"
                "列明{publicity.duty_items}普法内容的责任单位、对象和形式。"
            ),
            Sentence("对照清单开展学习宣传{publicity.duty_list_activities}。"),
            Sentence("全年开展各类普法活动{publicity.activities}，推动普法与服务保障工作同步安排、同步落实。"),
            Sentence("面向服务单位组织办公用房、公务用车、公共机构节能等政策培训{publicity.policy_trainings}。"),
        ),
    ),
    Paragraph(
        key="publicity.energy_week",
        section="publicity",
        order=20,
        sentences=(
            Sentence(
                "抓住重要节点，于{publicity.energy_week}开展全国节能宣传周活动，宣传公共机构节能法规和绿色低碳理念。"
            ),
            Sentence("{publicity.energy_week_launch}举行启动仪式。"),
            Sentence("主会场有{publicity.launch_units}单位参加。"),
            Sentence("设立分会场{publicity.launch_subvenues}，上下联动扩大宣传覆盖面。"),
            Sentence("结合{publicity.low_carbon_day}全国低碳日，倡导绿色出行和低碳办公。"),
            Sentence("向干部职工和来访群众发放节能法规宣传手册{publicity.handbooks_given}。"),
        ),
    ),
    Paragraph(
        key="publicity.days",
        section="publicity",
        order=30,
        sentences=(
            Sentence(
                "结合{publicity.standards_day}{publicity.standards_day_number}世界标准日，宣传标准化法和机关事务标准。"
            ),
            Sentence("围绕{publicity.constitution_day}国家宪法日开展宪法学习宣传，弘扬宪法精神。"),
        ),
    ),
    Paragraph(
        key="publicity.positions",
        section="publicity",
        order=40,
        sentences=(
            Sentence("用好办公区电子屏、宣传栏、网站专栏等普法阵地{publicity.positions}，营造尊法学法守法用法氛围。"),
            Sentence("组织干部职工参加普法竞赛{publicity.contests}。"),
        ),
    ),
)
