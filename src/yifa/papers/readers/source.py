"""What a reader of one format hands over: raw text, cut into lines, with what the format knows of each.

The joining of lines, the cleaning and the structure are the same for all formats and follow in
:mod:`~yifa.papers.readers.normal` and :mod:`yifa.papers.structure`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from yifa.papers.reading.model import Format, Layout

LineKind = Literal["", "title", "heading", "cell", "footnote", "header", "code"]


@dataclass(slots=True)
class Face:
    """Letters of one face inside a line: from, how many, name, points, bold, colour (RRGGBB or empty)."""

    start: int
    length: int
    font: str
    size: float | None
    bold: bool = False
    color: str = ""


@dataclass(slots=True)
class Line:
    """One line of the raw text, or one paragraph where the format knows paragraphs.

    ``joins``: True goes on from the line before, False begins a paragraph for certain, None is for
    :mod:`~yifa.papers.readers.wraps` to find out. ``x0``, ``x1``, ``y`` are in units of the body letter (em) where
    the format has places; ``gap`` tells of a blank line before.
    """

    text: str
    at: int  # offset in the raw text
    kind: LineKind = ""
    joins: bool | None = None
    gap: bool = False
    x0: float | None = None
    x1: float | None = None
    y: float | None = None  # millimetres from the top of the page
    size: float | None = None
    page: int | None = None
    ref: int | None = None
    generated: int = 0
    style: str = ""
    cell: tuple[int, int, int] | None = None  # table, row, column
    faces: list[Face] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A file opened: raw text and its lines, with hints."""

    format: Format
    raw: str
    lines: list[Line]
    title: str = ""  # as the format's own data give it (meta ArticleTitle, style Title)
    header: dict[str, str | None] = field(default_factory=dict)
    layout: Layout | None = None
    captions: dict[int, str] = field(default_factory=dict)  # by table
    damage: dict[str, int] = field(default_factory=dict)  # kind → how many, as far as the format alone can tell


class Lines:
    """Collects lines and the raw text under them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lines: list[Line] = []
        self.length = 0

    def add(self, line: Line) -> Line:
        """Append one line; its place in the raw text is set here."""
        line.at = self.length
        self.parts.append(line.text)
        self.length += len(line.text) + 1
        self.lines.append(line)
        return line

    @property
    def raw(self) -> str:
        return "\n".join(self.parts)
