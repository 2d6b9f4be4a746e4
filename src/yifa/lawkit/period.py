"""Arithmetic of legal periods (期间的计算), each rule at the line that applies it.

Pure functions over a working-day calendar. No function fails for a date: results are
clamped to what ``datetime.date`` can hold.
"""

from __future__ import annotations

import calendar as _months
from datetime import date, datetime, time, timedelta, timezone

from yifa.lawkit.calendar import WorkCalendar

#: China Standard Time (北京时间); there is no daylight saving.
CST = timezone(timedelta(hours=8))
_MAX = date.max.toordinal()

#: units of a period part: 工作日, 日, 个月, 年, 小时, 固定日期, 永久
UNITS = ("workday", "day", "month", "year", "hour", "date", "permanent")
UNIT_TEXT = {"workday": "个工作日", "day": "日", "month": "个月", "year": "年", "hour": "小时"}


def shift_days(day: date, count: int) -> date:
    """Return the day ``count`` natural days (自然日) later, or earlier if negative.

    民法典 art. 201 (CLK-01): the trigger day is not counted, so day 1 is the day after it
    and day n is trigger + n.
    """
    return date.fromordinal(min(max(day.toordinal() + count, 1), _MAX))


def shift_workdays(day: date, count: int, calendar: WorkCalendar) -> date:
    """Return the ``count``-th working day (工作日) after the day, or before it if negative.

    民法典 art. 201 (CLK-01) again: the trigger day is not counted. Make-up workdays (补班)
    are working days, days off by notice are not (CLK-03, CLK-08, CLK-09, CLK-10).
    """
    return calendar.add_workdays(day, count)


def shift_months(day: date, count: int) -> date:
    """Return the corresponding day (对应日) ``count`` months later, or earlier if negative.

    民法典 art. 202 (CLK-06): the last day is the corresponding day; if the month has
    none, the last day of that month.
    """
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    month += 1
    # 民法典 art. 202: 没有对应日的，月末日为期间的最后一日
    return date(year, month, min(day.day, _months.monthrange(year, month)[1]))


def shift(day: date, count: int, unit: str, calendar: WorkCalendar) -> date:
    """Return the unrolled end of a period of ``count`` units that began on the day."""
    if unit == "workday":
        return calendar.add_workdays(day, count)
    if unit == "day":
        return shift_days(day, count)
    if unit == "month":
        return shift_months(day, count)
    if unit == "year":
        return shift_months(day, count * 12)
    raise ValueError(f"不能按“{unit}”推算日期")


def roll(day: date, how: str, calendar: WorkCalendar) -> date:
    """Move a last day that is a rest day: ``next``, ``previous`` or ``none``."""
    if how == "next":
        # 民法典 art. 203(1) (CLK-02); 民事诉讼法 art. 85 (CLK-04): 法定休假日结束的次日
        return calendar.next_workday(day)
    if how == "previous":
        # A notice counted backwards: moving forward would shorten the other side's time.
        return calendar.prev_workday(day)
    return day


def fixed_date(year: int, month_day: str, boundary: str = "on") -> date:
    """Return a fixed calendar date (固定日期) such as 01-31; ``before`` excludes the named day.

    “X日前” is read as including the named day, “X日之前” as excluding it; no clause
    defines either, both readings are conventions.
    """
    year = min(max(year, 1), 9999)
    month, day = (int(piece) for piece in month_day.split("-"))
    named = date(year, month, min(day, _months.monthrange(year, month)[1]))
    return shift_days(named, -1) if boundary == "before" else named


def close_of_business(day: date, close: time) -> datetime:
    """Return the last moment of the last day.

    民法典 art. 203(2) (CLK-07): 24:00, or where there are business hours the time the
    business stops.
    """
    return datetime.combine(day, close, CST)


def shift_hours(moment: datetime, count: int) -> datetime:
    """Return the moment ``count`` hours later. 民法典 art. 201(2): hours run from the stated hour."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CST)
    try:
        return moment.astimezone(CST) + timedelta(hours=count)
    except OverflowError:
        return moment


def count_own_days(start: date, end: date, unit: str, calendar: WorkCalendar) -> int:
    """Return how many of a rule's own days lie from start through end, both counted."""
    if end < start:
        return 0
    if unit == "workday":
        return calendar.count_workdays(start, end)
    return (end - start).days + 1
