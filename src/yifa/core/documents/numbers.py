"""Hand out 发文字号 inside Actions: gapless per bureau, series and year; year in 〔〕 (GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

import re

from yifa.core.documents.models import NumberSeries, OutgoingPaper
from yifa.core.org.models import BureauProfile
from yifa.kernel import db
from yifa.kernel.action import Conflict, Work
from yifa.kernel.record import Life


def preview(bureau_id: int, key: str, year: int, word: str = "发") -> str:
    """Return the number that would come next, without taking it."""
    row = NumberSeries.objects.filter(bureau_id=bureau_id, key=key, year=year).first()
    prefix = row.prefix if row else _prefix(bureau_id, word)
    return f"{prefix}〔{year}〕{_last(bureau_id, row, prefix, year) + 1}号"


def _last(bureau_id: int, row: NumberSeries | None, prefix: str, year: int) -> int:
    """Return the highest number given out: by the series, or entered by hand in the register of outgoing papers."""
    head = f"{prefix}〔{year}〕"
    rows = OutgoingPaper.objects.filter(bureau_id=bureau_id, number__startswith=head, life=Life.LIVE)
    tails = (n[len(head) :].removesuffix("号") for n in rows.values_list("number", flat=True))
    return max([row.last if row else 0, *(int(t) for t in tails if re.fullmatch(r"[1-9][0-9]{0,5}", t))])


def take(work: Work, bureau_id: int, key: str, year: int, word: str = "发") -> str:
    """Take the next number of a series inside a running Action; the year's first use opens the series."""
    db.take_turns("series", bureau_id, key, year)
    row = db.locked(NumberSeries.objects.filter(bureau_id=bureau_id, key=key, year=year)).first()
    prefix = row.prefix if row else _prefix(bureau_id, word)
    last = _last(bureau_id, row, prefix, year) + 1
    if row is None:
        made = NumberSeries(bureau_id=bureau_id, key=key, prefix=prefix, year=year, last=last, happened_on=work.day)
        row = work.create(made)
    else:
        work.update(row, last=last)
    return f"{row.prefix}〔{year}〕{row.last}号"


def claim(work: Work, bureau_id: int, key: str, number: str, word: str = "发") -> str:
    """Take the number somebody was shown, or one given on paper; refuse one that is used already.

    A higher number given on paper moves the series on, so that it is never handed out again.
    """
    year = work.day.year
    db.take_turns("series", bureau_id, key, year)
    if number == preview(bureau_id, key, year, word):
        return take(work, bureau_id, key, year, word)
    used = OutgoingPaper.objects.filter(bureau_id=bureau_id, number=number, life=Life.LIVE).exists()
    row = db.locked(NumberSeries.objects.filter(bureau_id=bureau_id, key=key, year=year)).first()
    prefix = row.prefix if row else _prefix(bureau_id, word)
    given = re.fullmatch(rf"{re.escape(prefix)}〔{year}〕([1-9]\d{{0,5}})号", number)
    if used or (given and row and int(given[1]) <= row.last):
        raise Conflict(f"{number}已经用过。下一个是{preview(bureau_id, key, year, word)}。")
    if given and row:
        work.update(row, last=int(given[1]))
    elif given:
        made = NumberSeries(bureau_id=bureau_id, key=key, prefix=prefix, year=year, last=int(given[1]))
        made.happened_on = work.day
        work.create(made)
    return number


def _prefix(bureau_id: int, word: str) -> str:
    profile = BureauProfile.objects.filter(bureau_id=bureau_id).first()
    return f"{profile.doc_prefix if profile else ''}{word}"
