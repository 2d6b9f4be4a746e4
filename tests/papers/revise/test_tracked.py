"""Taken suggestions come back as tracked changes: accepted, the new text; refused, the old one; nothing else moves."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.lawkit.checks import Finding
from yifa.papers.reading import read
from yifa.papers.revise import Edit, as_docx, corrected, replacement

AT = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
TITLE = "甲市机关事务管理局2031年法治政府建设情况报告"
LINES = ["一、主要举措和成效", "截止2031年底，审查合同163份，带头遵法学法。", "按照《信访条例》办理信访26件。"]


def word(*lines: str, pieces: bool = False) -> bytes:
    """A Word file; ``pieces``: every letter of the body in a run of its own."""
    document = Document()
    document.add_paragraph(TITLE)
    for line in lines or LINES:
        paragraph = document.add_paragraph()
        for piece in line if pieces else [line]:
            run = paragraph.add_run(piece)
            run.bold = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def edit(text: str, old: str, new: str) -> Edit:
    at = text.index(old)
    return Edit(at, at + len(old), old, new, "吴某")


def said(data: bytes, *, taken: bool) -> list[str]:
    """The paragraphs with all changes accepted, or all refused."""
    out = []
    for paragraph in Document(io.BytesIO(data)).element.iter(qn("w:p")):
        text = ""
        for run in paragraph.iter(qn("w:r")):
            over = {up.tag for up in run.iterancestors()}
            if (qn("w:ins") in over and not taken) or (qn("w:del") in over and taken):
                continue
            text += "".join(part.text or "" for part in run if part.tag in (qn("w:t"), qn("w:delText")))
        out.append(text)
    return out


@pytest.mark.parametrize("pieces", [False, True])
def test_accepted_it_is_the_new_text_and_refused_the_old(pieces: bool) -> None:
    source = word(pieces=pieces)
    reading = read(source, name="稿.docx")
    text = reading.paper.text
    edits = [edit(text, "截止", "截至"), edit(text, "遵法", "尊法"), edit(text, "《信访条例》", "《信访工作条例》")]
    made = as_docx(reading, edits, at=AT, source=source)
    assert made.missed == []
    assert said(made.data, taken=False) == [TITLE, *LINES]
    new = [LINES[0], LINES[1].replace("截止", "截至").replace("遵法", "尊法"), LINES[2].replace("信访条", "信访工作条")]
    assert said(made.data, taken=True) == [TITLE, *new]
    xml = zipfile.ZipFile(io.BytesIO(made.data)).read("word/document.xml").decode()
    assert 'w:author="吴某"' in xml and "2031-02-03T04:05:06Z" in xml
    assert xml.count("<w:del ") == 2, "an insertion strikes nothing"


def test_the_new_words_look_like_the_old() -> None:
    source = word()
    reading = read(source, name="稿.docx")
    made = as_docx(reading, [edit(reading.paper.text, "截止", "截至")], at=AT, source=source)
    added = next(Document(io.BytesIO(made.data)).element.iter(qn("w:ins")))
    assert added.find(qn("w:r")).find(qn("w:rPr")).find(qn("w:b")) is not None


def test_our_reader_reads_the_changed_text() -> None:
    source = word()
    reading = read(source, name="稿.docx")
    made = as_docx(reading, [edit(reading.paper.text, "遵法学法", "尊法学法")], at=AT, source=source)
    assert "带头尊法学法" in read(made.data, name="改.docx").paper.text


def test_a_text_comes_back_laid_out_with_its_changes() -> None:
    reading = read("\n".join([TITLE, *LINES]).encode(), name="稿.txt")
    made = as_docx(reading, [edit(reading.paper.text, "截止", "截至")], at=AT)
    assert made.missed == []
    assert LINES[1].replace("截止", "截至") in said(made.data, taken=True)
    assert LINES[1] in said(made.data, taken=False)


def test_words_that_are_not_in_the_file_are_told_not_guessed() -> None:
    source = word()
    reading = read(source, name="稿.docx")
    lost = Edit(len(TITLE) + 3, len(TITLE) + 6, "没有的", "别的")
    made = as_docx(reading, [lost], at=AT, source=source)
    assert made.missed == [lost]
    assert said(made.data, taken=True) == [TITLE, *LINES]


@cache
def opened(pieces: bool) -> tuple[bytes, Any]:
    source = word(pieces=pieces)
    return source, read(source, name="稿.docx")


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_edit_of_a_line_is_taken_or_refused_whole(data: Any) -> None:
    source, reading = opened(data.draw(st.booleans()))
    text, line = reading.paper.text, LINES[1]
    start = data.draw(st.integers(0, len(line) - 2))
    end = data.draw(st.integers(start + 1, len(line)))
    new = data.draw(st.text("甲乙截止2 份，", max_size=8))
    at = text.index(line)
    made = as_docx(reading, [Edit(at + start, at + end, line[start:end], new)], at=AT, source=source)
    if made.missed:  # the same words may stand elsewhere, but the line itself is always found
        raise AssertionError(made.missed)
    assert said(made.data, taken=False)[2] == line
    assert said(made.data, taken=True)[2] == line[:start] + new + line[end:]


def finding(quote: str, suggestion: str | None, code: str = "WRD-W01") -> Finding:
    return Finding(code, "warning", "…", quote, 5, 5 + len(quote), suggestion)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        (finding("截止", "截至"), "截至"),
        (finding("《信访条例》", "信访工作条例", "LAW-L02"), "《信访工作条例》"),
        (finding("复审重大业务62件次", "59件次", "RPT-F09"), "复审重大业务59件次"),
        (finding("审查合同163份，意见419条", "160份", "RPT-F09"), None),
        (finding("截止", None), None),
    ],
)
def test_what_a_finding_would_put_in_place(given_: Finding, wanted: str | None) -> None:
    assert replacement(given_) == wanted


def test_a_corrected_text_keeps_everything_else() -> None:
    text = "截止年底，遵法学法。"
    edits = [Edit(0, 2, "截止", "截至"), Edit(1, 3, "止年", "至年"), Edit(5, 7, "遵法", "尊法"), Edit(0, 1, "错", "对")]
    assert corrected(text, edits) == "截至年底，尊法学法。"
