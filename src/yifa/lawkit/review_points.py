"""Review points (审查要点) that the facts of a matter can be held against: hints, never verdicts.

A point of the code list ``review_points`` may have ``looks``. Each look says where it applies (``if``), what must hold
(``need``) and what is told where it does not (``says``), with its passing and failing cases beside it::

    looks:
    - if: [{fact: amount, at_least: "param:tender.works_from"}]
      need: [{fact: basis, in: [open_tender]}]
      says: 合同金额达到必须招标的规模，签约依据不是公开招标
      passing: [{amount: 900000, basis: below}]
      failing: [{amount: 9000000, basis: below}]

A clause asks one fact: ``is``, ``in``, ``has`` (of a list), ``given`` (true or false), ``at_least``, ``at_most``. A
bound is a number, ``param:<key>`` or ``rule:<id>`` (``rule:<id>/2``: its second part). A clause on a fact that is not
known holds nothing against the matter, save ``given``. People judge the points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yifa.lawkit import params, rules
from yifa.lawkit.codes import Code, code_list
from yifa.lawkit.packs.loader import ROOT

_ASKS = ("is", "in", "has", "given", "at_least", "at_most")


@dataclass(frozen=True)
class Hint:
    """What a look found at one point."""

    point: str
    title: str
    says: str
    rules: tuple[str, ...]


def points_of(kind: str, category: str = "", region: str | None = None, root: Path = ROOT) -> list[Code]:
    """Return the points of a kind of review, with those of its class."""
    rows = code_list("review_points", region, root).codes
    return [c for c in rows if c.extra.get("kind") == kind and c.extra.get("category", category) == category]


def hints(kind: str, facts: Mapping[str, Any], day: date, region: str | None = None) -> list[Hint]:
    """Return what the looks of a kind find in the facts of one matter on a day."""
    return [
        Hint(point.code, point.name, str(look["says"]), point.rules)
        for point in points_of(kind, str(facts.get("category") or ""), region)
        for look in point.extra.get("looks") or ()
        if found(look, facts, day)
    ]


def found(look: Mapping[str, Any], facts: Mapping[str, Any], day: date) -> bool:
    """Whether a look has something to say: it applies, and what must hold does not."""
    applies = all(_holds(clause, facts, day) is True for clause in look.get("if") or ())
    return applies and any(_holds(clause, facts, day) is False for clause in look["need"])


def _holds(clause: Mapping[str, Any], facts: Mapping[str, Any], day: date) -> bool | None:
    """Return whether a clause holds; None where its fact is not known."""
    value: Any = facts.get(clause["fact"])
    known = value not in (None, "", [])
    if "given" in clause:
        return known is bool(clause["given"])
    if not known:
        return None
    if "is" in clause:
        return bool(value == clause["is"])
    if "in" in clause:
        return value in clause["in"]
    if "has" in clause:
        return clause["has"] in value
    if "at_least" in clause:
        return float(value) >= bound(clause["at_least"], day)
    return float(value) <= bound(clause["at_most"], day)


def bound(said: Any, day: date) -> float:
    """Return the number a bound stands for on a day."""
    text = str(said)
    source, _, key = text.partition(":")
    if source == "param":
        return float(params.get_param(key, day).value)
    if source == "rule":
        name, _, part = key.partition("/")
        return float(rules.get_rule(name, on=day).parts[int(part or 1) - 1].value or 0)
    return float(text)


def problems(day: date, region: str | None = None, root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with the looks: a shape, a case that does not come out, a case that is missing."""
    for point in code_list("review_points", region, root).codes:
        for number, look in enumerate(point.extra.get("looks") or (), 1):
            where = f"{point.code} 第{number}条比对"
            clauses = [*(look.get("if") or ()), *look["need"]]
            if not all("fact" in c and sum(a in c for a in _ASKS) == 1 for c in clauses):
                yield f"{where}：每个条件写一个 fact 和一种比法"
                continue
            for name, wanted in (("passing", False), ("failing", True)):
                cases = look.get(name) or ()
                if not cases:
                    yield f"{where}：缺 {name} 的例子"
                for facts in cases:
                    if found(look, facts, day) is not wanted:
                        yield f"{where}：{name} 的例子 {facts} 不符"
