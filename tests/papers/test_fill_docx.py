"""A Word file with blanks is filled where it stands: across runs, in tables and headers; what is no file is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from yifa.papers.reading.errors import PaperError
from yifa.papers.writers import fill_docx


def _file() -> bytes:
    paper = Document()
    line = paper.add_paragraph("编号：")
    for part in ("【合同", "编", "号】", "，乙方【相对方】"):
        line.add_run(part).bold = part == "编"
    paper.add_table(rows=1, cols=1).cell(0, 0).text = "总价【金额（元）】元，【没有的字段】"
    paper.sections[0].header.paragraphs[0].text = "【合同编号】"
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def test_blanks_are_filled_in_place() -> None:
    data = _file()
    assert fill_docx.blanks(data) == ["合同编号", "相对方", "金额（元）", "没有的字段"]
    known = {"合同编号": "合〔2026〕1号", "相对方": "甲 & 乙<公司>", "金额（元）": "【相对方】"}
    made = Document(io.BytesIO(fill_docx.fill(data, lambda name: known.get(name, "____"))))
    assert made.paragraphs[0].text == "编号：合〔2026〕1号，乙方甲 & 乙<公司>"
    assert made.tables[0].cell(0, 0).text == "总价【相对方】元，____", "a value is no blank"
    assert made.sections[0].header.paragraphs[0].text == "合〔2026〕1号"
    assert len(made.paragraphs[0].runs) == 5 and made.paragraphs[0].runs[2].bold


def test_a_code_stands_at_the_foot_of_every_page() -> None:
    paper = Document(io.BytesIO(_file()))
    paper.sections[0].footer.paragraphs[0].text = "第 1 页"
    paper.sections[0].different_first_page_header_footer = True
    paper.add_section()
    out = io.BytesIO()
    paper.save(out)
    made = Document(io.BytesIO(fill_docx.fill(out.getvalue(), str, "HT-0061-00000551-8")))
    first, second = made.sections
    assert [p.text for p in first.footer.paragraphs] == ["第 1 页", " 回传编号 HT-0061-00000551-8"]
    assert "HT-0061-00000551-8" in first.first_page_footer.paragraphs[-1].text and second.footer.is_linked_to_previous
    assert first.footer.paragraphs[-1]._p.xpath(".//pic:pic")


def test_what_is_no_word_file_is_refused_in_chinese() -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as book:
        book.writestr("a.txt", "x")
    for wrong in (b"", b"MZ\x90", empty.getvalue(), _file()[:200]):
        with pytest.raises(PaperError, match=r"[\u4e00-\u9fff]"):
            fill_docx.blanks(wrong)
