"""Filings as one workbook (填报模板): a row an institution, a column a figure of the period's own version.

What comes back is hostile until read: every fault is named by row and column, and nothing is written before the whole
sheet is in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from yifa.affairs.energy.engine.library import Form
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.kernel.imports.sheets import SheetError, open_book, text_of
from yifa.papers.writers.table_xlsx import PROVENANCE, write_table

SHEET, CODE, NAME = "统计报表", "统一社会信用代码（机构）", "机构名称"
MAX_BYTES, MAX_FAULTS = 5 * 1024 * 1024, 50


class Faults(Exception):
    """A workbook that cannot be taken; ``lines`` say why, each with its place."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("；".join(self.lines))


def write(target: BinaryIO, form: Form, filings: Iterable[SurveyFiling], notes: list[str], stamp: Any) -> int:
    """Write the workbook of some filings of one version, with what they hold already."""
    columns = [
        ("code", CODE, "text"),
        ("name", NAME, "text"),
        *((f.key, reading.heading(f), "text") for f in form.fields),
    ]
    rows = [
        [one.institution.uscc, one.institution.name, *(one.values.get(f.key, "") for f in form.fields)]
        for one in filings
    ]
    return write_table(target, SHEET, columns, rows, notes, stamp)


def read(
    data: bytes, name: str, form: Form, filings: dict[str, SurveyFiling]
) -> list[tuple[SurveyFiling, dict[str, str]]]:
    """Return (filing, figures) of a workbook; ``filings`` by 统一社会信用代码. Raise Faults naming every place."""
    if len(data) > MAX_BYTES:
        raise Faults([f"文件有 {len(data) // 1024 // 1024} MB，填报模板不会这么大。核对是不是选错了文件。"])
    try:
        book = open_book(data, name)
        grid = book.grid(SHEET if SHEET in book.sheet_names else book.sheet_names[0])
    except SheetError as error:
        raise Faults([str(error)]) from error
    heads = {reading.heading(f): f.key for f in form.fields}
    first, place = -1, {}
    for row, cells in enumerate(grid.cells[:20]):
        names = {text_of(v).strip(): i for i, v in enumerate(cells) if v not in (None, "")}
        if CODE in names:
            first, place = row + 1, names
            break
    if first < 0:
        raise Faults([f"“{grid.name}”里没有“{CODE}”这一列。用导出的模板填写，不改表头。"])
    unknown = [n for n in place if n not in heads and n not in (CODE, NAME)]
    if unknown:
        raise Faults([f"“{form.title}”没有“{'”“'.join(unknown[:5])}”这些指标。用本报告期的模板填写。"])
    out: list[tuple[SurveyFiling, dict[str, str]]] = []
    lines: list[str] = []
    for row in range(first, len(grid.cells)):
        cells = grid.cells[row]
        code = text_of(cells[place[CODE]]).strip().upper()
        if text_of(cells[0]).startswith(PROVENANCE):
            break
        if grid.blank(row):
            continue
        filing = filings.get(code)
        if filing is None:
            lines.append(f"第 {row + 1} 行：“{code or '空'}”没有可填的报表。先布置填报，或核对代码。")
            continue
        if any(one is filing for one, _ in out):
            lines.append(f"第 {row + 1} 行：{filing.institution} 写了两次。留一行。")
            continue
        values: dict[str, str] = {}
        for head, at in place.items():
            if head not in heads:
                continue
            text = text_of(cells[at]).strip()
            if not text:
                continue
            try:
                values |= reading.known(form, {heads[head]: text})
            except EnergyError as error:
                lines.append(f"第 {row + 1} 行“{head}”：{error}。")
        out.append((filing, values))
    if lines:
        more = [f"还有 {len(lines) - MAX_FAULTS} 处。"] if len(lines) > MAX_FAULTS else []
        raise Faults([*lines[:MAX_FAULTS], *more])
    if not out:
        raise Faults(["表里没有填好的行。"])
    return out
