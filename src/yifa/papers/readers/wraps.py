"""Lines back into paragraphs: hard wraps undone, sentences cut by a page break joined again.

Three ways to know, in this order. The format knows (``Line.joins``). The file is wrapped at a fixed width (a pdf, a
copied mail): a line that reaches the right edge goes on, unless the next one is indented or numbered. Else only what
cannot stand alone is joined: a long line that ends inside a sentence, or one that begins with a closing mark.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from yifa.papers.readers.source import Line
from yifa.papers.reading.model import fold
from yifa.papers.structure import front, marks

_LONG = 25  # letters: shorter lines without an end may be headings or names


def width(text: str) -> float:
    """The width of a text in full-width letters."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def group(lines: Sequence[Line], *, paragraphs: bool = False) -> tuple[list[list[Line]], int]:
    """The lines of each paragraph, and how many joins were repairs.

    ``paragraphs``: the format knows paragraphs (docx, html), so that a fixed width must be very plain to be believed.
    """
    lines = [line for line in lines if line.text.strip()]
    folded = [fold(line.text) for line in lines]
    groups: list[list[Line]] = []
    repaired = 0
    text = ""  # folded text of the paragraph so far
    edges = _edges(lines, 0.45 if paragraphs else 0.12)
    in_body = False
    for index, line in enumerate(lines):
        joins = False
        if index:
            last = lines[index - 1]
            if line.cell or last.cell or line.kind != last.kind or line.kind in ("title", "heading"):
                joins = bool(line.joins) and line.cell == last.cell
            elif line.joins is not None:
                joins = line.joins
            elif edges:
                joins = _wrapped(last, line, folded[index], edges, text, in_body)
            else:
                joins = False
            if not joins and line.joins is not True and not line.cell and line.kind in ("", "footnote"):
                broken = _broken(text, folded[index], in_body)
                joins = broken and last.kind == line.kind and not last.cell
            repaired += joins and line.joins is None
        if joins:
            groups[-1].append(line)
            text = text.rstrip() + folded[index].strip()
            if len(text) > 6000:  # only its beginning and its end are asked for
                text = text[:500] + text[-2000:]
        else:
            groups.append([line])
            text = folded[index].strip()
        in_body = in_body or marks.mark_at(text) is not None or (len(text) > _LONG and "。" in text)
    return groups, repaired


class _Edges:
    """Left and right edge of the type area, in em, and whether paragraphs are indented."""

    def __init__(self, left: float, right: float, indents: bool, pitch: float | None) -> None:
        self.left, self.right, self.indents, self.pitch = left, right, indents, pitch


def _place(line: Line) -> tuple[float, float]:
    if line.x0 is not None and line.x1 is not None:
        return line.x0, line.x1
    body = line.text.lstrip(" \t　\xa0")
    lead = line.text[: len(line.text) - len(body)]
    x0 = width(lead.expandtabs(4))
    return x0, x0 + width(body.rstrip())


def _edges(lines: Sequence[Line], share: float) -> _Edges | None:
    """The edges of a text wrapped at a fixed width; ``None`` for one that is not."""
    plain = [line for line in lines if line.joins is None and not line.cell and line.kind == ""]
    if len(plain) < 4:
        return None
    places = [_place(line) for line in plain]
    right = sorted(x1 for _, x1 in places)[int(len(places) * 0.97)]
    if not 12 <= right <= 75:
        return None
    full = [place for place in places if place[1] >= right - 2.1]
    if len(full) < max(3, share * len(places)):
        return None
    runs = [x1 >= right - 2.1 and _runs_on(line) for line, (_, x1) in zip(plain, places, strict=True)]
    if sum(runs) < max(2, 0.4 * len(full)):
        return None
    # a run of full lines ends in the last line of its paragraph; a list of names of one length does not
    ends = [marks.ends_closed(fold(plain[at + 1].text)) for at in range(len(runs) - 1) if runs[at] and not runs[at + 1]]
    if ends and sum(ends) < 0.5 * len(ends):
        return None
    starts = Counter(round(x0 * 2) / 2 for x0, _ in places)
    left = min((x0 for x0, times in starts.items() if times > 1), default=min(starts))
    indented = sum(1 for x0, _ in places if 1.4 <= x0 - left <= 4.6)
    indents = indented >= max(1, 0.06 * len(places))
    steps = [b.y - a.y for a, b in pairwise(plain) if a.y is not None and b.y is not None and a.page == b.page]
    pitch = (
        sorted(step for step in steps if step > 0)[len(steps) // 4] if len([s for s in steps if s > 0]) > 8 else None
    )
    return _Edges(left, right, indents, pitch)


def _runs_on(line: Line) -> bool:
    text = fold(line.text).strip()
    return not marks.ends_closed(text) and not marks.is_heading_line(text)


def _wrapped(last: Line, line: Line, folded: str, edges: _Edges, text: str, in_body: bool) -> bool:
    """Whether a line goes on from the one before it, in a text wrapped at a fixed width."""
    _, last_end = _place(last)
    start, _ = _place(line)
    if last_end < edges.right - 2.6 or line.gap:
        return False
    if start - edges.left > 1.4:  # indented or centred
        return False
    if not in_body and front.ends_title(text):
        return False
    if last.size and line.size and abs(last.size - line.size) > 1.5:
        return False
    if (
        edges.pitch
        and last.page == line.page
        and last.y is not None
        and line.y is not None
        and line.y - last.y > edges.pitch * 1.6
    ):
        return False
    if edges.indents:
        return True
    if marks.mark_at(folded.strip()) and (marks.ends_closed(text) or marks.is_heading_line(text)):
        return False
    return not (marks.ATTACHMENT.match(folded) or marks.DATE_LINE.match(folded))


def _broken(text: str, following: str, in_body: bool) -> bool:
    """Whether a paragraph breaks off inside a sentence that the following line takes up."""
    text, following = text.rstrip(), following.strip()
    if not text or not following:
        return False
    if following[0] in marks.NEVER_FIRST:
        return in_body or len(text) > 4
    if not in_body:
        return False
    if marks.ATTACHMENT.match(following) or marks.DATE_LINE.match(following) or marks.IMPRINT.match(following):
        return False
    mark = marks.mark_at(following)
    if mark is not None and not (mark.rank == marks.LEVEL3 and text[-1] in "，、"):
        return False
    if marks.is_heading_line(text):
        # a heading cut in two: its quotes or brackets stand open
        return _open(text) and len(following) < 40
    if text[-1] in "，、" or _open(text):
        return True
    if marks.ends_closed(text):
        return False
    if text[-1] in "”’）》」":
        return len(text) > 60 and following[0] in "等的和与及并、，"
    return (len(text) > 8 and ("。" in text or "；" in text)) or len(text) > 60


def _open(text: str) -> bool:
    """Whether a title, quotation or bracket is still open at the end."""
    return any(text.rfind(opening) > text.rfind(closing) for opening, closing in ("《》", "（）", "“”", "〔〕"))
