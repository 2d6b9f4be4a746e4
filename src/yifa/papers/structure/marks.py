"""How headings are numbered (层次序数) and what a line of a paper looks like: the patterns readers and structure share.

All patterns run on folded text (see :func:`yifa.papers.reading.model.fold`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HAN = "一二三四五六七八九十"

#: rank → pattern of its number at the start of a paragraph. A lower rank stands above a higher one.
PART, LEVEL1, LEVEL2, LEVEL3, LEVEL4, CIRCLE, RUN_IN = range(7)

_START: tuple[tuple[int, re.Pattern[str]], ...] = (
    (PART, re.compile(rf"第(?P<n>[{HAN}]{{1,3}})(?:部分|章|篇|编|节)[、，：:\s]*(?!.{{0,6}}(?:规定|第))")),
    # 一、2024年… is a heading, 一、2 and 三.5 are none
    (LEVEL1, re.compile(rf"(?P<n>[{HAN}]{{1,3}})\s*(?:、(?!\d{{1,3}}(?!\d))|[．.](?!\d))\s*")),
    (LEVEL2, re.compile(rf"（?\s*(?P<n>[{HAN}]{{1,3}})\s*）[、．.]?\s*")),
    (LEVEL3, re.compile(r"(?P<n>\d{1,2})\s*(?:[．、]|\.(?!\d))\s*(?!\s*$)")),
    (LEVEL4, re.compile(r"（?\s*(?P<n>\d{1,2})\s*）[、．.]?\s*")),
    (CIRCLE, re.compile(r"(?P<n>[①-⑳])\s*")),
    (RUN_IN, re.compile(rf"(?P<n>[{HAN}]{{1,3}})是(?![否以因由])[，、]?")),
)

_VALUES = {char: index + 1 for index, char in enumerate("一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading number found: its rank, its value, and how many letters it takes with its point."""

    rank: int
    value: int
    length: int

    @property
    def number(self) -> str:
        """The number as it is named in a path: 一 · （一） · 1 · （1） · ① · 一是."""
        return name_of(self.rank, self.value)


def name_of(rank: int, value: int) -> str:
    if rank == PART:
        return f"第{hanzi(value)}部分"
    if rank == LEVEL1:
        return hanzi(value)
    if rank == LEVEL2:
        return f"（{hanzi(value)}）"
    if rank == LEVEL3:
        return str(value)
    if rank == LEVEL4:
        return f"（{value}）"
    if rank == CIRCLE:
        return chr(0x2460 + value - 1)
    return f"{hanzi(value)}是"


def hanzi(n: int) -> str:
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else HAN[tens - 1] + "十"
    return head + (HAN[ones - 1] if ones else "")


def value_of(text: str) -> int | None:
    """一 → 1, 十二 → 12, 二十 → 20, 12 → 12, ③ → 3; ``None`` for what is no number (一一)."""
    if text.isdigit() and text.isascii():
        return int(text)
    if len(text) == 1 and "①" <= text <= "⑳":
        return ord(text) - 0x2460 + 1
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _VALUES.get(text)
    high = _VALUES.get(tens) if tens else 1
    low = _VALUES.get(ones) if ones else 0
    if high is None or low is None:
        return None
    return high * 10 + low


def mark_at(folded: str, position: int = 0, end: int | None = None) -> Mark | None:
    """The heading number that begins at one place of a folded text, whose line goes up to ``end``."""
    end = len(folded) if end is None else end
    ahead = _HELD.match(folded, position, end)
    if ahead and (behind := mark_at(folded, ahead.end(), end)):
        return Mark(behind.rank, behind.value, behind.length + ahead.end() - position)
    if position >= end or folded[position] not in _FIRST:
        return None
    for rank, pattern in _START:
        match = pattern.match(folded, position, end)
        if match:
            value = value_of(match["n"])
            if value:
                return Mark(rank, value, match.end() - position)
    return None


#: what a draft of ours prints before a sentence that is held back
_HELD = re.compile(r"〔(?:受阻|待证)〕")
_FIRST = frozenset(HAN + "第（0123456789" + "".join(chr(0x2460 + n) for n in range(20)))

#: ends a sentence
STOPS = "。！？!?"
#: a paragraph may end with these
CLOSED = frozenset("。！？!?；;：:…")
#: a line may not begin with these: it goes on from the line before
NEVER_FIRST = frozenset("，。、；：？！）》”’〉】〕%‰,;:?!)")

_ORGAN = "局厅委府室办处部会院署中心站所队校司科组团"
DATE_LINE = re.compile(
    r"^(?:(?:\d{4}|[二一][〇○零Oo0一二三四五六七八九]{3})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*日)(?:印发)?$"
)
ATTACHMENT = re.compile(r"^附\s*件\s*(?:\d{1,2}|[一二三四五六七八九十])?\s*(?:[：:]|$)")
IMPRINT = re.compile(r"^(?:抄\s*送|抄\s*报|主题词|分送|印\s*发)\s*[：:]")
NOTE = re.compile(r"^（?\s*(?:联系人|联系电话|此件|公开属性|信息公开选项)")
PAGE_MARK = re.compile(
    r"^\s*(?:[-—–―－─]+\s*\d{1,4}\s*[-—–―－─]+|第\s*\d{1,4}\s*页(?:\s*[,，/、]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s+\d{1,4}(?:\s+of\s+\d{1,4})?)\s*$"
)


def is_heading_line(folded: str) -> bool:
    """Whether a whole line is a heading: a number, few words, no sentence."""
    mark = mark_at(folded.lstrip())
    if mark is None:
        return False
    line = folded.strip()
    return len(line) <= 60 and not any(stop in line for stop in STOPS) and line[-1:] not in "，、；"


def ends_closed(folded: str) -> bool:
    """Whether a line ends where a paragraph may end, closing quotes and brackets put aside."""
    line = folded.rstrip().rstrip("”’）」』)")
    return line[-1:] in CLOSED
