"""What a part of an annual report is about (kind), by its heading and, where that says nothing, by its text."""

from __future__ import annotations

import re

from yifa.papers.reading.model import Kind, Paper, Section
from yifa.papers.structure import front

_LEADER = re.compile(
    r"第一责任人|一把手”?[^，。]{0,8}(?:履行|履职|述法)|(?:党政)?主要(?:负责人|负责同志|领导|领导干部)[^，。]{0,12}(?:履行|履职|带头|职责|推进法治|责任)|(?:履行"
    r"|落实)[^，。]{0,10}主要(?:负责人|负责同志|领导|领导干部)"
)
_PLAN = re.compile(
    r"下一?步|下一?阶段|下一年|今后|明年|来年|新的一年|未来|展望|努力方向|改进(?:方向|措施|打算|思路|举措)"
    r"|整改(?:措施|打算|方向)"
    r"|(?:工作|主要|重点|初步|总体)(?:打算|思路|安排|计划|设想|谋划|考虑)|(?:打算|设想|思路|安排)$|(?:工作"
    r"|年度|年)计划$|下半年|下年度"
)
_PLAN_NOT = re.compile(
    r"完成情况|落实情况|执行情况|计划(?:完成|落实|执行)|未来(?:社区|科技)|^(?:落实|贯彻|按照|完成|执行|统筹|科学制定|健全)"
)
_SHORT = re.compile(
    r"不足|(?:存在|主要|面临|突出|有关|一些)的?(?:\S{0,6})问题|问题(?:和|与|及|、|以及)?(?:原因|不足|困难"
    r"|短板)|^(?:主要|工作中的?|有关)?问题$|短板|差距|薄弱(?:环节|点)|困难(?:和|与|及|、|$)"
    r"|原因(?:分析)?$|问题分析|有待|还需|仍需|不够|亟待|不平衡"
)
_SHORT_NOT = re.compile(
    r"问题[^，。、]{0,6}(?:解决|整改|化解|销号|整治|治理|清零)|问题(?:导向|整改|线索|解决|清单|化解|处置|销号|治理|答复|反馈)|(?:解决|化解|破解|整改|查摆|聚焦|围绕|对照|着眼|处理"
    r"|补齐|弥补|补足|针对|排查|消除|克服|缩小)[^，。、]{0,16}(?:问题|短板|不足|差距|困难)"
)
_STRONG_SHORT = re.compile(
    r"存在[^，。]{0,8}(?:问题|不足|短板|差距|困难)|(?:问题|不足|短板)(?:和|与|及|、|以及)[^，。]{0,4}(?:原因"
    r"|不足|差距|困难)"
)
_DONE = re.compile(
    r"举措|成效|成绩|做法|完成|开展|落实|情况|亮点|经验|履行|推进|加强|强化|健全|完善|深化|坚持|提升|规范|建设"
    r"|增强|抓|整改"
)
_OVERVIEW = re.compile(
    r"^(?:概况|概述|总体(?:情况|概况)|(?:单位|机构|部门|本局|我局)?(?:基本)?(?:概况|信息|职能|职责)"
    r"|机构设置(?:情况)?|前言|引言|导语|总体要求|指导思想)$"
)
_OTHER = re.compile(
    r"^(?:其他|其它)(?:需要|有关|事项|情况|应当)|(?:意见(?:和|与|及|、)?建议|工作建议|有关建议|对策建议"
    r"|请示事项|附件|附表|附则)$|^(?:意见|建议)"
)
_STAFF = re.compile(r"内设机构|编制\d|在职|在编|下属单位|主要职责|现有(?:干部|职工|人员)")
_FUTURE = re.compile(r"(?<!\w)将(?!军|来)|进一步|下一步|继续|力争|努力|着力|要")
_PAST = re.compile(r"了|完成|开展了?|组织|召开|制定|印发|共|累计|已|先后")


def of_title(title: str, year: int | None) -> Kind | None:
    """The kind a heading names; ``None`` where it names none."""
    if _OTHER.search(title):
        return "other"
    short = _SHORT.search(title) is not None and (not _SHORT_NOT.search(title) or _STRONG_SHORT.search(title))
    plan = _PLAN.search(title) is not None and not _PLAN_NOT.search(title)
    if _LEADER.search(title) and not _STRONG_SHORT.search(title):
        return "leader"
    if short:
        return "shortcomings"
    years = front.years_in(title)
    if plan or (year and years and min(years) > year):
        return "plan"
    if _OVERVIEW.search(title):
        return "overview"
    return None


def _by_text(paper: Paper, section: Section) -> Kind:
    text = paper.folded[section.start : section.end]
    if (
        len(text) > 20
        and len(_STAFF.findall(text)) >= 2
        and "概况" in section.title + "概况"[: 2 * ("基本情况" in section.title)]
    ):
        return "overview"
    future, past = len(_FUTURE.findall(text)), len(_PAST.findall(text))
    years = front.years_in(text[:120])
    if paper.year and years and min(years) > paper.year and future >= past:
        return "plan"
    if future > 3 * past + 4 and section is paper.sections[-1]:
        return "plan"
    return "achievements"


def fill(paper: Paper) -> None:
    """Set the kind of every section of a paper; its tree is there."""
    for section in paper.sections:
        kind = of_title(section.title, paper.year) or _by_text(paper, section)
        combined = kind == "shortcomings" and _PLAN.search(section.title) is not None
        section.kind = kind
        _inherit(section, paper.year, combined)


def _inherit(section: Section, year: int | None, combined: bool) -> None:
    for child in section.children:
        own = of_title(child.title, year) if len(child.title) <= 60 else None
        kind = section.kind
        if own == "leader" and section.kind == "achievements":
            kind = "leader"
        elif combined and own in ("plan", "shortcomings"):
            kind = own
        elif section.kind in ("achievements", "other") and own in ("plan", "shortcomings") and _part(child.title, own):
            kind = own
        child.kind = kind
        _inherit(child, year, combined and kind == section.kind)


_PART_PLAN = re.compile(
    r"^(?:下一?步|下一?阶段|今后|明年|下年度)[^，。]{0,14}(?:打算|思路|安排|计划|举措|措施|方向|重点)?$"
)
_PART_SHORT = re.compile(
    r"^(?:工作中)?(?:目前)?(?:还|仍)?(?:存在|面临)的?[^，。]{0,6}(?:问题|不足|短板|差距|困难)[^，。]{0,8}$"
)


def _part(title: str, kind: Kind) -> bool:
    return bool((_PART_PLAN if kind == "plan" else _PART_SHORT).match(title))
