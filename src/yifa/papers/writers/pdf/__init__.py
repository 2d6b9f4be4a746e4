"""PDF writer: the document tree laid out by GB/T 9704-2012 on typst, as PDF/A-2b with bookmarks and embedded fonts.

The layout is ``paper.typ``; the paper goes in as JSON, so that no word of it is ever read as markup. The same tree and
the same fonts give the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import typst

from yifa.papers.docmodel import Document
from yifa.papers.writers import CannotPrint
from yifa.papers.writers.fonts import Library, library
from yifa.papers.writers.pdf.content import content, words_by_role

if TYPE_CHECKING:
    from pathlib import Path

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def render_pdf(doc: Document, fonts: Library | Path | None = None) -> bytes:
    """The paper as PDF/A-2b bytes.

    Args:
        doc: the paper.
        fonts: a library, or the folder to look in before the fonts of the machine; by default that of the instance.

    Raises:
        FontMissing: no Chinese font, or a character no font of its role has.
    """
    shelf = fonts if isinstance(fonts, Library) else library(fonts)
    shelf.require()
    paper = content(doc)
    for role, used in words_by_role(paper).items():
        shelf.check(role, used)
    paper["fonts"] = shelf.families()
    source = files(__package__).joinpath("paper.typ").read_bytes()
    compiler = typst.Compiler(source, font_paths=shelf.typst, ignore_system_fonts=True)
    try:
        blob = compiler.compile(
            format="pdf", sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)}, pdf_standards=["a-2b"],
            timestamp=stamp_of(doc),
        )  # fmt: skip
    except typst.TypstError as error:  # PDF/A refuses what a font cannot show
        raise CannotPrint(f"排不成 PDF：{error.message}。先导出 docx，或检查正文里的特殊字符。") from error
    assert isinstance(blob, bytes)
    return blob


def stamp_of(doc: Document) -> datetime:
    """The time a file says it was made: of the data, else of the signature; never the clock's."""
    when = doc.meta.data_as_of or doc.signature.date
    if isinstance(when, datetime):
        return when.replace(microsecond=0) if when.tzinfo else when.replace(tzinfo=UTC, microsecond=0)
    return datetime(when.year, when.month, when.day, tzinfo=UTC) if isinstance(when, date) else _EPOCH
