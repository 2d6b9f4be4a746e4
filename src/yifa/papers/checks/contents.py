"""What a part must say: causes, shortcomings, measures, a legality review that is one; aims told from results."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.lawkit.checks import Finding

from .spec import Spec
from .structure import basis_of
from .view import View

_CAUSE = re.compile(
    r"原因|由于|因为|因(?!地|此|时|人|素|果|应|而异)[^，。；]{2,30}|主要是因|缘于|源于|根源|归因|受[^，。；]{2,20}(?:影响|限制|制约)"
    r"|归根结底|归根到底|在于[^，。；]|与[^，。；]{2,30}有关|导致|造成|致使|所致|究其|反映出|说明[^，。；]{2,12}(?:不够|不足)"
)
_NUMBERED = re.compile(r"[一二三四五六七八九]是|（[一二三四五六七八九]）|第[一二三四五]，|首先|其次|\d[.．、]")
_HAN = re.compile(r"[\u4e00-\u9fa5]")
_MEASURE = re.compile(
    r"(?:制定|修订|出台|印发|建立|开展|组织|举办|编制|完成|落实|推进|推动|加强|完善|健全|建设|强化|提升|优化|规范|拓展|探索|深化|聚焦|紧盯)"
)


def _han(text: str) -> int:
    return len(_HAN.findall(text))


def causes(view: View, spec: Spec) -> Iterable[Finding]:
    """Shortcomings without a cause, whether the heading promises one or not."""
    if not view.is_report:
        return
    for section in view.sections("shortcomings"):
        if _CAUSE.search(view.inside(section)) or _han(view.inside(section)) < 20:
            continue
        span = view.heading(section)
        promised = "原因" in section.title
        message = spec.data["promised"] if promised else spec.message
        yield spec.finding(message, basis=basis_of("REP-03", view), **view.quote(span.start, span.end))


_EMPTY = re.compile(
    r"[^。；\n]*(?:还?存在[^。；，]{0,8}(?:一定|一些|不少|较大)?(?:差距|不足|问题)|还有[^。；，]{0,8}(?:差距|不足))[^。；\n]*[。；]"
)


_CONTENTS = re.compile(
    r"全文|本报告(?:包括|由|分)|(?:包括|包含)[^。；]{0,60}(?:部分|情况)|梳理分析|认真(?:梳理|分析|查找)|查摆|整改|\\d+[个项条]"
)


def empty_shortcomings(view: View, spec: Spec) -> Iterable[Finding]:
    """Shortcomings told in one empty clause, in a part of their own or in the closing paragraph."""
    if not view.is_report:
        return
    sections = view.sections("shortcomings")
    for section in sections:
        inside = view.inside(section)
        if _han(inside) < spec.data["least"]:
            span = view.heading(section)
            yield spec.finding(basis=basis_of("REP-03", view), **view.quote(span.start, span.end))
    if not sections:
        for match in _EMPTY.finditer(view.text, len(view.text) * 2 // 3):
            if _CONTENTS.search(match.group(0)):
                continue  # 全文包括…存在的主要问题和…: a list of what the paper holds
            start = match.start() + len(match.group(0)) - len(match.group(0).lstrip())
            yield spec.finding(basis=basis_of("REP-03", view), **view.quote(start, match.end()))
            return


_NEXT = re.compile(r"(?:下一步|下步|明年|下一年|来年|下阶段|接下来)[^\n]*")


def thin_plan(view: View, spec: Spec) -> Iterable[Finding]:
    """A plan of one general sentence, or without a single measure."""
    if not view.is_report:
        return
    sections = view.sections("plan")
    if not sections:
        for match in _NEXT.finditer(view.text, len(view.text) * 2 // 3):
            if len(_NUMBERED.findall(match.group(0))) < 2:
                end = view.sentence(match.start()).end
                yield spec.finding(basis=basis_of("REP-03", view), **view.quote(match.start(), end))
            return
    for section in sections:
        inside = view.inside(section)
        sentences = [part for part in re.split(r"[。；\n]", inside) if _han(part) > 6]
        if len(sentences) < 2 or _han(inside) < spec.data["least"] or not _MEASURE.search(inside):
            span = view.heading(section)
            yield spec.finding(basis=basis_of("REP-03", view), **view.quote(span.start, span.end))


_REVIEWED = re.compile(
    r"(?:法制机构|法规(?:处|科|部门)|法治机构|负责合法性审查的部门|法律顾问|公职律师|司法(?:局|行政部门))[^。；]{0,30}(?:审查|审核|把关|出具|论证)"
    r"|(?:合法性审[查核])(?:意见|\d|[一二三四五六七八九十]+[件次份])|(?:开展|进行|通过|经|完成|作)[^，。；]{0,8}合法性审[查核]"
    r"|(?:审查|审核)[^。；]{0,14}(?:\d+|[一二三四五六七八九十]+)[件次份]|未经合法性审[查核]|不以[^。；]{0,14}代替"
)
_CONSULTED = re.compile(r"征求意见|征求[^，。；]{0,12}意见|广泛听取|请示汇报|会签")


def review_substance(view: View, spec: Spec) -> Iterable[Finding]:
    """Asking for comments offered as the legality review."""
    for section in view.walk():
        if "合法性审" not in section.title and "合法合规" not in section.title:
            continue
        if section.children:
            continue
        inside = view.text[section.start + len(section.number) + len(section.title) : section.end]
        match = _CONSULTED.search(inside)
        if match and not _REVIEWED.search(inside):
            start = section.end - len(inside) + match.start()
            span = view.sentence(start)
            yield spec.finding(basis=spec.basis, **view.quote(span.start, span.end))
    for match in re.finditer(
        r"以(?:征求意见|会签|请示汇报|集体研究)(?:的方式)?(?:代替|替代|作为)合法性审[查核]", view.plain
    ):
        before = view.text[max(0, match.start() - 2) : match.start()]
        if "不" not in before and "得" not in before:
            yield spec.finding(basis=spec.basis, **view.quote(match.start(), match.end()))


_TRIPLE = re.compile(r"[“\"]?三重一大[”\"]?")


def triple_as_procedure(view: View, spec: Spec) -> Iterable[Finding]:
    """“三重一大” offered as the statutory procedure of major administrative decisions."""
    told = set()
    for match in _TRIPLE.finditer(view.text):
        span = view.sentence(match.start())
        sentence = view.text[span.start : span.end]
        if span.start in told or not re.search(r"重大行政决策|合法性审[查核]", sentence):
            continue
        if not re.search(
            r"(?:按照|依照|通过|执行|落实|履行)[^，。；]{0,8}三重一大[^，。；]{0,10}(?:程序|制度|决策|规定)", sentence
        ):
            continue
        if len(re.findall(r"公众参与|专家论证|风险评估|合法性审[查核]|集体讨论", sentence)) >= 2:
            continue
        told.add(span.start)
        yield spec.finding(basis=spec.basis, **view.quote(match.start(), min(span.end, match.end() + 12)))


_AIM = re.compile(
    r"(?:力争|争取|努力(?:做到|实现|达到)|拟|计划|预计|将)[^，。；]{0,16}(?:\d|[一二三四五六七八九十]+[件次项个])"
)
_DONE = re.compile(r"已|完成了|取得|实现了|全年|累计")


def aim_as_result(view: View, spec: Spec) -> Iterable[Finding]:
    """An aim inside the part on results, and a plan told in the past tense."""
    if not view.is_report:
        return
    for fact in view.reading.facts:
        if fact.qualifier != "target":
            continue
        if view.paper.kind_at(fact.start) == "achievements":
            span = view.sentence(fact.start)
            sentence = view.text[span.start : span.end]
            if _DONE.search(sentence) is None and not re.search(r"目标|计划|指标|要求|规定|任务", sentence):
                yield spec.finding(spec.message.format(fact.text), **view.quote(fact.start, fact.end))


_OWN_YEAR = re.compile(r"(20\d\d)年(?!度?(?:法治|工作|报告|部门|决算|预算|以来|第|版|修订))")


_HEADING_YEAR = re.compile(r"(?<![\d—－-])(20\d\d)年度?(?!以来|至|到|[—－-])")


def plan_year(view: View, spec: Spec) -> Iterable[Finding]:
    """A plan that names the report year, a first paragraph that names another: text carried over."""
    if not view.is_report or not view.year:
        return
    for section in view.sections("plan"):
        span = view.heading(section)
        match = re.search(r"(20\d\d)年", view.text[span.start : span.end]) or re.match(
            r"\s*(20\d\d)年(?=，|,|我|将|是|全|机|市|本|[\u4e00-\u9fa5]{2,14}(?:局|中心)将)",
            view.text[span.end : section.end],
        )
        if match and int(match.group(1)) != view.year + 1:
            start = view.text.find(match.group(1), span.start)
            yield spec.finding(
                spec.message.format(match.group(1), view.year + 1),
                suggestion=str(view.year + 1),
                **view.quote(start, start + 4),
            )
    for section in view.paper.sections:
        if section.kind == "plan":
            continue
        span = view.heading(section)
        match = _HEADING_YEAR.search(view.text[span.start : span.end])
        if match and int(match.group(1)) == view.year - 1:
            start = span.start + match.start(1)
            yield spec.finding(
                spec.data["heading"].format(match.group(1), view.year),
                suggestion=str(view.year),
                **view.quote(start, start + 4),
            )
    first = view.text[view.paper.body.start : view.paper.body.start + 30]
    match = re.match(r"\s*(20\d\d)年(?:，|,|以来|[\u4e00-\u9fa5]{2,14}(?:局|中心))", first)
    if match and int(match.group(1)) not in (view.year, view.year + 1):
        start = view.paper.body.start + match.start(1)
        yield spec.finding(
            spec.data["opening"].format(match.group(1), view.year),
            suggestion=str(view.year),
            **view.quote(start, start + 4),
        )


def copied(view: View, spec: Spec) -> Iterable[Finding]:
    """Paragraphs nearly the same as last year's."""
    previous = view.options.previous
    if previous is None:
        return
    old = [_grams(previous.paper.text[b.start : b.end]) for b in previous.paper.blocks if b.kind == "paragraph"]
    for block in view.paper.blocks:
        text = view.paper.text[block.start : block.end]
        if block.kind != "paragraph" or _han(text) < spec.data["least"]:
            continue
        grams = _grams(text)
        best = max((len(grams & other) / len(grams | other) for other in old if other), default=0.0)
        if best >= spec.data["alike"]:
            yield spec.finding(
                spec.message.format(f"{best:.0%}"), **view.quote(block.start, min(block.end, block.start + 30))
            )


def _grams(text: str) -> frozenset[str]:
    letters = re.sub(r"[^\u4e00-\u9fa5]", "", text)
    return frozenset(letters[i : i + 4] for i in range(len(letters) - 3))


def requests(view: View, spec: Spec) -> Iterable[Finding]:
    """A request carried inside a report."""
    title = view.paper.title or view.text[:60]
    if "请示" in title or not re.search(r"报告|总结|汇报", title):
        return
    for match in _REQUEST.finditer(view.plain):
        yield spec.finding(**view.quote(match.start(), match.end()))


_REQUEST = re.compile(
    r"(?:以上|上述)?(?:妥否|当否|可否|是否妥当|如无不妥)，?\s*请(?:予)?(?:批示|批复|指示|审批|批准|批转)"
    r"|(?:特此|现)?(?:恳请|拟请|敬请|提请|请)(?:市|县|区|省|上级|州)?(?:委|政府|领导|机关|财政局|编办)[^，。；]{0,10}(?:批准|批复|批示|予以(?:解决|支持|批准)|解决|拨付|追加|增加)"
    r"|(?:^|[。；，])(?:恳请|敬请|拟请)[^，。；]{0,16}(?:批准|批复|批示|解决|拨付|追加|支持)"
)


RUNNERS = {
    "causes": causes,
    "empty_shortcomings": empty_shortcomings,
    "thin_plan": thin_plan,
    "review_substance": review_substance,
    "triple_as_procedure": triple_as_procedure,
    "aim_as_result": aim_as_result,
    "plan_year": plan_year,
    "copied": copied,
    "requests": requests,
}
