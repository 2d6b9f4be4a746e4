"""The evidence workbook (佐证册): behind every figure of a report, the records it was read off.

First sheet 目录 with what the book proves and how it is sealed, then one sheet a figure. Rows stream through in
constant memory, so a figure may have as many as there are; a sheet that is full goes on in the next.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from yifa.papers.docmodel import cn_moment
from yifa.papers.writers._sheet import LAST_ROW, Book, Column, as_columns, pick

EDITIONS = {"internal": "内部版", "external": "外部版"}
BACKFILLED = "backfilled"


@dataclass(slots=True)
class EvidenceRow:
    """One record behind a figure. ``backfilled`` is true, or the words to print (补录：2025年台账.xlsx 第3行)."""

    cells: Sequence[Any] | Mapping[str, Any]
    backfilled: bool | str = False


@dataclass(slots=True)
class EvidenceFigure:
    """A figure and its list.

    ``printed`` is the text in the report, ``query`` the counting rule (口径) in words, ``basis`` the articles,
    ``source`` the register. ``rows`` may be a generator; each row is an :class:`EvidenceRow`, a mapping by column key
    (with ``backfilled``) or a plain sequence of a record that was never backfilled.
    """

    key: str
    label: str
    printed: str
    unit: str = ""
    query: str = ""
    basis: Sequence[str] = ()
    columns: Sequence[Column | tuple] = ()
    rows: Iterable[EvidenceRow | Mapping[str, Any] | Sequence[Any]] = ()
    note: str = ""
    source: str = ""
    value: Any = None


@dataclass(slots=True)
class EvidenceBook:
    """The whole book. The internal edition (内部版) shows every column and the figure keys, 外部版 does not."""

    title: str
    bureau: str
    year: int
    edition: Literal["internal", "external"] = "internal"
    data_as_of: datetime | date | str | None = None
    ledger_head: str = ""
    ledger_seq: int | None = None
    seal_hash: str = ""
    printed_by: str = ""
    draft: bool = False
    demo: bool = False
    figures: list[EvidenceFigure] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class SheetCount:
    """What was written for one figure."""

    key: str
    sheet: str
    rows: int
    backfilled: int


def render_evidence(book: EvidenceBook) -> bytes:
    buffer = io.BytesIO()
    write_evidence(book, buffer)
    return buffer.getvalue()


def write_evidence(book: EvidenceBook, target: str | Path | BinaryIO, sheet_rows: int = 1_000_000) -> list[SheetCount]:
    """Write the workbook and say how many rows each figure came to. ``sheet_rows`` is the most a sheet takes."""
    if book.edition not in EDITIONS:
        raise ValueError(f"unknown edition: {book.edition!r}")
    stamp = book.data_as_of if isinstance(book.data_as_of, date) else None
    out = Book(target, book.title, book.bureau, stamp)
    cover = out.sheet("目录")
    counts = [
        _figure(out, book, figure, number, min(sheet_rows, LAST_ROW - 20))
        for number, figure in enumerate(book.figures, 1)
    ]
    _cover(out, book, cover, counts)
    out.close()
    return counts


def _cover(out: Book, book: EvidenceBook, sheet: Any, counts: Sequence[SheetCount]) -> None:
    internal = book.edition == "internal"
    columns = as_columns(
        [
            ("n", "序号", "int"),
            Column("label", "数据", width=34),
            Column("printed", "报告中写作", width=20),
            Column("unit", "单位", width=8),
            ("rows", "记录条数", "int"),
            ("backfilled", "其中补录", "int"),
            Column("query", "口径", width=48),
            Column("basis", "依据", width=40),
        ]
    )
    if internal:
        columns.append(Column("key", "指标编号", width=36))
    out.text(sheet, 0, 0, book.title, out.big)
    row = 1
    flags = [word for word, on in (("草稿", book.draft), ("演示数据", book.demo)) if on]
    if flags:
        out.text(sheet, row, 0, "　".join(flags), out.warn)
        row += 1
    facts = (
        ("单位", book.bureau),
        ("年度", f"{book.year}年"),
        ("版本", EDITIONS[book.edition]),
        ("数据截至", cn_moment(book.data_as_of)),
        ("打印人", book.printed_by),
        ("账本序号", "" if book.ledger_seq is None else str(book.ledger_seq)),
        ("账本末条摘要", book.ledger_head),
        ("封存摘要", book.seal_hash),
    )
    for label, value in facts:
        if value:
            out.text(sheet, row, 0, label, out.mute)
            out.text(sheet, row, 1, value)
            row += 1
    row += 1
    out.header(sheet, row, columns)
    sheet.set_column(0, 0, 14)
    sheet.repeat_rows(row)
    for number, (figure, count) in enumerate(zip(book.figures, counts, strict=True), 1):
        row += 1
        out.cell(sheet, row, 0, number, "int")
        out.goto(sheet, row, 1, count.sheet, figure.label)
        cells: list[Any] = [
            figure.printed,
            figure.unit,
            count.rows,
            count.backfilled,
            figure.query,
            "；".join(figure.basis),
        ]
        if internal:
            cells.append(figure.key)
        for index, (cell, column) in enumerate(zip(cells, columns[2:], strict=True), 2):
            out.cell(sheet, row, index, cell, column.kind)
    _page(out, sheet, book)


def _figure(out: Book, book: EvidenceBook, figure: EvidenceFigure, number: int, limit: int) -> SheetCount:
    every = as_columns(figure.columns)
    keep = [index for index, column in enumerate(every) if book.edition == "internal" or not column.internal]
    columns = [Column("n", "序号", "int"), *(every[index] for index in keep), Column(BACKFILLED, "补录", width=10)]
    first = sheet = out.sheet(f"{number:02d} {figure.label}")
    top = row = _head(out, book, figure, sheet, columns)
    total = backfilled = on_sheet = 0
    for item in figure.rows:
        if on_sheet == limit:
            _foot(sheet, top, row, len(columns))
            sheet = out.sheet(f"{number:02d}续 {figure.label}")
            top = row = _head(out, book, figure, sheet, columns)
            on_sheet = 0
        cells, mark = _cells(item, every)
        total, on_sheet, row = total + 1, on_sheet + 1, row + 1
        out.cell(sheet, row, 0, total, "int")
        for col, index in enumerate(keep, 1):
            out.cell(sheet, row, col, cells[index], every[index].kind)
        if mark:
            backfilled += 1
            out.text(sheet, row, len(columns) - 1, mark if isinstance(mark, str) else "补录")
    _foot(sheet, top, row, len(columns))
    words = f"共 {total:,} 条" + (f"，其中补录 {backfilled:,} 条" if backfilled else "，无补录")
    out.text(sheet, row + 2, 0, words if total else "没有记录", out.bold)
    return SheetCount(figure.key, first.get_name(), total, backfilled)


def _head(out: Book, book: EvidenceBook, figure: EvidenceFigure, sheet: Any, columns: Sequence[Column]) -> int:
    """The lines above the list; returns the row of the header."""
    value = "" if figure.value is None else str(figure.value)
    facts = (
        ("报告中写作", figure.printed),
        ("数值", value + figure.unit if value else ""),
        ("口径", figure.query),
        ("依据", "；".join(figure.basis)),
        ("说明", figure.note),
    )
    out.text(sheet, 0, 0, figure.label, out.big)
    row = 1
    for label, text in facts:
        if text:
            out.text(sheet, row, 0, label, out.mute)
            out.text(sheet, row, 1, text)
            row += 1
    out.text(sheet, row, 0, provenance_line(book, figure), out.mute)
    out.goto(sheet, row + 1, 0, "目录", "返回目录")
    row += 3
    out.header(sheet, row, columns)
    sheet.set_column(0, 0, 12)
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    _page(out, sheet, book)
    return row


def provenance_line(book: EvidenceBook, figure: EvidenceFigure) -> str:
    """来源、条件、数据截至、打印人、账本序号, as they stand over each list."""
    parts = (
        ("来源", figure.source),
        ("条件", figure.query),
        ("数据截至", cn_moment(book.data_as_of)),
        ("打印人", book.printed_by),
        ("账本序号", "" if book.ledger_seq is None else f"{book.ledger_seq:,}"),
    )
    words = [f"{label}：{value}" for label, value in parts if value]
    words += [word for word, on in (("草稿", book.draft), ("演示数据", book.demo)) if on]
    return "　".join(words)


def _cells(item: Any, columns: Sequence[Column]) -> tuple[list[Any], bool | str]:
    if isinstance(item, EvidenceRow):
        return pick(item.cells, columns), item.backfilled
    if isinstance(item, Mapping):
        return pick(item, columns), item.get(BACKFILLED, False)
    return pick(item, columns), False


def _foot(sheet: Any, top: int, last: int, columns: int) -> None:
    if last > top:
        sheet.autofilter(top, 0, last, columns - 1)


def _page(out: Book, sheet: Any, book: EvidenceBook) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    words = "　".join([book.bureau, EDITIONS[book.edition], *(["演示数据"] if book.demo else [])])
    sheet.set_footer("&L" + words.replace("&", "&&")[:120] + "&R第 &P 页，共 &N 页")
