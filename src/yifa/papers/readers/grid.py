"""Ruled tables on placed pages (pdf, ofd): from the lines drawn on a page to cells, from letters to their cells.

A table is what is ruled on all sides. One without upright lines stays text: where its columns part cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_THIN = 0.9  # mm: what is thinner is a line
_NEAR = 0.8  # mm: lines closer than this are one
_SHORT = 1.5  # mm
MOST = 4000  # lines of a page that are looked at


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, level or upright, in millimetres from the upper left corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        return self.y1 - self.y0 < self.x1 - self.x0


def rule(x0: float, y0: float, x1: float, y1: float) -> Rule | None:
    """Return a line between two corners, None where they span an area or next to nothing."""
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    wide, high = x1 - x0, y1 - y0
    return Rule(x0, y0, x1, y1) if min(wide, high) < _THIN and max(wide, high) >= _SHORT else None


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    """Return the four sides of a drawn rectangle."""
    sides = (rule(x0, y0, x1, y0), rule(x0, y1, x1, y1), rule(x0, y0, x0, y1), rule(x1, y0, x1, y1))
    return [side for side in sides if side]


@dataclass(slots=True)
class Grid:
    """One ruled table: where its columns and rows part, and its lines."""

    xs: list[float]
    ys: list[float]
    level: list[Rule]
    upright: list[Rule]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column of a place; of a merged cell, those of its upper left corner."""
        row, column = _slot(self.ys, y), _slot(self.xs, x)
        if row is None or column is None:
            return None
        while column and not self._parted(self.upright, self.xs[column], (self.ys[row] + self.ys[row + 1]) / 2):
            column -= 1
        while row and not self._parted(self.level, self.ys[row], (self.xs[column] + self.xs[column + 1]) / 2):
            row -= 1
        return row, column

    @staticmethod
    def _parted(rules: list[Rule], at: float, across: float) -> bool:
        for one in rules:
            if one.level:
                hit = abs((one.y0 + one.y1) / 2 - at) < _NEAR and one.x0 - _NEAR < across < one.x1 + _NEAR
            else:
                hit = abs((one.x0 + one.x1) / 2 - at) < _NEAR and one.y0 - _NEAR < across < one.y1 + _NEAR
            if hit:
                return True
        return False


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """Return the tables of a page: lines that cross or touch, at least two rows or columns of closed cells."""
    level = [one for one in rules[:MOST] if one.level]
    upright = [one for one in rules[:MOST] if not one.level]
    if len(level) < 2 or len(upright) < 2:
        return []
    group = list(range(len(level)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    owner: dict[int, int] = {}
    for number, side in enumerate(upright):
        x = (side.x0 + side.x1) / 2
        for index, one in enumerate(level):
            y = (one.y0 + one.y1) / 2
            if one.x0 - _NEAR <= x <= one.x1 + _NEAR and side.y0 - _NEAR <= y <= side.y1 + _NEAR:
                first = owner.setdefault(number, index)
                group[root(index)] = root(first)
    out = []
    for key in sorted({root(index) for index in owner.values()}, key=lambda k: level[k].y0):
        lines = [one for index, one in enumerate(level) if root(index) == key]
        sides = [one for number, one in enumerate(upright) if number in owner and root(owner[number]) == key]
        xs = _places([(one.x0 + one.x1) / 2 for one in sides])
        ys = _places([(one.y0 + one.y1) / 2 for one in lines])
        if len(xs) > 1 and len(ys) > 1 and (len(xs) - 1) * (len(ys) - 1) > 1:
            out.append(Grid(xs, ys, lines, sides))
    return out


def _places(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def _slot(edges: list[float], at: float) -> int | None:
    for index in range(len(edges) - 1):
        if edges[index] <= at < edges[index + 1]:
            return index
    return None
