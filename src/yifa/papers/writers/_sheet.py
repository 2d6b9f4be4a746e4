"""What every workbook of the house shares: typed cells that can never become a formula, and safe sheet names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from yifa.papers.writers._clean import clean

Kind = Literal["text", "int", "number", "money", "percent", "date", "datetime", "bool"]
CHINA = timezone(timedelta(hours=8))
MAX_TEXT = 32767  # UTF-16 units in one cell
CUT = "……（超出单元格长度，已截断）"
LAST_ROW = 1_048_575
_EPOCH = datetime(2000, 1, 1)
_FORMATS = {
    "int": "0",
    "number": "General",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
_WIDTHS = {"text": 24, "int": 10, "number": 12, "money": 14, "percent": 10, "date": 12, "datetime": 17, "bool": 8}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``internal`` ones are left out of an external edition (外部版)."""

    key: str
    label: str
    kind: Kind = "text"
    internal: bool = False
    width: float | None = None


def as_columns(columns: Sequence[Column | tuple]) -> list[Column]:
    return [column if isinstance(column, Column) else Column(*column) for column in columns]


def pick(row: Any, columns: Sequence[Column]) -> list[Any]:
    """The row's values in column order, from a mapping by key or from a sequence by place."""
    if isinstance(row, Mapping):
        return [row.get(column.key) for column in columns]
    if len(row) != len(columns):
        raise ValueError(f"a row has {len(row)} cells for {len(columns)} columns")
    return list(row)


def settle(value: Any, kind: str) -> Any:
    """None, str, int, float, date or datetime: what a cell may hold, without loss.

    A whole number of more than 15 digits stays text because a spreadsheet would round it; so does a decimal that a
    double cannot hold and a date before 1901 (spreadsheets know no calendar then). Times are those of China.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        if kind in ("date", "datetime"):
            return _parse_date(value)
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or len(value.as_tuple().digits) > 15:
            return format(value, "f")
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(CHINA).replace(tzinfo=None)
        if kind == "date":
            value = value.date()
        return value if value.year >= 1901 else value.isoformat(" ")[:16]
    if isinstance(value, date):
        return value if value.year >= 1901 else value.isoformat()
    return str(value)


def _parse_date(text: str) -> Any:
    try:
        parsed = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text
    return settle(parsed, "date" if len(text) == 10 else "datetime")


class Book:
    """An xlsxwriter workbook in constant memory whose every text is written as text."""

    def __init__(self, target: Any, title: str, author: str = "", stamp: datetime | date | None = None):
        options: dict[str, Any] = {"constant_memory": True, "strings_to_urls": False}
        if not hasattr(target, "write"):  # the halves of a large book lie beside it, not where nobody looks for them
            target, options["tmpdir"] = str(target), str(Path(target).resolve().parent)
        self.workbook = xlsxwriter.Workbook(target, options)
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        add = self.workbook.add_format
        self.plain = add(base)
        self.bold = add({**base, "bold": True})
        self.big = add({**base, "bold": True, "font_size": 16})
        self.mute = add({**base, "font_color": "#424b47"})
        self.link = add({**base, "font_color": "#1f4f93", "underline": 1})
        self.head = add({**base, "bold": True, "bg_color": "#eceee9", "bottom": 1, "text_wrap": True})
        self.warn = add({**base, "bold": True, "font_color": "#b0261c"})
        self.formats = {kind: add({**base, "num_format": fmt}) for kind, fmt in _FORMATS.items()}
        created = _EPOCH
        if isinstance(stamp, datetime):
            created = settle(stamp, "datetime")
        elif stamp is not None:
            created = datetime(stamp.year, stamp.month, stamp.day)
        self.workbook.set_properties({"title": clean(title)[:255], "author": clean(author)[:255], "created": created})
        self.names: set[str] = {"history"}

    def sheet(self, label: str) -> Worksheet:
        return self.workbook.add_worksheet(self.name(label))

    def name(self, label: str) -> str:
        """A unique sheet name near the label: at most 31 units, none of []:*?/\\ and no quote at an edge."""
        text = "".join(" " if ch in "[]:*?/\\\n\t" else ch for ch in clean(label)).strip().strip("'").strip() or "表"
        for n in range(1, 100_000):
            tail = "" if n == 1 else f"~{n}"
            name = cut_units(text, 31 - len(tail)).rstrip().rstrip("'") + tail
            if name.lower() not in self.names:
                self.names.add(name.lower())
                return name
        raise ValueError("too many sheets of one name")

    def header(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width or _WIDTHS.get(column.kind, 16))
            self.text(sheet, row, index, column.label, self.head)

    def cell(self, sheet: Worksheet, row: int, col: int, value: Any, kind: str = "text") -> None:
        value = settle(value, kind)
        if value is None:
            return
        if isinstance(value, str):
            self.text(sheet, row, col, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, col, value, self.formats["datetime"])
        elif isinstance(value, date):
            sheet.write_datetime(row, col, value, self.formats["date"])
        else:
            sheet.write_number(row, col, value, self.formats.get(kind, self.plain))

    def text(self, sheet: Worksheet, row: int, col: int, value: str, form: Any = None) -> None:
        value = clean(value)
        if len(value) > MAX_TEXT // 2 and len(cut_units(value, MAX_TEXT)) < len(value):
            value = cut_units(value, MAX_TEXT - len(CUT)) + CUT
        if value.startswith("<r>") and value.endswith("</r>"):
            value += " "  # xlsxwriter would take it for finished rich-text XML
        sheet.write_string(row, col, value, form or self.plain)

    def goto(self, sheet: Worksheet, row: int, col: int, target: str, words: str) -> None:
        """A link to another sheet of the book."""
        quoted = target.replace("'", "''")
        sheet.write_url(row, col, f"internal:'{quoted}'!A1", self.link, string=clean(words)[:255] or target)

    def close(self) -> None:
        self.workbook.close()


def cut_units(text: str, units: int) -> str:
    """The longest start of ``text`` of at most ``units`` UTF-16 units, never half a character."""
    total = 0
    for index, ch in enumerate(text):
        total += 2 if ord(ch) > 0xFFFF else 1
        if total > units:
            return text[:index]
    return text
