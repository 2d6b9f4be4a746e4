"""Compose a statutory report from records: paragraphs of the modules, figures of the metrics, nothing typed.

The outline is data (``packs/*/outlines``); a local notice may overlay it. A sentence prints if its figures have
evidence and may be claimed; a claim that cannot stand is blocked, not the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yifa.core.metrics import figures as fig
from yifa.core.metrics.metric import Query
from yifa.core.metrics.paragraph import TOKEN, Paragraph, Sentence
from yifa.core.org.models import BureauProfile, Unit
from yifa.kernel import registry
from yifa.kernel.record import Life
from yifa.lawkit.quantity.numerals import to_hanzi
from yifa.suites.annual_report.models import Narrative, NextStep, Shortcoming
from yifa.suites.annual_report.outline import Outline, load_outline
from yifa.suites.annual_report.words import sentences_of

#: Numbers of sections and points in Chinese; a report may have more than ten.
NUMBERS = [to_hanzi(n) for n in range(1, 100)]


@dataclass
class Piece:
    """A stretch of text; with ``figure`` it is locked."""

    text: str
    figure: str = ""
    mark: str = ""


@dataclass
class Text:
    """One composed paragraph: its pieces and where it came from."""

    key: str
    pieces: list[Piece]
    edited: bool = False

    @property
    def text(self) -> str:
        """The printed text."""
        return "".join(p.text for p in self.pieces)

    @property
    def figures(self) -> list[str]:
        """The figures in it."""
        return [p.figure for p in self.pieces if p.figure]


@dataclass
class Section:
    """A part (一、) or a section (（一）) of the report."""

    kind: str
    key: str
    title: str
    number: str = ""
    rules: list[str] = field(default_factory=list)
    paragraphs: list[Text] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)


@dataclass
class Blocking:
    """What keeps a sentence, or the report, from standing; ``instead`` are the lawful wordings."""

    figure: str
    why: str
    options: list[tuple[str, str]] = field(default_factory=list)
    mandatory: bool = False


@dataclass
class Composition:
    """A composed report."""

    bureau: Unit
    profile: BureauProfile
    year: int
    kind: str
    edition: str
    title: str
    data_as_of: date
    sections: list[Section]
    blocking: list[Blocking]
    figures: dict[str, fig.Figure]
    empty: dict[str, fig.Figure] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        """Whether anything is blocked."""
        return bool(self.blocking)


def compose(bureau: Unit, year: int, *, day: date, kind: str = "fazhi", edition: str = "submit") -> Composition:
    """Return the report of a bureau and year as the records stand; ``day`` is today."""
    profile = BureauProfile.objects.get(bureau=bureau)
    query = Query.of_year(bureau.pk, year, until=day)
    outline = load_outline(kind, bureau.region)
    offered = [p for p in registry.all_paragraphs() if p.report == kind]
    known = _Known(bureau, query, offered)
    for key in known.keys_offered:
        known[key]
    written = _written(bureau, year)
    blocking: list[Blocking] = []
    sections = _parts(outline, offered, known, written, blocking, bureau, year)
    printed = [k for part in sections for s in (part, *part.children) for t in s.paragraphs for k in t.figures]
    used = {key: known[key] for key in dict.fromkeys(printed)}
    _mandatory(outline, sections, blocking)
    title = f"{bureau.name}{year}年{outline.title}"
    rest = {k: f for k, f in known.items() if k not in used}
    return Composition(bureau, profile, year, kind, edition, title, query.end, sections, blocking, used, rest)


class _Known(dict[str, fig.Figure]):
    """The figures of the offered paragraphs, each evaluated when it is first asked for."""

    def __init__(self, bureau: Unit, query: Query, offered: list[Paragraph]) -> None:
        super().__init__()
        self.bureau, self.query = bureau, query
        self.keys_offered = tuple(dict.fromkeys(k for p in offered for k in p.figures))
        self.choices = fig.choices_of(bureau.pk, query.year)

    def __contains__(self, key: object) -> bool:
        return key in self.keys_offered

    def __missing__(self, key: str) -> fig.Figure:
        code = self.bureau.code or str(self.bureau.pk)
        self[key] = fig.evaluate(key, self.query, bureau_code=code, choice=self.choices.get(key))
        return self[key]


def _written(bureau: Unit, year: int) -> dict[str, Narrative]:
    return {n.paragraph: n for n in Narrative.objects.filter(bureau=bureau, year=year, life=Life.LIVE)}


def missing(bureau: Unit, year: int, *, day: date, kind: str = "fazhi") -> list[str]:
    """Return what the mandatory contents lack, as ``compose`` would say, evaluating no more figures than it takes."""
    outline = load_outline(kind, bureau.region)
    offered = [p for p in registry.all_paragraphs() if p.report == kind]
    known = _Known(bureau, Query.of_year(bureau.pk, year, until=day), offered)
    written = _written(bureau, year)
    blocking: list[Blocking] = []
    present: list[Section] = []
    for part in outline.parts:
        stands = part.kind == "shortcomings" and bool(list(_shortcomings(bureau, year, blocking)))
        stands = stands or (part.kind == "plan" and any(True for _ in _plan(bureau, year)))
        keys = (part.key, *(child.key for child in part.sections))
        if stands or (part.mandatory and any(any(_texts(k, offered, known, written, [])) for k in keys)):
            present.append(Section(part.kind, part.key, part.title))
    _mandatory(outline, present, blocking)
    return [b.why for b in blocking if b.mandatory]


def _parts(
    outline: Outline, offered: list[Paragraph], known: dict[str, fig.Figure], written: dict[str, Narrative],
    blocking: list[Blocking], bureau: Unit, year: int,
) -> list[Section]:  # fmt: skip
    parts: list[Section] = []
    for part in outline.parts:
        section = Section(part.kind, part.key, part.title, rules=list(part.rules))
        if part.kind == "shortcomings":
            section.paragraphs = list(_shortcomings(bureau, year, blocking))
        elif part.kind == "plan":
            section.paragraphs = list(_plan(bureau, year))
        section.paragraphs += list(_texts(part.key, offered, known, written, blocking))
        for child in part.sections:
            texts = list(_texts(child.key, offered, known, written, blocking))
            if texts:
                number = f"（{NUMBERS[len(section.children)]}）"
                section.children.append(Section(part.kind, child.key, child.title, number, list(child.rules), texts))
        if section.paragraphs or section.children:
            section.number = NUMBERS[len(parts)]
            parts.append(section)
    return parts


def _texts(
    section: str, offered: list[Paragraph], known: dict[str, fig.Figure], written: dict[str, Narrative],
    blocking: list[Blocking],
) -> Iterator[Text]:  # fmt: skip
    for paragraph in sorted((p for p in offered if p.section == section), key=lambda p: (p.order, p.key)):
        own = written.get(paragraph.key)
        if own is not None and own.dropped:
            continue
        if own is not None:
            if paragraph.figures and not any(known[k].rows for k in paragraph.figures if k in known):
                continue  # words alone are no evidence
            sentences = sentences_of(paragraph, own.text)
        else:
            sentences = paragraph.sentences
        pieces: list[Piece] = []
        for sentence in sentences:
            pieces += _sentence(sentence, known, blocking)
        if pieces:
            yield Text(paragraph.key, pieces, own is not None)


def _sentence(sentence: Sentence, known: dict[str, fig.Figure], blocking: list[Blocking]) -> list[Piece]:
    """Return the pieces of a sentence, or none where evidence is missing or the writer left it out."""
    figures = [known[k] for k in (*sentence.figures, *sentence.evidence) if k in known]
    if any(f.empty or f.omitted for f in figures) or len(figures) < len(sentence.figures):
        return []
    if sentence.evidence and not all(known[k].rows for k in sentence.evidence):
        return []
    for f in figures:
        if f.blocked and not any(b.figure == f.key for b in blocking):
            blocking.append(Blocking(f.key, f.why, f.options))
    mark = "stop" if any(f.blocked for f in figures) else ""
    text = sentence.zero if sentence.zero and any(f.qualifier == "none" for f in figures) else sentence.text
    pieces: list[Piece] = []
    last = 0
    for match in TOKEN.finditer(text):
        if match.start() > last:
            pieces.append(Piece(text[last : match.start()], mark=mark))
        f = known[match.group(1)]
        pieces.append(Piece(f.printed or f"〔{f.label}：受阻〕", f.key, mark))
        last = match.end()
    if last < len(text):
        pieces.append(Piece(text[last:], mark=mark))
    return pieces


def _shortcomings(bureau: Unit, year: int, blocking: list[Blocking]) -> Any:
    rows = Shortcoming.objects.filter(bureau=bureau, year=year, life=Life.LIVE).order_by("sort", "id")
    for i, row in enumerate(rows):
        lead = f"{NUMBERS[i]}是{row.title.rstrip('。')}"
        if row.cause:
            yield Text(f"shortcoming.{row.pk}", [Piece(f"{lead}，原因是{row.cause.rstrip('。')}。")])
        else:
            blocking.append(Blocking("", f"“{row.title}”没有写原因", mandatory=True))
            yield Text(f"shortcoming.{row.pk}", [Piece(f"{lead}。", mark="hold")])


def _plan(bureau: Unit, year: int) -> Any:
    rows = NextStep.objects.filter(bureau=bureau, year=year, life=Life.LIVE).order_by("sort", "id")
    for i, row in enumerate(rows):
        tail = f"，{row.measure.rstrip('。')}" if row.measure else ""
        yield Text(f"plan.{row.pk}", [Piece(f"{NUMBERS[i]}是{row.title.rstrip('。')}{tail}。")])


def _mandatory(outline: Outline, sections: list[Section], blocking: list[Blocking]) -> None:
    present = {s.key for s in sections}
    for part in outline.parts:
        if part.mandatory and part.key not in present:
            blocking.append(Blocking("", f"缺必备部分“{part.title}”", mandatory=True))


def as_json(made: Composition) -> dict[str, Any]:
    """Return the JSON document of cli.md."""
    sections = []
    for part in made.sections:
        sections.append(_section_json(part))
        sections.extend(_section_json(child) for child in part.children)
    return {
        "bureau": made.bureau.code or str(made.bureau.pk),
        "year": made.year,
        "kind": made.kind,
        "edition": made.edition,
        "title": made.title,
        "data_as_of": made.data_as_of.isoformat(),
        "blocking": [
            {"figure": b.figure or None, "why": b.why, "instead": [text for _, text in b.options]}
            for b in made.blocking
        ],
        "sections": sections,
        "figures": [figure_json(f) for f in made.figures.values()],
    }


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "kind": section.kind,
        "paragraphs": [{"text": t.text, "figures": t.figures} for t in section.paragraphs],
    }


def figure_json(f: fig.Figure) -> dict[str, Any]:
    """Return one figure as in cli.md."""
    return {
        "key": f.key,
        "label": f.label,
        "value": fig.plain(f.value),
        "stored": fig.plain(f.stored),
        "unit": f.unit,
        "qualifier": f.qualifier,
        "numerator": f.numerator,
        "denominator": f.denominator,
        "printed": f.printed,
        "rows": f.rows,
        "backfilled": f.backfilled,
        "query": f.query,
        "list_url": f.list_url,
        "basis": f.basis,
    }
