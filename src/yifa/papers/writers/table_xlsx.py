"""A register (台账) as a spreadsheet or CSV file, streamed row by row, closed by where it came from.

The header is the first row, so that the file goes back through the importer as it is. After the rows one blank row
follows, then the provenance, each line of it beginning with ``PROVENANCE``; an importer stops there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from yifa.papers.writers._clean import clean
from yifa.papers.writers._sheet import LAST_ROW, Book, Column, as_columns, pick, settle

PROVENANCE = "说明："
_RISKY = "=+-@＝＋－＠"
_CHUNK = 200

Row = Mapping[str, Any] | Sequence[Any]


def write_table(
    target: str | Path | BinaryIO,
    title: str,
    columns: Sequence[Column | tuple],
    rows: Iterable[Row],
    provenance: Sequence[str] = (),
    stamp: datetime | date | None = None,
) -> int:
    """Write an xlsx and return the number of rows. ``stamp`` is the file's own creation time, fixed if not given."""
    fields = as_columns(columns)
    book = Book(target, title, stamp=stamp)
    sheet = None
    total = row = 0
    limit = LAST_ROW - len(provenance) - 2
    for item in rows:
        if sheet is None or row >= limit:
            sheet = _open(book, sheet, title, fields, row)
            row = 0
        row, total = row + 1, total + 1
        for index, (value, column) in enumerate(zip(pick(item, fields), fields, strict=True)):
            book.cell(sheet, row, index, value, column.kind)
    if sheet is None:
        sheet = _open(book, None, title, fields, 0)
    if row:
        sheet.autofilter(0, 0, row, len(fields) - 1)
    for index, line in enumerate(provenance):
        book.text(sheet, row + 2 + index, 0, PROVENANCE + line, book.mute)
    book.close()
    return total


def _open(book: Book, full: Any, title: str, fields: Sequence[Column], last: int) -> Any:
    if full is not None:
        full.autofilter(0, 0, last, len(fields) - 1)
    sheet = book.sheet(title)
    book.header(sheet, 0, fields)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&C" + clean(title).replace("&", "&&")[:100])
    sheet.set_footer("&R第 &P 页，共 &N 页")
    return sheet


def iter_csv(columns: Sequence[Column | tuple], rows: Iterable[Row], provenance: Sequence[str] = ()) -> Iterator[bytes]:
    """The CSV in pieces, for a streamed response: UTF-8 with BOM, CRLF, no cell a spreadsheet would run."""
    fields = as_columns(columns)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def drain() -> bytes:
        data = buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        return data

    yield b"\xef\xbb\xbf"
    writer.writerow([guard(column.label) for column in fields])
    for number, item in enumerate(rows, 1):
        writer.writerow([_csv_cell(value, column) for value, column in zip(pick(item, fields), fields, strict=True)])
        if number % _CHUNK == 0:
            yield drain()
    if provenance:
        writer.writerow([])
        writer.writerow([guard(PROVENANCE + "；".join(provenance))])
    yield drain()


def write_csv(
    target: str | Path | BinaryIO,
    columns: Sequence[Column | tuple],
    rows: Iterable[Row],
    provenance: Sequence[str] = (),
) -> int:
    """Write the CSV and return the number of rows."""
    total = 0

    def counted() -> Iterator[Row]:
        nonlocal total
        for item in rows:
            total += 1
            yield item

    if isinstance(target, (str, Path)):
        with open(target, "wb") as file:
            file.writelines(iter_csv(columns, counted(), provenance))
    else:
        for piece in iter_csv(columns, counted(), provenance):
            target.write(piece)
    return total


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before =, +, -, @ (also full-width), tab, CR."""
    raw = text
    text = clean(text)
    if raw[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in tuple(_RISKY):
        return "'" + text
    return text


def _csv_cell(value: Any, column: Column) -> str:
    value = settle(value, column.kind)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return str(value) if isinstance(value, int) else guard(value)
