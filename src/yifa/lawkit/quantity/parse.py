"""Find the quantities in running Chinese text (识数), with offsets and the modality they are said in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .excluded import masked
from .measures import measure, pattern
from .model import Quantity
from .numerals import HANZI, from_hanzi, plain, scaled, to_number

_PREFIXES = {
    **dict.fromkeys(("不少于", "不低于", "不小于", "不得少于", "不得低于"), "no_less_than"),
    **dict.fromkeys(("至少", "最少", "最低"), "at_least"),
    **dict.fromkeys(("不超过", "不多于", "不高于", "不大于", "不得超过", "至多", "最多", "不足", "不到"), "at_most"),
    **dict.fromkeys(("超过", "超出", "突破", "高于", "逾", "超"), "over"),
    **dict.fromkeys(("大约", "大概", "约"), "approx"),
    **dict.fromkeys(("将近", "接近", "近"), "nearly"),
    **dict.fromkeys(("全部", "均达到", "均达", "均为", "都达到", "全部达到"), "all"),
}
_SUFFIXES = {
    **dict.fromkeys(("及以上", "以上"), "at_least"),
    **dict.fromkeys(("及以下", "以下", "以内", "之内"), "at_most"),
    **dict.fromkeys(("左右", "上下"), "approx"),
}
_INFIXES = {"余": "over", "多": "over", "来": "approx"}
# The character before a prefix that makes it part of another word: 节约, 预约, 最近, 附近, 大不超过 is fine.
_NOT_AFTER = {"约": "节预合签履违公契条特立制集邀", "近": "最附临就接亲靠远", "超": "", "逾": "", "全部": ""}
_BEFORE_ONE = "每这那另某任同下上前后其统唯专单逐进之首新头"
_FRACTION_SCALE = r"[十百千]?[万亿]{1,2}|[百千](?!瓦|克|米)"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = rf"(?:{_ARABIC}(?:\s?(?:{_FRACTION_SCALE}))?|[{HANZI}]+(?:点[{HANZI}]+)?)"
_TARGET_CUES = re.compile(
    r"力争|争取|努力(?:做到|实现|达到|完成|确保)|年内|预期|(?<!按)(?<!按照)计划(?:组织|开展|安排|举办|召开|新增|建设)"
    r"|拟(?:组织|开展|安排|举办|召开)|要(?:实现|达到|做到)|应当?(?:不少于|不低于|达到)|目标(?:值|是|为|定为|设为|要求)?[：:为]?$"
)
_ALL_BARE = re.compile(
    r"全部(?!门|的)|(?<![平人年日月户次件台])均(?![衡值匀等线价可须应需要不未无])"
    r"|每[次场件项个家期批份人名](?:[^，。；！？\n]{0,6})都"
)
_NONE = re.compile(
    r"(?:未|没有|没)(?:再)?(?:发生|收到|出现|接到)(?:过)?(?:任何)?(?:(?:一|1)(?P<u>{unit}))?"
    r"|无(?:一|1)(?P<u2>{unit})|零(?=事故|投诉|诉讼|复议|案件|发生|失误|差错|违纪|上访|举报|败诉|发案)".replace(
        "{unit}", "[件起例次个人宗]"
    )
)
_RATE_BEFORE = re.compile(r"(?:率|度|均|都|全部)[^\d，。；]{0,4}$")
_GROWTH = re.compile(r"(?:增长|下降|提高|上升|增加|减少|降低|同比|环比)[^，。；]{0,4}$")
_TOGETHER = re.compile(r"(?:与|同|跟|和|共)[^，。；]{0,10}$")
_ROUND = {"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7}
_AROUND = ("近", "将近", "接近", "超", "超过", "突破", "逾", "约")
_STOP = re.compile(r"[，。；！？;!?\n]")


@dataclass(frozen=True)
class Found:
    """One quantity in a text: the words, their character offsets, and what they say."""

    text: str
    start: int
    end: int
    quantity: Quantity


def parse(text: str, *, planned: bool | None = None, articles: bool = False) -> list[Found]:
    """Return the quantities of a text in order of place.

    planned: True reads every quantity as a target (a plan), False none, None decides by the words before it.
    articles: also read 一 before measure words where it is mostly an article (一项, 一个, 一支).
    Not returned: dates, years, document and article numbers, names, headings (see ``excluded``).
    Time units (年, 天, 个工作日) are returned; ``measure(unit).kind == "time"`` tells them apart.
    """
    work = masked(text)
    out = _ordinals(work, text)
    work = _blank(work, out)
    none = [_found(text, m.start(), m.end(), Quantity(0, m["u"] or m["u2"], "none")) for m in _NONE.finditer(work)]
    work = _blank(work, none)
    numbers = _numbers(work, text, articles)
    work = _blank(work, numbers)
    out += none + numbers + _several(work, text)
    out += _all_bare(work, text, out)
    out.sort(key=lambda found: (found.start, found.end))
    return [_as_target(found, text, planned) for found in out]


def _found(text: str, start: int, end: int, quantity: Quantity) -> Found:
    return Found(text[start:end], start, end, quantity)


def _blank(work: str, found: list[Found]) -> str:
    for item in found:
        work = work[: item.start] + "\x00" * (item.end - item.start) + work[item.end :]
    return work


@lru_cache(maxsize=1)
def _main() -> re.Pattern[str]:
    unit = pattern()
    longest = sorted(_PREFIXES, key=len, reverse=True)
    tails = sorted(_SUFFIXES, key=len, reverse=True)
    return re.compile(
        rf"(?:(?P<pre>{'|'.join(longest)})\s?)?"
        rf"(?<![\d.A-Za-z第{HANZI}])"
        rf"(?:[百](?P<pct>分)之(?P<pnum>{_NUMBER})"
        rf"|(?P<num>{_NUMBER})%?(?:\s?(?:至|到|[-—–~～]+)\s?(?P<num2>{_NUMBER}))?"
        rf"\s{{0,3}}(?P<inf>[余多来])?(?P<scale>[万亿])?(?P<inf2>[余多])?\s{{0,3}}(?P<unit>{unit})(?P<more>多(?!次|项|个))?)"
        rf"(?P<suf>{'|'.join(tails)})?"
    )


@lru_cache(maxsize=1)
def _ordinal() -> re.Pattern[str]:
    return re.compile(rf"第\s?(?P<num>\d+|[{HANZI}]+)\s?(?P<unit>{pattern(ordinal=True)})")


@lru_cache(maxsize=1)
def _many() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<word>(?<![许诸众繁更大至最不{HANZI}\d])多|(?<![人总件次户个基指参分系量级])数[十百千万]?|若干|好几|(?<![{HANZI}\d])几[十百千]?|上[百千]|数以[百千万]计的?)"
        rf"(?P<unit>{pattern()})"
    )


def _ordinals(work: str, text: str) -> list[Found]:
    out = []
    for match in _ordinal().finditer(work):
        value = to_number(match["num"])
        if value:
            out.append(_found(text, match.start(), match.end(), Quantity(value, match["unit"], "ordinal")))
    return out


def _numbers(work: str, text: str, articles: bool) -> list[Found]:
    out, place = [], 0
    while match := _main().search(work, place):
        found = _one(match, work, text, articles)
        if found:
            out.append(found)
        place = max(match.end() if found else match.end("num" if match["num"] else "pnum"), match.start() + 1)
    return out


def _one(match: re.Match[str], work: str, text: str, articles: bool) -> Found | None:
    start, prefix = match.start(), match["pre"]
    if prefix and start and work[start - 1] in _NOT_AFTER.get(prefix, ""):
        start, prefix = match.end("pre"), None
    if match["pct"]:
        value = 100 if match["pnum"] == "百" else to_number(match["pnum"])
        return None if value is None else _make(match, work, text, start, prefix, value, "%")
    unit, number = match["unit"], match["num"].strip()
    known = measure(unit)
    value = to_number(number)
    if value is None and number in _ROUND and (match["inf"] or prefix in _AROUND):  # 百余场, 近千人
        value = _ROUND[number]
    first = match.start("num")
    if (known and known.digits and not number[0].isdigit()) or (
        number == "十" and work[first - 1 : first] in ("数", "几")
    ):
        return None
    if number == "一" or (number == "1" and unit == "起"):
        if work[first - 1 : first] and work[first - 1] in _BEFORE_ONE and not prefix:
            return None
        if known and known.article and not articles:
            return None
    if unit == "起" and number == "一" and _TOGETHER.search(_clause(work, first)):
        return None
    if prefix == "近" and known and known.kind == "time":
        start, prefix = match.end("pre"), None
    if match["num2"]:
        low, high = value, to_number(match["num2"].strip())
        if low is None or high is None or not low < high:
            return None
        said = Quantity(text[match.start("num") : match.end("unit")], None, "named")
        return _found(text, start, match.end(), said)
    if value is None:
        digits = number.strip("十百千万亿")
        loose = len(digits) >= 2 and all(from_hanzi(char) is not None for char in number[-2:])  # 三四次, 十七八次
        return _found(text, start, match.end("unit"), Quantity(None, unit, "several")) if loose else None
    if match["scale"]:
        if unit == "元":
            unit = match["scale"] + unit
        else:
            value = scaled(value, 4 if match["scale"] == "万" else 8)
    elif unit == "元" and number[-1] in "万亿" and not match["inf"]:
        head = to_number(number[:-1])
        if head is not None and not re.search("[万亿].*[^万亿]", number[:-1]):
            unit, value = number[-1] + unit, head
    return _make(match, work, text, start, prefix, value, unit)


def _make(
    match: re.Match[str],
    work: str,
    text: str,
    start: int,
    prefix: str | None,
    value: Decimal | int,
    unit: str,
) -> Found:
    qualifier = _PREFIXES.get(prefix or "") or _INFIXES.get(match["inf"] or match["inf2"] or "")
    end = match.end()
    if match["suf"]:
        qualifier = qualifier or _SUFFIXES[match["suf"]]
    if match["more"]:
        known = measure(unit)
        if known and (known.kind in ("time", "amount", "area") or unit in ("成", "倍")) and not match["suf"]:
            qualifier = qualifier or "over"
        else:
            end = match.end("unit")
    value = plain(value)
    if value == 0 and not qualifier:
        qualifier = "none"
    if not qualifier and unit == "%" and value == 100:
        before = _clause(work, match.start())
        qualifier = "all" if _RATE_BEFORE.search(before) and not _GROWTH.search(before) else None
    return _found(text, start, end, Quantity(value, unit, qualifier or "exact"))


def _several(work: str, text: str) -> list[Found]:
    out = []
    for match in _many().finditer(work):
        known = measure(match["unit"])
        if known and (known.manner or known.kind in ("money", "time", "rate", "amount", "area", "energy")):
            continue
        out.append(_found(text, match.start(), match.end(), Quantity(None, match["unit"], "several")))
    return out


def _all_bare(work: str, text: str, taken: list[Found]) -> list[Found]:
    """全部, 均 and 每次都 without a number of their own: 100 %, once per clause."""
    out: list[Found] = []
    for match in _ALL_BARE.finditer(work):
        begin = match.start() - len(_clause(work, match.start()))
        stop = _STOP.search(work, match.end())
        end = stop.start() if stop else len(work)
        near = [item for item in [*taken, *out] if begin <= item.start < end and item.quantity.qualifier == "all"]
        if not near:
            out.append(_found(text, match.start(), match.end(), Quantity(100, "%", "all")))
    return out


def _as_target(found: Found, text: str, planned: bool | None) -> Found:
    quantity = found.quantity
    if planned is False or quantity.qualifier in ("ordinal", "named", "target", "none"):
        return found
    if planned is None and not _TARGET_CUES.search(_clause(text, found.start)):
        return found
    bare = quantity.qualifier == "exact" or (quantity.qualifier == "all" and found.text[0].isdigit())
    bound = None if bare else quantity.qualifier
    return Found(found.text, found.start, found.end, Quantity(quantity.value, quantity.unit, "target", bound))


def _clause(text: str, place: int) -> str:
    """Return the text from the last stop before a place up to it."""
    begin = max(0, place - 60)
    piece = text[begin:place]
    stops = [stop.end() for stop in _STOP.finditer(piece)]
    return piece[stops[-1] :] if stops else piece
