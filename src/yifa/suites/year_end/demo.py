"""Demo of the years (演示数据): five closed, that of 己县 open."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.registry import demo

BOOK = "year_end.book"


@demo("year_end")
def load(house: Any) -> None:
    """Open the year's book; close it in the spring after, when the report is out."""
    began = house.profile.started_on if house.code == "ji" else date(house.year, 1, 4)
    book = house.do(BOOK, "open", day=min(began, house.day), year=house.year)
    if house.code != "ji":
        closed = date(house.year + 1, 4, 12)
        house.do(BOOK, "close", book, day=closed, closed_on=closed, approver="局长办公会")
