"""收数表: the workbook by which an office without an account answers, and its way back in.

One sheet, one row a register of one office. What comes back is hostile until read: every fault is named by row and
column, and nothing is written before the whole sheet is in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from yifa.core.metrics.models import Answer
from yifa.core.metrics.periods import quarter_end
from yifa.kernel.imports.sheets import SheetError, open_book
from yifa.papers.writers.table_xlsx import PROVENANCE, write_table
from yifa.suites.collection.board import WAITING, Board, quarter_name, title_of

SHEET = "收数表"
COLUMNS = (
    ("quarter", "季度", "text"),
    ("unit", "处室（单位）", "text"),
    ("register", "台账", "text"),
    ("held", "已登记条数", "int"),
    ("entries", "条数", "int"),
    ("zero", "零报告", "text"),
    ("answered_by", "填报人", "text"),
    ("confirmed_by", "确认人", "text"),
    ("confirmed_on", "确认日期", "date"),
)
LABELS = {key: label for key, label, _ in COLUMNS}
NEEDED = ("unit", "register", "entries", "zero", "answered_by", "confirmed_by", "confirmed_on")
#: A returned workbook is small; anything larger is not ours.
MAX_BYTES = 2 * 1024 * 1024
MAX_FAULTS = 50


class BookError(Exception):
    """A workbook that cannot be taken; ``faults`` are Chinese lines, each with its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("；".join(self.faults))


@dataclass(frozen=True)
class Line:
    """One row that may be written: an answer with what the paper says."""

    answer: Answer
    kind: str
    answered_by: str
    confirmed_by: str
    confirmed_on: date


def write(target: BinaryIO, board: Board, units: Iterable[Any], *, bureau: str, stamp: datetime) -> int:
    """Write the workbook of some offices; their own number of records stands beside the empty cells."""
    rows = []
    for unit in units:
        for answer in board.of_unit(unit.pk):
            register = next(r for r in board.registers if r.key == answer.register)
            given = answer.state not in WAITING
            zero = "是" if given and answer.kind == Answer.Kind.ZERO else ""
            rows.append(
                [quarter_name(board.collection), unit.name, register.title, board.held(answer),
                 answer.entries if given and answer.kind == Answer.Kind.ENTRIES else None, zero,
                 answer.answered_by, answer.confirmed_by, answer.confirmed_on]
            )  # fmt: skip
    notes = [
        f"{bureau}　{title_of(board.collection)}，答复期限 {board.collection.due_on.isoformat()}",
        "有记录的填条数，没有发生的在“零报告”填“是”，两格只填一格；填报人、确认人写姓名，确认日期写年月日",
        "填好由处室（单位）负责人确认后，把本文件交回法治工作牵头处室导入",
    ]
    return write_table(target, SHEET, COLUMNS, rows, notes, stamp)


def read(data: bytes, name: str, board: Board, day: date) -> list[Line]:
    """Return the rows of a returned workbook; raise BookError naming every fault."""
    if len(data) > MAX_BYTES:
        raise BookError([f"文件有 {len(data) // 1024 // 1024} MB，收数表不会这么大。核对是不是选错了文件。"])
    try:
        found = open_book(data, name)
        title = SHEET if SHEET in found.sheet_names else found.sheet_names[0]
        grid = found.grid(title)
    except SheetError as error:
        raise BookError([str(error)]) from error
    place, first = _heading(grid, title)
    faults: list[str] = []
    lines: list[Line] = []
    seen: dict[int, int] = {}
    for row in range(first, len(grid.cells)):
        cells = grid.cells[row]
        if str(cells[0] or "").startswith(PROVENANCE):
            break
        if grid.blank(row):
            continue
        try:
            line = _line(_Row(grid, title, row, place), board, day)
        except _Fault as fault:
            faults.append(str(fault))
            continue
        if line is None:
            continue
        if (before := seen.get(line.answer.pk)) is not None:
            faults.append(f"“{title}”第 {row + 1} 行与第 {before} 行是同一本台账。留一行。")
        seen[line.answer.pk] = row + 1
        lines.append(line)
    if faults:
        more = [f"还有 {len(faults) - MAX_FAULTS} 处。"] if len(faults) > MAX_FAULTS else []
        raise BookError([*faults[:MAX_FAULTS], *more])
    if not lines:
        raise BookError([f"“{title}”里没有填好的行。在“条数”或“零报告”填写后再导入。"])
    return lines


class _Fault(Exception):
    pass


def _heading(grid: Any, title: str) -> tuple[dict[str, int], int]:
    wanted = {label: key for key, label in LABELS.items()}
    for row, cells in enumerate(grid.cells[:20]):
        names = {str(v).strip(): i for i, v in enumerate(cells) if v not in (None, "")}
        place = {wanted[n]: i for n, i in names.items() if n in wanted}
        if "register" in place or len(place) >= 4:
            missing = [LABELS[k] for k in NEEDED if k not in place]
            if missing:
                raise BookError([f"“{title}”第 {row + 1} 行表头缺{'、'.join(missing)}。用导出的收数表填写，不改表头。"])
            return place, row + 1
    raise BookError([f"“{title}”里没有收数表的表头。用导出的收数表填写，不改表头。"])


class _Row:
    """One row with its cells by name; faults name sheet, row and column."""

    def __init__(self, grid: Any, title: str, row: int, place: dict[str, int]) -> None:
        self.grid, self.title, self.row, self.place = grid, title, row, place

    def where(self, key: str) -> str:
        return f"“{self.title}”第 {self.row + 1} 行“{LABELS[key]}”"

    def fault(self, key: str, text: str) -> _Fault:
        return _Fault(f"{self.where(key)}{text}")

    def value(self, key: str) -> Any:
        if key not in self.place:
            return None
        at = (self.row, self.place[key])
        if at in self.grid.unstored:
            raise self.fault(key, "是公式，文件里没有存结果。用表格软件打开保存一次，或改填数值。")
        if at in self.grid.faults:
            raise self.fault(key, f"是错误值 {self.grid.faults[at]}。改正后再导入。")
        return self.grid.cells[self.row][at[1]]

    def text(self, key: str) -> str:
        value = self.value(key)
        return "" if value is None else str(value).strip()


def _line(row: _Row, board: Board, day: date) -> Line | None:
    c = board.collection
    if (quarter := row.text("quarter")) and quarter != quarter_name(c):
        raise row.fault("quarter", f"是“{quarter}”，这里收的是“{quarter_name(c)}”。")
    unit = next((u for u in board.units if row.text("unit") in (u.name, u.short_name) and row.text("unit")), None)
    if unit is None:
        raise row.fault("unit", f"“{row.text('unit')}”不在这次收数的处室（单位）里。")
    name = row.text("register")
    register = next((r for r in board.registers if name in (r.title, r.key) and name), None)
    answer = board.cells.get((register.key, unit.pk)) if register else None
    if register is None or answer is None:
        raise row.fault("register", f"“{name}”不在这次收数的台账里。")
    number, zero = _number(row), _yes(row)
    if number is None and not zero:
        if row.text("answered_by") or row.text("confirmed_by"):
            raise row.fault("entries", "和“零报告”都没有填。有记录填条数，没有发生在“零报告”填“是”。")
        return None
    if number and zero:
        raise row.fault("zero", f"填了“是”，“条数”又填了 {number}。两格只填一格。")
    if answer.state not in WAITING:
        raise row.fault("register", f"“{name}”{unit}已经答复。要改，先退回。")
    held = board.held(answer)
    if not number and held:
        raise row.fault("zero", f"不成立：{unit}本季度已登记 {held} 条。填条数，或先作废登错的记录。")
    if number and number != held:
        way = "先登记或导入这些记录，再导入收数表" if number > held else "核对是否漏填"
        raise row.fault("entries", f"填 {number}，台账里是 {held} 条。{way}。")
    people = {}
    for key in ("answered_by", "confirmed_by"):
        people[key] = row.text(key)
        if not people[key]:
            raise row.fault(key, "没有填。写姓名。")
        if len(people[key]) > 60:
            raise row.fault(key, "太长，最多 60 字。")
    signed = _day(row, board, day)
    kind = Answer.Kind.ENTRIES if number else Answer.Kind.ZERO
    return Line(answer, kind, people["answered_by"], people["confirmed_by"], signed)


def _number(row: _Row) -> int | None:
    value = row.value("entries")
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value.strip()) if len(value.strip()) < 10 else -1
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise row.fault("entries", f"是“{value}”，不是整数条数。只填数字。")
    return value


def _yes(row: _Row) -> bool:
    text = row.text("zero")
    if text in ("", "否", "无", "×"):
        return False
    if text in ("是", "零报告", "√", "✓", "0", "Y", "y"):
        return True
    raise row.fault("zero", f"是“{text}”。没有发生填“是”，有记录留空。")


def _day(row: _Row, board: Board, day: date) -> date:
    value = row.value("confirmed_on")
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        text = value.strip().replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
        try:
            value = date(*(int(p) for p in text.split("-")))
        except (TypeError, ValueError):
            value = None
    if not isinstance(value, date):
        raise row.fault("confirmed_on", "没有填或不是日期。写成 2026-10-12 这样。")
    c = board.collection
    if value > day:
        raise row.fault("confirmed_on", f"{value.isoformat()} 晚于今天。")
    if value <= quarter_end(c.year, c.quarter):
        raise row.fault("confirmed_on", f"{value.isoformat()} 在季度终了以前。季度终了后才能确认。")
    return value
