"""The shape of a report: mandatory parts, their order, numbering, addressee, signature, date and deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from yifa.lawkit.checks import Basis, Finding
from yifa.lawkit.packs.loader import load_kind
from yifa.lawkit.quantity.numerals import to_hanzi, to_number
from yifa.lawkit.rules import Rule, UnknownRule, get_rule
from yifa.papers.reading.model import Section

from .spec import Spec
from .view import View

_LEADER = re.compile(r"第一责任人")
_SHORT = re.compile(r"不足|问题|短板|差距|薄弱|困难")
_SHORT_SAID = re.compile(
    r"(?:存在|还有|仍有|尚有|面临)[^。；]{0,20}(?:不足|问题|短板|差距|薄弱环节|困难)|不足之处|短板弱项|还不够|不够(?:深入|扎实|到位|系统)"
)
_PLAN = re.compile(r"下一步|下步|下一年|明年|来年|下阶段|接下来|今后(?:一个时期|我们|我局|的?工作)")


#: headings that hold a part under another name, or two parts in one (存在问题和下一步打算)
_HEADED = {
    "shortcomings": re.compile(r"不足|问题|短板|差距|薄弱|困难"),
    "plan": re.compile(r"下一?步|打算|计划|工作安排|主要安排|思路|努力方向|明年|今后|下一年|下年度|重点任务"),
    "leader": re.compile(r"第一责任人|主要负责人|党政主要"),
}


def rule_of(id: str, view: View) -> Rule | None:
    """A rule of the packs in the version of the report year; None where the packs lack it."""
    try:
        return get_rule(id, view.options.region, view.last_day)
    except UnknownRule:
        return None


def basis_of(id: str, view: View) -> Basis | None:
    """The text a rule rests on."""
    rule = rule_of(id, view)
    return Basis(rule.basis.law, rule.basis.article, rule.basis.urn) if rule else None


def missing_part(view: View, spec: Spec) -> Iterable[Finding]:
    """A mandatory part that is neither a section nor said anywhere in the text."""
    if not view.is_report:
        return
    kind = spec.data["part"]
    if view.sections(kind) or (not view.paper.sections and _said(kind, view.text)):
        return
    headed = _HEADED.get(kind)
    if headed and any(headed.search(title) for title in _titles(view)):
        return
    basis = basis_of(spec.data["rule"], view)
    if kind == "achievements":
        if not view.sections("overview") and len(view.paper.sections) < 2:
            yield spec.finding(basis=basis)
        return
    if kind == "leader" and _LEADER.search(_body(view)):
        first = _LEADER.search(view.text)
        place = view.quote(first.start(), first.end()) if first else {}
        yield spec.finding(spec.data["scattered"], severity="warning", basis=basis, **place)
        return
    if kind in ("shortcomings", "plan"):
        match = _tail_mention(kind, view)
        if match:
            yield spec.finding(spec.data["scattered"], severity="warning", basis=basis, **view.quote(*match))
            return
    yield spec.finding(basis=basis)


def _titles(view: View) -> Iterable[str]:
    """First-level headings, and lines that look like one and were not read as such."""
    yield from (section.title for section in view.paper.sections)
    for line in view.text.splitlines():
        if len(line) <= _LINE and re.match(r"\s*[一二三四五六七八九十]{1,3}[、.．]", line) and "。" not in line:
            yield line


#: a heading on a line of its own is no longer than this
_LINE = 50


def _said(kind: str, text: str) -> bool:
    pattern = {"leader": _LEADER, "shortcomings": _SHORT_SAID, "plan": _PLAN}.get(kind)
    return bool(pattern and pattern.search(text))


def _body(view: View) -> str:
    return view.text[view.paper.body.start : view.paper.body.end] if view.paper.body.end else view.text


def _tail_mention(kind: str, view: View) -> tuple[int, int] | None:
    """The sentence in the last third that stands in for a part."""
    pattern = _SHORT_SAID if kind == "shortcomings" else _PLAN
    for match in pattern.finditer(view.text, len(view.text) * 2 // 3):
        span = view.sentence(match.start())
        return span.start, span.end
    return None


def nested_leader(view: View, spec: Spec) -> Iterable[Finding]:
    """The part on the first-responsible person stands inside another part."""
    if not view.is_report:
        return
    for section in view.sections("leader"):
        if section.level > 1:
            span = view.heading(section)
            yield spec.finding(basis=basis_of("REP-03", view), **view.quote(span.start, span.end))


def order(view: View, spec: Spec) -> Iterable[Finding]:
    """The order of the parts: that of the regulation, the one with the leader second, or the local outline's."""
    kinds = [section.kind for section in view.paper.sections]
    kinds = [kind for index, kind in enumerate(kinds) if kind != "overview" and kind not in kinds[:index]]
    known = [kind for kind in kinds if kind != "other"]
    if len(known) < 3 or not view.is_report:
        return
    outline = view.options.outline or _outline(view)
    orders = list(outline.get("orders", {}).values())
    if view.options.outline and outline.get("order"):
        orders = [outline["orders"][outline["order"]]]
    if any(_in_order(known, wanted) for wanted in orders):
        return
    names = {"achievements": "举措和成效", "leader": "第一责任人", "shortcomings": "不足和原因", "plan": "下一年安排"}
    first = next(section for section in view.paper.sections if section.kind == known[0])
    span = view.heading(first)
    said = " → ".join(names.get(kind, kind) for kind in known)
    yield spec.finding(spec.message.format(said), **view.quote(span.start, span.end))


def _outline(view: View) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _path, data in load_kind("outlines", view.options.region):
        if data.get("id") == "fazhi":
            found = data
    return found


def _in_order(kinds: Sequence[str], wanted: Sequence[str]) -> bool:
    places = [wanted.index(kind) for kind in kinds if kind in wanted]
    return places == sorted(places)


_RUN_IN = re.compile(r"(?:^|[。；：\n])([一二三四五六七八九十])是")


def numbering(view: View, spec: Spec) -> Iterable[Finding]:
    """Gaps and repeats in the numbers of headings of one rank."""
    yield from _numbers(view, spec, view.paper.sections, {})
    seen = {section.start for section in view.walk()}
    for block in view.paper.blocks:
        if block.kind not in ("paragraph", "cell"):
            continue
        text = view.text[block.start : block.end]
        expected = 0
        for match in _RUN_IN.finditer(text):
            number = to_number(match.group(1))
            place = block.start + match.start(1)
            if place in seen or not isinstance(number, int):
                expected = number if isinstance(number, int) else 0
                continue
            if number == 1:
                expected = 1
                continue
            if expected and number != expected + 1:
                yield _gap(view, spec, f"{match.group(1)}是", number, expected + 1, place, place + 2)
            expected = number


def _numbers(view: View, spec: Spec, sections: Sequence[Section], last: dict[str, int]) -> Iterable[Finding]:
    """One rank after the other; ``last`` holds the last number of every style so far.

    Numbers may run on through the whole paper: 1. and 2. under （一）, 3. under （二）.
    """
    expected: dict[str, int] = {}
    for section in sections:
        style = _style(section.number)
        number = to_number(re.sub(r"[（）()、.．是]", "", section.number))
        if style and isinstance(number, int):
            wanted = expected.get(style, 0) + 1
            runs_on = wanted == 1 and style in ("arabic", "bracket") and number == last.get(style, 0) + 1
            if number != wanted and not (style == "run" and number == 1) and not runs_on:
                end = section.start + len(section.number)
                yield _gap(view, spec, section.number, number, wanted, section.start, end)
            expected[style] = last[style] = number
        yield from _numbers(view, spec, section.children, last)


def _style(number: str) -> str | None:
    if re.fullmatch(r"[一二三四五六七八九十]+", number):
        return "hanzi"
    if re.fullmatch(r"（[一二三四五六七八九十]+）", number):
        return "bracket"
    if re.fullmatch(r"\d+", number):
        return "arabic"
    if re.fullmatch(r"（\d+）", number):
        return "bracket-arabic"
    return "run" if number.endswith("是") else None


def _gap(view: View, spec: Spec, shown: str, number: int, wanted: int, start: int, end: int) -> Finding:
    right = shown.replace(to_hanzi(number), to_hanzi(wanted)).replace(str(number), str(wanted))
    what = "重复" if number < wanted else "跳号"
    said = (
        f"序号“{shown}”{what}：前面已到第{wanted - 1}，这里应为“{right}”"
        if wanted > 1
        else f"序号从“{shown}”开始，前面是否少了？"
    )
    severity = spec.severity if wanted > 1 else "warning"
    return spec.finding(said, severity=severity, suggestion=right if wanted > 1 else None, **view.quote(start, end))


def numbering_style(view: View, spec: Spec) -> Iterable[Finding]:
    """Ranks in the wrong order: （一） outside 一、, 1. above （一）."""
    rank = {"hanzi": 1, "bracket": 2, "arabic": 3, "bracket-arabic": 4}

    def walk(sections: Sequence[Section], above: int) -> Iterable[Finding]:
        for section in sections:
            if section.number.startswith("第"):  # 第一部分 stands above 一、
                yield from walk(section.children, above)
                continue
            own = rank.get(_style(section.number) or "", above + 1)
            if own <= above:
                span = view.heading(section)
                yield spec.finding(
                    spec.message.format(section.number),
                    **view.quote(section.start, min(span.end, section.start + len(section.number))),
                )
            yield from walk(section.children, own)

    yield from walk(view.paper.sections, 0)


_OFFICE = re.compile(r"(?:依法治|法治)[\u4e00-\u9fa5]{0,8}(?:委员会办公室|办公室|委办|办)$")
_GOVERNMENT = re.compile(r"(?:省|市|县|区|州|旗|自治区)?委|人民政府|政府")


def addressee(view: View, spec: Spec) -> Iterable[Finding]:
    """No addressee where the report is signed, or the office alone addressed."""
    paper = view.paper
    if not view.is_report:
        return
    basis = basis_of("REP-01", view)
    if not paper.addressee:
        public = any(paper.header.get(name) for name in paper.header)
        if (paper.signature_span or paper.copies_to or paper.format in ("docx", "ofd")) and not public:
            yield spec.finding(spec.data["missing"], basis=basis)
        else:
            yield spec.finding(spec.data["missing"], severity="info", basis=basis)
        return
    names = re.split(r"[、，,\s]+", paper.addressee.strip("：: "))
    if all(_OFFICE.search(name) for name in names):
        span = paper.addressee_span
        place = view.quote(span.start, span.end) if span else {"quote": paper.addressee}
        yield spec.finding(basis=basis, **place)


def copies(view: View, spec: Spec) -> Iterable[Finding]:
    """A report with an imprint whose copies leave out the office of law-based governance."""
    paper = view.paper
    if (
        view.is_report
        and paper.copies_to
        and not any("法治" in name for name in [*paper.copies_to, paper.addressee or ""])
    ):
        yield spec.finding(spec.message.format("、".join(paper.copies_to)), basis=basis_of("REP-01", view))


def signature(view: View, spec: Spec) -> Iterable[Finding]:
    """Signature and date at the end."""
    paper = view.paper
    if not view.is_report or not paper.text.strip():
        return
    last_lines = {line.strip() for line in paper.text.rstrip().split("\n")[-4:]}
    signer = paper.signer or (paper.issuer if paper.issuer in last_lines else None)
    lacking = [word for word, value in (("署名", signer), ("成文日期", paper.date)) if not value]
    if lacking:
        severity = spec.severity if len(lacking) == 2 else "info"
        end = len(paper.text.rstrip())
        start = max(0, end - 6)
        yield spec.finding(spec.message.format("、".join(lacking)), severity=severity, **view.quote(start, end))


_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")


def deadline(view: View, spec: Spec) -> Iterable[Finding]:
    """Dated, or published, on or after the day by which it was due; fixed dates do not roll."""
    if not view.is_report or not view.year:
        return
    for value, rule_id, said in (
        (view.paper.date, spec.data["report_rule"], "成文日期"),
        (_published(view), spec.data["public_rule"], "公开日期"),
    ):
        day = _day(value)
        limit = _limit(rule_id, view)
        if day and limit and day >= limit:
            last = limit - timedelta(days=1)
            place = _place_of(view, value)
            yield spec.finding(
                spec.message.format(said, day.isoformat(), last.isoformat()),
                basis=basis_of(rule_id, view),
                **place,
            )


def _published(view: View) -> str | None:
    for name in ("发布日期", "公开日期", "生成日期", "成文日期"):
        if view.paper.header.get(name):
            return view.paper.header[name]
    return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _limit(rule_id: str, view: View) -> date | None:
    rule = rule_of(rule_id, view)
    part = rule.parts[0] if rule and rule.parts else None
    match = _MONTH_DAY.fullmatch(str(part.value)) if part else None
    if not part or not match or not view.year:
        return None
    limit = date(view.year + part.year_offset, int(match.group(1)), int(match.group(2)))
    return limit if part.boundary == "before" else limit + timedelta(days=1)


def _place_of(view: View, value: Any) -> dict[str, Any]:
    day = _day(value)
    if day:
        for said in (f"{day.year}年{day.month}月{day.day}日", day.isoformat()):
            at = view.paper.text.find(said)
            if at >= 0:
                return view.quote(at, at + len(said))
    return {}


def title(view: View, spec: Spec) -> Iterable[Finding]:
    """A title without the year or without the kind of paper."""
    said = view.paper.title
    span = view.paper.title_span
    if not said or not view.is_report:
        return
    place = view.quote(span.start, span.end) if span else {"quote": said}
    if not re.search(r"(?:报告|总结|汇报)(?:[（(][^）)]*[)）])?$", said):
        yield spec.finding(spec.data["kind"], **place)
    if not re.search(r"20\d\d|二[〇○零]", said):
        yield spec.finding(spec.data["year"], **place)


def signer(view: View, spec: Spec) -> Iterable[Finding]:
    """A paper to a superior with a document number shows the signer (签发人)."""
    head = view.text[: view.paper.body.start or 400]
    if re.search(r"〔20\d\d〕\s*\d+\s*号", head.split("\n主送")[0]) and view.paper.addressee and "签发人" not in head:
        at = re.search(r"[^\s]*〔20\d\d〕\s*\d+\s*号", head)
        if at and not any(span.start <= at.start() < span.end for span in view.titles):
            line = view.paragraph(at.start())
            if line.end - line.start <= 40:
                yield spec.finding(**view.quote(at.start(), at.end()))


RUNNERS = {
    "missing_part": missing_part,
    "nested_leader": nested_leader,
    "part_order": order,
    "numbering": numbering,
    "numbering_style": numbering_style,
    "addressee": addressee,
    "copies": copies,
    "signature": signature,
    "deadline": deadline,
    "report_title": title,
    "signer": signer,
}
