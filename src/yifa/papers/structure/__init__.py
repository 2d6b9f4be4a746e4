"""Structure (结构): title, issuer, year, addressee, header, numbered parts and their kinds, signature."""

from __future__ import annotations

import re
from collections import Counter

from yifa.papers.reading.model import Paper, Span


def fill(paper: Paper, *, title: str = "", year: int | None = None) -> None:
    """Find the structure of a paper whose text and blocks are set.

    Args:
        paper: as :func:`yifa.papers.readers.normal.build` made it.
        title: what the format itself gives as title.
        year: the report year, where the caller knows better.
    """
    from yifa.papers.structure import back, front, headings, kinds

    first = front.find(paper, title)
    last = back.find(paper, first)
    blocks = [block for block in paper.blocks[first:last] if block.kind != "footnote"]
    if blocks:
        paper.body = Span(blocks[0].start, blocks[-1].end)
        if paper.addressee_span and paper.addressee_span.start >= paper.body.start:
            paper.body = Span(min(paper.addressee_span.end + 1, blocks[-1].end), blocks[-1].end)
    else:
        paper.body = Span(paper.body.start, paper.body.start)
    imprint = [block for block in paper.blocks if block.kind == "imprint"]
    paper.tables = [t for t in paper.tables if not any(t.start <= block.start < t.end for block in imprint)]
    paper.year = year if year is not None else _year(paper)
    paper.sections = headings.find(paper, first, last)
    kinds.fill(paper)
    paper.issuer = _issuer(paper)


def _year(paper: Paper) -> int | None:
    from yifa.papers.structure import front

    bare = re.sub(r"《[^》]{0,300}》", "", paper.title)
    for text in (bare, paper.title):
        years = front.years_in(text)
        if years:
            return years[0]
    opening = re.sub(
        r"《[^》]{0,300}》", "", paper.folded[paper.body.start : min(paper.body.start + 200, paper.body.end)]
    )
    years = [year for year in front.years_in(opening)]
    if years:
        return Counter(years).most_common(1)[0][0] if len(set(years)) > 1 else years[0]
    stated = paper.date or next((paper.header[key] for key in _DATES if paper.header.get(key)), None)
    if stated and re.fullmatch(r"[0-9]{4}", stated[:4]):
        return int(stated[:4]) - 1
    years = front.years_in(re.sub(r"《[^》]{0,300}》", "", paper.folded[paper.body.start : paper.body.end]))
    return Counter(years).most_common(1)[0][0] if years else None


_DATES = ("生成日期", "成文日期", "发布日期", "发文日期", "公开日期", "发布时间")
_ISSUERS = ("发布机构", "发文机关", "发文单位", "公开主体", "制发机关", "制发机构")


def _issuer(paper: Paper) -> str | None:
    from yifa.papers.structure import front

    found = front.issuer_in_title(paper.title)
    if found:
        return found
    for key in _ISSUERS:
        if paper.header.get(key):
            return paper.header[key]
    if paper.signer:
        return paper.signer
    mark = paper.header.get("发文机关标志")
    if mark:
        return mark.removesuffix("文件")
    opening = paper.folded[paper.body.start : paper.body.start + 120]
    match = re.search(
        r"(?:^|[，。：年度]|来)(?P<who>[\u4e00-\u9fff]{2,20}?(?:机关事务(?:管理|服务|保障)?(?:管理)?(?:局|中心|处|办公室)|(?<=[市县区省州盟旗])[\u4e00-\u9fff]{2,12}局))",
        opening,
    )
    return match["who"] if match else None
