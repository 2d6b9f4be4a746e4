"""The tree of parts: numbers, run-in heads, damage, and what is no heading."""

from pathlib import Path

import pytest

from yifa.papers.reading import read
from yifa.papers.structure import marks

HEAD = "甲市机关事务管理局2024年法治政府建设情况报告\n2024年，我局认真落实依法行政要求，推进法治机关建设。\n"


def paper(body: str):
    return read((HEAD + body).encode(), name="a.txt").paper


def paths(read_paper):
    def walk(sections, above):
        for section in sections:
            yield above + section.number
            yield from walk(section.children, above + section.number + "/")

    return list(walk(read_paper.sections, ""))


def titles(read_paper):
    return [section.title for section in read_paper.walk()]


def test_four_levels_and_run_in():
    read_paper = paper(
        "一、主要工作\n（一）健全制度\n1.修订办法。修订办法9项。\n（1）资产管理。完善台账。\n（2）采购管理。完善清单。\n"
        "2.清理文件。清理文件8件。\n（二）加强监督\n一是开展检查。检查4次。二是督促整改。整改问题5个。\n二、存在问题\n制度不够健全。\n"
    )
    assert paths(read_paper) == [
        "一",
        "一/（一）",
        "一/（一）/1",
        "一/（一）/1/（1）",
        "一/（一）/1/（2）",
        "一/（一）/2",
        "一/（二）",
        "一/（二）/一是",
        "一/（二）/二是",
        "二",
    ]
    assert titles(read_paper)[2] == "修订办法"
    assert [section.level for section in read_paper.walk()] == [1, 2, 3, 4, 4, 3, 2, 3, 3, 1]


@pytest.mark.parametrize(
    "text",
    [
        "一是加强学习；二是完善制度；三是强化监督。",
        "主要做法：一是加强学习，二是完善制度，三是强化监督。",
        "一方面是加强学习。另一方面是完善制度。",
        "全局上下一是一、二是二，实事求是开展工作。",
        "一是加强学习。其他工作按计划开展。",
    ],
)
def test_lists_inside_one_sentence_are_no_headings(text):
    assert paths(paper(f"一、主要工作\n{text}\n二、下一步打算\n继续完善制度。\n")) == ["一", "二"]


def test_run_in_series_each_its_own_sentence():
    read_paper = paper(
        "一、主要工作\n加强组织领导。一是健全机制。完善制度9项。二是压实责任。制定清单7份。\n二、不足\n有差距。\n"
    )
    assert paths(read_paper) == ["一", "一/一是", "一/二是", "二"]
    first = read_paper.sections[0].children[0]
    assert read_paper.text[first.start : first.end] == "一是健全机制。完善制度9项。"


def test_run_in_ends_where_the_next_number_begins_and_sections_end_before_the_line_break():
    read_paper = paper("一、主要工作\n（一）学法。学法4次。\n（二）普法。普法6次。\n二、不足\n有差距。\n")
    texts = [read_paper.text[section.start : section.end] for section in read_paper.walk()]
    assert texts[1:3] == ["（一）学法。学法4次。", "（二）普法。普法6次。"]
    assert texts[0] == "一、主要工作\n（一）学法。学法4次。\n（二）普法。普法6次。"


@pytest.mark.parametrize("closing", ["总之，我局做了一些工作。", "特此报告。", "综上，全年工作完成。"])
def test_closing_paragraph_belongs_to_the_last_part_only(closing):
    read_paper = paper(
        f"一、主要工作\n完善制度。\n二、下一步\n（一）学法。组织学法。\n（二）普法。组织普法。\n{closing}\n"
    )
    last = read_paper.sections[-1]
    assert read_paper.text[last.start : last.end].endswith(closing)
    child = last.children[-1]
    assert read_paper.text[child.start : child.end] == "（二）普法。组织普法。"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("(一)学法\n学法4次。", "（一）"),
        ("（ 一 ）学法\n学法4次。", "（一）"),
        ("1、学法\n学法4次。", "1"),
        ("1．学法\n学法4次。", "1"),
        ("１．学法\n学法4次。", "1"),
        ("(1)学法\n学法4次。", "（1）"),
        ("①学法\n学法4次。", "①"),
    ],
)
def test_numbers_as_people_write_them(written, number):
    assert paths(paper(f"一、主要工作\n{written}\n二、不足\n有差距。\n")) == ["一", f"一/{number}", "二"]


@pytest.mark.parametrize("point", ["、", "．", ". ", " 、"])
def test_level_one_with_other_points(point):
    assert [s.number for s in paper(f"一{point}主要工作\n完善制度。\n二{point}不足\n有差距。\n").sections] == [
        "一",
        "二",
    ]


def test_parts_named_as_parts():
    read_paper = paper("第一部分 主要工作\n一、学法\n学法4次。\n第二部分 下一步安排\n一、普法\n完善制度。\n")
    assert paths(read_paper) == ["第一部分", "第一部分/一", "第二部分", "第二部分/一"]


def test_arabic_numbers_above_bracketed_ones():
    read_paper = paper(
        "1.主要工作\n（一）学法\n学法4次。\n（二）普法\n普法9次。\n2.存在不足\n（一）制度不健全\n制度少。\n（二）人员少\n缺人。\n"
    )
    assert paths(read_paper) == ["1", "1/（一）", "1/（二）", "2", "2/（一）", "2/（二）"]


def test_gaps_and_repeats_are_kept_for_the_checker():
    assert [s.number for s in paper("一、学法\n学法。\n三、普法\n普法。\n三、监督\n检查工作。\n").sections] == [
        "一",
        "三",
        "三",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "12.4国家宪法日期间开展宣传活动6次。",
        "二、三级单位同步开展工作。",
        "2024.5开展检查4次。",
        "一、二季度开展检查4次。",
    ],
)
def test_lines_that_only_look_numbered(line):
    assert paths(paper(f"一、主要工作\n{line}\n二、不足\n有差距。\n")) == ["一", "二"]


def test_heading_and_following_heading_on_one_line():
    read_paper = paper("一、主要工作（一）健全学法制度\n学法4次。\n（二）严格审查\n审查9件。\n二、不足\n有差距。\n")
    assert paths(read_paper) == ["一", "一/（一）", "一/（二）", "二"]
    assert titles(read_paper)[:2] == ["主要工作", "健全学法制度"]


def test_lost_line_breaks_inside_a_paragraph():
    read_paper = paper(
        "一、主要工作\n（一）学法。组织学法4次。（二）普法。组织普法9次。（三）监督。检查6次。\n二、不足\n有差距。\n"
    )
    assert paths(read_paper) == ["一", "一/（一）", "一/（二）", "一/（三）", "二"]


def test_unnumbered_named_parts_are_still_parts():
    read_paper = paper(
        "主要工作情况\n全年组织学法4次，完善制度8项，开展检查9次，督促整改问题11个，办结率保持较高水平，各项任务有序推进。\n"
        "存在的问题和不足\n部分制度更新不够及时，基层法治力量仍然薄弱，主要原因是专业人员配备不足，学习培训的针对性不强。\n"
        "下一步工作打算\n继续完善制度体系，组织专题培训不少于9次，推动法治建设与机关事务保障工作深度融合，持续提升水平。\n"
    )
    assert [(s.number, s.kind) for s in read_paper.sections][-2:] == [("", "shortcomings"), ("", "plan")]


def test_section_lookup():
    read_paper = paper("一、主要工作\n（一）学法。学法4次。\n1.培训。培训6次。\n二、不足\n有差距。\n")
    at = read_paper.text.index("培训6次")
    assert read_paper.path_at(at) == "一/（一）/1"
    assert read_paper.path_at(0) == ""
    assert read_paper.kind_at(read_paper.text.index("有差距")) == "shortcomings"


def test_every_offset_stands_for_what_it_says():
    read_paper = paper("一、主要工作\n（一）学法制度。学法4次。\n二、不足\n有差距。\n")
    for section in read_paper.walk():
        assert section.title in read_paper.text[section.start : section.head_end + 1]
        assert read_paper.text[section.start : section.end] == read_paper.text[section.start : section.end].strip()


@pytest.mark.parametrize(
    ("word", "value"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("③", 3), ("7", 7)]
)
def test_numbers_are_read(word, value):
    assert marks.value_of(word) == value


def test_names_of_numbers_round_trip():
    for value in range(1, 100):
        assert marks.value_of(marks.hanzi(value)) == value


SHARED = Path(__file__).resolve().parents[4] / "shared"


@pytest.mark.parametrize("name", ["hangzhou-2021", "tianjin-2023", "yichun-2023"])
def test_annotated_reports_agree(name):
    import json

    gold_file, report = SHARED / f"reference/annotations/{name}.json", SHARED / f"reports/{name}.txt"
    if not gold_file.is_file() or not report.is_file():
        pytest.skip("../shared holds no annotated reports here")
    gold = json.loads(gold_file.read_text())
    read_paper = read(report).paper

    def flat(sections, above=""):
        for s in sections:
            one = s if isinstance(s, dict) else s.as_json()
            start, end = (one["start"], one["end"]) if isinstance(s, dict) else read_paper.raw_span(s.start, s.end)
            yield above + one["number"], one["level"], one["title"].replace(" ", ""), one["kind"], start, end
            yield from flat(one["children"] if isinstance(s, dict) else s.children, above + one["number"] + "/")

    assert list(flat(read_paper.sections)) == list(flat(gold["sections"]))
    assert read_paper.title == gold["title"].replace(" ", "")
    assert (read_paper.issuer, read_paper.year, read_paper.addressee) == (
        gold["issuer"],
        gold["year"],
        gold["addressee"],
    )
    assert read_paper.header == gold["header"]
