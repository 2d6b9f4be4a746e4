"""Days by which something is due to the bureau; the rules are settings, since places differ."""

from __future__ import annotations

from datetime import date, timedelta

from yifa.affairs.energy.engine.numbers import EnergyError


def after_quarter(end: date, day_of_month: int | None = None, days: int | None = None) -> date:
    """Return the day for a quarterly filing: a day of the next month, or so many days after the quarter."""
    if (end + timedelta(days=1)).day != 1 or end.month % 3:
        raise EnergyError(f"{end}不是季度末日")
    if (day_of_month is None) == (days is None):
        raise EnergyError("季报期限要么按次月几日，要么按季后几日")
    return end + timedelta(days=days if days is not None else day_of_month or 0)


def fixed(year: int, month_day: str) -> date:
    """Return the fixed day ``MM-DD`` of a year."""
    try:
        return date.fromisoformat(f"{year:04}-{month_day}")
    except ValueError:
        raise EnergyError(f"“{month_day}”不是月日") from None
