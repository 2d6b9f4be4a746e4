"""The act a wrong title most likely means (近似名称): few characters away, and no close rival.

A title is only ever *compared*; whether it may be called wrong is for the caller, who knows the sentence around it.
The kinds: ``period`` a wrong or added span of years, ``character`` characters changed, ``order`` characters swapped,
``kind_word`` 条例 for 办法, ``dropped`` and ``added`` characters left out or put in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from yifa.lawkit.titles import TitleWords

#: marks of a title that was not read whole: blanks, placeholders, replacement characters
_DAMAGE = re.compile(r"[□■▢◻�?？*＊_＿×○●◯…]|[A-Za-z]{3,}|XX|xx|某某|��")
#: kinds whose stem alone identifies them, so that a wrong kind word or a dropped character can be told
_STATE = "中华人民共和国"
_NAMED = ("law", "regulation", "party")
_MOST_DROPPED = 4
_MOST_ADDED = 2


@dataclass(frozen=True)
class Near:
    """One act a title may mean, how the title departs from it, and by how many characters.

    ``telling``: the departure shows a slip; otherwise another real title could look like that, and one may only ask.
    """

    statute: Any
    kind: str
    distance: int
    telling: bool = True


def damaged(title: str) -> bool:
    """Whether a title carries marks of something that could not be read; such a title is never corrected."""
    return bool(_DAMAGE.search(title))


def edits(one: str, two: str, most: int) -> int | None:
    """Return the edit distance (a swap of neighbours counts once), or None where it is more than ``most``."""
    if abs(len(one) - len(two)) > most:
        return None
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(two, 1):
            cost = min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return None
        before, row = row, new
    return row[-1] if row[-1] <= most else None


def allowance(length: int) -> int:
    """How many characters a title of a length may be away and still mean the act."""
    return 1 if length < 8 else 2 if length < 12 else 3


def is_part(short: str, long: str) -> bool:
    """Whether all characters of ``short`` stand in ``long`` in the same order."""
    rest = iter(long)
    return all(character in rest for character in short)


@dataclass(frozen=True)
class _Name:
    bare: str
    ending: str
    letters: Counter[str]
    statute: Any
    named: bool

    @property
    def stem(self) -> str:
        return self.bare[: len(self.bare) - len(self.ending)]


class NearTitles:
    """All titles a wrong title may mean, prepared for comparison."""

    def __init__(self, statutes: Iterable[Any], words: TitleWords) -> None:
        self.words = words
        self.names = [
            _Name(bare, words.ending(name), Counter(bare), statute, statute.kind in _NAMED)
            for statute in statutes
            if statute.kind not in ("local", "standard", "interpretation") and not statute.is_local
            for name in (statute.title,)
            if (bare := words.bare(name))
        ]

    def find(self, title: str) -> list[Near]:
        """Return the nearest acts, best first; several of one distance are rivals. Nothing for a damaged title."""
        key = self.words.bare(title)
        if len(key) < 3 or damaged(title):
            return []
        ending = self.words.ending(title)
        found = sorted(
            self._compare(key, ending, title.startswith(_STATE)), key=lambda near: (near.distance, near.statute.slug)
        )
        unique: dict[str, Near] = {}
        for near in found:
            unique.setdefault(near.statute.slug, near)
        return list(unique.values())

    def _compare(self, key: str, ending: str, freely: bool) -> Iterator[Near]:
        most, letters = allowance(len(key)), Counter(key)
        stem = key[: len(key) - len(ending)]
        for name in self.names:
            gap = len(name.bare) - len(key)
            if abs(gap) > _MOST_DROPPED + 2:
                continue
            common = (letters & name.letters).total()
            if common < min(len(key), len(name.bare)) - most:
                continue
            if key == name.bare:
                yield Near(name.statute, "period", 0)
                continue
            kind = _kind_of(key, stem, ending, name)
            if kind:
                yield Near(name.statute, kind, 1 if kind == "kind_word" else abs(gap))
                continue
            if ending != name.ending and not _slip_in_ending(key, name):
                continue
            distance = edits(key, name.bare, most)
            if distance is not None:
                kind = "order" if _swapped(key, name.bare) else "character"
                yield Near(name.statute, kind, distance, telling=freely or _telling(key, name))


def _kind_of(key: str, stem: str, ending: str, name: _Name) -> str:
    """kind_word, dropped or added, where the title departs in that way alone."""
    if not name.named:
        return ""
    if ending and name.ending and ending != name.ending and stem == name.stem and len(stem) >= 5:
        return "kind_word"
    gap = len(name.bare) - len(key)
    if ending != name.ending:
        return ""
    if 0 < gap <= _MOST_DROPPED and len(key) >= 6 and is_part(key, name.bare):
        return "dropped"
    if 0 < -gap <= _MOST_ADDED and len(name.bare) >= 6 and is_part(name.bare, key):
        return "added"
    return ""


def _telling(key: str, name: _Name) -> bool:
    """Whether one wrong character is enough to tell: in a short title another character may make another real title.

    Only the State makes 法, so a longer 法 that is in no catalogue is likely a slip; a short title of another kind may
    be a local one (城市供热条例 beside 城市供水条例) unless the two sound alike or the kind word itself is broken.
    """
    if len(key) > 6 or len(name.bare) > 6 or (key.endswith("法") and len(key) >= 4):
        return True
    return (_slip_in_ending(key, name) and not key.endswith(name.ending)) or _sound_alike(key, name.bare)


def _sound_alike(one: str, two: str) -> bool:
    """Whether two titles of one length are read alike (访 for 坊)."""
    if len(one) != len(two):
        return False
    from pypinyin import lazy_pinyin

    return all(a == b or lazy_pinyin(a) == lazy_pinyin(b) for a, b in zip(one, two, strict=True))


def _slip_in_ending(key: str, name: _Name) -> bool:
    """One character of the kind word itself is wrong: 条列 for 条例, 民法点 for 民法典."""
    return len(key) == len(name.bare) and sum(a != b for a, b in zip(key, name.bare, strict=True)) == 1


def _swapped(one: str, two: str) -> bool:
    return len(one) == len(two) and one != two and sorted(one) == sorted(two)
