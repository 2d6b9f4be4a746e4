"""When two counted statements speak of the same thing: the rule, read from the packs ``compare/*.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, load_kind
from yifa.papers.reading.model import Fact

_HAN = re.compile(r"[\u4e00-\u9fff]")
#: how sure a match is: the same topic, the same name, or names alike (their share of common pairs, below 1)
TOPIC, NAME = 3.0, 2.0
#: letters of a name that says too little by itself
SHORT = 2


@dataclass(frozen=True)
class Topic:
    """A subject that reports name in many ways (题目)."""

    subject: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()

    def holds(self, fact: Fact) -> bool:
        """Whether a fact speaks of this topic, in one of its measure words.

        Its name decides; the sentence it stands in only where the name does not say.
        """
        unit = unit_of(fact)
        if self.units and unit is not None and unit not in self.units:
            return False
        for said in (fact.subject, fact.text):
            if any(word in said for word in self.without):
                return False
            if any(word in said for word in self.words):
                return True
        return False


@dataclass(frozen=True)
class Rule:
    """The rule of one region: measure words that count the same, topics, words that carry nothing."""

    units: tuple[frozenset[str], ...]
    topics: tuple[Topic, ...]
    filler: re.Pattern[str]
    alike: float

    def topic(self, fact: Fact) -> Topic | None:
        """The first topic a fact speaks of."""
        return next((topic for topic in self.topics if topic.holds(fact)), None)

    def same_unit(self, one: str | None, other: str | None) -> bool:
        """Whether two measure words count the same kind of thing; a zero has none and fits any."""
        if one == other or one is None or other is None:
            return True
        return any(one in group and other in group for group in self.units)

    def name(self, subject: str) -> str:
        """A name without the words that carry nothing."""
        bare = "".join(_HAN.findall(self.filler.sub("", subject)))
        return bare or "".join(_HAN.findall(subject))

    def name_of(self, fact: Fact) -> str:
        """The name by which a fact is compared; a short one says too little (合同), then its sentence counts too."""
        name = self.name(fact.subject)
        return name if len(name) > SHORT else self.name(fact.text)

    def likeness(self, one: str, other: str) -> float:
        """How alike two bare names are: 2 × common pairs of characters ÷ all pairs; 0 where below the pack's limit."""
        if not one or not other:
            return 0.0
        a, b = _pairs(one), _pairs(other)
        if len(a) < 2 or len(b) < 2:
            return 0.0
        share = 2 * len(a & b) / (len(a) + len(b))
        return share if share >= self.alike else 0.0


def unit_of(fact: Fact) -> str | None:
    """The measure word of a fact; 全部 and 均 are said in per cent, a zero without one has none."""
    return "%" if fact.qualifier == "all" else fact.unit


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}


def rule(region: str | None = None, root: Path = ROOT) -> Rule:
    """Return the rule of a region, local topics before the national ones."""
    return _rule(region, root)


@lru_cache(maxsize=8)
def _rule(region: str | None, root: Path) -> Rule:
    units: list[frozenset[str]] = []
    topics: list[Topic] = []
    filler: list[str] = []
    alike = 1.0
    for path, data in load_kind("compare", region, root):
        units += [frozenset(group) for group in data.get("units") or ()]
        topics = [*(_topic(row, path.name) for row in data.get("topics") or ()), *topics]
        filler += data.get("filler") or []
        alike = float(data.get("alike") or alike)
    longest = sorted(set(filler), key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(map(re.escape, longest)) if longest else "(?!)")
    return Rule(tuple(units), tuple(topics), pattern, alike)


def _topic(row: Mapping[str, Any], where: str) -> Topic:
    if not row.get("subject") or not row.get("words"):
        raise PackError(f"比较包 {where}：题目要写 subject 和 words")
    return Topic(
        row["subject"], tuple(row["words"]), tuple(row.get("without") or ()), frozenset(row.get("units") or ())
    )
