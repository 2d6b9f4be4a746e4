"""The tree of meters (总表、分表): balance at every node, what is unaccounted for, and virtual meters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from yifa.affairs.energy.engine.numbers import EnergyError, exact, over

LONGEST_EQUATION = 2000
#: a meter number that is no plain name (digits first, a hyphen) stands in brackets
_BRACKETS = re.compile(r"[\[【]([^\[\]【】]+)[\]】]")


class Cycle(EnergyError):
    """A definition that goes round in a circle."""


@dataclass(frozen=True)
class Balance:
    """A node against its children: what is left over (总表减分表之和); None where a figure is missing."""

    unaccounted: Fraction | None
    percent: Fraction | None
    flag: str | None = None


def balance(parent: Fraction | None, children: Iterable[Fraction | None]) -> Balance:
    """Return the balance of one node; children above the parent point at a wrong ratio or a double feed."""
    parts = list(children)
    if parent is None or any(part is None for part in parts):
        return Balance(None, None, "incomplete")
    left = parent - sum((part for part in parts if part is not None), Fraction(0))
    share = over(left * 100, parent)
    return Balance(left, share, "children exceed parent" if left < 0 else None)


def balances(parents: Mapping[str, str | None], values: Mapping[str, Fraction | None]) -> dict[str, Balance]:
    """Return the balance of every node that has children, of ``child -> parent``; refuse a circle."""
    order(dict.fromkeys(parents) | {}, {name: [up] if up else [] for name, up in parents.items()})
    below: dict[str, list[str]] = {}
    for name, up in parents.items():
        if up is not None:
            below.setdefault(up, []).append(name)
    return {name: balance(values.get(name), [values.get(child) for child in kids]) for name, kids in below.items()}


def order(names: Iterable[str], needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the names so that each stands after what it needs; refuse a circle, naming it."""
    try:
        return [
            name for name in TopologicalSorter({name: list(needs.get(name, ())) for name in names}).static_order()
        ]  # fmt: skip
    except CycleError as error:
        raise Cycle(f"定义成环：{' → '.join(error.args[1])}") from None


@dataclass(frozen=True)
class Linear:
    """A sum of meters with factors, and a constant."""

    factors: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)

    def value(self, values: Mapping[str, Fraction | None]) -> Fraction | None:
        """Return the value; None where one operand is missing: a missing meter is not zero."""
        total = self.constant
        for name, factor in self.factors.items():
            part = values.get(name)
            if part is None:
                return None
            total += factor * part
        return total


def equation(text: str) -> Linear:
    """Read an equation such as ``m1-m2-0.5*m3`` or ``[01-1]-[02-7]``: sums of meters with fixed factors only."""
    if len(text) > LONGEST_EQUATION:
        raise EnergyError("算式太长")
    names: list[str] = []

    def kept(found: re.Match[str]) -> str:
        names.append(found[1].strip())
        return f" __{len(names) - 1}__ "

    plain = _BRACKETS.sub(kept, text).strip()
    marks = {f"__{n}__": name for n, name in enumerate(names)}
    try:
        one = _linear(ast.parse(plain, mode="eval").body, plain)
        factors: dict[str, Fraction] = {}
        for name, factor in one.factors.items():
            factors[marks.get(name, name)] = factors.get(marks.get(name, name), Fraction(0)) + factor
        return Linear(factors, one.constant)
    except (SyntaxError, RecursionError, ValueError, MemoryError) as error:
        if isinstance(error, EnergyError):
            raise
        raise EnergyError(f"算式“{text[:60]}”看不懂") from None


def _linear(node: ast.expr, text: str) -> Linear:
    if isinstance(node, ast.Name):
        return Linear({node.id: Fraction(1)})
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Linear({}, exact(ast.get_source_segment(text, node)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        one = _linear(node.operand, text)
        return _times(one, Fraction(-1 if isinstance(node.op, ast.USub) else 1))
    if isinstance(node, ast.BinOp):
        left, right = _linear(node.left, text), _linear(node.right, text)
        if isinstance(node.op, ast.Add | ast.Sub):
            right = right if isinstance(node.op, ast.Add) else _times(right, Fraction(-1))
            names = dict.fromkeys((*left.factors, *right.factors))
            return Linear(
                {n: left.factors.get(n, Fraction(0)) + right.factors.get(n, Fraction(0)) for n in names},
                left.constant + right.constant,
            )
        if isinstance(node.op, ast.Mult) and not (left.factors and right.factors):
            return _times(right, left.constant) if not left.factors else _times(left, right.constant)
        if isinstance(node.op, ast.Div) and not right.factors and right.constant:
            return _times(left, 1 / right.constant)
    raise EnergyError("虚拟表的算式只能是表计的加减和与常数的乘除")


def _times(one: Linear, factor: Fraction) -> Linear:
    return Linear({name: part * factor for name, part in one.factors.items()}, one.constant * factor)


def virtual(equations: Mapping[str, str], values: Mapping[str, Fraction | None]) -> dict[str, Fraction | None]:
    """Return the values of virtual meters, each perhaps over others; refuse a circle before anything is computed."""
    read = {name: equation(text) for name, text in equations.items()}
    found: dict[str, Fraction | None] = dict(values)
    for name in order(read, {name: [n for n in one.factors if n in read] for name, one in read.items()}):
        found[name] = read[name].value(found)
    return {name: found[name] for name in equations}
