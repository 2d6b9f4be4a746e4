"""Readings in files that suppliers send (供电、供水单位的 CSV、Excel): headings are recognised, bad rows are named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from yifa.affairs.energy.series.records import SeriesError

#: headings a column is known by
HEADINGS = {
    "meter": ("表号", "电表号", "水表号", "表计编号", "资产编号", "电能表编号", "meter", "meter_id"),
    "time": ("时间", "抄表时间", "数据时间", "采集时间", "time", "timestamp"),
    "date": ("日期", "抄表日期", "数据日期", "date"),
    "value": ("读数", "示数", "表码", "止码", "正向有功总", "抄表示数", "value", "reading"),
    "register": ("功能号", "register"),
    "manual": ("人工", "manual"),
}
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y%m%d%H%M%S", "%Y-%m-%d")
LARGEST_FILE = 64 << 20


@dataclass(frozen=True)
class Supplied:
    """A reading of a file."""

    meter: str
    register: int
    at: datetime
    value: Decimal
    manual: bool
    row: int


@dataclass
class Found:
    """What a file holds, and what is wrong with it."""

    readings: list[Supplied] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read(path: Path) -> Found:
    """Return the readings of a CSV or Excel file."""
    if not path.is_file():
        raise SeriesError(f"没有文件 {path.name}")
    if path.stat().st_size > LARGEST_FILE:
        raise SeriesError(f"{path.name} 超过64MB，请按月拆开")
    rows = _excel(path) if path.suffix.lower() in (".xlsx", ".xls", ".xlsb", ".ods") else _csv(path)
    return _read(rows, path.name)


def _excel(path: Path) -> Iterator[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        yield from book.get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError):
        raise SeriesError(f"{path.name} 不是能打开的表格文件") from None


def _csv(path: Path) -> Iterator[list[Any]]:
    data = path.read_bytes()
    for name in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(name)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SeriesError(f"{path.name} 的编码不是 UTF-8 也不是 GB18030")
    head = text[:2000]
    yield from csv.reader(io.StringIO(text), delimiter="\t" if head.count("\t") > head.count(",") else ",")


def _read(rows: Iterator[list[Any]], name: str) -> Found:
    found, places = Found(), dict[str, int]()
    for number, row in enumerate(rows, 1):
        if not places:
            places = _places(row)
            if number > 20:
                break
            continue
        if not any(str(cell).strip() for cell in row):
            continue
        try:
            found.readings.append(_reading(row, places, number))
        except (ValueError, IndexError, InvalidOperation) as error:
            said = str(error) if isinstance(error, SeriesError) else "写法不对"
            found.errors.append(f"{name}第{number}行：{said}")
    if not places:
        raise SeriesError(f"{name} 里没有找到“表号、时间、读数”这三列的表头")
    return found


def _places(row: list[Any]) -> dict[str, int]:
    """Return where the columns are; nothing where the row is no heading."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        text = re.sub(r"[（(].*?[）)]|\s", "", str(cell)).lower()
        for key, names in HEADINGS.items():
            if text in names:
                found.setdefault(key, place)
    return found if {"meter", "value"} <= set(found) and {"time", "date"} & set(found) else {}


def _reading(row: list[Any], places: dict[str, int], number: int) -> Supplied:
    meter = row[places["meter"]]
    meter = str(int(meter)) if isinstance(meter, float) and meter.is_integer() else str(meter).strip()
    if not meter:
        raise SeriesError("没有表号")
    text = str(row[places["value"]]).strip().replace(",", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise SeriesError(f"读数“{text[:20]}”不是数，缺数请留空行，不要填零") from None
    register = str(row[places["register"]]).strip() if "register" in places else ""
    manual = str(row[places["manual"]]).strip() if "manual" in places else ""
    return Supplied(
        meter, int(float(register)) if register else 0, _time(row, places), value, manual in ("是", "1", "true"), number
    )


def _time(row: list[Any], places: dict[str, int]) -> datetime:
    cells = [row[places[key]] for key in ("date", "time") if key in places]
    if isinstance(cells[-1], datetime):
        return cells[-1].replace(tzinfo=None, microsecond=0)
    text = re.sub(r"[/.年月]", "-", " ".join(str(cell).strip() for cell in cells)).replace("日", " ").strip()
    text = re.sub(r"\s+", " ", text)
    for form in _TIMES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise SeriesError(f"时间“{text[:30]}”看不懂")
