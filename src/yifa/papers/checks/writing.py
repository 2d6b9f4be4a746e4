"""Wording no pattern can say: words typed twice, brackets without a partner, days that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from yifa.lawkit.checks import Finding

from .spec import Spec
from .view import View

_TWICE = re.compile(r"([\u4e00-\u9fa5]{2,8})\1")
_FUNCTION = re.compile(r"(的的|了了|在在|和和|与与|是是|对对|为为|于于|将将|并并|及及|由由|把把|地地(?!道|区|方)|得得)")
#: doubled words that are good Chinese: 一项一项, 落实再落实, 层层, 研究研究
_DOUBLE = re.compile(r"[一两三几逐各]?[个项件步次点层级条家处批]|讨论|研究|商量|锻炼|考虑|检查|休息|学习")
_PAIRS = {"（": "）", "《": "》", "“": "”", "〔": "〕", "【": "】"}
_CLOSING = {right: left for left, right in _PAIRS.items()}
_DAY = re.compile(r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})日")
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]|[a-zA-Z])$")


def repeated(view: View, spec: Spec) -> Iterable[Finding]:
    """A word that stands twice in a row."""
    text = view.header_free
    for match in _TWICE.finditer(text):
        word = match.group(1)
        if _DOUBLE.fullmatch(word) or len(set(word)) == 1 or word[-1] in "年月日":
            continue
        yield spec.finding(
            spec.message.format(match.group(0)), suggestion=word, **view.quote(match.start(), match.end())
        )
    for match in _FUNCTION.finditer(text):
        yield spec.finding(
            spec.message.format(match.group(0)), suggestion=match.group(0)[0], **view.quote(match.start(), match.end())
        )


def unbalanced(view: View, spec: Spec) -> Iterable[Finding]:
    """A bracket or quotation mark without its partner in the paragraph; told once per paragraph and kind."""
    offset = 0
    for line in view.text.split("\n"):
        told: set[str] = set()
        for index, mark in _lone(line):
            if mark in told:
                continue
            told.add(mark)
            place = offset + index
            yield spec.finding(spec.message.format(mark), **view.quote(place, place + 1))
        offset += len(line) + 1


def _lone(line: str) -> list[tuple[int, str]]:
    open_marks: list[tuple[int, str]] = []
    lone: list[tuple[int, str]] = []
    for index, letter in enumerate(line):
        if letter in _PAIRS:
            if letter == "“" and any(mark == "“" for _, mark in open_marks):
                lone.append((index, letter))
                continue
            open_marks.append((index, letter))
        elif letter in _CLOSING:
            if open_marks and open_marks[-1][1] == _CLOSING[letter]:
                open_marks.pop()
            elif any(mark == _CLOSING[letter] for _, mark in open_marks):
                while open_marks[-1][1] != _CLOSING[letter]:
                    lone.append(open_marks.pop())
                open_marks.pop()
            elif not (letter == "）" and _ENUMERATOR.search(line[:index])):
                lone.append((index, letter))
    return sorted(lone + open_marks)


def dates(view: View, spec: Spec) -> Iterable[Finding]:
    """A day the calendar does not have; without a year, 29 February passes."""
    for match in _DAY.finditer(view.text):
        year, month, day = int(match.group(1) or 2024), int(match.group(2)), int(match.group(3))
        try:
            date(year, month, day)
        except ValueError:
            yield spec.finding(spec.message.format(match.group(0)), **view.quote(match.start(), match.end()))


RUNNERS = {"repeated": repeated, "unbalanced": unbalanced, "dates": dates}
