"""Damage of the file, told once each, and the page of GB/T 9704 where the format shows one."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Span

from .spec import Spec
from .view import View


def damage(view: View, spec: Spec) -> Iterable[Finding]:
    """One class of damage the reader mended: once per file, with the count."""
    for item in view.paper.damage:
        if item.kind not in spec.data["kinds"]:
            continue
        places = item.places or (_seams(view) if item.kind == "broken_line" else [])
        if spec.data.get("body_only") and places:
            places = [span for span in places if span.start >= view.paper.body.start and not _quoted(view, span)]
            if not places:
                continue
        place = {}
        if places:
            first = places[0]
            line = view.paragraph(min(first.start, len(view.text)))
            start, end = max(line.start, first.start - 6), min(line.end, max(first.end, first.start) + 6)
            place = view.quote(start, end) if end > start else {}
        yield spec.finding(spec.message.format(item.count, item.message), **place)


def _quoted(view: View, span: Span) -> bool:
    """A blank inside 《》 or “” parts two clauses of a name or slogan: right as it stands."""
    return any(mark.start < span.start < mark.end for mark in (*view.titles, *view.quotes))


def _seams(view: View) -> list[Span]:
    """Where the reader joined two lines of the file inside a paragraph."""
    found = []
    pieces = view.paper.map.pieces
    for (start, raw, length), (after, raw_after, _) in itertools.pairwise(pieces):
        gap = view.paper.raw[raw + length : raw_after]
        if "\n" in gap and start + length == after and "\n" not in view.text[after - 1 : after + 1]:
            found.append(Span(after, after))
    return found


def header_fields(view: View, spec: Spec) -> Iterable[Finding]:
    """Catalogue fields of a published page left empty."""
    empty = [name for name, value in view.paper.header.items() if not value and name in spec.data["fields"]]
    if empty:
        span = view.paper.header_spans[0] if view.paper.header_spans else None
        place = view.quote(span.start, span.end) if span else {}
        yield spec.finding(spec.message.format("、".join(empty)), **place)


def page(view: View, spec: Spec) -> Iterable[Finding]:
    """Paper size and margins."""
    layout = view.paper.layout
    if layout is None:
        return
    names = [("width", "纸宽"), ("height", "纸高"), ("top", "天头"), ("left", "订口")]
    if view.paper.format == "docx":  # as declared; on a finished page the letters do not tell these edges
        names += [("right", "切口"), ("bottom", "下白边")]
    for name, label in names:
        value, (wanted, slack) = getattr(layout, name), spec.data[name]
        if value is not None and abs(value - wanted) > slack:
            yield spec.finding(spec.message.format(label, f"{value:.0f}", wanted, slack))


def grid(view: View, spec: Spec) -> Iterable[Finding]:
    """Lines on a page, characters on a line."""
    layout = view.paper.layout
    if layout is None:
        return
    lines, chars = spec.data["lines"], spec.data["chars"]
    used_lines, used_chars = layout.grid_lines, layout.grid_chars
    if layout.lines and used_lines is None:
        full = Counter(line.page for line in layout.lines)
        middle = [count for page, count in full.items() if page not in (1, max(full))]
        used_lines = max(middle, default=None) if middle else None
        used_chars = max((line.chars for line in layout.lines), default=None)
    if view.paper.format in ("pdf", "ofd") and (layout.pages or 1) < spec.data["pages"]:
        # measured on letters: a paper of a page or two fills neither its pages nor its lines
        used_lines = used_lines if used_lines and used_lines > lines else None
        used_chars = used_chars if used_chars and used_chars > chars else None
    if used_lines is not None and used_lines != lines:
        yield spec.finding(spec.message.format("每面行数", used_lines, lines))
    if used_chars is not None and abs(used_chars - chars) > spec.data["slack"]:
        yield spec.finding(spec.message.format("每行字数", used_chars, chars))


def fonts(view: View, spec: Spec) -> Iterable[Finding]:
    """Faces by rank: title, headings, text; told once per rank and face."""
    layout = view.paper.layout
    if layout is None or not layout.fonts:
        return
    told: set[tuple[str, str]] = set()
    stand_ins: dict[str, tuple[int, int]] = {}
    for kind, start, end in _ranks(view):
        wanted = spec.data["faces"].get(kind)
        run = layout.font_at(start)
        if not wanted or run is None or not run.font or (kind, run.font) in told:
            continue
        if any(word in run.font.lower() for word in spec.data["stand_ins"]):
            told.add((kind, run.font))
            stand_ins.setdefault(run.font, (start, end))
        elif not any(word.lower() in run.font.lower() for word in wanted["names"]):
            told.add((kind, run.font))
            yield spec.finding(
                spec.message.format(wanted["label"], run.font, wanted["names"][0]),
                **view.quote(start, min(end, start + 20)),
            )
        elif run.size and wanted.get("size") and abs(run.size - wanted["size"]) > 0.6 and (kind, "size") not in told:
            told.add((kind, "size"))
            yield spec.finding(
                spec.data["size_message"].format(wanted["label"], f"{run.size:g}", wanted["size"]),
                **view.quote(start, min(end, start + 20)),
            )
    if stand_ins:
        start, end = min(stand_ins.values())
        said = spec.data["stand_in_message"].format("、".join(stand_ins))
        yield spec.finding(said, severity="info", **view.quote(start, min(end, start + 20)))


#: marks a draft of ours prints small before a sentence that is held back
_HELD = re.compile(r"(?:〔[^〕]{1,12}〕)+")
#: letters: what is shorter is no running text
_LINE = 24


def _ranks(view: View) -> Iterable[tuple[str, int, int]]:
    if view.paper.title_span:
        yield "title", view.paper.title_span.start, view.paper.title_span.end
    for section in view.walk():
        span = view.heading(section)
        if section.level <= 2 and not section.number.endswith("是"):
            at = span.start + len(section.number) + 1
            yield f"h{section.level}", min(at, span.end - 1), span.end
    body = view.paper.body
    for block in view.paper.blocks:
        if block.start < body.start or block.end > (body.end or len(view.text)) or block.end - block.start < _LINE:
            continue  # captions of tables, heads of attachments
        if block.kind == "paragraph" and not re.match(
            r"[一二三四五六七八九十（]", view.text[block.start : block.start + 1]
        ):
            held = _HELD.match(view.text, block.start, block.end)
            yield "body", held.end() if held else block.start, block.end


def page_numbers(view: View, spec: Spec) -> Iterable[Finding]:
    """No page numbers on a paper of more than one page."""
    layout = view.paper.layout
    if layout and layout.page_numbers is False and (layout.pages or 2) > 1:
        yield spec.finding()


RUNNERS = {
    "damage": damage,
    "header_fields": header_fields,
    "page": page,
    "grid": grid,
    "fonts": fonts,
    "page_numbers": page_numbers,
}
