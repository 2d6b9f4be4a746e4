"""From letters placed on pages (pdf, ofd) to lines: rows, running heads and page numbers, the type area.

Millimetres from the upper left corner; ``y`` is the baseline. What the format calls a word or a paragraph is not
asked: only where the letters stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from yifa.papers.readers.grid import Grid, Rule, grids
from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Face, Line, LineKind, Lines
from yifa.papers.readers.wraps import width
from yifa.papers.reading.model import Layout, LineUse
from yifa.papers.structure import marks

PT = 72 / 25.4
_TABLES = 60  # ruled boxes of a page; more is a drawing


@dataclass(slots=True)
class Glyph:
    """One letter: its box from left to right, its baseline, its size in points."""

    char: str
    x0: float
    x1: float
    y: float
    size: float
    font: str = ""
    bold: bool = False
    color: str = ""
    spaced: bool = False  # a space was written before it


@dataclass(slots=True)
class Page:
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    images: int = 0
    rules: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    page: int
    y: float
    glyphs: list[Glyph]
    text: str = ""
    faces: list[Face] = field(default_factory=list)
    gaps: int = 0
    cell: tuple[int, int, int] | None = None  # table, row, column

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def size(self) -> float:
        return Counter(round(g.size, 1) for g in self.glyphs).most_common(1)[0][0]


def lines_of(pages: list[Page], watch: Watch) -> tuple[Lines, Layout, Counter[str]]:
    """The lines of a paper, its layout, and how many marks of the page were left out."""
    rows = [row for number, page in enumerate(pages, 1) for row in _rows(page.glyphs, number)]
    damage: Counter[str] = Counter()
    numbers = _furniture(rows, pages)
    kept = [row for index, row in enumerate(rows) if index not in numbers]
    damage["page_mark"] = len(numbers)
    out = Lines()
    layout = Layout(pages=len(pages), page_numbers=any(re.search(r"\d", rows[i].text) for i in numbers))
    if not kept:
        return out, layout, damage
    sizes: Counter[float] = Counter()
    for row in kept:
        sizes[row.size] += len(row.glyphs)
    body = sizes.most_common(1)[0][0]
    em = max(body / PT, 0.5)
    _measure(layout, kept, pages, em)
    middle = [page.width / 2 for page in pages]
    kept = _with_tables(kept, pages, watch)
    layout.lines = [LineUse(row.page, round(row.y, 1), round(width(row.text)), 0, 0) for row in kept]
    for row in kept:
        line = Line(
            row.text, 0, _kind(row, body, middle[row.page - 1]), x0=row.x0 / em, x1=row.x1 / em, y=row.y,
            size=row.size, page=row.page, faces=row.faces,
        )  # fmt: skip
        if row.cell is not None:
            line.kind, line.cell, line.joins = "cell", row.cell, False
        if row.gaps >= 2 and row.text[-1:] not in "。；":
            line.joins = False
        out.add(line)
    for before, after in pairwise(out.lines):
        if before.joins is False and after.joins is None and (after.x0 or 0) - min(before.x0 or 0, 99) > 1:
            after.joins = False
    return out, layout, damage


def _with_tables(rows: list[_Row], pages: list[Page], watch: Watch) -> list[_Row]:
    """The rows with those inside ruled tables cut into cells; a table that goes on overleaf stays one."""
    out: list[_Row] = []
    count, rows_before = 0, 0
    before: Grid | None = None
    head: dict[int, str] = {}
    for number, page in enumerate(pages, 1):
        here = [row for row in rows if row.page == number]
        tables = grids(page.rules) if here else []
        if len(tables) > _TABLES:  # a drawing
            tables = []
        for table in tables:
            inside = []
            for row in here:
                watch.check()
                inside += [(row, table.cell((g.x0 + g.x1) / 2, g.y - g.size / PT * 0.35), g) for g in row.glyphs]
            cells: dict[tuple[int, int], list[Glyph]] = {}
            for _, cell, glyph in inside:
                if cell is not None:
                    cells.setdefault(cell, []).append(glyph)
            if len(cells) < 2 or _form(cells):
                continue
            taken = {id(glyph) for glyphs in cells.values() for glyph in glyphs}
            first = min(index for index, (row, cell, _) in enumerate(inside) if cell is not None)
            at = here.index(inside[first][0])
            goes_on = before is not None and at == 0 and _alike(before, table)
            if goes_on:
                count -= 1
            else:
                rows_before, head = 0, {}
            made = _cells(cells, number, count, rows_before)
            heads = {row.cell[2]: row.text for row in made if row.cell and row.cell[1] == rows_before}
            if goes_on and heads == head:
                made = [row for row in made if row.cell and row.cell[1] != rows_before]
            elif not goes_on:
                head = heads
            rest = [_without(row, taken) for row in here]
            here = [row for row in [*rest[:at], *made, *rest[at:]] if row.glyphs]
            rows_before += len(table.ys)
            count += 1
            before = table if not any(row.cell is None and row.y > table.ys[-1] for row in here) else None
        if not tables and here:
            before = None
        out += here
    return out


def _form(cells: dict[tuple[int, int], list[Glyph]]) -> bool:
    """Whether a ruled box is the header block of a published page, which is read line by line."""
    words = "".join("".join(g.char for g in glyphs) for glyphs in cells.values())
    return sum(label in words for label in ("索引号", "信息名称", "发布机构", "发文字号", "公开日期", "生成日期")) >= 2


def _alike(one: Grid, other: Grid) -> bool:
    return len(one.xs) == len(other.xs) and all(abs(a - b) < 1.5 for a, b in zip(one.xs, other.xs, strict=True))


def _cells(cells: dict[tuple[int, int], list[Glyph]], page: int, table: int, above: int) -> list[_Row]:
    """One row of text a cell; what stands in several lines inside it is one text."""
    out = []
    for (row, column), glyphs in sorted(cells.items()):
        lines = list(_rows(glyphs, page))
        if not lines:
            continue
        made = _Row(page, lines[0].y, [glyph for line in lines for glyph in line.glyphs])
        for line in lines:
            start = len(made.text)
            made.text += line.text
            made.faces += [Face(f.start + start, f.length, f.font, f.size, f.bold, f.color) for f in line.faces]
        made.cell = (table, row + above, column)
        out.append(made)
    return out


def _without(row: _Row, taken: set[int]) -> _Row:
    """The row less the letters that stand in cells."""
    if row.cell is not None or not any(id(glyph) in taken for glyph in row.glyphs):
        return row
    made = _Row(row.page, row.y, [glyph for glyph in row.glyphs if id(glyph) not in taken])
    if made.glyphs:
        _write(made)
    return made


def _rows(glyphs: list[Glyph], number: int) -> Iterable[_Row]:
    """Letters of one page in rows, top to bottom, left to right."""
    rows: list[_Row] = []
    for glyph in sorted(glyphs, key=lambda g: (round(g.y, 1), g.x0)):
        row = rows[-1] if rows else None
        if row is not None and abs(glyph.y - row.y) <= 0.4 * max(glyph.size, row.glyphs[0].size) / PT:
            row.glyphs.append(glyph)
        else:
            rows.append(_Row(number, glyph.y, [glyph]))
    for row in rows:
        row.glyphs.sort(key=lambda g: g.x0)
        row.glyphs = _single(row.glyphs)
        _write(row)
    return [row for row in rows if row.text.strip()]


def _single(glyphs: list[Glyph]) -> list[Glyph]:
    """Letters printed twice for a bold look count once."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if kept and kept[-1].char == glyph.char and abs(kept[-1].x0 - glyph.x0) < 0.15 * max(glyph.size, 1) / PT:
            continue
        kept.append(glyph)
    return kept


def _write(row: _Row) -> None:
    parts: list[str] = []
    length = 0
    last: Glyph | None = None
    for glyph in row.glyphs:
        if last is not None:
            gap = glyph.x0 - last.x1
            em = max(glyph.size, last.size) / PT
            if gap > 1.6 * em:
                parts.append("    ")
                length += 4
                row.gaps += 1
            elif gap > 0.18 * em and (glyph.spaced or _words(last.char, glyph.char, gap / em)):
                parts.append(" ")
                length += 1
        face = row.faces[-1] if row.faces else None
        size = round(glyph.size, 1)
        if face and (face.font, face.size, face.bold, face.color) == (glyph.font, size, glyph.bold, glyph.color):
            face.length = length + len(glyph.char) - face.start
        else:
            row.faces.append(Face(length, len(glyph.char), glyph.font, size, glyph.bold, glyph.color))
        parts.append(glyph.char)
        length += len(glyph.char)
        last = glyph
    row.text = "".join(parts)


def _words(before: str, after: str, gap: float) -> bool:
    """Whether a gap parts two Latin words; figures on a grid stand a letter apart."""
    if not (before.isascii() and after.isascii()):
        return False
    return gap > 0.9 if before.isdigit() and after.isdigit() else gap > 0.6 or (before.isalpha() and after.isalpha())


def _furniture(rows: list[_Row], pages: list[Page]) -> set[int]:
    """Running heads, feet and page numbers."""
    out: set[int] = set()
    alike: dict[tuple[str, int], set[int]] = {}
    edge: list[int] = []
    by_page: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        by_page.setdefault(row.page, []).append(index)
    for indexes in by_page.values():
        edge += [*indexes[:2], *[i for i in indexes[-2:] if i not in indexes[:2]]]
    for index in edge:
        row, page = rows[index], pages[rows[index].page - 1]
        at = row.y / page.height if page.height else 0
        if not (at < 0.13 or at > 0.84):
            continue
        text = re.sub(r"\s", "", row.text)
        if marks.PAGE_MARK.match(row.text) or re.fullmatch(r"[-—–·\s]*\d{1,4}[-—–·\s]*", row.text):
            out.add(index)
        alike.setdefault((re.sub(r"\d+", "#", text), round(row.y / 2)), set()).add(index)
    for same in alike.values():
        if len({rows[i].page for i in same}) >= max(2, 0.3 * len(pages)):
            out |= same
    return out


def _kind(row: _Row, body: float, middle: float) -> LineKind:
    if row.page > 1 or row.size < body * 1.2 or len(row.text) > 45:
        return ""
    red = row.glyphs[0].color[:2] > "A0" and row.glyphs[0].color[2:] < "6"
    if red or re.sub(r"\s", "", row.text).endswith("文件"):
        return ""
    return "title" if abs((row.x0 + row.x1) / 2 - middle) < 12 else ""


def _measure(layout: Layout, rows: list[_Row], pages: list[Page], em: float) -> None:
    sizes = Counter((round(page.width), round(page.height)) for page in pages)
    wide, high = sizes.most_common(1)[0][0]
    same = [page for page in pages if (round(page.width), round(page.height)) == (wide, high)]
    layout.width, layout.height = round(same[0].width, 1), round(same[0].height, 1)
    text = [row for row in rows if len(row.glyphs) > 4]
    if not text:
        return
    left = sorted(row.x0 for row in text)
    right = sorted(row.x1 for row in text)
    layout.left = round(left[len(left) // 12], 1)
    layout.right = round(wide - right[-1 - len(right) // 12], 1)
    firsts: dict[int, float] = {}
    lasts: dict[int, float] = {}
    counts: Counter[int] = Counter()
    for row in rows:
        firsts.setdefault(row.page, row.y)
        lasts[row.page] = row.y
        counts[row.page] += 1
    top = sorted(firsts.values())
    layout.top = round(top[len(top) // 2] - 0.86 * em, 1)
    layout.bottom = round(high - max(lasts.values()) - 0.14 * em, 1)
    near = [(a, b) for a, b in pairwise(rows) if a.page == b.page and b.y - a.y > 0.8 * em]
    wordy = [(a, b) for a, b in near if min(len(a.glyphs), len(b.glyphs)) > 14 and not a.gaps + b.gaps]
    steps = Counter(round(b.y - a.y, 1) for a, b in wordy or near)
    if steps:
        layout.line_pitch = round(steps.most_common(1)[0][0] * PT, 1)
    layout.grid_lines = _lines_a_page(rows, steps.most_common(1)[0][0]) if steps else max(counts.values())
    edge_left, edge_right = left[len(left) // 12] + 0.8 * em, right[-1 - len(right) // 12] - 1.2 * em
    full = [width(row.text) for row in text if row.x1 >= edge_right and row.x0 < edge_left]
    if full:
        layout.grid_chars = round(Counter(round(n) for n in full).most_common(1)[0][0])


def _lines_a_page(rows: list[_Row], pitch: float) -> int:
    """How many lines the fullest page of running text holds; pages of tables do not count where there are others."""
    best = other = 0
    for page in sorted({row.page for row in rows}):
        ys = [row.y for row in rows if row.page == page]
        regular = sum(abs(b - a - pitch) < 0.4 for a, b in pairwise(ys))
        lines = round((ys[-1] - ys[0]) / pitch) + 1
        if regular >= 0.7 * (len(ys) - 1):
            best = max(best, lines)
        other = max(other, len(ys))
    return best or other
