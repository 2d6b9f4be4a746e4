"""Above the text: title, issuer, year, addressee, header block and 版头, in the forms the genre knows."""

import pytest

from yifa.papers.reading import read
from yifa.papers.structure import front

BODY = (
    "\n2024年，我局认真落实依法行政各项要求，扎实推进法治机关建设。现将有关情况报告如下：\n"
    "一、主要工作\n局党组组织学法4次，完善制度8项。\n二、存在的不足\n部分制度更新不及时。\n"
)


def paper(front_lines: str, body: str = BODY, **options):
    return read((front_lines + body).encode(), name="a.txt", **options).paper


@pytest.mark.parametrize(
    ("lines", "title", "issuer", "year"),
    [
        ("甲市机关事务管理局2024年法治政府建设情况报告", None, "甲市机关事务管理局", 2024),
        (
            "甲市机关事务管理局\n2024年度法治政府建设工作报告",
            "甲市机关事务管理局2024年度法治政府建设工作报告",
            "甲市机关事务管理局",
            2024,
        ),
        (
            "甲市机关事务管理局\n关于2024年度法治政府建设\n情况的报告",
            "甲市机关事务管理局关于2024年度法治政府建设情况的报告",
            "甲市机关事务管理局",
            2024,
        ),
        (
            "甲县机关事务服务中心关于2023年法治政府建设工作总结及2024年工作计划的报告",
            None,
            "甲县机关事务服务中心",
            2023,
        ),
        ("甲省机关事务管理局二〇二三年度法治政府建设年度报告", None, "甲省机关事务管理局", 2023),
        ("2022年甲区机关事务管理局法治政府建设工作总结", None, "甲区机关事务管理局", 2022),
        (
            "甲市机关事务管理局 2024 年 法治政府建设 情况报告",
            "甲市机关事务管理局2024年法治政府建设情况报告",
            "甲市机关事务管理局",
            2024,
        ),
        ("中共甲市机关事务管理局党组关于2024年度法治建设情况的报告", None, "中共甲市机关事务管理局党组", 2024),
        (
            "甲市人民政府办公室（机关事务管理局）2024年度法治政府建设年度报告",
            None,
            "甲市人民政府办公室（机关事务管理局）",
            2024,
        ),
        ("甲区2024年度法治政府建设情况报告", None, "甲区", 2024),
        (
            "甲州机关事务管理局贯彻落实《法治政府建设实施纲要（2021—2025年）》2024年进展情况报告",
            None,
            "甲州机关事务管理局",
            2024,
        ),
        ("甲市机关事务管理局2024年法治政府建设情况报告（征求意见稿）", None, "甲市机关事务管理局", 2024),
    ],
)
def test_title_says_issuer_and_year(lines, title, issuer, year):
    read_paper = paper(lines)
    assert read_paper.title == (title or lines)
    assert read_paper.issuer == issuer
    assert read_paper.year == year
    assert read_paper.text[read_paper.title_span.start : read_paper.title_span.end].replace("\n", "").replace(
        " ", ""
    ) == (read_paper.title)


def test_year_given_by_the_caller_wins():
    assert paper("甲市机关事务管理局2024年法治政府建设情况报告", year=2023).year == 2023


def test_year_without_one_in_the_title_comes_from_the_opening():
    assert paper("甲市机关事务管理局法治政府建设情况报告").year == 2024


def test_year_named_only_by_the_date_is_the_year_before():
    body = "\n我局认真落实依法行政要求，组织学法4次。\n一、主要工作\n完善制度8项。\n甲市机关事务管理局\n2025年1月16日\n"
    assert paper("甲市机关事务管理局法治政府建设情况报告", body).year == 2024


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        ("中共甲市委、甲市人民政府：", "中共甲市委、甲市人民政府"),
        ("市委依法治市办:", "市委依法治市办"),
        ("甲市人民政府，乙省机关事务管理局：", "甲市人民政府，乙省机关事务管理局"),
        ("市委全面依法治市委员会办公室、市司法局：", "市委全面依法治市委员会办公室、市司法局"),
        ("各区、县（市）机关事务管理部门，市级机关各单位：", "各区、县（市）机关事务管理部门，市级机关各单位"),
        ("中共甲市委全面依法治市委员会办公室、\n甲市司法局：", "中共甲市委全面依法治市委员会办公室、甲市司法局"),
    ],
)
def test_addressee(line, addressee):
    read_paper = paper(f"甲市机关事务管理局2024年法治政府建设情况报告\n{line}")
    assert read_paper.addressee == addressee
    span = read_paper.addressee_span
    assert read_paper.text[span.start : span.end].replace("\n", "") == addressee


def test_opening_that_ends_in_a_colon_is_no_addressee():
    body = "\n现将我局法治政府建设有关情况报告如下：\n一、主要工作\n局党组组织学法4次，完善制度8项。\n"
    assert paper("甲市机关事务管理局2024年法治政府建设情况报告", body).addressee is None


def test_addressee_run_into_the_first_paragraph():
    body = "\n市委依法治市办：2024年，我局认真落实依法行政要求，完善制度8项。\n一、主要工作\n组织学法4次。\n"
    read_paper = paper("甲市机关事务管理局2024年法治政府建设情况报告", body)
    assert read_paper.addressee == "市委依法治市办"
    assert read_paper.text[read_paper.body.start :].startswith("2024年")


def test_header_block_of_a_web_page():
    lines = (
        "您当前的位置：首页 > 信息公开\n索 引 号：00123/2025-0001 发布机构：市机关事务局\n"
        "成文日期：2025年1月16日 主题分类： 公开方式：主动公开\n甲市机关事务管理局2024年法治政府建设情况报告\n"
        "发布时间：2025-01-20 09:05 来源：办公室 浏览次数：\n字体：【大 中 小】"
    )
    read_paper = paper(lines)
    assert read_paper.title == "甲市机关事务管理局2024年法治政府建设情况报告"
    assert read_paper.header == {
        "索引号": "00123/2025-0001",
        "发布机构": "市机关事务局",
        "成文日期": "2025-01-16",
        "主题分类": None,
        "公开方式": "主动公开",
        "发布时间": "2025-01-20 09:05",
        "来源": "办公室",
        "浏览次数": None,
    }
    assert read_paper.text[read_paper.body.start :].startswith("2024年，我局")
    assert not read_paper.in_body(read_paper.text.index("索"))


def test_header_block_without_spaces_between_its_fields():
    fields = front.split_fields("索引号：001/2025发布机构：甲局生成日期：2025-1-6公开方式：主动公开")
    assert fields == {"索引号": "001/2025", "发布机构": "甲局", "生成日期": "2025-01-06", "公开方式": "主动公开"}


def test_header_block_as_a_piped_table():
    lines = (
        "索 引 号 | 001/2025 | 主题分类 | 法治 |\n"
        "发文字号 | 甲事管〔2025〕3号 | 发布机构 | |\n甲市机关事务管理局2024年法治政府建设情况报告"
    )
    read_paper = paper(lines)
    assert read_paper.header["索引号"] == "001/2025"
    assert read_paper.header["发文字号"] == "甲事管〔2025〕3号"
    assert read_paper.header["发布机构"] is None


def test_letterhead():
    lines = (
        "000012\n特急\n甲市机关事务管理局文件\n"
        "甲事管〔2025〕3号　　　　签发人：丁某某\n甲市机关事务管理局\n关于2024年法治政府建设情况的报告"
    )
    read_paper = paper(lines)
    assert read_paper.header == {
        "份号": "000012",
        "紧急程度": "特急",
        "发文机关标志": "甲市机关事务管理局文件",
        "发文字号": "甲事管〔2025〕3号",
        "签发人": "丁某某",
    }
    assert read_paper.title == "甲市机关事务管理局关于2024年法治政府建设情况的报告"


def test_title_named_above_and_again_stands_once():
    title = "甲市机关事务管理局2024年法治政府建设情况报告"
    assert paper(f"{title}\n来源：办公室\n{title}").title == title


def test_column_name_is_not_part_of_the_title():
    read_paper = paper("法治政府建设年度报告\n甲市机关事务管理局2024年法治政府建设情况报告\n2025年1月10日")
    assert read_paper.title == "甲市机关事务管理局2024年法治政府建设情况报告"


def test_issuer_from_header_when_the_title_names_none():
    read_paper = paper("发布机构：甲市机关事务局\n2024年法治政府建设情况报告")
    assert read_paper.issuer == "甲市机关事务局"


def test_issuer_from_signature_when_nothing_else_names_one():
    body = BODY + "特此报告。\n甲市机关事务管理局\n2025年1月16日\n"
    assert paper("关于2024年度法治政府建设情况的报告", body).issuer == "甲市机关事务管理局"
