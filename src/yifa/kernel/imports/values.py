"""Turn what stands in a cell into what a form field takes: dates as text, full-width digits, 万元, 是否.

A value that cannot be read raises ``BadValue``: what is wrong, and how to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

_FULL = re.compile(r"^(\d{4}|\d{2})\s*[.\-/年]\s*(\d{1,2})\s*[.\-/月]\s*(\d{1,2})\s*[日号]?$")
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*[日号]?$")
_NO_DAY = re.compile(r"^(\d{4})\s*[.\-/年]\s*(\d{1,2})\s*月?份?$")
_TIME = re.compile(r"[\sT]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?[分秒]?$")
_WEEKDAY = re.compile(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?")
_NUMBER = re.compile(r"^[¥￥]?([+-]?[\d,]*\.?\d+)\s*(亿元|亿|万元|万|千元|元|%|)\s*[^\d]{0,4}$")
_ORDER = re.compile(r"^第?\s*(\d+)\s*[次届期号批项件份名人]?(?:会议|会)?$")
_HANZI = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_YES = frozenset("是 有 对 √ ✓ ✔ y yes true 1 已 √是".split())
_NO = frozenset("否 无 没有 × ✗ x n no false 0 未 - — /".split())
#: Amounts in base units.
MONEY = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "万": Decimal(10_000),
         "亿元": Decimal(100_000_000), "亿": Decimal(100_000_000)}  # fmt: skip
_EXCEL_ZERO = date(1899, 12, 30)


class BadValue(Exception):
    """A cell that cannot be read. ``way``: how to mend it."""

    def __init__(self, text: str, way: str = "") -> None:
        super().__init__(text)
        self.way = way


def narrow(text: str) -> str:
    """Return full-width digits, letters and signs as half-width ones."""
    return unicodedata.normalize("NFKC", text).strip()


def to_date(value: Any, year: int | None = None) -> date:
    """Return the date in a cell. ``year``: the year the sheet is about, for “3月5日”."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise BadValue("不是日期。", "写成 2026-03-05。")
    if isinstance(value, int | float):
        if 19000101 <= value <= 21991231 and float(value).is_integer():
            return _made(*_split(str(int(value))))
        if 20000 <= value < 80000:
            return _EXCEL_ZERO + timedelta(days=int(value))
        raise BadValue(f"“{value}”不是日期。", "写成 2026-03-05。")
    text = _WEEKDAY.sub("", narrow(str(value)))
    text = _TIME.sub("", text).strip(" 。,，")
    if found := _FULL.match(text):
        whole = int(found[1])
        return _made(whole + 2000 if len(found[1]) == 2 else whole, int(found[2]), int(found[3]))
    if _SOLID.match(text):
        return _made(*_split(text))
    if _NO_DAY.match(text):
        raise BadValue(f"“{value}”缺日。", "补上几日，如 2026年3月5日。")
    if found := _MONTH_DAY.match(text):
        if year is None:
            raise BadValue(f"“{value}”缺年份，表中也看不出是哪一年。", "补上年份，如 2026年3月5日。")
        return _made(year, int(found[1]), int(found[2]))
    if re.match(r"^\d{5}$", text) and 20000 <= int(text) < 80000:
        return _EXCEL_ZERO + timedelta(days=int(text))
    if re.search(r"\d[日号]?\s*(至|到|—|~|、|-)\s*\d{1,2}\s*[日号]?$", text):
        raise BadValue(f"“{value}”是一段日期。", "只写发生的那一天，起止写在备注。")
    raise BadValue(f"“{value}”读不出日期。", "写成 2026-03-05 或 2026年3月5日。")


def _split(text: str) -> tuple[int, int, int]:
    return int(text[:4]), int(text[4:6]), int(text[6:8])


def _made(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise BadValue(f"没有 {month} 月。", "改成实际日期。")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadValue(f"{year}年{month}月没有 {day} 日。", "改成实际日期。") from error


def to_datetime(value: Any, year: int | None = None) -> datetime:
    """Return the moment in a cell; a day alone is its first minute."""
    if isinstance(value, datetime):
        return value
    day = to_date(value, year)
    found = _TIME.search(narrow(str(value))) if isinstance(value, str) else None
    if found:
        hour, minute = int(found[1]), int(found[2])
        if hour > 23 or minute > 59:
            raise BadValue(f"“{value}”的时刻不对。", "写成 2026-03-05 14:30。")
        return datetime(day.year, day.month, day.day, hour, minute)
    if isinstance(value, float):
        return datetime(day.year, day.month, day.day) + timedelta(seconds=round((value % 1) * 86400))
    return datetime(day.year, day.month, day.day)


def to_decimal(value: Any, base: Decimal = Decimal(1)) -> Decimal:
    """Return the number in a cell, times ``base`` unless the cell names its own unit."""
    if isinstance(value, bool) or isinstance(value, date):
        raise BadValue(f"“{value}”不是数。", "填数字，或留空。")
    if isinstance(value, int | float):
        return Decimal(repr(value) if isinstance(value, float) else value) * base
    text = narrow(str(value)).replace(" ", "")
    found = _NUMBER.match(text)
    if not found:
        raise BadValue(f"“{value}”读不出数。", "填数字，或留空。")
    try:
        number = Decimal(found[1].replace(",", ""))
    except InvalidOperation as error:
        raise BadValue(f"“{value}”读不出数。", "填数字，或留空。") from error
    if found[2] == "%":
        return number
    return number * (MONEY[found[2]] if found[2] in MONEY else base)


def to_integer(value: Any) -> int:
    """Return the whole number in a cell: 12, “12次”, “第十二次”."""
    if isinstance(value, str):
        text = narrow(value)
        if found := _ORDER.match(text):
            return int(found[1])
        hanzi = re.match(r"^第?([零〇一二两三四五六七八九十百]+)[次届期号批项件]?(?:会议|会)?$", text)
        if hanzi:
            return _hanzi(hanzi[1])
    number = to_decimal(value)
    if number != number.to_integral_value():
        raise BadValue(f"“{value}”不是整数。", "填整数。")
    return int(number)


def _hanzi(text: str) -> int:
    total = digit = 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _HANZI[sign]
    return total + digit


def to_bool(value: Any) -> bool:
    """Return 是 or 否."""
    if isinstance(value, bool):
        return value
    text = narrow(str(value)).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadValue(f"“{value}”看不出是或否。", "填“是”或“否”。")
