"""Plain text and markdown: encodings, hard wraps, broken sentences, residue, and the way back to the raw text."""

import makers
import pytest

from yifa.papers.reading import PaperError, read
from yifa.papers.reading.model import fold


def kinds(paper):
    return {damage.kind: damage.count for damage in paper.damage}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    paper = read(makers.text().encode(encoding), name="a.txt").paper
    assert paper.title == makers.TITLE
    assert makers.paths(paper) == makers.PATHS
    assert {section.number: section.kind for section in paper.sections} == makers.KINDS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_line_ends(end):
    paper = read(end.join(makers.REPORT).encode(), name="a.txt").paper
    assert paper.text == "\n".join(makers.REPORT)


def wrapped(columns, indent):
    lines = []
    for number, line in enumerate(makers.REPORT):
        if number < 2:
            lines.append(line)
            continue
        rest = indent + line
        while rest:
            lines.append(rest[:columns])
            rest = rest[columns:]
    return "\n".join(lines)


@pytest.mark.parametrize("columns", [24, 28, 36, 40])
def test_hard_wraps_with_indents_are_undone(columns):
    paper = read(wrapped(columns, "　　").encode(), name="a.txt").paper
    assert paper.text == "\n".join(makers.REPORT)


@pytest.mark.parametrize("columns", [26, 30])
def test_hard_wraps_without_indents_keep_the_parts(columns):
    paper = read(wrapped(columns, "").encode(), name="a.txt").paper
    assert makers.paths(paper) == makers.PATHS


def test_sentence_cut_by_a_page_break_is_joined_and_told_once():
    text = makers.text().replace("拟签合同逐份", "拟签合\n\n同逐份").replace("建立履约评价", "建立\n\n履约评价")
    paper = read(text.encode(), name="a.txt").paper
    assert "对拟签合同逐份出具" in paper.text
    assert "推动建立履约评价台账" in paper.text
    assert kinds(paper) == {"broken_line": 2}
    assert [paper.text[place.start - 1 : place.end + 1] for place in paper.damage[0].places] == ["合同", "立履"]


def test_title_cut_by_a_line_break_is_joined():
    text = makers.text().replace("采购监督", "学习《中华人民\n共和国民法典》后用于采购监督")
    assert "《中华人民共和国民法典》" in read(text.encode(), name="a.txt").paper.text


def test_page_marks_between_two_halves_of_a_sentence():
    text = makers.text().replace("拟签合同逐份", "拟签合\n\n— 3 —\n\n同逐份")
    paper = read(text.encode(), name="a.txt").paper
    assert "对拟签合同逐份出具" in paper.text
    assert kinds(paper)["page_mark"] == 1


def test_headings_are_not_joined_to_their_text():
    paper = read(makers.text().encode(), name="a.txt").paper
    assert "一、主要举措和成效\n（一）健全学法制度\n局党组" in paper.text


def test_residue_of_word_is_dropped_and_told():
    text = (
        makers.text()
        .replace("2024年，甲市", "[bookmark: _GoBack]2024年，甲市", 1)
        .replace("审查合同86份", "审查合同错误!未定义书签。86份")
    )
    paper = read(text.encode(), name="a.txt").paper
    assert paper.text == "\n".join(makers.REPORT)
    assert kinds(paper) == {"bookmark": 2}


def test_spaces_between_letters_and_figures_are_dropped_and_told():
    text = makers.text().replace("学法11次", "学法 11 次").replace("局党组", "局 党组")
    paper = read(text.encode(), name="a.txt").paper
    assert paper.text == "\n".join(makers.REPORT)
    assert kinds(paper) == {"spaces": 3}


def test_space_inside_a_title_of_two_halves_stays():
    text = makers.text().replace("采购监督", "学习《依法行政讲座 服务保障专题》和采购监督")
    assert "《依法行政讲座 服务保障专题》" in read(text.encode(), name="a.txt").paper.text


def test_half_width_punctuation_is_kept_and_told_once():
    text = makers.text().replace("，", ",").replace("。", "。")
    paper = read(text.encode(), name="a.txt").paper
    assert makers.paths(paper) == makers.PATHS
    assert "," in paper.text
    assert len(paper.folded) == len(paper.text)
    assert [damage.kind for damage in paper.damage] == ["halfwidth"]


def test_folding_keeps_numbers_and_length():
    text = "合同(1)共1,234份,会议11:28,占９５％"
    assert fold(text) == "合同（1）共1,234份，会议11:28，占95%"


def test_unreadable_letters_are_doubtful():
    text = makers.text().replace("评价台账", "评价\ue123账")
    paper = read(text.encode(), name="a.txt").paper
    assert [paper.text[span.start : span.end] for span in paper.doubtful] == ["\ue123"]
    assert kinds(paper) == {"unreadable": 1}


def test_invisible_letters_are_dropped():
    paper = read(makers.text().replace("合同", "合\u200b同").encode(), name="a.txt").paper
    assert "审查合同86份" in paper.text
    assert "control" in kinds(paper)


def test_every_letter_leads_back_to_the_raw_text():
    text = makers.text().replace("拟签合同逐份", "拟签合\n\n同逐份").replace("学法11次", "学法 11 次")
    paper = read(("\ufeff" + text).encode(), name="a.txt").paper
    for index, char in enumerate(paper.text):
        start, end = paper.raw_span(index, index + 1)
        assert paper.raw[start:end] in (char, "\r") or char == "\n"
    at = paper.text.index("合同逐份")
    assert paper.raw[slice(*paper.raw_span(at, at + 4))] == "合\n\n同逐份"


def test_blocks_cover_the_text_in_order():
    paper = read(makers.text().encode(), name="a.txt").paper
    assert "\n".join(paper.text[block.start : block.end] for block in paper.blocks) == paper.text
    assert [block.kind for block in paper.blocks][:3] == ["title", "addressee", "paragraph"]
    assert [block.kind for block in paper.blocks][-2:] == ["signature", "signature"]


def test_sentences_of_the_body_only():
    paper = read(makers.text().encode(), name="a.txt").paper
    sentences = [paper.text[span.start : span.end] for span in paper.sentences()]
    assert makers.TITLE not in sentences
    assert "1.前置审查。" in sentences
    assert "甲市机关事务管理局" not in sentences


def test_markdown():
    lines = list(makers.REPORT)
    text = f"# {lines[0]}\n\n" + "\n\n".join(
        ("## " + line if line[1:2] == "、" else "### " + line if line.startswith("（") else line) for line in lines[1:]
    )
    text = text.replace("局党组", "**局党组**").replace("法律顾问", "[法律顾问](http://example.invalid/)")
    text += "\n\n| 事项 | 数量 |\n| --- | ---: |\n| 合同审查 | 86 |\n| 制度清理 | |\n"
    paper = read(text.encode(), name="a.md").paper
    assert paper.title == makers.TITLE
    assert makers.paths(paper) == makers.PATHS
    assert "局党组全年安排集体学法11次，邀请法律顾问讲授" in paper.text
    assert paper.tables[0].rows == [["事项", "数量"], ["合同审查", "86"], ["制度清理", ""]]


def test_markdown_title_of_its_front_matter():
    text = f"---\ntitle: {makers.TITLE}\n---\n\n" + "\n\n".join(makers.REPORT[1:])
    assert read(text.encode(), name="a.md").paper.title == makers.TITLE


def test_path_and_bytes_read_alike(tmp_path):
    file = tmp_path / "报告.txt"
    file.write_bytes(makers.text().encode("gb18030"))
    assert read(file).as_json(with_text=True) == read(makers.text().encode(), name="x").as_json(with_text=True)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(PaperError, match="没有这个文件"):
        read(tmp_path / "没有.txt")
    with pytest.raises(PaperError, match="文件夹"):
        read(tmp_path)
