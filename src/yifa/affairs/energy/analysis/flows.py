"""The tree of circuits as flows (能流): what goes from each meter to those below it, and what is unaccounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from yifa.affairs.energy.engine.metering.tree import Balance, balances


@dataclass
class Node:
    """A place in the drawing: ``depth`` the column, ``top`` and ``size`` in shares of the height of the roots."""

    name: str
    depth: int
    value: Fraction
    top: float = 0.0
    size: float = 0.0
    rest: bool = False


@dataclass
class Flows:
    """What is drawn, and the balance of every node that has meters below it."""

    nodes: list[Node] = field(default_factory=list)
    links: list[tuple[Node, Node, float, float]] = field(default_factory=list)
    balances: dict[str, Balance] = field(default_factory=dict)
    depth: int = 0


def flows(parents: Mapping[str, str | None], values: Mapping[str, Fraction | None]) -> Flows:
    """Lay the tree out from left to right; refuse a circle (``engine.metering.tree.Cycle``).

    A meter without a figure is not drawn, a node whose meters below come to more than itself gets them drawn in
    proportion and its flag in ``balances``.
    """
    out = Flows(balances=balances(parents, values))
    below: dict[str | None, list[str]] = {}
    for name, up in parents.items():
        below.setdefault(up if up in parents else None, []).append(name)
    roots = [n for n in below.get(None, []) if _value(values, n) > 0]
    whole = sum((_value(values, n) for n in roots), Fraction(0))
    if not whole:
        return out
    top = 0.0
    for name in roots:
        node = Node(name, 0, _value(values, name), top, float(_value(values, name) / whole))
        out.nodes.append(node)
        _below(out, node, below, values)
        top += node.size
    return out


def _value(values: Mapping[str, Fraction | None], name: str) -> Fraction:
    return max(values.get(name) or Fraction(0), Fraction(0))


def _below(
    out: Flows, node: Node, below: Mapping[str | None, Sequence[str]], values: Mapping[str, Fraction | None]
) -> None:
    kids = sorted((n for n in below.get(node.name, ()) if _value(values, n) > 0), key=lambda n: -_value(values, n))
    if not kids:
        return
    known = sum((_value(values, n) for n in kids), Fraction(0))
    scale = node.size / float(max(known, node.value))
    parts = [(name, _value(values, name), False) for name in kids]
    if known < node.value:
        parts.append((node.name, node.value - known, True))
    top = node.top
    for name, value, rest in parts:
        size = float(value) * scale
        one = Node(name, node.depth + 1, value, top, size, rest)
        out.nodes.append(one)
        out.links.append((node, one, top, size))
        out.depth = max(out.depth, one.depth)
        top += size
        if not rest:
            _below(out, one, below, values)
