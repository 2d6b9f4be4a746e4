"""A statute file read into chapters, articles, paragraphs and items; holes are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yifa.lawkit.citation import Place, read_places
from yifa.lawkit.library import FileLibrary, NoLibrary, check_places, look_up, with_texts
from yifa.lawkit.statute_text import StatuteText, TextError, parse

LAWS = Path(__file__).resolve().parents[2].parent / "shared/laws"

WHOLE = """# 中华人民共和国试验用水法

2001年2月3日 第九届全国人民代表大会常务委员会第二十次会议通过

2019年6月7日 第十三届全国人民代表大会常务委员会第十一次会议修订

<!-- INFO END -->

目　录

第一章 总则
第二章 用水

## 第一章 总　则

**第一条** 为了试验用水，制定本法。

第二条　单位用水，应当遵守下列规定：

（一）计量；

（二）下列情形之一的，停用：

1.漏水的；

2.水质不合格的。

前款规定的办法由省级人民政府规定。

## 第二章 用 水

第三条 用水单位建立台账。

第三条之一 台账保存三年。

第四条 违反第二条第一款
规定的，责令改正。

第二条规定的情形，从重处理。

第五条 本法自2019年10月1日起施行。《试验用水暂行条例》、《试验节水办法》同时废止。

附件：水表式样
"""


@pytest.fixture
def whole() -> StatuteText:
    return parse(WHOLE.split("\n"), "试验用水法.md")


def at(text: str) -> Place:
    (place,), _ = read_places(text)
    assert isinstance(place, Place)
    return place


def test_head_and_dates(whole):
    assert (whole.title, whole.kind) == ("中华人民共和国试验用水法", "law")
    assert whole.issuer == "全国人民代表大会常务委员会"
    assert (whole.published, whole.effective, whole.year) == (date(2019, 6, 7), date(2019, 10, 1), 2019)
    assert whole.repeals == ("试验用水暂行条例", "试验节水办法")


def test_articles_paragraphs_items_and_inserted_articles(whole):
    assert [a.place.fragment for a in whole.articles] == ["1", "2", "3", "3-1", "4", "5"]
    assert whole.chapters == ("第一章 总则", "第二章 用水")
    assert [a.chapter for a in whole.articles][:3] == ["第一章 总则", "第一章 总则", "第二章 用水"]
    second = whole.article(2)
    assert [len(p.items) for p in second.paragraphs] == [2, 0]
    assert second.paragraphs[0].items[1].subitems == ("1.漏水的；", "2.水质不合格的。")


def test_a_line_broken_inside_a_sentence_is_joined_and_a_reference_begins_no_article(whole):
    fourth = whole.article(4)
    assert str(fourth.paragraphs[0]) == "违反第二条第一款规定的，责令改正。"
    assert len(fourth.paragraphs) == 2


@pytest.mark.parametrize(
    ("cited", "exists", "said"),
    [
        ("第二条第一款第（二）项", True, "下列情形"),
        ("第二条第一款第（三）项", False, "只有"),
        ("第二条第三款", False, "只有2款"),
        ("第三条之一", True, "台账保存三年"),
        ("第九条", False, "全文到第五条为止"),
        ("第一条第（一）项", False, "没有分项"),
    ],
)
def test_a_cited_place_is_there_or_not(whole, cited, exists, said):
    found = look_up(whole, at(cited))
    assert found.exists is exists
    assert said in (found.wording if exists else found.why)


def test_written_and_read_back_it_is_the_same(whole):
    assert StatuteText.of_json(whole.as_json()) == whole


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有文字"),
        ("某报告\n一、做法\n做得好。", "不分条"),
        ("某通知\n请按时报送。", "第一条"),
        ("甲办法\n第一条 一。\n第三条 三。", "缺条"),
        ("甲办法\n第一条 一。\n第二条 二。\n第二条 二。", "重复或倒退"),
        ("甲办法\n第一条 一。\n第二条 二。\n乙办法\n第一条 一。", "不止一件"),
        ("第一条 没有标题。", "标题"),
    ],
)
def test_what_is_no_whole_statute_is_refused_with_the_way_on(text, said):
    with pytest.raises(TextError, match=said):
        parse(text.split("\n"))


def test_the_name_of_the_file_dates_a_later_version():
    text = "甲条例\n2008年8月1日 国务院令第1号公布\n第一条 一。\n第二条 本条例自2008年10月1日起施行。"
    read = parse(text.split("\n"), "甲条例(2017-03-01).md")
    assert (read.published, read.effective) == (date(2017, 3, 1), None)
    assert any("最初的施行日期" in note for note in read.notes)


def test_a_library_of_files(tmp_path, whole):
    import json

    (tmp_path / "shiyanyongshuifa-2019.json").write_text(json.dumps(whole.as_json()), encoding="utf-8")
    (tmp_path / "broken-2020.json").write_text("{", encoding="utf-8")
    library = FileLibrary(tmp_path)
    assert library.text("shiyanyongshuifa", 2019) == whole
    assert library.text("shiyanyongshuifa") == whole
    assert library.text("broken", 2020) is None and library.text("nothing") is None
    assert [head["title"] for head in library.entries()] == [whole.title]


def test_the_catalogue_learns_from_the_library(tmp_path, whole):
    import json

    from yifa.lawkit.catalogue import Catalogue

    known = Catalogue.load()
    assert with_texts(known, NoLibrary()) is known
    (tmp_path / "shiyanyongshuifa-2019.json").write_text(json.dumps(whole.as_json()), encoding="utf-8")
    grown = with_texts(known, FileLibrary(tmp_path))
    assert grown.status("试验用水法", date(2018, 1, 1)).status != "superseded"
    standing = grown.status("中华人民共和国试验用水法", date(2020, 1, 1))
    assert (standing.status, standing.urn) == ("in_force", "cn/law/shiyanyongshuifa-2019")


def test_a_new_text_supersedes_what_it_repeals(tmp_path):
    import json

    from yifa.lawkit.catalogue import Catalogue

    lines = ["节水条例试验本", "2030年1月1日 国务院令第1号公布", "第一条 一。",
             "第二条 本条例自2030年3月1日起施行。《公共机构节能条例》同时废止。"]  # fmt: skip
    text = parse(lines)
    (tmp_path / "jieshui-2030.json").write_text(json.dumps(text.as_json()), encoding="utf-8")
    grown = with_texts(Catalogue.load(), FileLibrary(tmp_path))
    standing = grown.status("公共机构节能条例", date(2030, 3, 1))
    assert (standing.status, standing.suggestion) == ("superseded", "节水条例试验本")
    assert grown.status("公共机构节能条例", date(2029, 3, 1)).status == "in_force"


@pytest.mark.skipif(not LAWS.is_dir(), reason="the sample statutes are not here")
@pytest.mark.parametrize("path", sorted(LAWS.glob("*.md")) if LAWS.is_dir() else [], ids=lambda p: p.stem)
def test_real_files(path):
    text = parse(path.read_text(encoding="utf-8").split("\n"), path.name)
    plain = text.title.removeprefix("中华人民共和国")
    assert path.name.startswith(plain)
    assert text.published and path.stem.endswith(f"({text.published})")
    assert [a.number for a in text.articles if not a.inserted] == list(range(1, len(text.articles) + 1))
    assert all(str(a).strip() for a in text.articles)
    joined = "".join(str(a) for a in text.articles).replace("\n", "")
    assert "##" not in joined and "<!--" not in joined


@pytest.mark.skipif(not LAWS.is_dir(), reason="the sample statutes are not here")
def test_an_article_of_a_real_text():
    path = LAWS / "政府信息公开条例(2019-04-03).md"
    text = parse(path.read_text(encoding="utf-8").split("\n"), path.name)
    (found,) = check_places(text, (at("第三十三条第二款"),))
    assert found.exists and "工作日" in found.wording
    assert not look_up(text, at("第三十三条第五款")).exists
