"""Numbers against each other: sums, parts, counts of titles, rates, ordinals, tables, the same count told twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from yifa.lawkit.checks import Finding
from yifa.lawkit.quantity import to_number
from yifa.lawkit.quantity.parse import Found, parse

from .spec import Spec
from .view import View

_N = r"((?<!\d)\d[\d,]{0,12}(?:\.\d{1,4})?|[一二两三四五六七八九十百]{1,6})"
#: measure words that count the same thing, so that 56名 and 54人 can be compared
_SAME = {"名": "人", "位": "人"}


@dataclass(frozen=True)
class Count:
    """One exact count of a sentence."""

    value: Decimal | int
    unit: str
    start: int
    end: int


def counts(view: View) -> list[Count]:
    """Every exact count of the text with its unit, in order; dates, numbers and ordinals left out."""
    if "counts" not in view.memo:
        found = [c for c in (_count(f) for f in parse(view.text, planned=False, articles=True)) if c]
        view.memo["counts"] = found
    return view.memo["counts"]


def _count(found: Found) -> Count | None:
    quantity = found.quantity
    if (
        quantity.qualifier not in ("exact", "all")
        or not isinstance(quantity.value, (int, Decimal))
        or not quantity.unit
    ):
        return None
    if quantity.qualifier == "all" and not re.search(r"\d|[一二两三四五六七八九十]", found.text):
        return None
    return Count(quantity.value, _SAME.get(quantity.unit, quantity.unit), found.start, found.end)


def between(view: View, start: int, end: int) -> list[Count]:
    """The counts inside a stretch."""
    return [count for count in counts(view) if start <= count.start and count.end <= end]


def parts(view: View, spec: Spec) -> Iterable[Finding]:
    """其中: no part may exceed the whole; parts that are all listed make the whole."""
    for match in re.finditer(r"其中[，：:]?", view.text):
        span = view.sentence(match.start())
        before = _open(view, span.start, between(view, span.start, match.start()), match.start())
        before = [count for count in before if count.unit not in _SHARES]  # 同比增长18.9%，其中…: the count before it
        if not before:
            continue
        whole = before[-1]
        after = [c for c in between(view, match.end(), span.end) if c.unit == whole.unit]
        after = _open(view, match.end(), after, span.end)
        if not after:
            continue
        yield from _against(view, spec, whole, after, view.text[match.end() : span.end], match.end())


def _open(view: View, start: int, listed: list[Count], end: int) -> list[Count]:
    """Counts that do not stand inside a bracket closed before ``end``."""
    closed = [
        (start + match.start(), start + match.end()) for match in re.finditer(r"（[^（）]*）", view.text[start:end])
    ]
    return [count for count in listed if not any(low <= count.start < high for low, high in closed)]


def _members(after: list[Count], tail: str, base: int, verb: str) -> list[Count]:
    """The parts up to a clause that tells other things (其中甲类2件，已审结4件) or takes up the verb of the whole."""
    other = _OTHER_MARK.search(tail) or (re.search(f"[，；]{verb}", tail) if verb else None)
    return [count for count in after if other is None or count.start < base + other.end()]


def _against(view: View, spec: Spec, whole: Count, after: list[Count], tail: str, base: int) -> Iterator[Finding]:
    for part in after:
        if part.value > whole.value:
            yield spec.finding(
                f"部分（{part.value}{part.unit}）大于总数（{whole.value}{whole.unit}）",
                **view.quote(whole.start, part.end),
            )
            return
    clause = view.text[max(view.text.rfind(stop, 0, whole.start) for stop in "，。；\n") + 1 : whole.start]
    verb = re.match(r"(?:全年|累计|共|先后|今年)*([\u4e00-\u9fa5]{2})(?=[\u4e00-\u9fa5]{2})", clause)
    after = _members(after, tail, base, verb.group(1) if verb else "")
    total = sum(part.value for part in after)
    if len(after) < 2 or total == whole.value:
        return
    if re.search(r"等|以上|余|左右|占|比|同比|分别占", tail) and total < whole.value:
        return
    if total < whole.value and "，" in tail[: tail.find(str(after[-1].value)) + 1]:
        return  # clauses, not a list: some of the whole only
    if total < whole.value * _MOST:
        return  # far less than the whole: some of it only
    yield spec.finding(
        f"各部分相加是{total}{whole.unit}，总数写的是{whole.value}{whole.unit}，是否有误或有交叉、未列全？",
        severity="warning",
        **view.quote(whole.start, after[-1].end),
    )


_SHARES = ("%", "‰", "个百分点")
_OTHER_MARK = re.compile(
    r"[，；](?=(?:现?已|均|全部|全年|累计|仍有|尚有|按期)[^，。；]{0,8}(?:\d|[一二三四五六七八九十]))"
)
#: parts that make up less of the whole than this were not meant to make it up
_MOST = Decimal("0.6")
#: a stock (现行有效…共计246件) is no sum of the year's changes before it
_STOCK = re.compile(r"(?:现行|现有|实有|有效|存量|保有|历年|截至|截止|目前|自20)[^，。；]{0,16}$")
_TOTAL = re.compile(r"(?:共计|合计|总计|累计|共)[^，。；\d]{0,8}$")


def totals(view: View, spec: Spec) -> Iterable[Finding]:
    """A、B, 共计 N: parts before the whole in one sentence; the whole first with a colon or bracket after it."""
    for whole in counts(view):
        span = view.sentence(whole.start)
        if _TOTAL.search(view.text[span.start : whole.start]):
            before = [c for c in between(view, span.start, whole.start) if c.unit == whole.unit]
            listed = view.text[span.start : whole.start]
            if _STOCK.search(listed):
                continue
            if len(before) >= 2 and not re.search(r"其中|等|同比|较上年|以上|余", listed):
                yield from _sum(view, spec, whole, before)
                continue
        bracket = re.match(r"[（：]", view.text[whole.end : whole.end + 1])
        if bracket:
            close = view.text.find("）", whole.end) if bracket.group(0) == "（" else span.end
            inside = [c for c in between(view, whole.end, close) if c.unit == whole.unit]
            if len(inside) >= 2 and not re.search(r"等|其中|余|同比", view.text[whole.end : close]):
                yield from _sum(view, spec, whole, inside)


def _sum(view: View, spec: Spec, whole: Count, listed: list[Count]) -> Iterator[Finding]:
    total = sum(c.value for c in listed)
    if total == whole.value:
        return
    start = min(whole.start, listed[0].start)
    end = max(whole.end, listed[-1].end)
    yield spec.finding(
        f"所列各数相加是{total}{whole.unit}，总数写的是{whole.value}{whole.unit}，哪个对？", **view.quote(start, end)
    )


def channels(view: View, spec: Spec) -> Iterable[Finding]:
    """A total and what came out through each channel named behind it, in one paragraph."""
    lead, channel = re.compile(spec.data["lead"]), re.compile(spec.data["channel"])
    for block in view.paper.blocks:
        listed = between(view, block.start, block.end)
        for index, whole in enumerate(listed):
            clause = view.sentence(whole.start)
            if not lead.search(view.text[clause.start : whole.start]):
                continue
            rest = [
                c
                for c in listed[index + 1 :]
                if c.unit == whole.unit and channel.search(view.text[view.sentence(c.start).start : c.start])
            ]
            total = sum(c.value for c in rest)
            named = len(rest)
            if named and (total > whole.value or (named >= 2 and total != whole.value)):
                yield spec.finding(
                    f"各渠道相加是{total}{whole.unit}，总数写的是{whole.value}{whole.unit}，是否有误、口径不同或没有列全？",
                    severity=spec.severity if total > whole.value else "info",
                    **view.quote(whole.start, rest[-1].end),
                )
            break


_LIST = re.compile(r"(?:《[^《》\n]+》(?:[（(][^（）()\n]{1,20}[)）])?[、，和及以]{0,2})+")
_AFTER = re.compile(rf"^(等)?{_N}(?:余)?(部|件|项|个|份|篇|本|部门规章|条)")


def listed_titles(view: View, spec: Spec) -> Iterable[Finding]:
    """《A》《B》等3项: never more titles than the number; without 等 exactly as many."""
    for match in _LIST.finditer(view.text):
        count = match.group(0).count("《") - match.group(0).count("〈")
        if count < 2:
            continue
        after = _AFTER.match(view.text[match.end() : match.end() + 10])
        if after:
            number = to_number(after.group(2))
            if isinstance(number, int) and (count > number or (not after.group(1) and count != number)):
                end = match.end() + after.end()
                yield spec.finding(
                    f"列出的名称有{count}个，写的是{after.group(2)}{after.group(3)}，哪个对？",
                    **view.quote(match.end() + after.start(2), end),
                )
            continue
        span = view.sentence(match.start())
        before = re.search(
            rf"{_N}(?:部|件|项|个|份|篇|本)[^，。；《]{{0,12}}[：:（(]$", view.text[span.start : match.start()]
        )
        if before and not re.match(r"等", view.text[match.end() : match.end() + 1]):
            number = to_number(before.group(1))
            if isinstance(number, int) and number != count and number > 1:
                start = span.start + before.start()
                yield spec.finding(
                    f"写的是{before.group(1)}，列出的名称有{count}个，哪个对？", **view.quote(start, match.end())
                )


_LAWS = re.compile(r"[“\"]?([一两二三四五六七八九])法([一两二三四五六七八九])(条例|办法|规定)[”\"]?")


def laws_named(view: View, spec: Spec) -> Iterable[Finding]:
    """“两法一条例” against the titles listed in the same sentence."""
    for match in _LAWS.finditer(view.text):
        span = view.sentence(match.start())
        titles = [view.text[t.start : t.end] for t in view.titles if span.start <= t.start < span.end]
        laws = sum(title.endswith("法》") and not title.endswith("办法》") for title in titles)
        others = sum(title.endswith(match.group(3) + "》") for title in titles)
        wanted = (to_number(match.group(1)), to_number(match.group(2)))
        if titles and len(titles) >= sum(n for n in wanted if isinstance(n, int)) and (laws, others) != wanted:
            yield spec.finding(
                f"“{match.group(0).strip('“”')}”与所列名称不符：法{laws}部，{match.group(3)}{others}部",
                **view.quote(match.start(), match.end()),
            )


_FOLLOWING = re.compile(r"(?:以下|如下)([一二两三四五六七八九十\d]+)(?:个|大)?(?:方面|点|项|条|类|举措|问题)")


def announced(view: View, spec: Spec) -> Iterable[Finding]:
    """以下三方面 against the number of items that follow."""
    for match in _FOLLOWING.finditer(view.plain):
        number = to_number(match.group(1))
        around = view.paper.sections_at(match.start())
        section = next((s for s in reversed(around) if s.children and s.start <= match.start()), None)
        found = 0
        if section and section.children and section.children[0].start > match.start():
            found = len(section.children)
        else:
            line = view.paragraph(match.start())
            tail = view.text[match.end() : line.end]
            found = len(re.findall(r"(?:^|[。；：])[一二三四五六七八九十]是", tail))
            if re.search(r"一方面", tail):
                found = 2
        if found and isinstance(number, int) and found != number:
            yield spec.finding(
                f"写的是“{match.group(0)}”，下面列了{found}项，哪个对？", **view.quote(match.start(), match.end())
            )


def larger(view: View, spec: Spec) -> Iterable[Finding]:
    """Pairs of words whose numbers are in order: 应考 ≥ 实考 ≥ 合格, 件次 ≥ 件."""
    for row in spec.data["chains"]:
        yield from _chain(view, spec, row["words"], row.get("unit", ""), row.get("severity"))
    for many, few in spec.data["units"]:
        for match in re.finditer(
            rf"{_N}{few}(?!次)[，、（(]?(?:共|计|累计|合计)?{_N}{many}|{_N}{many}[，、（(]?(?:共|计|涉及)?{_N}{few}(?!次)",
            view.text,
        ):
            groups = match.groups()
            low, high = (groups[0], groups[1]) if groups[0] else (groups[3], groups[2])
            a, b = to_number(low.replace(",", "")), to_number(high.replace(",", ""))
            if a is not None and b is not None and a > b:
                yield spec.finding(
                    f"{few}（{low}）多于{many}（{high}），{many}不会少于{few}", **view.quote(match.start(), match.end())
                )
        yield from _apart(view, spec, many, few)


def _apart(view: View, spec: Spec, many: str, few: str) -> Iterator[Finding]:
    """The two units told in neighbouring sentences of one paragraph, the second referring to the first."""
    for block in view.paper.blocks:
        listed = between(view, block.start, block.end)
        for one, other in itertools.pairwise(listed):
            if {one.unit, other.unit} != {many, few}:
                continue
            gap = view.text[one.end : other.start]
            if not re.fullmatch(r"[。；，](?:[^。；，]{0,8}(?:共涉及|涉及|共计|计))", gap):
                continue
            low, high = (one, other) if one.unit == few else (other, one)
            if low.value > high.value:
                yield spec.finding(
                    f"{few}（{low.value}）多于{many}（{high.value}），{many}不会少于{few}",
                    **view.quote(one.start, other.end),
                )


def _chain(view: View, spec: Spec, words: list[str], unit: str, severity: str | None) -> Iterator[Finding]:
    pattern = re.compile("|".join(f"(?P<w{i}>{word})[^，。；、\\d]{{0,4}}?{_N}{unit}" for i, word in enumerate(words)))
    last: dict[int, dict[int, tuple[Decimal | int, int, int]]] = {}
    for match in pattern.finditer(view.text):
        index = next(i for i in range(len(words)) if match.group(f"w{i}"))
        number = next(to_number(g.replace(",", "")) for g in match.groups()[0:] if g and re.fullmatch(_N, g))
        if number is None:
            continue
        span = view.sentence(match.start())
        seen = last.setdefault(span.start, {})
        for other, (value, start, end) in seen.items():
            if other == index:
                continue
            high, low = (value, number) if other < index else (number, value)
            if low > high:
                big, small = (words[other], words[index]) if other < index else (words[index], words[other])
                yield spec.finding(
                    f"{_plain(small)}（{low}）多于{_plain(big)}（{high}）",
                    severity=severity or spec.severity,
                    **view.quote(min(start, match.start()), max(end, match.end())),
                )
        seen[index] = (number, match.start(), match.end())


def _plain(word: str) -> str:
    return re.sub(r"\(\?[^)]*\)|[()?:]", "", word).split("|")[0]


_RATE = re.compile(r"([\u4e00-\u9fa5]{0,4}率|占比|占)(?:均)?(?:为|达到|达|约为|约)?\s*(\d+(?:\.\d+)?)%(以上|左右)?")


def rates(view: View, spec: Spec) -> Iterable[Finding]:
    """A rate its two numbers do not give."""
    cues = re.compile(spec.data["cues"])
    for match in _RATE.finditer(view.text):
        span = view.sentence(match.start())
        if re.search(r"同比|增长|下降|提高|降低|较上年", view.text[span.start : match.end()]):
            continue
        near = between(view, span.start, match.start())
        near = [c for c in near if c.unit not in ("%", "个百分点", "元", "万元", "亿元") and c.value > 0]
        if len(near) != 2 or near[0].unit != near[1].unit or not cues.search(view.text[span.start : match.start()]):
            continue
        a, b = near
        stem = match.group(1).removesuffix("率")[-2:] if match.group(1).endswith("率") else ""
        if stem and not set(stem) & set(view.text[span.start : match.start(1)]):
            continue  # 审结902件，纠错率11.6%: a rate of something else
        low, high = min(a.value, b.value), max(a.value, b.value)
        said = Decimal(match.group(2))
        real = Decimal(low) * 100 / Decimal(high)
        places = len(match.group(2).partition(".")[2])
        slack = Decimal(1) / (10**places) / 2 + Decimal("0.05")
        if (match.group(3) == "以上" and real >= said) or (match.group(3) == "左右" and abs(real - said) <= 3):
            continue
        if abs(real - said) > slack:
            yield spec.finding(
                f"{low}/{high}是{real.quantize(Decimal('0.1'))}%，写的是{match.group(2)}%，哪个对？",
                **view.quote(a.start, match.end()),
            )


def over_hundred(view: View, spec: Spec) -> Iterable[Finding]:
    """A rate above 100 %."""
    for match in re.finditer(rf"((?:{spec.data['rates']})率)[^，。；\d]{{0,4}}(\d+(?:\.\d+)?)%", view.text):
        if Decimal(match.group(2)) > 100:
            yield spec.finding(spec.message.format(match.group(1)), **view.quote(match.start(), match.end()))


def ordinals(view: View, spec: Spec) -> Iterable[Finding]:
    """第N届世界标准日 and the like: the ordinal of a yearly day follows from the year."""
    if view.year is None:
        return
    for row in spec.data["days"]:
        for match in re.finditer(rf"第({_N[1:-1]})(?:个|届|次)(?:全国|国家|国际|世界)?{row['name']}", view.text):
            number = to_number(match.group(1))
            span = view.sentence(match.start())
            years = {int(y) for y in re.findall(r"(20\d\d)年", view.plain[span.start : match.start()][-24:])} or {
                view.year
            }
            if view.paper.kind_at(match.start()) == "plan":
                years |= {view.year + 1}
            right = {year - int(row["base"]) for year in years}
            if isinstance(number, int) and number not in right:
                year = min(years)
                yield spec.finding(
                    spec.message.format(year, row["label"], year - int(row["base"]), match.group(0)),
                    severity=row.get("severity", spec.severity),
                    suggestion=match.group(0).replace(match.group(1), _as(match.group(1), year - int(row["base"])), 1),
                    **view.quote(match.start(), match.end()),
                )


def _as(model: str, number: int) -> str:
    from yifa.lawkit.quantity import to_hanzi

    return str(number) if model.isdigit() else to_hanzi(number)


RUNNERS = {
    "parts": parts,
    "totals": totals,
    "channels": channels,
    "listed_titles": listed_titles,
    "laws_named": laws_named,
    "announced": announced,
    "larger": larger,
    "rates": rates,
    "over_hundred": over_hundred,
    "ordinals": ordinals,
}
