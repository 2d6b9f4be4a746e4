"""The calendar of working days (工作日历), read from the published yearly notices.

The State Council's office publishes each year's holidays (放假) and make-up
workdays (调休补班). Days outside the published years are plain Monday to Friday
and *provisional* (暂定): the answer may change when the notice comes out.

Everything is precomputed over day ordinals, so "the n-th working day after" is one
addition and one array look-up. No date makes it fail: results are clamped to what
``datetime.date`` can hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, load_kind

#: kinds of day: 工作日, 周末, 放假, 调休补班
WORKDAY, WEEKEND, HOLIDAY, MAKEUP = "workday", "weekend", "holiday", "makeup"
_MAX = date.max.toordinal()
_WORKING = (WORKDAY, MAKEUP)


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice (通知) a day rests on. ``doc_no`` is None where nobody has seen it (待核实)."""

    title: str
    doc_no: str | None
    issued: str | None
    verified: bool

    def __str__(self) -> str:
        return f"《{self.title}》" + (f"（{self.doc_no}）" if self.doc_no and self.verified else "（文号待核实）")


@dataclass(frozen=True, slots=True)
class DayInfo:
    """What one day is, and on what ground. ``name`` is the festival, or None."""

    date: date
    kind: str
    name: str | None
    provisional: bool
    basis: Notice | None

    @property
    def is_workday(self) -> bool:
        return self.kind in _WORKING


def _weekdays_through(ordinal: int) -> int:
    """Return the number of Mondays to Fridays from 0001-01-01 (a Monday) through the ordinal."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + (rest if rest < 5 else 5)


def _weekday_at(count: int) -> int:
    """Return the ordinal of the count-th Monday-to-Friday day: the inverse of _weekdays_through."""
    weeks, rest = divmod(count - 1, 5)
    return weeks * 7 + rest + 1


class WorkCalendar:
    """Working days over the published years, plain Monday to Friday elsewhere."""

    def __init__(self, special: dict[date, tuple[str, str, Notice]], years: set[int]) -> None:
        self.special = special
        self.years = frozenset(years)
        self.first = date(min(years), 1, 1) if years else None
        self.last = date(max(years), 12, 31) if years else None
        low = self.first.toordinal() if self.first else 1
        high = self.last.toordinal() if self.last else 0
        if special:
            low = min(low, min(special).toordinal())
            high = max(high, max(special).toordinal())
        self._low, self._high = low, high
        self._before = _weekdays_through(low - 1)
        self._through: list[int] = []  # working days through low + i, counted from 0001-01-01
        self._days: list[int] = []  # ordinal of the i-th working day inside the table
        count = self._before
        for ordinal in range(low, high + 1):
            entry = special.get(date.fromordinal(ordinal))
            if entry[0] == MAKEUP if entry else (ordinal - 1) % 7 < 5:
                count += 1
                self._days.append(ordinal)
            self._through.append(count)
        self._shift = count - _weekdays_through(high) if high >= low else 0
        self._after = count

    # -- counting by ordinal: the fast path ------------------------------------------------

    def through(self, ordinal: int) -> int:
        """Return how many working days lie at or before the day (from 0001-01-01)."""
        if ordinal < self._low:
            return _weekdays_through(ordinal)
        if ordinal > self._high:
            return _weekdays_through(ordinal) + self._shift
        return self._through[ordinal - self._low]

    def at(self, count: int) -> int:
        """Return the ordinal of the count-th working day, clamped to the dates that exist."""
        if count <= self._before:
            return _weekday_at(count) if count >= 1 else 1
        if count <= self._after:
            return self._days[count - self._before - 1]
        return min(_weekday_at(count - self._shift), _MAX)

    def works(self, ordinal: int) -> bool:
        """Return whether the day with this ordinal is a working day."""
        if self._low <= ordinal <= self._high:
            index = ordinal - self._low
            return self._through[index] > (self._through[index - 1] if index else self._before)
        return (ordinal - 1) % 7 < 5

    def add_workdays(self, day: date, count: int) -> date:
        """Return the count-th working day after the day (before it when negative); 0 is the day itself."""
        ordinal = day.toordinal()
        if count > 0:
            return date.fromordinal(self.at(self.through(ordinal) + count))
        if count < 0:
            return date.fromordinal(self.at(self.through(ordinal - 1) + count + 1))
        return day

    def count_workdays(self, start: date, end: date) -> int:
        """Return the number of working days from start through end, both counted."""
        if end < start:
            return 0
        return self.through(end.toordinal()) - self.through(start.toordinal() - 1)

    # -- single days ------------------------------------------------------------------------

    def is_workday(self, day: date) -> bool:
        """Return whether the day is a working day; make-up workdays (补班) are."""
        return self.works(day.toordinal())

    def next_workday(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first one after it."""
        ordinal = day.toordinal()
        return day if self.works(ordinal) else date.fromordinal(self.at(self.through(ordinal) + 1))

    def prev_workday(self, day: date) -> date:
        """Return the day itself if it is a working day, else the last one before it."""
        ordinal = day.toordinal()
        return day if self.works(ordinal) else date.fromordinal(self.at(self.through(ordinal)))

    def provisional(self, day: date) -> bool:
        """Return whether no notice covers the day's year (暂定)."""
        return day.year not in self.years

    def provisional_between(self, start: date, end: date) -> bool:
        """Return whether any day from start through end lies in a year without a notice."""
        return any(year not in self.years for year in range(start.year, end.year + 1))

    def day(self, day: date) -> DayInfo:
        """Return what the day is, with the festival's name and the notice behind it."""
        entry = self.special.get(day)
        provisional = self.provisional(day)
        if entry:
            return DayInfo(day, entry[0], entry[1], provisional, entry[2])
        return DayInfo(day, WORKDAY if day.weekday() < 5 else WEEKEND, None, provisional, None)

    @classmethod
    def load(cls, region: str | None = None, root: Path = ROOT) -> WorkCalendar:
        """Return the calendar of a region: national notices with local ones laid over them."""
        return _load(region, root)


@lru_cache(maxsize=64)
def _load(region: str | None, root: Path) -> WorkCalendar:
    special: dict[date, tuple[str, str, Notice]] = {}
    years: set[int] = set()
    for path, data in load_kind("calendar", region, root):
        try:
            _read(path, data, special, years)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            if isinstance(error, PackError):
                raise
            raise PackError(f"日历包 {path.name} 内容有误：缺少或不合格的 {error}") from error
    return WorkCalendar(special, years)


def _read(path: Path, data: dict[str, Any], special: dict, years: set[int]) -> None:
    """Lay one year's file over ``special``; later files win, day by day."""
    local = "national" not in path.parts
    notices = {
        key: Notice(item["title"], item.get("doc_no"), str(item.get("issued") or "") or None, bool(item["verified"]))
        for key, item in data["notices"].items()
    }
    if not notices:
        raise PackError(f"日历包 {path.name} 没有写明依据的通知")
    for item in data.get("holidays") or []:
        day, notice = item["from"], notices[item.get("notice", 1)]
        if item["to"] < day:
            raise PackError(f"日历包 {path.name}：{item['name']} 的止日早于起日")
        while day <= item["to"]:
            special[day] = (HOLIDAY, item["name"], notice)
            day += timedelta(days=1)
    for item in data.get("makeups") or []:
        if item["date"].weekday() < 5 and not local:
            raise PackError(f"日历包 {path.name}：补班日 {item['date']} 不是周末")
        special[item["date"]] = (MAKEUP, item["name"], notices[item.get("notice", 1)])
    if not local:
        years.add(int(data["year"]))
