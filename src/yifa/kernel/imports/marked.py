"""Workbooks of the importer: the upload with its errors marked, and the register's own empty sheet."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from yifa.kernel.imports.check import Checked
from yifa.kernel.imports.matching import ANSWER, targets
from yifa.kernel.imports.sheets import text_of
from yifa.papers.writers._clean import clean

_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_DATES = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


class _Writer:
    """Typed cells, text never as a formula."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.bytes, {"strings_to_urls": False, "strings_to_formulas": False})
        self.formats: dict[tuple[Any, ...], Any] = {}

    def format(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_FONT, **more})
        return self.formats[key]

    def cell(self, sheet: Any, row: int, column: int, value: Any, **look: Any) -> None:
        if isinstance(value, datetime | date) and value.year >= 1901:
            sheet.write_datetime(row, column, value, self.format(num_format=_DATES[type(value)], **look))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.format(**look))
        elif isinstance(value, int | float) and abs(value) < 10**15:
            sheet.write_number(row, column, value, self.format(**look))
        elif value in (None, ""):
            sheet.write_blank(row, column, None, self.format(**look))
        else:
            sheet.write_string(row, column, clean(text_of(value))[:32000], self.format(**look))

    def done(self) -> bytes:
        self.book.close()
        return self.bytes.getvalue()


def workbook(checked: Checked) -> bytes:
    """Return the uploaded sheet with the wrong cells filled and a comment on each, and a sheet listing all problems."""
    out = _Writer()
    sheet = out.book.add_worksheet(_name(checked.sheet))
    grid = checked.grid
    marks: dict[tuple[int, int], list[Any]] = {}
    for p in checked.problems:
        column = next((h.index for h in checked.layout.heads if h.text == p.head), None) if p.column else None
        if column is None:
            column = checked.layout.heads[0].index if checked.layout.heads else 0
        marks.setdefault((p.row - 1, column), []).append(p)
    for r, cells in enumerate(grid.cells):
        for c, value in enumerate(cells):
            shown = None if (r, c) in grid.filled else value
            if (r, c) in grid.unstored:
                shown = f"公式：{grid.unstored[(r, c)]}"
            elif (r, c) in grid.faults:
                shown = grid.faults[(r, c)]
            look: dict[str, Any] = {}
            if checked.layout.top <= r < checked.layout.top + checked.layout.depth and value is not None:
                look = {"bold": True, "bg_color": "#eceee9", "text_wrap": True}
            if (r, c) in marks:
                bad = any(p.level == "err" for p in marks[(r, c)])
                look = {"bg_color": "#f6d5d1" if bad else "#f5e6c4", "border": 1, "border_color": "#b0261c"}
                note = "\n".join(f"{p.text}{p.way}" for p in marks[(r, c)])
                sheet.write_comment(r, c, note[:1000], {"author": "导入检查", "x_scale": 2, "y_scale": 1.2})
            if shown not in (None, "") or look:
                out.cell(sheet, r, c, shown, **look)
    for top, left, bottom, right in grid.merged:
        if (top, left) != (bottom, right) and not any(top <= r <= bottom and left <= c <= right for r, c in marks):
            value = grid.cells[top][left] if top < len(grid.cells) and left < grid.width else None
            if not isinstance(value, int | float | date) and bottom < 1_000_000:
                with suppress(XlsxWriterException):  # areas that overlap stay apart
                    look = out.format(align="center", bold=True)
                    sheet.merge_range(top, left, bottom, right, clean(text_of(value)), look)
    sheet.set_column(0, max(grid.width - 1, 0), 16)
    _listed(out, checked)
    return out.done()


def _name(text: str) -> str:
    name = "".join(" " if c in "[]:*?/\\\n\t" else c for c in clean(text)).strip("' ")[:25]
    return name or "表"


def _listed(out: _Writer, checked: Checked) -> None:
    name = "问题清单" if checked.sheet != "问题清单" else "导入问题清单"
    sheet = out.book.add_worksheet(name)
    heads = ("行", "列", "列名", "表中写的", "结果", "问题", "办法")
    for c, text in enumerate(heads):
        out.cell(sheet, 0, c, text, bold=True, bg_color="#eceee9")
    for r, p in enumerate(checked.problems, 1):
        said = "不导入" if p.level == "err" else "要核对"
        for c, value in enumerate((p.row, p.column, p.head, p.value, said, p.text, p.way)):
            out.cell(sheet, r, c, value)
    for r, (row, why) in enumerate(checked.layout.skipped, len(checked.problems) + 2):
        for c, value in enumerate((row + 1, "", "", "", "跳过", why, "")):
            out.cell(sheet, r, c, value)
    for c, width in enumerate((6, 6, 18, 24, 8, 44, 40)):
        sheet.set_column(c, c, width)
    sheet.freeze_panes(1, 0)


_EXAMPLES = {"date": "2026-03-05", "datetime": "2026-03-05 09:30", "number": "1234.56", "integer": "1", "bool": "是"}


def template(resource: Any, action: Any, lookups: Any) -> bytes:
    """Return the empty sheet of a register: headings, an example row, choice lists, and how to fill it."""
    out = _Writer()
    found = targets(resource, action)
    sheet = out.book.add_worksheet(_name(resource.title))
    lists = out.book.add_worksheet("选项")
    out.cell(sheet, 0, 0, "序号", bold=True, bg_color="#eceee9")
    out.cell(sheet, 1, 0, "例", font_color="#6b736f")
    for c, target in enumerate(found, 1):
        look = {"font_color": "#b0261c"} if target.required else {}
        out.cell(sheet, 0, c, target.label, bold=True, bg_color="#eceee9", text_wrap=True, **look)
        words = [label for _, label in target.choices]
        if target.kind == "link":
            words = sorted({str(o) for objects in lookups.table(target.name).values() for o in objects})
        if target.kind == "bool":
            words = ["是", "否"]
        example = words[0] if words else _EXAMPLES.get(target.kind, "")
        out.cell(sheet, 1, c, example, font_color="#6b736f")
        sheet.set_column(c, c, 22 if target.kind == "text" else 14)
        _choices(out, sheet, lists, c, target.label, words)
    sheet.freeze_panes(1, 0)
    _how(out, resource, found)
    lists.hide()
    return out.done()


def _choices(out: _Writer, sheet: Any, lists: Any, c: int, label: str, words: list[str]) -> None:
    if not words:
        return
    out.cell(lists, 0, c, label, bold=True)
    for r, word in enumerate(words[:500], 1):
        out.cell(lists, r, c, word)
    from yifa.kernel.imports.scan import letter

    source = f"='选项'!${letter(c)}$2:${letter(c)}${len(words[:500]) + 1}"
    rule = {"validate": "list", "source": source, "error_type": "warning", "error_title": "不在选项内",
            "error_message": "从下拉里选；写别的词，导入时再对应。"}  # fmt: skip
    sheet.data_validation(1, c, 5000, c, rule)


def _how(out: _Writer, resource: Any, found: list[Any]) -> None:
    sheet = out.book.add_worksheet("说明")
    kinds = {"date": "日期，如 2026-03-05、2026年3月5日", "datetime": "日期和时刻，如 2026-03-05 09:30", "number": "数",
             "integer": "整数", "bool": "是或否", "choice": "从下拉里选", "link": "已登记的名称",
             "codes": "可填几个，用顿号隔开", "links": "可填几个，用顿号隔开", "text": "文字"}  # fmt: skip
    lines = [
        f"{resource.title}导入表",
        "红字的列必填。“例”那一行导入时跳过，删不删都行。列的先后可以变，不用的列可以删去。",
        "现有的表不用改成这个样子，直接上传也行。",
    ]
    for r, line in enumerate(lines):
        out.cell(sheet, r, 0, line, bold=r == 0)
    for c, text in enumerate(("列", "必填", "怎么填", "选项")):
        out.cell(sheet, 4, c, text, bold=True, bg_color="#eceee9")
    for r, target in enumerate(found, 5):
        names = "、".join(label for _, label in target.choices)
        how = "填有据、无据或无法核实" if target.name.startswith(ANSWER) else kinds.get(target.kind, "文字")
        for c, value in enumerate((target.label, "是" if target.required else "", how, names)):
            out.cell(sheet, r, c, value)
    for c, width in enumerate((20, 6, 40, 60)):
        sheet.set_column(c, c, width)
