"""Printing findings: text for people, sarif for editors and CI, html with marks, docx with comments."""

from __future__ import annotations

from .commented import as_docx
from .page import as_html
from .plain import as_text
from .sarif import as_sarif

__all__ = ["as_docx", "as_html", "as_sarif", "as_text"]
