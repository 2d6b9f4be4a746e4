"""Writers: one document tree in, one file format out. Each module is imported only when its format is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yifa.papers.docmodel import Document

FORMATS = ("docx", "html", "md", "json")


def render(doc: Document, fmt: str) -> bytes:
    """The paper as a file of ``fmt``: docx, html (standalone page), md or json.

    The public edition (公开版) carries no figure keys in docx and html; json is the machine's form and keeps them.
    """
    trace = doc.meta.edition != "public"
    if fmt == "docx":
        from yifa.papers.writers.docx import render_docx

        return render_docx(doc, trace)
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
