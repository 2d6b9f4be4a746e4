"""A Word file with blanks is filled where it stands: across runs, in tables and headers; what is no file is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from yifa.papers.reading.errors import PaperError
from yifa.papers.writers import fill_docx
from yifa.papers.writers.barcode import bars, png


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


def test_what_is_no_word_file_is_refused_in_chinese() -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as book:
        book.writestr("a.txt", "x")
    for wrong in (b"", b"MZ\x90", empty.getvalue(), _file()[:200]):
        with pytest.raises(PaperError, match=r"[\u4e00-\u9fff]"):
            fill_docx.blanks(wrong)


def test_the_picture_holds_the_bars() -> None:
    from zlib import decompress

    code = "YJ-0061-00000551-8"
    drawn, whole = bars(code)
    data = png(code, dots=1, height=2)
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20], "big") == whole
    start = data.index(b"IDAT") + 4
    row = decompress(data[start:])[1 : 1 + (whole + 7) // 8]
    dark = {i for i in range(whole) if not row[i // 8] >> (7 - i % 8) & 1}
    assert dark == {at for place, width in drawn for at in range(place, place + width)}
