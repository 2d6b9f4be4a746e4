"""Reading a report: file → :class:`~yifa.papers.reading.model.Reading`.

``read`` is the one door: it opens the file with the reader of its format, finds the structure, then the facts and
the citations. Everything is imported when asked for, so that a cold command stays quick.
"""

from __future__ import annotations

from pathlib import Path

from .errors import PaperError
from .model import Citation, Damage, Fact, Paper, Reading, Section, Span, Table

__all__ = ["Citation", "Damage", "Fact", "Paper", "PaperError", "Reading", "Section", "Span", "Table", "read"]


def read(source: Path | bytes, *, name: str | None = None, year: int | None = None) -> Reading:
    """Read one report.

    Args:
        source: the file, or its bytes (an upload).
        name: its name, for bytes: the suffix helps to tell formats apart, the content decides.
        year: the report year (报告年度), where the paper itself does not say or says it wrong.

    Raises:
        PaperError: the file cannot be read; the message is Chinese and says what to do.
    """
    from yifa.papers import citations, facts, readers

    paper = readers.open_paper(source, name=name, year=year)
    return Reading(paper, facts.find(paper), citations.find(paper))
