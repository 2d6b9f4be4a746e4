"""己县's first eight months, as they were kept: three ugly Excel files, loaded by the real importer as 补录.

``SheetHouse`` stands in for ``House`` while the demo is built. The first large batch of January to August that a
module's demo brings for one of ``SHEETS`` is written down as a bureau would have kept it (a title, two rows of
headings, merged cells, dates in four fashions, local words, blank rows, gaps in 序号, 合计) and read back in.
The files stay in ``YIFA_HOME/demo-sheets`` to try the wizard on.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings

from yifa.core.org.house import House
from yifa.kernel import registry
from yifa.kernel.imports import apply, uploads
from yifa.kernel.imports.actions import rows_of
from yifa.kernel.imports.check import Options, check
from yifa.kernel.imports.sheets import open_book

#: Fewer rows than this are not worth a file.
LEAST = 12


@dataclass(frozen=True)
class Ugly:
    """One file: its name, its title, its headings (group, heading, field) and its local words (field → code → word)."""

    file: str
    sheet: str
    title: str
    heads: tuple[tuple[str, str, str], ...]
    words: dict[str, dict[str, str]] = field(default_factory=dict)


#: ``{y}`` is the year.
SHEETS = {
    "decisions.meeting": Ugly(
        "{y}年党组会一览（办公室）.xlsx",
        "党组会",
        "己县机关事务管理局{y}年1—8月党组会情况一览表",
        (
            ("会议", "哪种会", "body"), ("会议", "第几次", "number"), ("会议", "会名", "title"),
            ("", "开会时间", "happened_on"), ("", "承办科室", "unit"), ("到会", "谁主持", "chair"),
            ("到会", "到会人员", "attendees"), ("", "纪要文号", "paper"),
        ),
        {"body": {"party_group": "党组会", "directors": "局长办公会", "topic": "专题会"}},
    ),
    "legal_study.session": Ugly(
        "{y}年学法记录.xlsx",
        "Sheet1",
        "{y}年1—8月学法情况统计",
        (
            ("学法", "方式", "kind"), ("学法", "学了什么", "title"), ("", "哪天", "happened_on"),
            ("", "科室", "unit"), ("领学", "领学人", "speaker"), ("领学", "领学人层级", "speaker_rank"),
            ("参加", "参加人员", "attendees"), ("参加", "扩大到", "extended"), ("", "哪次会议", "meeting"),
            ("", "材料文号", "paper"),
        ),
        {"kind": {"pre_meeting": "会前学", "centre_group": "中心组学", "lecture": "讲座"}},
    ),
    "disclosure.item": Ugly(
        "{y}年公开信息台帐1-8月.xlsx",
        "门户",
        "{y}年1—8月门户网站公开信息台帐",
        (
            ("信息", "标题", "title"), ("信息", "主题分类", "topic"), ("信息", "索引号", "index_no"),
            ("", "发到哪", "channel"), ("", "公开方式", "way"), ("时间", "成文日期", "made_on"),
            ("时间", "发布日期", "happened_on"), ("审查", "审查人", "reviewer"), ("审查", "审查日期", "reviewed_on"),
            ("", "科室", "unit"), ("", "审查单号", "paper"),
        ),
        {"channel": {"portal": "门户网", "wechat": "公众号"}, "way": {"own_motion": "主动"}},
    ),
}  # fmt: skip


def _said(day: date, year: int, turn: int) -> Any:
    """Return a date as one of four people would type it."""
    if day.year != year:
        return f"{day.year}.{day.month}.{day.day}"
    return (
        f"{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", day,
    )[turn % 4]  # fmt: skip


def _heads(ugly: Ugly, resource: str, rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return the headings that some row fills, and one for every field the list above does not know."""
    used = dict.fromkeys(k for row in rows for k, v in row.items() if v not in (None, ""))
    known = [h for h in ugly.heads if h[2] in used]
    extra = [n for n in used if n not in {h[2] for h in ugly.heads}]
    return known + [("", registry.get_resource(resource).field(n).label, n) for n in extra]


def workbook(resource: str, rows: Sequence[dict[str, Any]], year: int) -> bytes:
    """Return the ugly file of some rows; the same rows give the same bytes."""
    ugly = SHEETS[resource]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(year, 9, 1)})
    sheet = book.add_worksheet(ugly.sheet)
    big = book.add_format({"bold": True, "font_size": 18, "align": "center", "font_name": "宋体"})
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True})
    cell = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
    day = book.add_format({"border": 1, "num_format": "m/d/yyyy"})
    heads = _heads(ugly, resource, rows)
    width = len(heads)
    sheet.merge_range(0, 0, 0, width, ugly.title.format(y=year), big)
    sheet.write_string(1, 0, "填报：办公室")
    sheet.merge_range(2, 0, 3, 0, "序号", head)
    c = 1
    while c <= width:
        group = heads[c - 1][0]
        last = c
        while group and last < width and heads[last][0] == group:
            last += 1
        if group and last > c:
            sheet.merge_range(2, c, 2, last, group, head)
            for at in range(c, last + 1):
                sheet.write_string(3, at, heads[at - 1][1], head)
        else:
            sheet.merge_range(2, c, 3, c, heads[c - 1][1], head)
        c = last + 1
    r, serial = 4, 0
    for turn, row in enumerate(rows):
        serial += 2 if turn == 9 else 1
        sheet.write_number(r, 0, serial, cell)
        for at, (_, _, name) in enumerate(heads, 1):
            value = row.get(name)
            value = ugly.words.get(name, {}).get(str(getattr(value, "value", value)), value)
            if isinstance(value, date):
                value = _said(value, year, turn)
            if isinstance(value, date):
                sheet.write_datetime(r, at, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, bool):
                sheet.write_string(r, at, "√" if value else "×", cell)
            elif isinstance(value, int):
                sheet.write_string(r, at, f"第{value}次" if name == "number" else str(value), cell)
            elif value not in (None, ""):
                sheet.write_string(r, at, str(getattr(value, "label", value)), cell)
        r += 2 if turn % 8 == 7 else 1
    sheet.merge_range(r, 0, r, 1, "合计", cell)
    sheet.write_string(r, 2, str(len(rows)), cell)
    sheet.write_string(r + 1, 0, "填表人：王某")
    sheet.set_column(1, width, 14)
    book.close()
    return out.getvalue()


def mapping(resource: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return how the clerk of 己县 matched the columns and the local words in the wizard."""
    ugly = SHEETS[resource]
    return {
        "columns": {head: name for _, head, name in _heads(ugly, resource, rows)},
        "values": {name: {word: code for code, word in words.items()} for name, words in ugly.words.items()},
    }


class SheetHouse(House):
    """己县 while its demo is loaded: the first eight months come out of files."""

    def backfill(
        self, resource: str, rows: Sequence[dict[str, Any]], answers: dict[str, str] | None = None
    ) -> list[Any]:
        """As ``House.backfill``; one batch a register goes through its file."""
        brought: set[str] = self.__dict__.setdefault("_brought", set())
        old = [r for r in rows if self._in_file(r.get("happened_on"))]
        if resource not in SHEETS or resource in brought or len(old) < LEAST:
            return super().backfill(resource, rows, answers)
        brought.add(resource)
        made = self._through_file(resource, old, answers or {})
        if made is None:
            return super().backfill(resource, rows, answers)
        new = iter(
            super().backfill(resource, [r for r in rows if r not in old], answers) if len(old) < len(rows) else []
        )
        first = iter(made)
        return [next(first) if self._in_file(r.get("happened_on")) else next(new) for r in rows]

    def _in_file(self, day: Any) -> bool:
        return isinstance(day, date) and date(self.year, 1, 1) <= day < date(self.year, 9, 1)

    def _through_file(self, resource: str, rows: list[dict[str, Any]], answers: dict[str, str]) -> list[Any] | None:
        rows = [{"paper": "演示佐证", **row} for row in rows]
        data = workbook(resource, rows, self.year)
        name = SHEETS[resource].file.format(y=self.year)
        folder = Path(settings.HOME) / "demo-sheets"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        options = Options.from_json({**mapping(resource, rows), "backfill": True, "answers": answers})
        checked = check(resource, self.ctx(), open_book(data, name), options)
        if checked.errors or len(checked.creates) != len(rows):
            lines = checked.lines()[:3]
            print(f"{name}：没有按文件导入，改为直接补录。{' '.join(lines)}", file=sys.stderr)
            return None
        record = apply.apply_at_once(checked, self.ctx(), uploads.store(data))
        return list(rows_of(record).order_by("pk"))
