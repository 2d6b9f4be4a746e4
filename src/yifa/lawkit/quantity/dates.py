"""Dates as a report prints them (日期印法)."""

from __future__ import annotations

from datetime import date

WEEKDAYS = "一二三四五六日"


def printed_date(day: date, *, year: bool = False) -> str:
    """Return month and day in Chinese, with the year where asked: 3月15日, 2024年3月15日."""
    return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"


def printed_date_range(first: date, last: date, *, year: bool = False, repeat_month: bool = True) -> str:
    """Return 3月15日至3月21日; the years are added where the two differ."""
    if last < first:
        raise ValueError(f"日期范围倒置：{first} 至 {last}")
    if first == last:
        return printed_date(first, year=year)
    if first.year != last.year:
        return f"{printed_date(first, year=True)}至{printed_date(last, year=True)}"
    same = (first.month == last.month) and not repeat_month
    return printed_date(first, year=year) + "至" + (f"{last.day}日" if same else printed_date(last))


def printed_year_range(first: int, last: int) -> str:
    """Return a span of years with the one-em dash: 2016—2020年."""
    if last < first:
        raise ValueError(f"年份范围倒置：{first}—{last}")
    return f"{first}年" if first == last else f"{first}—{last}年"


def printed_weekday(day: date) -> str:
    """Return 星期一 … 星期日."""
    return "星期" + WEEKDAYS[day.weekday()]


def printed_iso(value: str, named_as: str) -> str:
    """Return an ISO date, ``D1/D2`` or ``Y1/Y2`` in print, by ``Style.named_as``."""
    first, _, last = value.partition("/")
    if named_as == "year_range":
        return printed_year_range(int(first), int(last or first))
    year = named_as == "full_date"
    start = date.fromisoformat(first)
    return printed_date_range(start, date.fromisoformat(last), year=year) if last else printed_date(start, year=year)
