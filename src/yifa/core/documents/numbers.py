"""Hand out 发文字号 inside Actions: gapless per bureau, series and year; year in 〔〕 (GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

from typing import Any

from yifa.core.documents.models import NumberSeries
from yifa.core.org.models import BureauProfile
from yifa.kernel import db


def preview(bureau_id: int, key: str, year: int, word: str = "发") -> str:
    """Return the number that would come next, without taking it."""
    row = NumberSeries.objects.filter(bureau_id=bureau_id, key=key, year=year).first()
    prefix = row.prefix if row else _prefix(bureau_id, word)
    return f"{prefix}〔{year}〕{(row.last if row else 0) + 1}号"


def take(work: Any, bureau_id: int, key: str, year: int, word: str = "发") -> str:
    """Take the next number of a series inside a running Action; the year's first use opens the series."""
    row = db.locked(NumberSeries.objects.filter(bureau_id=bureau_id, key=key, year=year)).first()
    if row is None:
        row = work.create(
            NumberSeries(
                bureau_id=bureau_id, key=key, prefix=_prefix(bureau_id, word), year=year, last=1, happened_on=work.day
            )
        )
    else:
        work.update(row, last=row.last + 1)
    return f"{row.prefix}〔{year}〕{row.last}号"


def _prefix(bureau_id: int, word: str) -> str:
    profile = BureauProfile.objects.filter(bureau_id=bureau_id).first()
    return f"{profile.doc_prefix if profile else ''}{word}"
