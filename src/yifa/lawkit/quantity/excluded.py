"""What carries a number and is no quantity (不是数量的数字): dates, document and article numbers, names, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .numerals import HANZI, narrow

_N = rf"(?:\d{{1,20}}|[{HANZI}]{{1,20}})"
_Y = r"(?:\d{4}|[〇零一二三四五六七八九]{4})"
_S = r"\s{0,2}"
_DAY = rf"(?:{_Y}{_S}年{_S})?(?:\d{{1,2}}|[{HANZI}]{{1,3}}){_S}月{_S}(?:\d{{1,2}}|[{HANZI}]{{1,3}}){_S}[日号]"

# Earlier rules win over later ones at the same place; the reasons are those of the annotation conventions.
_RULES = (
    ("title", r"《[^《》]{1,80}(?:〈[^〉]*〉[^《》]*)?》"),
    (
        "doc_number",
        rf"[〔\[（(【]{_S}\d{{4}}{_S}[〕\]）)】]{_S}第?{_S}\d+{_S}号|(?:令|公告|通告){_S}第?{_S}{_N}{_S}号|第{_S}{_N}{_S}号",
    ),
    ("article_number", rf"第{_S}{_N}{_S}[条款章编](?!件)(?:之{_N})?(?:{_S}第{_S}{_N}{_S}[款项目])*"),
    ("date", rf"{_DAY}(?:{_S}(?:至|到|[-—–~～]+){_S}(?:{_DAY}|\d{{1,2}}{_S}日))?"),
    ("date", r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}"),
    ("date", r"[“\"]\d{1,2}[·.•]\d{1,2}[”\"]"),
    ("date", rf"{_Y}{_S}年{_S}(?:\d{{1,2}}|[{HANZI}]{{1,2}}){_S}月(?:份|底|初|末)?"),
    ("date", r"(?<![\d个])(?:1[0-2]|[1-9])月(?:份|底|初|末)?|[一二三四五六七八九十]{1,2}月份"),
    ("date", r"\d{1,2}[:：]\d{2}(?!\d)|\d{1,2}时\d{1,2}分"),
    ("year", rf"{_Y}{_S}年?{_S}(?:至|到|[-—–~～]+){_S}{_Y}{_S}年(?:度|底|初|末)?"),
    ("year", rf"(?<!\d){_Y}{_S}年{_S}(?:年底|年初|年末|度|底|初|末)?"),
    ("meeting_name", rf"[{HANZI}]+届[{HANZI}]+中全会|(?<![{HANZI}])(?:十[五六七八九]|二十)大(?![类{HANZI}])"),
    (
        "period_name",
        r"“[一二三四五六七八九十]{2,4}”(?=时期|规划|普法|期间|末|以来)|[一二三四五六七八九十]+五(?=普法|时期|规划)",
    ),
    (
        "quoted_name",
        rf"“(?:{_N}[^”，。；]{{1,10}}|[^”，。；\d]{{0,3}}[一二两三四五六七八九十][^”，。；]{{1,4}}|[^”]{{0,4}}\d\+[^”]{{1,12}})”",
    ),
    ("slogan", r"最多跑一次|三重一大|三会一课|[两四]个(?:确立|维护|意识|自信)|(?:百|千)年(?:大计|目标)"),
    (
        "heading_number",
        r"(?m:^\s*(?:[一二三四五六七八九十]+、|\d{1,2}[、．](?!\d)|\d{1,2}\.(?!\d)))|[（(](?:[一二三四五六七八九十]+|\d{1,2})[）)](?=\S)",
    ),
    ("enumerator", r"(?<![\w])[一二三四五六七八九十]是"),
    ("ordinal", rf"第{_S}{_N}{_S}(?:责任人|方|者|人(?!次)|时间)"),
    ("duration", rf"(?:{_N}|多)年(?=来|规划|行动|计划)"),
    ("fraction", rf"{_N}分之(?!.{{0,1}}百){_N}"),
    ("rhetorical_count", rf"(?:以下|如下|[另]?一|以上)?{_N}(?:个)?方面"),
    (
        "lexical",
        r"一次性|一件事|一条龙|一条心|一家之言|一体化|一站式|一网通办|[进逐统唯专单同划]一|(?<!分)之一|下一步|一些",
    ),
)


@dataclass(frozen=True)
class Excluded:
    """A piece of text with a number that is no quantity, and why."""

    text: str
    start: int
    end: int
    reason: str


@lru_cache(maxsize=1)
def _compiled() -> list[tuple[str, re.Pattern[str]]]:
    return [(reason, re.compile(rule)) for reason, rule in _RULES]


def excluded(text: str) -> list[Excluded]:
    """Return every number-bearing piece that is no quantity, in order of place."""
    return sorted(_scan(text)[1], key=lambda item: item.start)


def masked(text: str) -> str:
    """Return the narrowed text with excluded pieces blanked, of the same length."""
    return _scan(text)[0]


def _scan(text: str) -> tuple[str, list[Excluded]]:
    work, out = narrow(text), []
    for reason, rule in _compiled():
        for match in rule.finditer(work):
            piece = match[0]
            if reason == "fraction" and piece.startswith(("百分之", "千分之")):
                continue
            if piece.strip():
                out.append(Excluded(text[match.start() : match.end()], match.start(), match.end(), reason))
                work = work[: match.start()] + "\x00" * len(piece) + work[match.end() :]
    return work, out
