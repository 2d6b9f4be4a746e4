"""Due dates per second, against a day-by-day loop over ``chinese_calendar`` in the same run.

    .venv/bin/python benchmarks/due_dates.py

Prints machine, target, measured and ratio for: one addition of working days (the calendar
alone), a whole clock by ``fold`` (no trace), and a whole clock with its trace.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar

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
    print(f"machine: {platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"same answers as the baseline on {len(starts) * 2} due dates: {'yes' if not wrong else wrong[:3]}")
    print(f"target: >= {TARGET_RATIO}x the loop, >= {TARGET_RATE:,} due dates/s without trace\n")
    print(f"{'20 working days':<34}{'per second':>14}{'ratio':>10}  target")
    base = rate(lambda day: loop(day, 20), starts)

    def clock(day: date) -> object:
        return fold(rule, [Event("start", day)], calendar=calendar)

    def explained(day: date) -> object:
        return fold(rule, [Event("start", day)], calendar=calendar).trace

    rows = [
        ("calendar.add_workdays", rate(lambda day: calendar.add_workdays(day, 20), starts), True),
        ("fold (GID-02), no trace", rate(clock, starts), True),
        ("fold (GID-02) with trace", rate(explained, starts), False),
    ]
    print(f"{'baseline: loop over chinese_calendar':<36}{base:>12,.0f}{1.0:>10.1f}")
    good = not wrong
    for name, got, held in rows:
        passed = not held or (got / base >= TARGET_RATIO and got >= TARGET_RATE)
        good &= passed
        goal = f">= {TARGET_RATIO}x and >= {TARGET_RATE:,}/s {'ok' if passed else 'MISSED'}" if held else "(no target)"
        print(f"{name:<34}{got:>14,.0f}{got / base:>10.1f}  {goal}")
    year = rate(lambda day: loop(day, 250), starts[: 365 * 10 // 7], 0.6)
    fast = rate(lambda day: calendar.add_workdays(day, 250), starts)
    print(f"\n250 working days: loop {year:,.0f}/s, calendar {fast:,.0f}/s, ratio {fast / year:.0f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
