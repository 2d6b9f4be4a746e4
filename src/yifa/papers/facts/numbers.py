"""Printed quantities of a text that count or measure work (数), without dates, names, ordinals and set phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yifa.lawkit.quantity import Found, Quantity, measure, parse, to_number
from yifa.lawkit.quantity.numerals import HANZI, plain

from .words import Words

_QUOTED = re.compile(r"“[^”\n]{0,40}”|‘[^’\n]{0,40}’|「[^」\n]{0,40}」|\"[^\"\n]{1,20}\"")
_TITLE = re.compile(r"《[^《》\n]{1,120}(?:[〈《][^〉》\n]*[〉》][^《》\n]{0,80})?》")
_NAMED = re.compile(
    # sessions of congresses and plenums, versions, ratios, hours of opening, patterns such as 一企一策
    r"[零〇一二两三四五六七八九十百\d]{1,8}届[^，。；、\n]{0,14}?[一二三四五六七八九十\d]{1,4}次(?:全会|会议|全体会议|全国代表大会|代表大会)?"
    r"|[一二三四五六七八九十\d]{1,4}次(?:全会|党代会|全体会议|全国代表大会)"
    r"|(?<!\d)\d{1,4}(?:\.\d{1,4}){1,4}版|V\d{1,4}(?:\.\d{1,4}){0,4}"
    r"|(?<!\d)\d{1,9}(?:\.\d{1,9})?[:：︰比]\d{1,9}(?:\.\d{1,9})?(?:[:：︰]\d{1,9}(?:\.\d{1,9})?){0,4}"
    r"|(?<!\d)\d{1,9}[xX×*]\d{1,9}(?:小时)?|(?<!\d)24小时(?=自助|值班|服务|热线|值守|监控|在岗|不打烊|开放|便民)"
    r"|一[^\W\d和与及或至到共就成在一是]{1,2}(?<![和与及或])一[^\W\d]|一([件项个起])[^，。；]{1,2}一\1"
    r"|[一1]次[^，。；、\d]{1,6}率|(?:(?<!\d)\d{1,3}|[两三四五六七八九十])个?100%"
    # the third session of a committee, the ten good deeds of a city, one person with many posts, the only one
    r"|(?:委员会|常委会|理事会|代表大会)(?:第)?[一二三四五六七八九十\d]{1,4}次(?=(?:全体)?会议)"
    r"|[一二三四五六七八九十]{1,3}[件大项](?:为民|民生|惠民|便民)*实事|一[^\W\d]多[^\W\d]"
    # counts of what the text itself arranges: 抓好三个环节，突出两个重点
    r"|[一两三四五六七八九十]个(?:环节|重点|关键|抓手|难点|关口|要点|关键点|着力点|突破口)(?=[，。；、]|$)"
)
_FRACTION = re.compile(
    rf"(?<![\d.{HANZI}])(?P<d>\d{{1,4}}|[{HANZI}]{{1,4}})分之(?P<n>\d{{1,4}}(?:\.\d+)?|[{HANZI}]{{1,6}}(?:点[{HANZI}]+)?)"
    r"(?P<suf>以上|以下|以内|左右|多|强)?"
)
_SLASH = re.compile(r"(?<![\d/.])(?P<n>\d{1,2})/(?P<d>\d{1,2})(?![\d/年月])(?P<suf>以上|以下|以内|左右|多|强)?")
_OF = {"以上": "at_least", "以下": "at_most", "以内": "at_most", "左右": "approx", "多": "over", "强": "over"}
_SHARE = re.compile(
    r"[占达过近到超以约]|(?:率|度)[^，。；]{0,4}$|(?:压缩|压减|减少|下降|降低|节约|节省|缩短|精简|增长|增加|提高|提升)[^，。；\d]{0,8}$"
)
_TOP = re.compile(r"(?:(?<![目之以当此提])前|(?:排名|排第|名列|位居|位列|跻身|列第|排在|居)[^，。；\d]{0,8})$")
_FREQUENCY = re.compile(
    r"[每逐](?:[一二两三四五六七八九十\d]+)?个?(?:年|半年|季度?|月|周|旬|日|天|学期)[^，。；\d]{0,10}$"
)
_THRESHOLD = re.compile(r"的?(?:合同|项目|采购|工程|大额|资金|支出|的|、|（含|\(含)")
_FROM = re.compile(r"[由从](?:原来的?|原先的?|过去的?|以往的?|原定的?|最初的?)?$")
_EPITHET = re.compile(r"“[^”]{1,2}”")
_TENTH = re.compile(r"[一二三四五六七八九](?=[，。；、）]|$|以上|左右)")
_BRACKET = re.compile(r"[（(](?:次|套|件|处|批|户|家|条|项|个|人|册|份|场|期|组)[)）]")
_PER = re.compile(r"/(?:平方米|㎡|m²|人|千瓦时|万元|百公里|年|天|日|次|立方米|辆)")
_RANGE = re.compile(
    r"(?P<low>[\d.,]+[万亿]?|[一二两三四五六七八九十百千万亿]+)%?\s?(?:至|到|[-—–~～]+)\s?(?P<high>[\d.,]+[万亿]?|[一二两三四五六七八九十百千万亿]+)\s?(?P<unit>\D+)$"
)
_BARE = re.compile(
    r"(?:人数|总数|总量|件数|次数|份数|户数|(?<![少无])数|量)(?:共|已|累计|分别)*"
    r"(?P<how>达到|达|为|是|共|合计|突破|超过|超|逾|近|约){1,2}(?P<num>\d[\d,]*(?:\.\d+)?[万亿]?)(?P<inf>余)?(?=[，。；）、\n]|$)"
)
_HOW = {"突破": "over", "超过": "over", "超": "over", "逾": "over", "近": "nearly", "约": "approx"}
_WHOLE = re.compile(r"百分百")
_GROWTH = re.compile(r"(?:增长|下降|提高|上升|增加|减少|降低|同比|环比|压减|压缩|增幅)[^，。；]{0,6}$")
_TIES = re.compile(r"(?:与|同|跟|和)[^，。；]{0,10}$")
_LOOSE = re.compile(r"(至少|不少于|不低于)[^，。；\d]{1,10}$")
_MONEY = ("元", "万元", "亿元", "美元")
_TIMES = ("分钟", "小时", "个小时", "天", "个工作日", "工作日")
_REPEATED = ("次", "期", "场", "轮", "堂", "节", "篇", "份", "件", "场次", "个", "项")


@dataclass(slots=True)
class Hit:
    """One quantity in its place."""

    start: int
    end: int
    value: Decimal | int | None
    unit: str | None
    qualifier: str
    bound: str | None = None
    kind: str = "number"  # number | none | all | coverage
    high: Decimal | int | None = None  # of a range
    frequency: bool = False  # 每季度召开一次: how often, no count of what was done
    written: tuple[str, str | None] = ("", None)  # value and unit as printed, where base units differ


def mask(text: str, words: Words) -> tuple[str, str]:
    """Return the text with titles and set phrases blanked, and again with quoted names too, of the same length."""
    for pattern in (_TITLE, words.masks, _NAMED):
        text = pattern.sub(_blank, text)
    return text, _QUOTED.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def numbers(text: str, work: str, words: Words) -> list[Hit]:
    """Return the counted and measured quantities; ``work`` is the masked ``text``."""
    found = parse(work, planned=False, articles=True)
    places = {item.start: item for item in found}
    out: list[Hit] = []
    for item in found:
        hit = _hit(item, text)
        if hit and not _excluded(hit, item, text, work, words, places):
            out.append(hit)
    out += [Hit(match.start(), match.end(), 100, "%", "all") for match in _WHOLE.finditer(work)]
    out += _fractions(text, work)
    taken = [(hit.start, hit.end) for hit in out]
    for match in _BARE.finditer(work):
        begin, end = match.span("num")
        value = to_number(match["num"])
        if value is not None and not any(begin < e and s < end for s, e in taken):
            said = "over" if match["inf"] else _HOW.get(match["how"], "exact" if value else "none")
            out.append(Hit(begin, match.end("inf") if match["inf"] else end, value, None, said))
    return sorted(out, key=lambda hit: hit.start)


def _hit(item: Found, text: str) -> Hit | None:
    quantity, digits = item.quantity, re.search(r"[\d零〇一二两三四五六七八九十百千万亿]", item.text)
    if quantity.qualifier == "ordinal" or (quantity.qualifier in ("all", "none") and not digits):
        return None
    if quantity.qualifier == "none" and quantity.value == 0 and not re.match(r"[0零〇]|\d", item.text):
        return None  # 未…, 无一…: read by the grammar of claims
    if quantity.qualifier == "named":
        return _range(item)
    base = quantity.base() if quantity.unit in _MONEY else quantity
    value = base.value if not isinstance(base.value, str) else None
    hit = Hit(item.start, item.end, value, base.unit, quantity.qualifier)
    if base is not quantity:
        hit.written = (str(quantity.value), quantity.unit)
    if hit.unit == "成" and hit.value is not None and (tenth := _TENTH.match(text, hit.end)):  # 九成五
        hit.value, hit.end = plain(hit.value + Decimal(to_number(tenth[0]) or 0) / 10), tenth.end()
    for pattern in (_BRACKET, _PER):
        if (match := pattern.match(text, hit.end)) and hit.unit and text[hit.start : hit.end].endswith(hit.unit):
            hit.unit, hit.end = hit.unit + match[0], match.end()
    whole = hit.unit == "%" and hit.value == 100 and hit.qualifier == "exact"
    if whole and not _GROWTH.search(text[max(0, hit.start - 16) : hit.start]):
        hit.qualifier = "all"
    if hit.unit == "%" and hit.qualifier == "all" and hit.value != 100:
        hit.qualifier = "at_least" if item.text.endswith("以上") else "exact"
    if hit.value == 0 and hit.qualifier in ("all", "exact"):
        hit.qualifier = "none"
    if hit.qualifier == "exact" and (loose := _LOOSE.search(text[max(0, hit.start - 16) : hit.start])):
        hit.qualifier = "at_least" if loose[1] == "至少" else "no_less_than"
    return hit


def _fractions(text: str, work: str) -> list[Hit]:
    """三分之二以上: the value is the ratio, without a unit; 千分之三 counts in ‰; 百分之… is read by lawkit."""
    out = []
    slashed = (
        m
        for m in _SLASH.finditer(text)
        if m["suf"] or re.search(r"[占达近超约过][^，。；\d]{0,16}$", text[: m.start()])
    )
    for match in (*_FRACTION.finditer(text), *slashed):
        if work[match.start()] == "\x00":
            continue
        over, under = to_number(match["n"]), to_number(match["d"])
        if match["d"] in ("百", "一百", "100") or not over or not under:
            continue
        thousandth = under == 1000 or match["d"] == "千"
        value = over if thousandth else round(Decimal(over) / Decimal(under), 4)
        unit = "‰" if thousandth else None
        out.append(Hit(match.start(), match.end(), plain(value), unit, _OF.get(match["suf"] or "", "exact")))
    return out


def _range(item: Found) -> Hit | None:
    """7至9次: at least seven; the upper end is kept in ``high``."""
    match = _RANGE.search(item.text)
    low = to_number(match["low"]) if match else None
    if match is None or low is None:
        return None
    quantity = Quantity(low, match["unit"], "at_least").base()
    high = to_number(match["high"])
    return Hit(item.start, item.end, quantity.value, quantity.unit, "at_least", high=high)  # type: ignore[arg-type]


def _excluded(hit: Hit, item: Found, text: str, work: str, words: Words, places: dict[int, Found]) -> bool:
    before, after = work[max(0, hit.start - 24) : hit.start], work[hit.end : hit.end + 24]
    known = measure(hit.unit)
    if (words.rhetorical.match(after) and not after.startswith("突出问题")) or words.rhetorical_before.search(before):
        return True
    if item.text[0] in HANZI and _EPITHET.match(text, hit.end):
        return True  # 四个“最”
    if hit.qualifier == "several":
        return bool(words.manner.match(after)) or (item.text.startswith("多") and before.endswith("大"))
    if known and known.kind == "time" and hit.unit not in ("学时", "课时"):
        measured = hit.unit in _TIMES and words.measured_time.search(before)
        return not measured or _FROM.search(before) is not None
    if _TOP.search(before) and hit.unit in ("名", "位", "强", "个", "项"):
        return True
    if (
        hit.unit in _MONEY
        and hit.qualifier in ("at_least", "at_most", "over", "no_less_than")
        and _THRESHOLD.match(after)
    ):
        return True
    hit.frequency = hit.qualifier == "exact" and (hit.unit or "") in _REPEATED and _FREQUENCY.search(before) is not None
    if hit.unit == "期" and words.phase.match(after):
        return True
    if hit.qualifier in ("at_least", "over", "at_most") and after.startswith("的，"):
        return True  # 两次以上的，…: a rule
    if item.text.startswith("一") and hit.value == 1:
        return _article(hit, item, work, words, places)
    return hit.unit == "成" and hit.qualifier == "exact" and not _SHARE.search(before)


def _article(hit: Hit, item: Found, work: str, words: Words, places: dict[int, Found]) -> bool:
    """Whether 一 before a measure word counts nothing: 一项任务, 每一次, 在一起; in a list (两次…和一次…) it counts."""
    first = work[hit.start - 1 : hit.start]
    after = work[hit.end : hit.end + 24]
    if (first and first in words.not_one_after) or words.figurative.match(after):
        return True
    if hit.unit == "起" and words.a_case.search(work, max(0, hit.start - 8), hit.start):
        return False  # 受理申诉一起
    if hit.unit == "起":
        return bool(_TIES.search(work[max(0, hit.start - 12) : hit.start])) or not words.one_case.match(after)
    if after[:1] in ("性", "次", "又", "都", "再") or after.startswith(hit.unit or "?"):
        return True
    if _beside(hit, work, places):
        return False
    known = measure(hit.unit)
    return (known is None or known.article) and hit.unit not in ("%",)


def _beside(hit: Hit, work: str, places: dict[int, Found]) -> bool:
    """Whether another counted thing stands in the same clause list: 制定一项制度、两个办法."""
    for start, item in places.items():
        if start == hit.start or item.quantity.qualifier in ("ordinal", "all", "none") or item.text.startswith("一"):
            continue
        low, high = (item.end, hit.start) if start < hit.start else (hit.end, start)
        gap = work[low:high]
        known = measure(item.quantity.unit)
        if len(gap) <= 16 and not re.search(r"[，。；：\n]", gap) and re.search(r"[、和与及]", gap):
            return not known or known.kind not in ("time", "rate", "money")
    return False
