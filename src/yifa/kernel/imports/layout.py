"""Find the table in a sheet: titles above, one or two rows of headings, data, totals, notes below."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yifa.kernel.imports.scan import letter
from yifa.kernel.imports.sheets import Grid, text_of
from yifa.kernel.imports.values import narrow
from yifa.papers.writers.table_xlsx import PROVENANCE

_UNIT = re.compile(
    r"[(（\[【]\s*(?:单位\s*[:：]\s*)?(亿元|万元|千元|元|%|％|个|件|次|人|人次|平方米|㎡|份|日|天)\s*[)）\]】]"
)
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*(亿元|万元|千元|元)")
_TOTAL = re.compile(r"^(本页|本月|本季|本年|累|全年|上半年|下半年)?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|计)[:：]?$")
_NOTE = re.compile(r"^(说明|注|备注|填表|制表|审核|填报|单位负责人|联系)[人说明单位负责电话]*[:：]")
_SERIAL = frozenset({"序号", "序", "编号", "no", "no.", "行号", "#"})
_EXAMPLE = frozenset({"例", "示例", "样例"})
_YEAR = re.compile(r"(20\d\d)\s*(?:年|年度)?")
SEARCHED = 40


@dataclass
class Head:
    """One column of the table: its heading as joined from all heading rows, and some of its values."""

    index: int
    text: str
    parts: tuple[str, ...]
    unit: str = ""
    serial: bool = False
    samples: list[Any] = field(default_factory=list)

    @property
    def letter(self) -> str:
        """The column's letters."""
        return letter(self.index)


@dataclass
class Layout:
    """Where the table stands. Rows count from 0; ``rows`` are those that hold data."""

    top: int
    depth: int
    heads: list[Head]
    rows: list[int]
    skipped: list[tuple[int, str]]
    warnings: list[tuple[int, str]]
    year: int | None
    digest: str
    score: float


def whole(text: str) -> str:
    """Return a name without spaces and marks; what stands in brackets belongs to it."""
    return re.sub(r"[\s*＊:：、,，。．.·・•‧/\\_\-—()（）\[\]【】《》“”\"〔〕]", "", narrow(text)).lower()


def plain(text: str) -> str:
    """Return a heading without spaces, marks and unit, for comparison."""
    text = _UNIT.sub("", narrow(text))
    text = re.sub(r"[(（\[【][^)）\]】]*[)）\]】]", "", text)
    return re.sub(r"[\s*＊:：、,，。．./\\_\-—]", "", text).lower()


def find(grid: Grid, words: Iterable[str], *, file_name: str = "", header: int | None = None) -> Layout | None:
    """Return the layout of a sheet; None where no row looks like headings.

    words: names of the fields looked for. header: the heading row (from 0) if a person named it.
    """
    known = {plain(w) for w in words} - {""}
    if header is not None:
        rated = [(1.0, header)] if header < len(grid.cells) else []
    else:
        rated = [(_rate(grid, r, known), r) for r in range(min(SEARCHED, len(grid.cells)))]
    rated = [x for x in rated if x[0] > 0]
    if not rated:
        return None
    score, top = max(rated, key=lambda x: (x[0], -x[1]))
    if header is None:
        top = _upper(grid, top)
    depth = _depth(grid, top)
    heads = _heads(grid, top, depth)
    year = _year(grid, top, file_name)
    rows, skipped, warnings = _rows(grid, top + depth, heads)
    for head in heads:
        seen = [grid.cells[r][head.index] for r in rows if grid.cells[r][head.index] not in (None, "")]
        head.samples = list(dict.fromkeys(seen[:200]))
    text = json.dumps([h.text for h in heads], ensure_ascii=False)
    return Layout(top, depth, heads, rows, skipped, warnings, year, hashlib.sha256(text.encode()).hexdigest(), score)


def _rate(grid: Grid, row: int, known: set[str]) -> float:
    texts: dict[str, None] = {}
    others = 0
    for c, value in enumerate(grid.cells[row]):
        if isinstance(value, str) and len(value) <= 40:
            if (row, c) not in grid.filled or grid.cells[row - 1][c] == value:
                texts.setdefault(plain(value))
        elif value not in (None, ""):
            others += 1
    if not texts:
        return 0
    hits = 0.0
    for text in texts:
        if text in known or text in _SERIAL:
            hits += 1
        elif any(len(k) >= 2 and (k in text or text in k) for k in known if text and len(text) >= 2):
            hits += 0.5
    return hits - 0.5 * others if hits >= 1 else 0


def _upper(grid: Grid, row: int) -> int:
    """Return the first row of a heading of two rows, when the best row was the second."""
    above = row - 1
    if above < 0 or grid.blank(above):
        return row
    wide = [m for m in grid.merged if m[0] == above]
    tall = any(m[2] > above and m[2] - m[0] <= 2 for m in wide)
    titled = any(m[0] == m[2] and m[3] - m[1] + 1 >= grid.width for m in wide)
    return above if (tall and not titled) else row


def _depth(grid: Grid, top: int) -> int:
    """Return how many rows the headings take: by merged areas that reach down or across."""
    below = top + 1
    if below >= len(grid.cells):
        return 1
    tall = max((m[2] - top + 1 for m in grid.merged if m[0] == top and m[2] > top and m[2] - top <= 2), default=1)
    if tall > 1:
        return tall
    across = [m for m in grid.merged if m[0] == top and m[2] == top and m[3] > m[1]]
    under = [grid.cells[below][c] for m in across for c in range(m[1], min(m[3], grid.width - 1) + 1)]
    if across and under and all(isinstance(v, str) and len(v) <= 20 for v in under):
        outside = [grid.cells[below][c] for c in range(grid.width) if not any(m[1] <= c <= m[3] for m in across)]
        if not any(v not in (None, "") for v in outside):
            return 2
    return 1


def _heads(grid: Grid, top: int, depth: int) -> list[Head]:
    line = next(
        (m[1] for r in range(top) for v in grid.cells[r] if isinstance(v, str) and (m := _UNIT_LINE.search(v))), ""
    )
    heads = []
    for c in range(grid.width):
        parts = tuple(dict.fromkeys(re.sub(r"\s+", "", text_of(grid.cells[r][c])) for r in range(top, top + depth)))
        parts = tuple(p for p in parts if p)
        if not parts:
            continue
        text = "／".join(parts)
        found = _UNIT.search(narrow(text))
        unit = found[1] if found else ""
        if not unit and line and re.search(r"金额|价|费|款|额|资金|经费", text):
            unit = line
        heads.append(Head(c, text, parts, unit.replace("％", "%"), plain(parts[-1]) in _SERIAL))
    return heads


def _year(grid: Grid, top: int, file_name: str) -> int | None:
    titles = " ".join(text_of(v) for r in range(top) for v in dict.fromkeys(grid.cells[r]))
    for text in (titles, grid.name, file_name):
        years = {int(y) for y in _YEAR.findall(narrow(text))}
        if len(years) == 1:
            return years.pop()
    return None


def _rows(grid: Grid, first: int, heads: list[Head]) -> tuple[list[int], list[tuple[int, str]], list[tuple[int, str]]]:
    rows: list[int] = []
    skipped: list[tuple[int, str]] = []
    warnings: list[tuple[int, str]] = []
    serial = next((h.index for h in heads if h.serial), None)
    last: int | None = None
    headings = [h.parts[-1] for h in heads]
    state = next((h.index for h in heads if h.text == "记录状态"), None)
    for r in range(first, len(grid.cells)):
        if grid.blank(r):
            continue
        filled = [(c, v) for c, v in enumerate(grid.cells[r]) if v not in (None, "")]
        start = text_of(filled[0][1]) if filled else ""
        if start.startswith(PROVENANCE):
            skipped.append((r, "表下的来源说明"))
            break
        words = [re.sub(r"\s", "", text_of(v)) for _, v in filled[:3] if isinstance(v, str)]
        if any(_TOTAL.match(w) for w in words):
            skipped.append((r, "合计行"))
            continue
        if _NOTE.match(start) and len(dict.fromkeys(v for _, v in filled)) <= 3:
            skipped.append((r, "表下的说明"))
            continue
        if start in _EXAMPLE:
            skipped.append((r, "示例行"))
            continue
        if [re.sub(r"\s+", "", text_of(grid.cells[r][h.index])) for h in heads] == headings:
            skipped.append((r, "重复的表头"))
            continue
        if state is not None and grid.cells[r][state] in ("已作废", "已并档"):
            skipped.append((r, f"{grid.cells[r][state]}的记录"))
            continue
        if serial is not None:
            if len(filled) == 1 and filled[0][0] == serial:
                skipped.append((r, "只有序号的空行"))
                continue
            value = grid.cells[r][serial]
            number = int(value) if isinstance(value, int | float) or str(value or "").isdigit() else None
            if number is not None and last is not None and number != last + 1:
                said = f"序号从 {last} 跳到 {number}" if number > last else f"序号从 {last} 退到 {number}"
                warnings.append((r, f"{said}，核对是否漏行或重行。"))
            last = number if number is not None else last
        if len(dict.fromkeys(v for _, v in filled)) == 1 and len(filled) > 1 and not isinstance(filled[0][1], date):
            skipped.append((r, f"分组行“{start[:20]}”"))
            continue
        rows.append(r)
    return rows, skipped, warnings
