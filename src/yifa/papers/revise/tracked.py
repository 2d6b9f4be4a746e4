"""A Word file with tracked changes (修订): every taken suggestion can be accepted or refused in Word or WPS."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yifa.papers.reading.model import Block, Reading

from .edits import Edit

_SPACE = re.compile(r"\s")
_AUTHOR = "依法校核"


@dataclass
class Revised:
    """The file, and the edits whose place could not be found in it."""

    data: bytes
    missed: list[Edit] = field(default_factory=list)


def as_docx(reading: Reading, edits: Sequence[Edit], *, at: datetime, source: bytes | None = None) -> Revised:
    """Return the paper with its edits as tracked changes.

    Args:
        reading: the paper as read; the edits count in its text.
        edits: what was taken; of two that overlap the first stands.
        at: the moment that stands beside each change.
        source: the Word file itself; without one, or where it cannot be written to, the text is laid out anew.
    """
    from docx import Document

    document: Any = None
    refs: dict[int, int | None] = {}
    if source and reading.paper.format == "docx":
        try:
            document = Document(io.BytesIO(source))
        except Exception:  # a package our own reader opens and python-docx does not
            document = None
        refs = {block.start: block.ref for block in reading.paper.blocks}
    if document is None:
        document = _laid_out(reading)
        refs = {block.start: number for number, block in enumerate(_filled(reading))}
    paragraphs = list(document.element.iter(_tag("w:p")))
    made = Revised(b"")
    stamp = _Stamp(document, at)
    for edit in _apart(edits):
        block = next((b for b in reading.paper.blocks if b.start <= edit.start < b.end), None)
        ref = refs.get(block.start) if block else None
        if block is None or ref is None or ref >= len(paragraphs) or edit.end > block.end:
            made.missed.append(edit)
        elif not _change(paragraphs[ref], reading.paper.text, block, edit, stamp):
            made.missed.append(edit)
    out = io.BytesIO()
    document.save(out)
    made.data = out.getvalue()
    return made


def _apart(edits: Sequence[Edit]) -> list[Edit]:
    """The edits from the last to the first, so that places before them stay; overlapping ones left out."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept[::-1]


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _filled(reading: Reading) -> list[Block]:
    return [block for block in reading.paper.blocks if block.end > block.start]


def _laid_out(reading: Reading) -> Any:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    for block in _filled(reading):
        paragraph = document.add_paragraph(reading.paper.text[block.start : block.end].replace("\n", " "))
        if block.kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


class _Stamp:
    """Number, author and moment of each change; numbers go on after those of the file."""

    def __init__(self, document: Any, at: datetime) -> None:
        used = [element.get(_tag("w:id"), "") for element in document.element.iter(_tag("w:ins"), _tag("w:del"))]
        self.last = max((int(number) for number in used if number.isdecimal()), default=0)
        self.at = at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def make(self, name: str, author: str) -> Any:
        """A new w:ins or w:del."""
        from docx.oxml import OxmlElement

        self.last += 1
        element = OxmlElement(name)
        for key, value in (("w:id", str(self.last)), ("w:author", author or _AUTHOR), ("w:date", self.at)):
            element.set(_tag(key), value)
        return element


def _change(paragraph: Any, text: str, block: Block, edit: Edit, stamp: _Stamp) -> bool:
    """Strike the old words and write the new beside them; False where the words are not found."""
    head, tail = _common(edit.old, edit.new)
    old = edit.old[head : len(edit.old) - tail]
    new = edit.new[head : len(edit.new) - tail]
    letters = _letters(paragraph)
    whole = "".join(letter for _, _, letter in letters)
    wanted = _bare(edit.old)
    place = _nearest(whole, wanted, len(_bare(text[block.start + block.generated : edit.start])))
    if place < 0 or not wanted:
        return False
    first = place + len(_bare(edit.old[:head]))
    last = first + len(_bare(old))
    if first == last:  # nothing to strike: the new words go in before this letter, or after the one before it
        anchor = letters[first - 1] if first else letters[0]
        run = _cut(anchor[0], anchor[1] + 1)[0] if first else _cut(anchor[0], anchor[1])[1]
        _insert(run, new, stamp, edit.author, before=not first)
        return True
    runs = _isolate(paragraph, first, last)
    struck = [_strike(run, stamp, edit.author) for run in runs]
    if new:
        _insert(runs[-1], new, stamp, edit.author, before=False, beside=struck[-1])
    return True


def _common(old: str, new: str) -> tuple[int, int]:
    """How many letters both begin and end with: only what differs is marked."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _nearest(whole: str, words: str, wanted: int) -> int:
    """Where the words stand nearest to where they should."""
    places = []
    at = whole.find(words)
    while at >= 0:
        places.append(at)
        at = whole.find(words, at + 1)
    return min(places, key=lambda p: abs(p - wanted), default=-1)


def _runs(paragraph: Any) -> list[Any]:
    """The runs with words; what was struck out is left alone."""
    struck = _tag("w:del")
    return [
        run
        for run in paragraph.iter(_tag("w:r"))
        if run.find(_tag("w:t")) is not None and not any(up.tag == struck for up in run.iterancestors())
    ]


def _letters(paragraph: Any) -> list[tuple[Any, int, str]]:
    """(run, place in its text, letter) without spaces; runs of several parts are parted first."""
    for run in _runs(paragraph):
        _atomise(run)
    return [
        (run, place, letter)
        for run in _runs(paragraph)
        for place, letter in enumerate(_text(run))
        if not letter.isspace()
    ]


def _text(run: Any) -> str:
    part = run.find(_tag("w:t"))
    return (part.text or "") if part is not None else ""


def _atomise(run: Any) -> None:
    """Part a run of several pieces (text, tab, text) into runs of one piece each."""
    pieces = [child for child in run if child.tag != _tag("w:rPr")]
    look = run.find(_tag("w:rPr"))
    after = run
    for piece in pieces[1:]:
        twin = copy.deepcopy(run)
        for child in list(twin):
            twin.remove(child)
        if look is not None:
            twin.append(copy.deepcopy(look))
        twin.append(piece)  # moves it
        after.addnext(twin)
        after = twin


def _cut(run: Any, at: int) -> tuple[Any, Any]:
    """Cut a run before a letter; return both halves (the run itself twice where there is nothing to cut)."""
    text = _text(run)
    if not 0 < at < len(text):
        return run, run
    twin = copy.deepcopy(run)
    _write(run, text[:at])
    _write(twin, text[at:])
    run.addnext(twin)
    return run, twin


def _write(run: Any, text: str) -> None:
    part = run.find(_tag("w:t"))
    part.text = text
    part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _isolate(paragraph: Any, first: int, last: int) -> list[Any]:
    """The runs that hold the letters ``[first, last)`` and nothing else."""
    letters = _letters(paragraph)
    run, place, _ = letters[last - 1]
    _cut(run, place + 1)
    run, place, _ = letters[first]
    _cut(run, place)
    letters = _letters(paragraph)
    runs: list[Any] = []
    for run, _, _ in letters[first:last]:
        if not runs or runs[-1] is not run:
            runs.append(run)
    return runs


def _strike(run: Any, stamp: _Stamp, author: str) -> Any:
    struck = stamp.make("w:del", author)
    run.addprevious(struck)
    struck.append(run)
    for part in run.findall(_tag("w:t")):
        part.tag = _tag("w:delText")
    return struck


def _insert(run: Any, text: str, stamp: _Stamp, author: str, *, before: bool, beside: Any = None) -> None:
    from docx.oxml import OxmlElement

    added = stamp.make("w:ins", author)
    twin = OxmlElement("w:r")
    look = run.find(_tag("w:rPr"))
    if look is not None:
        twin.append(copy.deepcopy(look))
    part = OxmlElement("w:t")
    twin.append(part)
    _write(twin, text)
    added.append(twin)
    anchor = run if beside is None else beside
    (anchor.addprevious if before else anchor.addnext)(added)
