"""A Word file with blanks (【合同编号】) filled in place: all else of the file stays as its author laid it out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from docx import Document as open_docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from yifa.papers.readers.limits import Limits, Watch
from yifa.papers.readers.package import BROKEN, Package
from yifa.papers.reading.errors import PaperError
from yifa.papers.writers._clean import clean, settle_zip
from yifa.papers.writers.qr import png

#: A blank: a name in black brackets.
BLANK = re.compile(r"【([^【】]{1,60})】")


def _open(data: bytes) -> Any:
    Package(data, Watch(Limits()))  # bounds, before anything is unpacked
    try:
        return open_docx(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise PaperError(BROKEN) from error


def _paragraphs(paper: Any) -> Iterator[Any]:
    """Yield every paragraph: of the body with its tables and text boxes, of headers and footers."""
    roots = [paper.element.body]
    for section in paper.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                roots.append(part._element)
    for root in roots:
        yield from root.iter(qn("w:p"))


def _texts(paragraph: Any) -> list[Any]:
    """Return the texts of a paragraph's own runs; those of a text box in it are paragraphs of their own."""
    return [t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph]


def blanks(data: bytes) -> list[str]:
    """Return the names of the blanks of a file, each once, in order."""
    found = (BLANK.findall("".join(t.text or "" for t in _texts(p))) for p in _paragraphs(_open(data)))
    return list(dict.fromkeys(name for names in found for name in names))


def fill(data: bytes, value: Callable[[str], str], code: str = "") -> bytes:
    """Return the file with each blank replaced by ``value`` of its name; a blank may lie across runs.

    ``code``: by which the signed paper comes back, put at the foot of every page.
    """
    paper = _open(data)
    for paragraph in list(_paragraphs(paper)):
        texts = _texts(paragraph)
        whole = "".join(t.text or "" for t in texts)
        for match in reversed(list(BLANK.finditer(whole))):
            _put(texts, match.start(), match.end(), clean(value(match[1])))
    if code:
        _at_the_foot(paper, code)
    out = io.BytesIO()
    paper.save(out)
    return settle_zip(out.getvalue())


def _at_the_foot(paper: Any, code: str) -> None:
    """Add a code below what the author put at the foot of the pages: of the first, of even and of other pages."""
    for number, section in enumerate(paper.sections):
        feet = [section.footer]
        if section.different_first_page_header_footer:
            feet.append(section.first_page_footer)
        if paper.settings.odd_and_even_pages_header_footer:
            feet.append(section.even_page_footer)
        for foot in feet:
            if number and foot.is_linked_to_previous:
                continue  # it shows that of the section before
            line = foot.add_paragraph()
            line.add_run().add_picture(io.BytesIO(png(code)), width=Cm(1.5))
            line.add_run(f" 回传编号 {code}").font.size = Pt(9)


def _put(texts: list[Any], start: int, end: int, words: str) -> None:
    """Replace a stretch of the joined texts: the words go where it begins."""
    at = 0
    for text in texts:
        own = text.text or ""
        begin, stop, length = max(start - at, 0), min(end - at, len(own)), len(own)
        if begin < stop:
            first = at <= start
            text.text = own[:begin] + (words if first else "") + own[stop:]
            text.set(qn("xml:space"), "preserve")
        at += length
