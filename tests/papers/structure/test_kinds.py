"""What a part is about, by its heading; headings of many bureaus, in our own words."""

import pytest

from yifa.papers.reading import read
from yifa.papers.structure import kinds

CASES = {
    "achievements": [
        "主要举措和成效",
        "法治政府建设主要工作情况",
        "2024年法治政府建设推进情况",
        "依法履职尽责，推进机关事务规范化",
        "工作开展情况",
        "重点工作完成情况",
        "坚持问题导向，补齐制度短板",
        "聚焦突出问题整改，健全长效机制",
        "强化问题线索处置",
        "计划执行情况",
        "主要做法和成绩",
        "年度任务落实情况",
        "加强统筹谋划，压实法治建设责任",
        "持续解决职工群众急难愁盼问题",
        "2024年工作总结",
        "突出问题得到解决",
        "围绕主要问题开展调研",
        "落实年度重点工作安排",
        "重点领域突出问题专项整治",
        "2024年度工作开展情况",
    ],
    "leader": [
        "党政主要负责人履行推进法治建设第一责任人职责情况",
        "局主要负责人履行第一责任人职责、加强法治政府建设的有关情况",
        "主要领导履行法治建设职责情况",
        "党政主要负责同志履行推进法治建设第一责任人职责情况",
        "落实法治建设第一责任人职责",
        "主要负责人带头推进法治建设",
        "主要负责同志履行法治建设职责情况",
        "“一把手”履行法治建设职责情况",
    ],
    "shortcomings": [
        "存在的不足和原因",
        "存在的主要问题",
        "工作中存在的短板和差距",
        "推进法治政府建设存在的不足及原因分析",
        "主要问题及原因",
        "面临的困难和问题",
        "不足之处",
        "问题和不足",
        "薄弱环节",
        "存在问题及下一步打算",
        "2024年度推进法治政府建设存在的不足和2025年主要安排",
        "2024年度工作存在的不足及原因",
    ],
    "plan": [
        "下一步工作安排",
        "下步工作思路",
        "2025年工作打算",
        "下一年度推进法治政府建设的主要安排",
        "今后努力方向",
        "2025年法治政府建设重点工作",
        "下一阶段工作计划",
        "改进措施",
        "工作打算",
        "明年工作思路",
        "下年度工作安排",
    ],
    "overview": ["总体情况", "基本概况", "单位概况", "机构设置情况"],
    "other": ["其他需要报告的事项", "意见和建议", "有关建议"],
}


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in CASES.items() for title in titles])
def test_kind_of_a_heading(kind, title):
    found = kinds.of_title(title, 2024)
    assert (found or "achievements") == kind


def paper(body: str):
    head = "甲市机关事务管理局2024年法治政府建设情况报告\n2024年，我局认真落实依法行政要求。\n"
    return read((head + body).encode(), name="a.txt").paper


def test_children_inherit_but_for_the_leader():
    read_paper = paper(
        "一、基本工作情况\n（一）学法。学法4次。\n（二）落实第一责任人职责。一是亲自部署。听取汇报9次。二是亲自过问。督办事项2件。\n"
        "二、存在不足\n（一）制度建设。制度更新不及时。\n"
    )
    assert [section.kind for section in read_paper.walk()] == [
        "achievements", "achievements", "leader", "leader", "leader", "shortcomings", "shortcomings",
    ]  # fmt: skip


def test_part_on_problems_and_plans_lets_its_children_say():
    read_paper = paper(
        "一、主要工作\n完善制度。\n二、存在的问题及下一步打算\n（一）存在的问题\n有差距。\n（二）下一步工作打算\n完善制度。\n"
    )
    assert [section.kind for section in read_paper.walk()] == ["achievements", "shortcomings", "shortcomings", "plan"]


def test_a_silent_heading_is_judged_by_its_text():
    read_paper = paper(
        "一、主要工作\n完善制度8项。\n二、深化法治建设\n2025年，我局将继续完善制度，进一步强化监督，着力提升能力，努力实现新突破，"
        "将组织培训，将开展检查，进一步健全机制。\n"
    )
    assert [section.kind for section in read_paper.sections] == ["achievements", "plan"]


def test_introduction_of_the_organ_is_an_overview():
    read_paper = paper(
        "一、单位基本情况\n我局内设机构8个，编制45名，在职干部41人，主要职责是服务保障。\n二、主要工作\n完善制度8项。\n"
    )
    assert [section.kind for section in read_paper.sections] == ["overview", "achievements"]
