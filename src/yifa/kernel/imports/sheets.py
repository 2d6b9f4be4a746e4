"""Read what people upload: xlsx and csv of any make, or a clear answer how to save the file.

The result is a ``Grid`` of plain values, with merged areas filled and every cell that a reader
would lose named by its address (ADR 0032).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from yifa.kernel.imports.scan import MAX_COLUMNS, MAX_FILE, MAX_ROWS, SheetError, SheetScan, look_through
from yifa.papers.writers.table_xlsx import PROVENANCE

__all__ = ["Book", "Grid", "SheetError", "open_book"]

_SAVE = "另存为“Excel 工作簿（*.xlsx）”再传"
_BY_ENDING = {
    ".xls": f"这是旧版 Excel 文件（.xls）。用 Excel 或 WPS 打开，{_SAVE}。",
    ".et": f"这是 WPS 表格文件（.et）。用 WPS 打开，{_SAVE}。",
    ".ett": f"这是 WPS 表格模板（.ett）。用 WPS 打开，{_SAVE}。",
    ".doc": f"这是旧版 Word 文档（.doc）。把表格复制到 Excel 或 WPS 表格，{_SAVE}。",
    ".wps": f"这是 WPS 文字文档（.wps）。把表格复制到 WPS 表格，{_SAVE}。",
    ".docx": f"这是 Word 文档。把表格复制到 Excel 或 WPS 表格，{_SAVE}。",
    ".pdf": f"这是 PDF，读不出表格。找到原来的电子表格，{_SAVE}。",
    ".ofd": f"这是 OFD 版式文件，读不出表格。找到原来的电子表格，{_SAVE}。",
}
_RISKY = "=+-@＝＋－＠\t\r"


@dataclass
class Grid:
    """One sheet as plain values. Rows and columns count from 0; ``cells`` is rectangular.

    ``filled``: places whose value comes from their merged area. ``unstored``: formula cells without a stored value.
    """

    name: str
    cells: list[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    unstored: dict[tuple[int, int], str] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    filled: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.cells[0]) if self.cells else 0

    def blank(self, row: int) -> bool:
        """Whether a row holds nothing (a formula without a value is something)."""
        if any(r == row for r, _ in self.unstored):
            return False
        return all(v in (None, "") for v in self.cells[row])


@dataclass
class Book:
    """An uploaded workbook: the names of its sheets, and their grids when asked for."""

    name: str
    sheet_names: list[str]
    hidden: list[str] = field(default_factory=list)
    stale: bool = False
    _data: bytes = b""
    _scans: dict[str, SheetScan] = field(default_factory=dict)
    _grids: dict[str, Grid] = field(default_factory=dict)

    def grid(self, sheet: str) -> Grid:
        """Return one sheet; raise SheetError if there is none of that name."""
        if sheet not in self._grids:
            if sheet not in self._scans:
                raise SheetError(f"文件里没有“{sheet}”这张表。现有：{'、'.join(self.sheet_names)}。")
            self._grids[sheet] = _from_xlsx(self._data, self._scans[sheet], self.stale)
        return self._grids[sheet]


def open_book(data: bytes, name: str) -> Book:
    """Return the workbook in some bytes; raise SheetError with the way on where it cannot be read."""
    ending = PurePath(name).suffix.lower()
    if not data:
        raise SheetError("文件是空的。")
    if len(data) > MAX_FILE:
        raise SheetError(f"文件超过 {MAX_FILE // 1024 // 1024} MB。按年度或按处室拆成几个文件再传。")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SheetError("文件有打开密码。去掉密码后再传：文件、信息、保护工作簿、用密码加密，清空后保存。")
        raise SheetError(_BY_ENDING.get(ending, _BY_ENDING[".xls"]))
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        if ending == ".et":
            raise SheetError(_BY_ENDING[".et"])
        scan = look_through(data)
        shown = [s.name for s in scan.sheets if s.visible]
        return Book(
            name, shown or [s.name for s in scan.sheets], [s.name for s in scan.sheets if not s.visible], scan.stale,
            scan.clean, {s.name: s for s in scan.sheets},
        )  # fmt: skip
    if ending in _BY_ENDING:
        raise SheetError(_BY_ENDING[ending])
    if data[:5] == b"%PDF-":
        raise SheetError(_BY_ENDING[".pdf"])
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")) or b"<table" in head:
        raise SheetError(f"这是网页冒充的表格。用 Excel 或 WPS 打开，{_SAVE}。")
    if ending in (".xlsx", ".xlsm"):
        raise SheetError("文件已损坏，打不开。用表格软件打开后另存为 xlsx 再传。")
    grid = _from_csv(data)
    return Book(name, [grid.name], _grids={grid.name: grid})


def _from_xlsx(data: bytes, scan: SheetScan, stale: bool) -> Grid:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    rows: list[list[Any]] = []
    if scan.last_row >= 0:
        try:
            with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
                rows = [list(r) for r in book.get_sheet_by_name(scan.name).to_python(skip_empty_area=False)]
        except PasswordError as error:
            raise SheetError("文件有打开密码。去掉密码后再传。") from error
        except CalamineError as error:
            raise SheetError("文件内部有错，读不出来。用表格软件打开后另存为 xlsx 再传。") from error
    width = max([scan.last_column + 1, *(len(r) for r in rows[:1])])
    cells = [[_plain(v) for v in r] + [None] * (width - len(r)) for r in rows[: scan.last_row + 1]]
    cells += [[None] * width for _ in range(scan.last_row + 1 - len(cells))]
    grid = Grid(scan.name, cells, scan.merged, scan.formulas, scan.unstored, scan.faults)
    _fill(grid)
    if scan.formulas:
        grid.notes.append(f"有 {len(scan.formulas)} 个公式单元格，按文件里存的结果读入。")
        if stale:
            grid.notes.append(
                "这个文件没有经表格软件算过，公式的结果可能不对。用表格软件打开保存一次再传，或逐项核对。"
            )
    return grid


def _fill(grid: Grid) -> None:
    """Give every cell of a merged area the value of its first cell."""
    height = len(grid.cells)
    for top, left, bottom, right in grid.merged:
        if top >= height or left >= grid.width:
            continue
        value = grid.cells[top][left]
        if value in (None, ""):
            continue
        for r in range(top, min(bottom, height - 1) + 1):
            for c in range(left, min(right, grid.width - 1) + 1):
                if (r, c) != (top, left):
                    grid.cells[r][c] = value
                    grid.filled.add((r, c))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip(" \t\r\n\u3000\u00a0\ufeff") or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, timedelta):
        return str(value)
    return value


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    for code in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
            return text
    raise SheetError(f"读不出文字，不像表格文件。用 Excel 或 WPS 打开，{_SAVE}。")


def _from_csv(data: bytes) -> Grid:
    try:
        text = _decode(data)
    except UnicodeDecodeError as error:
        raise SheetError(f"读不出文字，不像表格文件。用 Excel 或 WPS 打开，{_SAVE}。") from error
    first = [line for line in text.splitlines() if line.strip()][:20]
    mark = max(",\t;，", key=lambda m: (sum(line.count(m) for line in first), -",\t;，".index(m)))
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=mark):
            if len(rows) >= MAX_ROWS:
                raise SheetError(f"文件超过 {MAX_ROWS} 行。拆成几个文件再传。")
            if len(row) > MAX_COLUMNS:
                raise SheetError(f"第 {len(rows) + 1} 行超过 {MAX_COLUMNS} 列，像分隔符不对。{_SAVE}。")
            rows.append([_plain(_unguard(v)) for v in row])
    except csv.Error as error:
        raise SheetError(f"第 {len(rows) + 1} 行读不出来，引号可能不成对。{_SAVE}。") from error
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(r) for r in rows), default=0)
    return Grid("CSV", [r + [None] * (width - len(r)) for r in rows])


def _unguard(text: str) -> str:
    """Take off the apostrophe that our own export puts before what a spreadsheet would run."""
    return text[1:] if text[:1] == "'" and (text[1:2] in tuple(_RISKY) or text[1:].startswith(PROVENANCE)) else text


def text_of(value: Any) -> str:
    """Return a cell as text, as a person would read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return str(value)
