"""The paper as a Word file with a comment (批注) at every place; a Word file given comes back as itself."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Block, Reading

from .plain import SEVERITY, ground

_AUTHOR, _INITIALS = "依法校核", "校"
_SPACE = re.compile(r"\s")


def as_docx(reading: Reading, findings: Sequence[Finding], source: bytes | None = None) -> bytes:
    """Return the file with comments.

    Args:
        reading: the paper as read.
        findings: what to say; those without a place are said at the title.
        source: the Word file itself; without one, or where it cannot be written to, the text is laid out anew.
    """
    from docx import Document

    document = None
    if source and reading.paper.format == "docx":
        try:
            document = Document(io.BytesIO(source))
            paragraphs = list(document.element.iter(_tag("w:p")))
        except Exception:  # a package our own reader opens and python-docx does not
            document = None
    if document is None:
        document, paragraphs = _laid_out(reading)
        refs = {block.start: index for index, block in enumerate(_blocks(reading))}
    else:
        refs = {block.start: block.ref for block in reading.paper.blocks if block.ref is not None}
    for finding in findings:
        _comment(document, paragraphs, refs, reading, finding)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _blocks(reading: Reading) -> list[Block]:
    return [block for block in reading.paper.blocks if block.end > block.start]


def _laid_out(reading: Reading) -> tuple[Any, list[Any]]:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    paragraphs = []
    for block in _blocks(reading):
        text = reading.paper.text[block.start : block.end].replace("\n", " ")
        paragraph = document.add_paragraph(text)
        if block.kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraphs.append(paragraph._p)
    if not paragraphs:
        paragraphs.append(document.add_paragraph("（空）")._p)
    return document, paragraphs


def _comment(
    document: Any, paragraphs: list[Any], refs: Mapping[int, int | None], reading: Reading, finding: Finding
) -> None:
    from docx.text.run import Run

    block = _block_of(reading, finding)
    ref = refs.get(block.start) if block else None
    element = paragraphs[ref] if ref is not None and ref < len(paragraphs) else _first(paragraphs)
    if element is None:
        return
    at = None
    if block and ref is not None and finding.start is not None and finding.end is not None:
        text = reading.paper.text
        before = _SPACE.sub("", text[block.start : finding.start])
        words = _SPACE.sub("", text[finding.start : min(finding.end, block.end)])
        at = (before, words)
    runs = _runs(element, at)
    if not runs:
        return
    said = [f"【{SEVERITY[finding.severity]}】{finding.message}"]
    if finding.suggestion:
        said.append(f"建议：{finding.suggestion}")
    if finding.basis:
        said.append(f"依据：{ground(finding.basis)}")
    said.append(finding.id)
    document.add_comment(
        [Run(run, document) for run in (runs[0], runs[-1])] if len(runs) > 1 else Run(runs[0], document),
        text="\n".join(said),
        author=_AUTHOR,
        initials=_INITIALS,
    )


def _block_of(reading: Reading, finding: Finding) -> Block | None:
    if finding.start is None:
        return None
    return next((block for block in reading.paper.blocks if block.start <= finding.start < block.end), None)


def _first(paragraphs: list[Any]) -> Any:
    """The first paragraph that holds words."""
    return next((p for p in paragraphs if _texts(p)), None)


def _texts(element: Any) -> list[Any]:
    """The runs of a paragraph with words; what was struck out is left alone."""
    struck, words = _tag("w:del"), _tag("w:t")
    return [
        run
        for run in element.iter(_tag("w:r"))
        if run.find(words) is not None and not any(parent.tag == struck for parent in run.iterancestors())
    ]


def _runs(element: Any, at: tuple[str, str] | None) -> list[Any]:
    """The runs that hold the words, split so that they hold nothing else; the whole paragraph where not found."""
    runs = _texts(element)
    if at is None or not runs:
        return runs
    before, words = at
    letters = [(run, index, letter) for run in runs for index, letter in enumerate(_word(run)) if not letter.isspace()]
    whole = "".join(letter for _, _, letter in letters)
    # an automatic number is no part of the runs: look near where the words should stand
    place = whole.rfind(words, 0, len(before) + len(words)) if words else -1
    if place < 0:
        place = whole.find(words) if words else -1
    if place < 0:
        return runs
    first, last = letters[place], letters[place + len(words) - 1]
    same = first[0] is last[0]
    tail = _split(last[0], last[1] + 1)
    head = _split(first[0], first[1])
    if tail is None and head is None:
        return [first[0]] if same else _between(element, first[0], last[0])
    start = head if head is not None else first[0]
    end = start if same else last[0]
    return [start] if same else _between(element, start, end)


def _word(run: Any) -> str:
    return "".join(part.text or "" for part in run.findall(_tag("w:t")))


def _split(run: Any, at: int) -> Any:
    """Cut a run of one text in two at a letter; return the second half, None where there is nothing to cut."""
    texts = run.findall(_tag("w:t"))
    text = texts[0].text or "" if texts else ""
    if len(texts) != 1 or not 0 < at < len(text):
        return None
    twin = copy.deepcopy(run)
    texts[0].text = text[:at]
    twin.find(_tag("w:t")).text = text[at:]
    for part in (texts[0], twin.find(_tag("w:t"))):
        part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(twin)
    return twin


def _between(element: Any, first: Any, last: Any) -> list[Any]:
    runs = _texts(element)
    low, high = runs.index(first), runs.index(last)
    return runs[low : high + 1]
