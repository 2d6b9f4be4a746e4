"""What is read out of a report: the :class:`Paper` (its text and shape), its facts and its citations.

Every offset in this file counts characters of ``Paper.text``, the normalised text: hard wraps joined, stray spaces
and residue dropped, page marks and running heads left out, navigation of web pages left out; paragraphs stand one
to a line. Punctuation is kept as written; ``Paper.folded`` is the same text, character for character, with
half-width punctuation and full-width digits folded, so that a pattern is written once and its offsets still fit.
``Paper.raw_span`` leads back to the file.

Plain data: standard library only, no Django.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

Kind = Literal["achievements", "leader", "shortcomings", "plan", "overview", "other"]
BlockKind = Literal[
    "title", "header", "addressee", "heading", "paragraph", "cell", "footnote", "signature", "attachment", "imprint"
]
Format = Literal["txt", "md", "html", "docx", "pdf", "ofd"]
Qualifier = Literal[
    "exact", "over", "at_least", "no_less_than", "at_most", "approx", "nearly", "all", "none", "target", "several"
]
Status = Literal["in_force", "superseded", "not_yet", "misnamed", "local", "unknown", "not_law"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the normalised text, ``start`` included, ``end`` not."""

    start: int
    end: int

    def __contains__(self, position: object) -> bool:
        return isinstance(position, int) and self.start <= position < self.end

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


@dataclass(slots=True)
class Section:
    """A numbered part, from ``start`` (its number) to ``end`` (the next one of the same or a higher rank).

    ``number`` is cleaned: 一 · （一） · 1 · （1） · 一是. ``head_end`` is where the heading stops: what follows up to
    the first child is the section's own text. ``run_in`` heads share the line with their paragraph.
    """

    level: int
    number: str
    title: str
    kind: Kind
    start: int
    end: int
    head_end: int = 0
    run_in: bool = False
    children: list[Section] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        """This section and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def as_json(self) -> dict[str, Any]:
        return {
            "level": self.level,
            "number": self.number,
            "title": self.title,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "children": [child.as_json() for child in self.children],
        }


@dataclass(slots=True)
class Damage:
    """One class of damage, told once per file (读入时的损伤). ``kind``: bookmark · broken_line · halfwidth ·
    spaces · page_mark · control · encoding · tracked_change · navigation · unreadable."""

    kind: str
    message: str
    count: int
    places: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table: cells in reading order; ``rows`` holds the text, ``cells`` where each stands in the text."""

    rows: list[list[str]]
    cells: list[list[Span]]
    start: int
    end: int
    caption: str = ""


@dataclass(slots=True)
class Block:
    """One paragraph of the text. ``ref`` leads back to the source: for docx the index of the ``w:p`` in document
    order, else ``None``; ``page`` is 1-based where the format has pages."""

    start: int
    end: int
    kind: BlockKind = "paragraph"
    ref: int | None = None
    page: int | None = None
    style: str = ""
    generated: int = 0  # letters at the start that the file does not hold: automatic numbers of a Word list


@dataclass(slots=True)
class FontRun:
    """Letters of one face. Sizes in points; ``color`` is RRGGBB or empty."""

    start: int
    end: int
    font: str
    size: float | None
    bold: bool = False
    color: str = ""


@dataclass(slots=True)
class LineUse:
    """One printed line (pdf, ofd): its page, its baseline from the top of the page in mm, its number of full-width
    characters."""

    page: int
    y: float
    chars: int
    start: int
    end: int


@dataclass(slots=True)
class Layout:
    """What the page looks like, in millimetres and points; ``None`` where the format does not say.

    For docx the page set-up as declared. For pdf and ofd as measured: margins go to the letters, so that half of the
    space between two lines (up to 3 mm) belongs to the top and the bottom margin; a short paper fills no page, and
    ``grid_lines`` says only how many lines its fullest page holds.
    """

    width: float | None = None
    height: float | None = None
    top: float | None = None
    bottom: float | None = None
    left: float | None = None
    right: float | None = None
    pages: int | None = None
    grid_lines: int | None = None  # lines on a page (每面行数)
    grid_chars: int | None = None  # characters on a line (每行字数)
    line_pitch: float | None = None  # baseline to baseline, points
    page_numbers: bool | None = None
    fonts: list[FontRun] = field(default_factory=list)
    lines: list[LineUse] = field(default_factory=list)

    def font_at(self, position: int) -> FontRun | None:
        """The face of one character."""
        index = bisect_right(self.fonts, position, key=lambda run: run.start) - 1
        if index >= 0 and position < self.fonts[index].end:
            return self.fonts[index]
        return None


@dataclass(slots=True)
class OffsetMap:
    """From the normalised text to the raw: pieces ``(text offset, raw offset, length)`` copied letter for letter."""

    pieces: list[tuple[int, int, int]] = field(default_factory=list)

    def raw(self, position: int) -> int:
        """The raw offset of one character of the text; of the end of the text, one past its last."""
        index = bisect_right(self.pieces, position, key=lambda piece: piece[0]) - 1
        if index < 0:
            return 0
        start, raw, length = self.pieces[index]
        return raw + min(position - start, length)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch behind ``[start, end)``."""
        if end <= start:
            at = self.raw(start)
            return at, at
        return self.raw(start), self.raw(end - 1) + 1


#: half-width → full-width where Chinese stands beside it, and full-width letters → ASCII; one character for one
_FOLD = str.maketrans(
    {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", "．": ".", "％": "%", "　": " "}
    | {chr(0xFF10 + n): chr(0x30 + n) for n in range(10)}
    | {chr(0xFF21 + n): chr(0x41 + n) for n in range(26)}
    | {chr(0xFF41 + n): chr(0x61 + n) for n in range(26)}
)


def fold(text: str) -> str:
    """The same text with full-width punctuation and ASCII digits; never changes the length.

    A comma, colon or point between two digits stays (1,234 · 11:28).
    """
    letters = list(text.translate(_FOLD))
    for index in range(1, len(text) - 1):
        if text[index] in ",:" and text[index - 1].isdigit() and text[index + 1].isdigit():
            letters[index] = text[index]
    return "".join(letters)


@dataclass
class Paper:
    """A report as read: one normalised text and where everything stands in it."""

    text: str
    title: str = ""
    issuer: str | None = None
    year: int | None = None
    addressee: str | None = None
    header: dict[str, str | None] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    title_span: Span | None = None
    addressee_span: Span | None = None
    header_spans: list[Span] = field(default_factory=list)
    signature_span: Span | None = None  # 署名 and 成文日期 below the text
    signer: str | None = None  # 署名
    date: str | None = None  # 成文日期, ISO
    copies_to: list[str] = field(default_factory=list)  # 抄送
    attachment_spans: list[Span] = field(default_factory=list)  # 附件说明 and attached texts
    body: Span = Span(0, 0)  # first word after title, header and addressee to the last before the signature
    damage: list[Damage] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    footnotes: list[Span] = field(default_factory=list)
    layout: Layout | None = None
    doubtful: list[Span] = field(default_factory=list)  # could not be read for certain: ask, never correct
    format: Format = "txt"
    name: str = ""  # of the file
    raw: str = ""  # what the reader took out of the file before normalising
    map: OffsetMap = field(default_factory=OffsetMap)

    @cached_property
    def folded(self) -> str:
        """``text`` with half-width punctuation folded to full width, offsets unchanged."""
        return fold(self.text)

    @cached_property
    def outside(self) -> list[Span]:
        """Stretches that are no body text: title, header, addressee, signature, attachments list."""
        spans = [*self.header_spans, *self.attachment_spans]
        spans += [span for span in (self.title_span, self.addressee_span, self.signature_span) if span]
        return sorted(spans)

    def in_body(self, start: int, end: int | None = None) -> bool:
        """Whether a stretch lies in the running text (facts are looked for nowhere else)."""
        end = start + 1 if end is None else end
        index = bisect_right(self._barred, start, key=lambda span: span.start) - 1
        near = self._barred[max(index, 0) : index + 2]
        return not any(span.overlaps(start, end) for span in near)

    @cached_property
    def _barred(self) -> list[Span]:
        """``outside`` with its overlaps merged: stretches apart and in order."""
        merged: list[Span] = []
        for span in self.outside:
            if merged and span.start <= merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
            else:
                merged.append(span)
        return merged

    def walk(self) -> Iterator[Section]:
        """All sections, depth first."""
        for section in self.sections:
            yield from section.walk()

    def sections_at(self, position: int) -> list[Section]:
        """The sections around one place, outermost first."""
        found: list[Section] = []
        level = self.sections
        while True:
            index = bisect_right(level, position, key=lambda section: section.start) - 1
            hit = level[index] if index >= 0 and position < level[index].end else None
            if hit is None:
                return found
            found.append(hit)
            level = hit.children

    def section_at(self, position: int) -> Section | None:
        """The deepest section around one place."""
        return (self.sections_at(position) or [None])[-1]  # type: ignore[list-item]

    def path_at(self, position: int) -> str:
        """一/（三）/7/二是; empty before the first heading."""
        return "/".join(section.number for section in self.sections_at(position))

    def kind_at(self, position: int) -> Kind:
        """The kind of the deepest section around one place; ``overview`` before the first heading."""
        section = self.section_at(position)
        return section.kind if section else "overview"

    def sentences(self) -> Iterator[Span]:
        """Sentences of the running text: up to 。！？； or the end of the paragraph, marks included."""
        for block in self.blocks:
            if block.kind in ("title", "header", "addressee", "signature", "attachment", "imprint"):
                continue
            start = block.start
            for index in range(block.start, block.end):
                if self.folded[index] in "。！？；":
                    yield Span(start, index + 1)
                    start = index + 1
            if start < block.end:
                yield Span(start, block.end)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the text stands in ``raw``."""
        return self.map.span(start, end)


@dataclass(slots=True)
class Fact:
    """A counted or measured statement. ``value`` is in base units of ``unit``; ``None`` for ``several``."""

    text: str
    subject: str
    value: Decimal | int | None
    unit: str | None
    qualifier: Qualifier
    start: int
    end: int
    bound: str | None = None
    section: str = ""
    extra: dict[str, Any] = field(default_factory=dict)  # not printed: what checks and comparison want to know

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "subject": self.subject,
            "value": plain_number(self.value),
            "unit": self.unit,
            "qualifier": self.qualifier,
            "bound": self.bound,
            "start": self.start,
            "end": self.end,
            "section": self.section,
        }


@dataclass(slots=True)
class Citation:
    """One 《》 and what the catalogue knows of it in the report year. ``article`` is the number alone (33.2)."""

    text: str
    title: str
    start: int
    end: int
    article: str | None = None
    urn: str | None = None
    status: Status = "unknown"
    suggestion: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # not printed

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "title": self.title,
            "article": self.article,
            "urn": self.urn,
            "status": self.status,
            "suggestion": self.suggestion,
            "start": self.start,
            "end": self.end,
        }


@dataclass(slots=True)
class Reading:
    """A paper with its facts and citations: what ``yifa report read`` prints."""

    paper: Paper
    facts: list[Fact] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def as_json(self, with_text: bool = False) -> dict[str, Any]:
        """The contract's JSON; ``with_text`` adds the normalised text the offsets count in."""
        paper = self.paper
        data: dict[str, Any] = {
            "title": paper.title,
            "issuer": paper.issuer,
            "year": paper.year,
            "addressee": paper.addressee,
            "header": dict(paper.header),
            "sections": [section.as_json() for section in paper.sections],
            "facts": [fact.as_json() for fact in self.facts],
            "citations": [citation.as_json() for citation in self.citations],
        }
        if with_text:
            data["text"] = paper.text
        return data


def plain_number(value: Decimal | int | float | None) -> int | float | None:
    """A number as JSON prints it: 13000, 95.5."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else float(value)
