"""Filling a platform's workbook with our figures, and holding the platform's export against them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine import layouts
from yifa.affairs.energy.engine.numbers import plain, shown
from yifa.affairs.energy.filings.choices import State
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.kernel.record import Life

#: decimal places of a number that does not end
PLACES = 6


@dataclass(frozen=True)
class Difference:
    """A place where the platform and we disagree."""

    name: str
    heading: str
    ours: str
    theirs: str
    why: str


def columns(layout: Any) -> list[layouts.Column]:
    """Return the columns that are known."""
    return [layouts.Column(c["at"], c["heading"], c["key"], c["scale"]) for c in layout.columns if c["key"]]


def figures(rows: Any, period: str) -> list[tuple[Any, dict[str, str]]]:
    """Return the accepted filings of a period with what they say, code and name with them."""
    found = rows.filter(period=period, state=State.ACCEPTED, life=Life.LIVE).select_related("institution")
    out: list[tuple[SurveyFiling, dict[str, str]]] = []
    for one in found.order_by("institution__name", "pk"):
        site = one.institution
        out.append((one, {**one.values, layouts.CODE: site.uscc, layouts.NAME: site.name}))
    return out


def filled(template: bytes, layout: Any, rows: list[tuple[Any, dict[str, str]]]) -> bytes:
    """Return the bureau's copy of the template with a row for each institution; all else of it stays as it is."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template))
    sheet = book[layout.sheet] if layout.sheet in book.sheetnames else book.worksheets[0]
    known = columns(layout)
    key = next((c for c in known if c.key == layouts.CODE), None) or next(c for c in known if c.key == layouts.NAME)
    at = {}
    for number in range(layout.head_row + 1, sheet.max_row + 1):
        if text := str(sheet.cell(number, key.at + 1).value or "").strip():
            at[text] = number
    free = max([layout.head_row, *at.values()]) + 1
    for _, values in rows:
        number = at.get(values[key.key], free)
        free += number == free
        for one in known:
            value = values.get(one.key, "")
            if value == "":
                continue
            told = layouts.outward(value, one) if one.key not in (layouts.CODE, layouts.NAME) else value
            cell = sheet.cell(number, one.at + 1)
            if isinstance(told, Fraction):
                cell.value = shown(told, PLACES).normalize()
            else:
                cell.value, cell.data_type = told, "s"  # a name is never a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def compared(
    grid: list[list[str]], layout: Any, rows: list[tuple[Any, dict[str, str]]]
) -> tuple[int, list[Difference]]:
    """Return how many institutions were held against a platform's export, and where they differ."""
    known = columns(layout)
    place: dict[str, int] = {}
    head = 0
    for number, cells in enumerate(grid[: layouts.DEPTH]):
        named = {cell: n for n, cell in enumerate(cells) if cell}
        if sum(one.heading in named for one in known) > len(place):
            place = {one.key: named[one.heading] for one in known if one.heading in named}
            head = number
    key = layouts.CODE if layouts.CODE in place else layouts.NAME
    if key not in place or len(place) < 2:
        raise ValueError("平台导出的表头和这个布局不一致。核对是不是选错了表，或用新模板重新建立布局。")
    ours = {values[key]: values for _, values in rows}
    theirs: dict[str, list[str]] = {}
    out: list[Difference] = []
    for cells in grid[head + 1 :]:
        name = cells[place[key]].strip() if place[key] < len(cells) else ""
        if not name or name in ("合计", "总计", "小计"):
            continue
        if name in theirs:
            out.append(Difference(name, "", "", "", "平台上有两行"))
        theirs.setdefault(name, cells)
    for name, values in ours.items():
        if name not in theirs:
            out.append(Difference(values[layouts.NAME], "", "", "", "平台上没有这家"))
            continue
        for one in known:
            if one.key in (layouts.CODE, key) or one.key not in place:
                continue
            at = place[one.key]
            there = theirs[name][at].strip() if at < len(theirs[name]) else ""
            if not layouts.same(values.get(one.key, ""), there, one):
                told = layouts.outward(values.get(one.key, ""), one) if one.key != layouts.NAME else values[one.key]
                mine = plain(Fraction(shown(told, PLACES))) if isinstance(told, Fraction) else told
                out.append(Difference(values[layouts.NAME], one.heading, mine, there, "数不一致"))
    for name, cells in theirs.items():
        if name not in ours:
            at = place.get(layouts.NAME, place[key])
            out.append(Difference(cells[at] if at < len(cells) else name, "", "", "", "本局没有审核通过的报表"))
    return len(set(ours) & set(theirs)), out
