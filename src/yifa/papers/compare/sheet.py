"""The sheet of a comparison (对照表): items by rows, reports by columns, what is missing, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from yifa.papers.reading.model import Fact, Reading, plain_number

from .match import NAME, TOPIC, Rule, rule, unit_of

#: parts of a report that another may lack, by the kind of their section
PARTS = {
    "achievements": "主要举措和成效",
    "shortcomings": "存在的不足和原因",
    "leader": "党政主要负责人履行第一责任人职责情况",
    "plan": "下一年度主要安排",
}
#: qualifiers whose numbers may be set against each other from year to year
MEASURED = frozenset({"exact", "over", "at_least", "no_less_than", "at_most", "approx", "nearly", "all", "none"})


@dataclass(frozen=True)
class Side:
    """One report of a comparison: the name it goes by, its facts, and the parts it has.

    ``parts`` None: not known (figures kept without their report), nothing is said of missing parts.
    """

    file: str
    facts: Sequence[Fact]
    issuer: str | None = None
    year: int | None = None
    parts: frozenset[str] | None = None


@dataclass(frozen=True)
class Cell:
    """What one report says of an item."""

    side: int
    file: str
    fact: Fact

    def as_json(self) -> dict[str, Any]:
        """The contract's cell."""
        fact = self.fact
        return {
            "file": self.file,
            "value": plain_number(fact.value),
            "qualifier": fact.qualifier,
            "quote": fact.text,
        }


@dataclass
class Item:
    """One thing that one or more reports count. ``aim``: a plan, kept apart from results."""

    subject: str
    unit: str | None
    topic: str = ""
    aim: bool = False
    cells: dict[int, Cell] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Missing:
    """Something a report does not have and another has."""

    subject: str
    side: int
    file: str


@dataclass(frozen=True)
class Change:
    """An item of one bureau from one year to the next. ``rate`` in per cent; None where there was nothing before."""

    subject: str
    unit: str | None
    issuer: str | None
    before: Cell
    after: Cell
    years: tuple[int, int]
    difference: Decimal
    rate: Decimal | None


@dataclass
class Comparison:
    """Reports side by side."""

    sides: list[Side]
    items: list[Item]
    missing: list[Missing]

    def as_json(self) -> dict[str, Any]:
        """The document ``yifa report compare --json`` prints."""
        return {
            "items": [
                {
                    "subject": item.subject,
                    "unit": item.unit,
                    "cells": [item.cells[side].as_json() for side in sorted(item.cells)],
                }
                for item in self.items
            ],
            "missing": [{"subject": row.subject, "file": row.file} for row in self.missing],
        }

    @property
    def shared(self) -> list[Item]:
        """Items that two or more reports have."""
        return [item for item in self.items if len(item.cells) > 1]

    def changes(self) -> list[Change]:
        """What changed from one year to the next in the reports of one bureau, item by item."""
        found = []
        for item in self.shared:
            if item.aim:
                continue
            for one, two in self._years():
                a, b = item.cells.get(one), item.cells.get(two)
                if a is None or b is None:
                    continue
                if made := _change(item, a, b, self.sides[one], self.sides[two]):
                    found.append(made)
        return found

    def _years(self) -> Iterator[tuple[int, int]]:
        """Pairs of reports of one bureau in years that follow each other among those given."""
        by_issuer: dict[str, list[tuple[int, int]]] = {}
        for index, side in enumerate(self.sides):
            if side.year and side.issuer:
                by_issuer.setdefault(side.issuer, []).append((side.year, index))
        for years in by_issuer.values():
            ordered = sorted(years)
            for (first, one), (second, two) in pairwise(ordered):
                if first != second:
                    yield one, two


def _change(item: Item, a: Cell, b: Cell, first: Side, second: Side) -> Change | None:
    then, now = a.fact.value, b.fact.value
    if then is None or now is None or not {a.fact.qualifier, b.fact.qualifier} <= MEASURED:
        return None
    difference = Decimal(now) - Decimal(then)
    rate = (difference * 100 / Decimal(then)).quantize(Decimal("0.1")) if then and item.unit != "%" else None
    years = (first.year or 0, second.year or 0)
    return Change(item.subject, item.unit, second.issuer, a, b, years, difference, rate)


def sides(readings: Sequence[tuple[str, Reading]]) -> list[Side]:
    """Readings with the names they go by, as sides of a comparison."""
    return [
        Side(
            name, reading.facts, reading.paper.issuer, reading.paper.year,
            frozenset(section.kind for section in reading.paper.walk()),
        )
        for name, reading in readings
    ]  # fmt: skip


def compare(given: Sequence[Side], *, region: str | None = None) -> Comparison:
    """Set reports side by side.

    Args:
        given: the reports in the order in which they are to stand.
        region: six-digit code whose topics are laid over the national ones.
    """
    known = rule(region)
    items: list[Item] = []
    for index, side in enumerate(given):
        _place(known, items, index, side)
    for item in items:
        _settle(item)
    order = {id(item): number for number, item in enumerate(items)}
    items.sort(key=lambda item: (item.aim, -len(item.cells), order[id(item)]))
    return Comparison(list(given), items, _missing(given, items))


def _place(known: Rule, items: list[Item], index: int, side: Side) -> None:
    """Put each fact of one report to the item it speaks of, the surest first; what is left makes items of its own."""
    pairs: list[tuple[float, int, int]] = []
    facts = list(side.facts)
    topics = [known.topic(fact) for fact in facts]
    for at, fact in enumerate(facts):
        name = known.name_of(fact)
        for number, item in enumerate(items):
            if score := _score(known, item, fact, name, topics[at].subject if topics[at] else ""):  # type: ignore[union-attr]
                pairs.append((-score, at, number))
    taken: set[int] = set()
    for _, at, number in sorted(pairs):
        if at in taken or index in items[number].cells:
            continue
        taken.add(at)
        _add(known, items[number], index, side, facts[at])
    named = {(item.subject, item.aim) for item in items}
    for at, fact in enumerate(facts):
        if at not in taken:
            topic, aim = topics[at], fact.qualifier == "target"
            subject = fact.subject or fact.text
            if topic and (topic.subject, aim) not in named:  # the second fact of a topic goes by its own name
                subject = topic.subject
            named.add((subject, aim))
            items.append(Item(subject, unit_of(fact), topic.subject if topic else "", aim))
            _add(known, items[-1], index, side, fact)


def _score(known: Rule, item: Item, fact: Fact, name: str, topic: str) -> float:
    if item.aim != (fact.qualifier == "target") or not known.same_unit(item.unit, unit_of(fact)):
        return 0.0
    if topic or item.topic:
        if topic != item.topic:
            return 0.0
        return TOPIC + (0.5 if name in item.names else 0.0)
    if name and name in item.names:
        return NAME
    return max((known.likeness(name, other) for other in item.names), default=0.0)


def _add(known: Rule, item: Item, index: int, side: Side, fact: Fact) -> None:
    item.cells[index] = Cell(index, side.file, fact)
    item.names.add(known.name_of(fact))


def _settle(item: Item) -> None:
    """The measure word most reports use; a zero takes the word of the others."""
    units = Counter(unit for cell in item.cells.values() if (unit := unit_of(cell.fact)) is not None)
    if units:
        item.unit = units.most_common(1)[0][0]


def _missing(given: Sequence[Side], items: Iterable[Item]) -> list[Missing]:
    """Results that another report counts, and parts that another report has; plans are each bureau's own."""
    found: list[Missing] = []
    for kind, title in PARTS.items():
        told = [index for index, side in enumerate(given) if side.parts is not None]
        have = [index for index in told if kind in (given[index].parts or ())]
        if have:
            found += [Missing(title, index, given[index].file) for index in told if index not in have]
    for item in items:
        if not item.aim:
            found += [
                Missing(item.subject, index, side.file) for index, side in enumerate(given) if index not in item.cells
            ]
    return found
