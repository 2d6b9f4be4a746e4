from datetime import datetime

import paper_samples as samples
import pytest

from yifa.papers.docmodel import (
    Attachment,
    Document,
    Header,
    Heading,
    Meta,
    Run,
    cn_moment,
    fig,
    flow,
    hanzi_number,
    heading_number,
    para,
    plain_text,
    provenance,
)
from yifa.papers.writers.json import from_dict, sections, to_dict


@pytest.mark.parametrize(
    ("n", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_hanzi_number(n, words):
    assert hanzi_number(n) == words


def test_hanzi_number_ends_at_99():
    with pytest.raises(ValueError):
        hanzi_number(100)


def test_heading_numbers_restart_under_each_parent():
    levels = [1, 2, 2, 3, 4, 4, 3, 1, 2, 3]
    numbers = [line.number for line in flow([Heading(level, "标题") for level in levels])]
    assert numbers == ["一、", "（一）", "（二）", "1.", "（1）", "（2）", "2.", "二、", "（一）", "1."]
    assert heading_number(4, 3) == "（3）"


def test_a_literal_number_wins_and_uses_none_up():
    blocks = [Heading(1, "甲"), Heading(1, "乙", number="附："), Heading(1, "丙", numbered=False), Heading(1, "丁")]
    assert [line.number for line in flow(blocks)] == ["一、", "附：", "", "二、"]


def test_run_in_heading_joins_only_a_paragraph():
    blocks = [
        Heading(2, "抓学习", run_in=True),
        para("按月安排。"),
        Heading(2, "抓落实", run_in=True),
        Heading(1, "问题"),
    ]
    lines = list(flow(blocks))
    assert [line.kind for line in lines] == ["paragraph", "heading", "heading"]
    assert lines[0].text == "（一）抓学习。按月安排。"


def test_a_mark_makes_a_draft_and_takes_the_red_head_away():
    doc = Document(
        ["关于试用期考核的通知"], [para("请按时报送。")], header=Header("庚市机关事务管理局文件", "庚管〔2026〕1号")
    )
    assert doc.is_formal
    doc.body.append(para(Run("均已完成。", mark="hold")))
    assert doc.is_draft
    assert not doc.is_formal


def test_unknown_mark_and_level_are_refused():
    with pytest.raises(ValueError):
        Run("x", mark="maybe")
    with pytest.raises(ValueError):
        Heading(5, "x")


def test_figures_come_in_printing_order():
    doc = Document(["题"], [para("共", fig("3件", "a.b"))], attachments=[Attachment("表", [para(fig("6次", "c.d"))])])
    assert doc.figures() == [("a.b", "3件"), ("c.d", "6次")]


def test_provenance_names_draft_edition_and_demo():
    words = provenance(samples.draft())
    assert words == [
        "己县机关事务管理局",
        "草稿",
        "报送稿",
        "数据截至 2026年12月31日 14:32",
        "账本序号 41,882",
        "演示数据",
    ]
    assert cn_moment(datetime(2026, 1, 8, 9, 5)) == "2026年1月8日 09:05"
    assert provenance(Document(["题"], meta=Meta())) == []


def test_plain_text_is_numbered_and_ends_with_the_signature():
    text = plain_text(samples.draft())
    assert "一、主要举措和成效\n（一）领导干部带头学法\n" in text
    assert "2.制度审查。按照《公共机构节能条例》" in text
    assert "附件：1.2026年法治政府建设主要数据表\n2.2027年重点任务分工表\n" in text
    assert text.endswith("己县机关事务管理局\n2027年1月15日\n（联系人：办公室值班室）\n")


@pytest.mark.parametrize("make", [samples.draft, samples.formal])
def test_json_is_reversible(make):
    doc = make()
    data = to_dict(doc)
    assert from_dict(data) == doc
    assert data["figures"][0] == {"key": "decisions.party_group_meetings", "printed": "23次"}
    assert data["body"][1]["printed_number"] == "一、"


def test_json_refuses_what_it_does_not_know():
    data = to_dict(samples.draft())
    data["surprise"] = 1
    with pytest.raises(TypeError):
        from_dict(data)


def test_sections_follow_the_compose_contract():
    parts = sections(samples.draft())
    assert [(part["number"], part["kind"]) for part in parts] == [
        ("", "overview"),
        ("一", "achievements"),
        ("二", "leader"),
        ("三", "shortcomings"),
        ("四", "plan"),
    ]
    assert parts[1]["paragraphs"][0] == {"text": "（一）领导干部带头学法", "figures": [], "level": 2}
    assert parts[1]["paragraphs"][1]["figures"][0] == "decisions.party_group_meetings"
