"""Writers: one document tree in, one file format out. Each module is imported only when its format is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from yifa.papers.docmodel import Document

FORMATS = ("docx", "pdf", "ofd", "html", "md", "json")
#: Formats whose bytes are no text.
BINARY = frozenset({"docx", "pdf", "ofd"})


class CannotPrint(ValueError):
    """Why a paper is not printed, in one Chinese sentence that says what mends it."""


def render(doc: Document, fmt: str, fonts: Path | None = None) -> bytes:
    """The paper as a file of ``fmt``: docx, pdf (PDF/A-2b), ofd, html (standalone page), md or json.

    The public edition (公开稿) carries no figure keys in docx and html; json is the machine's form and keeps them.

    Args:
        doc: the paper.
        fmt: one of ``FORMATS``.
        fonts: for pdf and ofd, the folder to look for fonts in before those of the machine.

    Raises:
        CannotPrint: the paper is marked secret (密级), or there is no font for what is to be printed.
    """
    if doc.header.secrecy:
        raise CannotPrint(f"标有密级（{doc.header.secrecy}）的文件不能在这里编制和输出，请按保密规定在涉密设备上办理。")
    trace = doc.meta.edition != "public"
    if fmt == "docx":
        from yifa.papers.writers.docx import render_docx

        return render_docx(doc, trace)
    if fmt == "pdf":
        from yifa.papers.writers.pdf import render_pdf

        return render_pdf(doc, fonts)
    if fmt == "ofd":
        from yifa.papers.writers.ofd import render_ofd

        return render_ofd(doc, fonts)
    if fmt == "html":
        from yifa.papers.writers.html import render_html

        return render_html(doc, standalone=True, trace=trace).encode()
    if fmt == "md":
        from yifa.papers.writers.markdown import render_markdown

        return render_markdown(doc).encode()
    if fmt == "json":
        from yifa.papers.writers.json import render_json

        return render_json(doc).encode()
    raise ValueError(f"no writer for {fmt!r}")
