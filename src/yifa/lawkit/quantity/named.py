"""Named quantities in running text (名目): dates, date ranges, year ranges and structures like 1+4+X."""

from __future__ import annotations

import re
from datetime import date

from .model import Quantity
from .numerals import narrow
from .parse import Found

_D = r"(?:(?P<y{i}>\d{{4}})年)?(?:(?P<m{i}>\d{{1,2}})月)?(?P<d{i}>\d{{1,2}})日"
_RANGE = re.compile(_D.format(i=1) + r"\s?(?:至|到|[-—–~～]+)\s?" + _D.format(i=2))
_DAY = re.compile(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_YEARS = re.compile(r"(?<!\d)(\d{4})年?\s?(?:至|到|[-—–~～]+)\s?(\d{4})年(?!\d{1,2}月)")
_STRUCTURE = re.compile(r"(?<![\d+A-Za-z])\d+(?:\+(?:\d+|[A-Z]))+(?![\d+A-Za-z])")


def parse_named(text: str, year: int | None = None) -> list[Found]:
    """Return dates (ISO), ranges (D1/D2, Y1/Y2) and structures; a date without a year takes ``year``, else is left."""
    work, out = narrow(text), []

    def take(match: re.Match[str], value: str | None) -> None:
        nonlocal work
        if value is not None:
            quantity = Quantity(value, None, "named")
            out.append(Found(text[match.start() : match.end()], match.start(), match.end(), quantity))
            work = work[: match.start()] + "\x00" * len(match[0]) + work[match.end() :]

    for match in _RANGE.finditer(work):
        if match["m1"]:
            y1 = int(match["y1"] or year or 0)
            first = _iso(y1, match["m1"], match["d1"])
            last = _iso(int(match["y2"] or y1), match["m2"] or match["m1"], match["d2"])
            take(match, f"{first}/{last}" if first and last and first <= last else None)
    for match in _DAY.finditer(work):
        take(match, _iso(int(match["y"] or year or 0), match["m"], match["d"]))
    for match in _YEARS.finditer(work):
        take(match, f"{match[1]}/{match[2]}" if match[1] <= match[2] else None)
    for match in _STRUCTURE.finditer(work):
        take(match, match[0])
    return sorted(out, key=lambda found: found.start)


def _iso(year: int, month: str, day: str) -> str | None:
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return None
