"""The relay between an inner instance, which holds the records, and an outer one, which holds none (内外网交换).

A module that has pages for people outside declares one ``Outlet`` in its ``outlet.py``: which facts go outward as
``Card``s, how a ``Post`` that came inward becomes an Action, which pages show the cards and take the posts. The relay
carries both in signed packages and knows none of their words (ADR 0071).
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import IO, Any, TypeVar

from django.utils import timezone

#: The channel of Actions that ``take`` runs; the ledger shows it.
CHANNEL = "outer"


@dataclass(frozen=True)
class CardFile:
    """A file of a card; its bytes lie in ``kernel.files.store`` inside, in ``YIFA_HOME/outer/files`` outside."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Card:
    """One page's worth of facts handed outward; only what the outer page shows.

    key: unique within outlet and bureau (``item:123``); who: ``secret_digest`` of what opens it, empty: everybody;
    words: text the public search looks through; sort: cards are listed by it, the last first.
    """

    key: str
    data: dict[str, Any]
    who: str = ""
    words: str = ""
    sort: str = ""
    files: tuple[CardFile, ...] = ()


@dataclass(frozen=True)
class PostFile:
    """A file that was handed in; ``field``: the field of the form it came by."""

    field: str
    name: str
    content: bytes = dataclasses.field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.content).hexdigest()

    def open(self) -> IO[bytes]:
        """Return its bytes as a file."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class Post:
    """One form handed in outside.

    key: 32 hex digits, the same key is taken once for ever; bureau: ``Unit.code``; at: by the outer clock;
    data: the form's fields as typed, nothing of it was believed outside; who: digest of the secret that opens what
    became of it.
    """

    key: str
    outlet: str
    bureau: str
    at: datetime
    data: dict[str, Any]
    files: tuple[PostFile, ...] = ()
    who: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a post; goes outward with the next package.

    record: (resource, pk) it became. Where it became none: unit is the pk of the office that decides about it, or it is
    ``settled``, because the person is told what is wrong and hands in anew.
    """

    done: bool
    words: str = ""
    data: dict[str, Any] = dataclasses.field(default_factory=dict)
    record: tuple[str, int] | None = None
    unit: int | None = None
    settled: bool = False


class Outlet(ABC):
    """What one module shows and takes outside. Declare it in ``outlet.py`` with ``@outlet``."""

    key = ""
    label = ""
    #: Pages of the outer side, mounted only where ``YIFA_SIDE=outer``.
    urlpatterns: list[Any] = []

    @abstractmethod
    def cards(self, bureau: Any, day: date) -> Iterator[Card]:
        """Inside: yield the whole present set of a bureau; the relay finds what has changed."""

    @abstractmethod
    def take(self, bureau: Any, post: Post, now: datetime) -> Outcome:
        """Inside: run the Actions of a post (``channel=CHANNEL``). A refusal is an Outcome, never an exception."""

    def form(self, post: Post) -> tuple[str, str, dict[str, Any]]:
        """Inside: return resource, verb and fields of the form that a post was, for who decides about it."""
        return "", "", post.data


#: Set by core: bureau → what an outer page says of it beside its name (演示数据).
about_port: Callable[[Any], dict[str, Any]] = lambda bureau: {}  # noqa: E731
_outlets: dict[str, Outlet] = {}
Declared = TypeVar("Declared", bound=type[Outlet])


def outlet(cls: Declared) -> Declared:
    """Class decorator: register an Outlet, one per module."""
    made = cls()
    if made.key in _outlets:
        raise RuntimeError(f"outlet {made.key} is declared twice")
    _outlets[made.key] = made
    return cls


def outlets() -> dict[str, Outlet]:
    """Return key → Outlet, in the order of keys."""
    return dict(sorted(_outlets.items()))


def about(bureau: Any) -> dict[str, Any]:
    """Return what an outer page says of a bureau beside its name."""
    return about_port(bureau)


def day_of(at: datetime) -> date:
    """Return the day of a moment in the bureau's time zone: on which a post was handed in."""
    return timezone.localdate(at)


def secret_digest(secret: str) -> str:
    """Return what stands for a secret (of a link, of a receipt) wherever it is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
