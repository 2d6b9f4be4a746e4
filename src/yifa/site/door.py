"""What the door shows to everybody: today's working-day state, the month, the next statutory dates."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from yifa.lawkit import rules
from yifa.lawkit.calendar import WorkCalendar
from yifa.site.shell import _KIND, _WEEKDAY

_HOW_MANY = 4
_MARKS = {"weekend": "off", "holiday": "holiday", "makeup": "make", "workday": ""}


def context(day: date) -> dict[str, Any]:
    """Return ``door`` of the login page."""
    from yifa.core.org.models import BureauProfile

    profiles = list(BureauProfile.objects.select_related("bureau").order_by("id")[:2])
    demo = any(p.demo for p in profiles)
    return {
        "bureau": profiles[0].bureau.name if len(profiles) == 1 else "六个演示机关" if demo else "",
        "demo": demo,
        "demo_hint": "演示密码见启动窗口，只在本机有效。" if demo else "",
        "help": "忘记密码，请安全管理员重设。",
        "day_text": _day_text(day),
        "month_title": f"{day.year}年{day.month}月",
        "month": _month(day),
        "dates": list(_dates(day)),
    }


def _day_text(day: date) -> str:
    book = WorkCalendar.load()
    then = day + timedelta(days=1)
    now, next_day = book.day(day).kind, book.day(then).kind
    return f"今天是周{_WEEKDAY[day.weekday()]}，{_KIND[now]}；明天周{_WEEKDAY[then.weekday()]}，{_KIND[next_day]}"


def _month(day: date) -> dict[str, Any]:
    book = WorkCalendar.load()
    weeks: list[list[dict[str, Any] | None]] = []
    for week in calendar.Calendar().monthdatescalendar(day.year, day.month):
        row: list[dict[str, Any] | None] = []
        for d in week:
            kind = "today" if d == day else _MARKS[book.day(d).kind]
            row.append({"day": d.day, "kind": kind} if d.month == day.month else None)
        weeks.append(row)
    return {"title": f"{day.month}月", "caption": f"{day.year}年{day.month}月工作日历", "weeks": weeks}


@lru_cache(maxsize=4)
def _dates(day: date) -> tuple[dict[str, Any], ...]:
    """Return the next yearly dates fixed by national rules whose text was seen."""
    found = []
    for rule in rules.load_rules(on=day).values():
        for part in rule.parts:
            if part.unit != "date" or not rule.verified or not isinstance(part.value, str):
                continue
            month, number = (int(t) for t in part.value.split("-"))
            due = date(day.year, month, number)
            if due < day:
                due = date(day.year + 1, month, number)
            ending = "之前" if part.boundary == "before" else "前" if part.year_offset else ""
            text = (f"{due.year}年" if due.year != day.year else "") + f"{due.month}月{due.day}日{ending}"
            found.append((due, rule.id, {"date": text, "text": rule.title, "law": {"text": str(rule.basis)}}))
    return tuple(item for _, _, item in sorted(found, key=lambda f: f[:2])[:_HOW_MANY])
