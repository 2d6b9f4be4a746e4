"""Due dates per second, against a day-by-day loop over ``chinese_calendar`` in the same run.

One addition of working days (the calendar alone), a whole clock by ``fold`` without and with its trace.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar

from benchmarks.table import line
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.rules import get_rule

DAY = timedelta(days=1)
TARGET_RATIO, TARGET_RATE = 50, 20_000


def loop(start: date, count: int) -> date:
    """The named baseline: walk day by day, ask chinese_calendar each time."""
    day = start
    while count:
        day += DAY
        if chinese_calendar.is_workday(day):
            count -= 1
    return day


def rate(work: Callable[[date], object], starts: list[date], seconds: float = 0.6) -> float:
    """Return calls per second: whole passes over the start days until the time is up."""
    for day in starts[:50]:
        work(day)
    calls, begin = 0, time.perf_counter()
    while (spent := time.perf_counter() - begin) < seconds:
        for day in starts:
            work(day)
        calls += len(starts)
    return calls / spent


def main() -> int:
    calendar = WorkCalendar.load()
    first = date(2015, 1, 1)
    starts = [first + DAY * offset for offset in range(0, 365 * 11, 7)]
    rule = get_rule("GID-02")
    wrong = [day for day in starts for n in (5, 20) if calendar.add_workdays(day, n) != loop(day, n)]
    base = rate(lambda day: loop(day, 20), starts)

    def clock(day: date) -> object:
        return fold(rule, [Event("start", day)], calendar=calendar)

    def explained(day: date) -> object:
        return fold(rule, [Event("start", day)], calendar=calendar).trace

    rows = [
        ("calendar.add_workdays, 20 days", rate(lambda day: calendar.add_workdays(day, 20), starts), True),
        ("a clock (GID-02), no trace", rate(clock, starts), True),
        ("a clock (GID-02) with its trace", rate(explained, starts), False),
    ]
    good = line("same due dates as the baseline", "all", "all" if not wrong else f"{len(wrong)} differ", not wrong, 1,
                f"loop over chinese_calendar, {len(starts) * 2:,} dates")  # fmt: skip
    for name, got, held in rows:
        met = not held or (got / base >= TARGET_RATIO and got >= TARGET_RATE)
        goal = f">= {TARGET_RATIO}x, {TARGET_RATE:,}/s" if held else "(none)"
        good &= line(name, goal, f"{got:,.0f}/s", met, got / base, f"loop over chinese_calendar {base:,.0f}/s")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
