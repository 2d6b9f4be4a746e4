"""Scores of designations (创建评分): tables are data, a score says by which line it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.library import Named
from yifa.affairs.energy.engine.numbers import EnergyError, amount, plain

RULES = ("ratio", "above", "below", "all")


@dataclass(frozen=True)
class Item:
    """One item of a table (评分项): most points, whether a zero bars the title (带星), and its rule."""

    id: str
    title: str
    points: Fraction
    starred: bool
    rule: str
    steps: tuple[tuple[Fraction, Fraction], ...]
    line: Fraction
    per: Fraction
    lines: Mapping[str, Fraction]


@dataclass(frozen=True)
class Table(Named):
    """A table of one title; ``line`` None: the passing line was not seen."""

    items: Mapping[str, Item]
    total: Fraction
    line: Fraction | None

    def item(self, name: str) -> Item:
        """Return an item by id."""
        if name not in self.items:
            raise EnergyError(f"评分表“{self.title}”没有“{name}”这一项")
        return self.items[name]


@dataclass(frozen=True)
class Score:
    """The points of an item and the line they came by."""

    points: Fraction
    why: str


def score(item: Item, value: Any = None, average: Any = None, values: Mapping[str, Any] | None = None) -> Score:
    """Return the points of one item; a value that was not given scores nothing and says so."""
    if item.rule == "all":
        given = values or {}
        short = [name for name, line in item.lines.items() if given.get(name) is None or amount(given[name]) < line]
        return Score(Fraction(0) if short else item.points, f"未达到：{'、'.join(short)}" if short else "各项均达到")
    if value is None:
        return Score(Fraction(0), "没有数据")
    number = amount(value, item.title)
    if item.rule == "ratio":
        mean = amount(average, "平均值")
        if mean == 0:
            raise EnergyError("平均值为零，不能评分")
        for share, points in item.steps:
            if number <= mean * share:
                return Score(points, f"不超过平均值的{plain(share)}倍")
        return Score(Fraction(0), f"超过平均值的{plain(item.steps[-1][0])}倍")
    beyond = max(number - item.line, Fraction(0)) * item.per
    if item.rule == "above":
        return Score(min(beyond, item.points), f"{plain(item.line)}以上每高1得{plain(item.per)}分")
    return Score(max(item.points - beyond, Fraction(0)), f"{plain(item.line)}以上每高1扣{plain(item.per)}分")


def passes(total: Any, line: Any, starred: Iterable[Any]) -> tuple[bool, str | None]:
    """Return whether a title is reached: the total at the line or above, and no starred item at nothing."""
    if amount(total) < amount(line):
        return False, f"total<{plain(amount(line))}"
    if any(amount(points) == 0 for points in starred):
        return False, "starred=0"
    return True, None
