"""Small tools of the demo loaders: working days spread over a year, and entering rows as a bureau would have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from yifa.core.org.house import House
from yifa.lawkit.calendar import WorkCalendar


def workday(day: date) -> date:
    """Return the day, or the last working day before it; within the same year the first one after it."""
    calendar, found = WorkCalendar.load(), day
    while calendar.day(found).kind not in ("workday", "makeup"):
        found -= timedelta(days=1)
    if found.year == day.year:
        return found
    found = day
    while calendar.day(found).kind not in ("workday", "makeup"):
        found += timedelta(days=1)
    return found


def spread(year: int, number: int, first: tuple[int, int] = (1, 9), last: tuple[int, int] = (12, 22)) -> list[date]:
    """Return ``number`` working days, evenly spread from one (month, day) to another."""
    start, end = date(year, *first), date(year, *last)
    step = (end - start).days / max(1, number - 1)
    return [workday(start + timedelta(days=round(i * step))) for i in range(number)]


def enter(
    house: House, resource: str, rows: Sequence[dict[str, Any]], answers: dict[str, str] | None = None
) -> list[Any]:
    """Enter rows as the bureau would have, and return the records.

    What happened before the bureau's 启用日期 comes in by 补录. What happened since is recorded live on its
    own day; what lies beyond the loader's day is left out (己县 stands in the middle of its year).
    ``answers``: of the gates of 补录.
    """
    started = house.profile.started_on
    rows = [row for row in rows if row["happened_on"] <= house.day]
    past = [row for row in rows if row["happened_on"] < started]
    made = house.backfill(resource, past, answers) if past else []
    live = [row for row in rows if row["happened_on"] >= started]
    return made + [house.do(resource, "record", day=row["happened_on"], **row) for row in live]


def void(house: House, resource: str, record: Any, reason: str = "重复登记") -> Any:
    """Void a record, checked and approved by others than the loader."""
    return house.do(resource, "void", record, reason=reason, checker="李某", approver="郑某")
