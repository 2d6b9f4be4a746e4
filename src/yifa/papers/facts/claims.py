"""Statements that count without a number (零、全部): nothing happened, everything was done, everyone was reached."""

from __future__ import annotations

import re

from .numbers import Hit
from .words import STOPS, Words

_CLAUSE_END = re.compile(r"[，。；：！？\n]")
_BEFORE, _AFTER = 80, 160
_GENERAL = re.compile(r"凡(?:是|属|涉及|需|经|未)?")


def none(work: str, words: Words) -> list[Hit]:
    """未收到…申请, 未发生一起…, 无一例…, 零投诉: value 0, one per phrase."""
    out = []
    for match in words.none.finditer(work):
        groups = match.groupdict()
        unit = groups.get("unit1") or groups.get("unit2") or groups.get("unit3")
        end = match.start() + len(match[0].rstrip("的、"))
        out.append(Hit(match.start(), end, 0, unit, "none", kind="none"))
    return out


def everything(work: str, words: Words, taken: list[Hit]) -> list[Hit]:
    """全部, 均 and 每次都 of finished work: 100 %, once a clause; a count in the same clause takes the claim over."""
    out: list[Hit] = []
    for match in words.all.finditer(work):
        begin, end = clause(work, match.start(), match.end())
        near = [hit for hit in taken if begin <= hit.start and hit.end <= end]
        if _GENERAL.search(work[_sentence(work, begin) : match.start()]):
            continue  # 凡…，均…: a rule
        if words.rule.search(work, begin, match.start()) or any(hit.kind != "number" for hit in near):
            continue
        if any(hit.start >= match.start() and hit.qualifier != "several" for hit in near) and match[0][0] != "每":
            continue  # 均达98%, 全部37户: the number says it
        if any(begin <= hit.start < end for hit in out):
            continue
        counted = [hit for hit in near if hit.end <= match.start() and hit.unit != "%" and hit.qualifier == "exact"]
        if len(counted) == 1 and match[0][0] != "每":
            counted[0].qualifier = "all"
            continue
        out.append(Hit(match.start(), match.end(), 100, "%", "all", kind="all"))
    return out


def _sentence(text: str, place: int) -> int:
    """The start of the sentence around a place."""
    return max(text.rfind(stop, max(0, place - 120), place) for stop in "。；！？\n") + 1


def coverage(work: str, words: Words, taken: list[Hit]) -> list[Hit]:
    """实现…全覆盖: everyone was reached (in a plan: is to be)."""
    out = []
    for match in words.coverage.finditer(work):
        begin, end = clause(work, match.start(), match.end())
        if not any(begin <= hit.start < end and (hit.kind == "all" or hit.value == 100) for hit in taken):
            out.append(Hit(match.start(), match.end(), 100, "%", "all", kind="coverage"))
    return out


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the clause around a stretch: from the stop before it to the stop after it, neither far away."""
    begin = max(text.rfind(stop, max(0, start - _BEFORE), start) for stop in STOPS) + 1
    begin = max(begin, start - _BEFORE, 0)
    last = min(len(text), end + _AFTER)
    stop = _CLAUSE_END.search(text, end, last)
    return begin, stop.start() if stop else last
