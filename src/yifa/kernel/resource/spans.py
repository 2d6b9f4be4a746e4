"""Named spans of days (今年, 本季度, 上月 …) for filters."""

from __future__ import annotations

from datetime import date, timedelta

SPANS = [
    ("year", "今年"), ("quarter", "本季度"), ("month", "本月"), ("last_month", "上月"), ("last_quarter", "上季度"),
    ("last_year", "去年"),
]  # fmt: skip


def _month(year: int, month: int) -> date:
    """Return the first day of a month, months beyond 1 to 12 rolling into other years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def span(name: str, day: date) -> tuple[date, date] | None:
    """Return first and last day of a named span as seen from a day, or None for an unknown name."""
    quarter = (day.month - 1) // 3 * 3 + 1
    starts = {
        "year": (date(day.year, 1, 1), date(day.year + 1, 1, 1)),
        "last_year": (date(day.year - 1, 1, 1), date(day.year, 1, 1)),
        "quarter": (_month(day.year, quarter), _month(day.year, quarter + 3)),
        "last_quarter": (_month(day.year, quarter - 3), _month(day.year, quarter)),
        "month": (_month(day.year, day.month), _month(day.year, day.month + 1)),
        "last_month": (_month(day.year, day.month - 1), _month(day.year, day.month)),
    }
    if name not in starts:
        return None
    first, beyond = starts[name]
    return first, beyond - timedelta(days=1)
