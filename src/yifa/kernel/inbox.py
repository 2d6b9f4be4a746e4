"""The inbox (我的工作): every part of the house says what it wants from a reader; nobody needs to know who asks.

A module declares its providers in ``inbox.py``. Providers get scope and day, never a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.kernel.policy import Scope

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


Entries = Callable[[Scope, date], Iterable[Todo]]
Counter = Callable[[Scope, date], Count]

#: What gathers the entries, in the order of declaration.
PROVIDERS: list[Entries] = []
#: Cheap counts of the same entries, by provider.
_COUNTERS: dict[Entries, Counter] = {}
#: What a reader has set going and waits for (我发起的), and what of it has lately ended (已办结).
STARTED: list[Entries] = []
ENDED: list[Entries] = []
#: How many days back 已办结 looks.
BACK = 30
#: Address in the left navigation → its count. Filled by suites.
COUNTS: dict[str, Counter] = {}


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


def count(scope: Scope, day: date) -> Count:
    """Return how much a scope has to do."""
    if not scope.is_business or scope.bureau_id is None:
        return Count()
    total = Count()
    for entries in PROVIDERS:
        counter = _COUNTERS.get(entries)
        total += counter(scope, day) if counter else counted(entries(scope, day), day)
    return total
