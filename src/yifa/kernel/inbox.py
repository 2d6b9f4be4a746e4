"""The inbox (我的工作): every part of the house says what it wants from a reader; nobody needs to know who asks.

A module declares its providers in ``inbox.py``. Providers get scope and day, never a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from django.db import models
from django.db.models import Q, Value

from yifa.kernel.ledger import chain
from yifa.kernel.policy import Scope
from yifa.lawkit.explain import zh_date

#: Kinds of things to do, as tabs: key → Chinese word.
KINDS = {"clock": "期限", "approval": "审批", "task": "任务", "collection": "收数", "report": "报告"}


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One thing to do. ``due`` None sorts last; an ``approval`` waits for the reader's word.

    clock, kind_lines, meta, action: as in ``parts/work.html``. unit_id: the unit whose work it is.
    """

    key: str
    kind: str
    title: str
    url: str
    due: date | None = None
    clock: dict[str, Any] | None = None
    kind_lines: tuple[str, ...] = ()
    meta: tuple[Any, ...] = ()
    action: dict[str, Any] | None = None
    unit_id: int | None = None

    def bucket(self, day: date) -> str:
        """Return where it stands on the page: late, today, next or ask (待我审批)."""
        if self.kind == "approval":
            return "ask"
        if self.due is None or self.due > day:
            return "next"
        return "today" if self.due == day else "late"


@dataclass(frozen=True)
class Count:
    """How many things there are, and how many of them are late."""

    number: int = 0
    late: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.number + other.number, self.late + other.late)


@dataclass(frozen=True)
class Asked:
    """Entries that the database counts, with those of every other provider in one query.

    rows: a row an entry; ``once``: one entry however many rows there are. due: the field whose day makes an entry
    late; ``late``: whether all of them are.
    """

    rows: Any
    due: str = ""
    once: bool = False
    late: bool = False

    def told(self, number: int, past: int) -> Count:
        """Return what the numbers of the rows come to."""
        past = number if self.late else past
        return Count(min(number, 1), min(past, 1)) if self.once else Count(number, past)


Entries = Callable[[Scope, date], Iterable[Todo]]
#: Parts of a count, which add up.
Counter = Callable[[Scope, date], Iterable[Count | Asked]]

#: What gathers the entries, in the order of declaration.
PROVIDERS: list[Entries] = []
#: Cheap counts of the same entries, by provider.
_COUNTERS: dict[Entries, Counter] = {}
#: What a reader has set going and waits for (我发起的), and what of it has lately ended (已办结).
STARTED: list[Entries] = []
ENDED: list[Entries] = []
#: How many days back 已办结 looks.
BACK = 30
#: Address in the left navigation → its count; None: all there is to do. Filled by suites.
COUNTS: dict[str, Counter | None] = {}
#: Counts as last asked, by scope, day and end of the ledger, until a moment: whatever an Action changes is counted
#: anew at once, the little that is written outside the ledger (the end of an import, ADR 0039) within the seconds.
_KEPT: dict[tuple[Scope, date, str], tuple[dict[str, Count], float]] = {}
_MOST, _SECONDS = 1000, 10.0


def provider(count: Counter | None = None) -> Callable[[Entries], Entries]:
    """Decorator: register a provider; ``count`` gives the number of its entries without building them."""

    def keep(entries: Entries) -> Entries:
        PROVIDERS.append(entries)
        if count is not None:
            _COUNTERS[entries] = count
        return entries

    return keep


def followed(which: list[Entries], scope: Scope, day: date) -> list[Todo]:
    """Return what a scope follows (``STARTED`` or ``ENDED``); it wants nothing of the reader and counts nowhere."""
    if not scope.is_business or scope.bureau_id is None:
        return []
    return [t for entries in which for t in entries(scope, day)]


def counted(todos: Iterable[Todo], day: date) -> Count:
    """Count entries."""
    found = list(todos)
    return Count(len(found), sum(1 for t in found if t.bucket(day) == "late"))


def todos(scope: Scope, day: date) -> list[Todo]:
    """Return all a scope has to do, first due first. Administrators hold no business data and get nothing."""
    if not scope.is_business or scope.bureau_id is None:
        return []
    found = [t for entries in PROVIDERS for t in entries(scope, day)]
    return sorted(found, key=lambda t: (t.due is None, t.due or day, t.title, t.key))


def _number(rows: Any, place: int, due: str, day: date) -> Any:
    """Return the query of one part: its place, how many rows, how many of them past their day."""
    number, whole = models.Count("pk"), models.IntegerField()
    past = models.Count("pk", filter=Q(**{f"{due}__lt": day})) if due else Value(0, output_field=whole)
    found = rows.order_by().values(inbox_place=Value(place, output_field=whole))
    return found.annotate(inbox_number=number, inbox_past=past).values_list("inbox_place", "inbox_number", "inbox_past")


def _tell(counters: Iterable[Counter], scope: Scope, day: date) -> dict[Counter, Count]:
    """Return the count of each counter; whatever the database counts is one query."""
    out: dict[Counter, Count] = {}
    asked: list[tuple[Counter, Asked]] = []
    for counter in dict.fromkeys(counters):
        out[counter] = Count()
        for part in counter(scope, day):
            if isinstance(part, Count):
                out[counter] += part
            elif not part.rows.query.is_empty():
                asked.append((counter, part))
    if asked:
        first, *others = (_number(part.rows, i, part.due, day) for i, (_, part) in enumerate(asked))
        for place, number, past in first.union(*others, all=True) if others else first:
            counter, part = asked[place]
            out[counter] += part.told(number, past)
    return out


def _counter(entries: Entries) -> Counter:
    """Return what counts a provider's entries: its own counter, or the entries themselves."""
    return _COUNTERS.get(entries) or (lambda scope, day: [counted(entries(scope, day), day)])


def counts(scope: Scope, day: date) -> dict[str, Count]:
    """Return the count at each address of the navigation that has one."""
    if not scope.is_business or scope.bureau_id is None:
        return {}
    asked = (scope, day, chain.head())
    kept, until = _KEPT.get(asked, ({}, 0.0))
    if monotonic() < until:
        return kept
    whole = [_counter(entries) for entries in PROVIDERS]
    found = _tell([*whole, *(c for c in COUNTS.values() if c is not None)], scope, day)
    total = sum((found[c] for c in whole), Count())
    out = {address: total if counter is None else found[counter] for address, counter in COUNTS.items()}
    if len(_KEPT) >= _MOST:
        _KEPT.clear()
    _KEPT[asked] = (out, monotonic() + _SECONDS)
    return out


def deadline(due: date, day: date, what: str = "止", soon: int = 3) -> dict[str, Any]:
    """Return the mark of a day that no clock keeps: how many days are left, and what is to be by then."""
    left = (due - day).days
    words = f"剩 {left} 日" if left > 0 else "今天到期" if left == 0 else f"逾期 {-left} 日"
    tone = "alarm" if left < 0 else "warn" if left <= soon else ""
    return {"label": words, "note": f"{zh_date(due, day)}{what}", "tone": tone}


def forget() -> None:
    """Count anew, whatever the ledger says."""
    _KEPT.clear()


def count(scope: Scope, day: date) -> Count:
    """Return how much a scope has to do."""
    if not scope.is_business or scope.bureau_id is None:
        return Count()
    return sum(_tell([_counter(entries) for entries in PROVIDERS], scope, day).values(), Count())
