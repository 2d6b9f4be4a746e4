"""Below the text: 附件说明, signature (署名, 成文日期), 附注, 版记, and attached texts."""

from __future__ import annotations

import re

from yifa.papers.reading.model import Paper, Span
from yifa.papers.structure import front, marks

_DATE = re.compile(
    r"(?P<y>\d{4}|[二一][〇○零Oo0一二三四五六七八九]{3})\s*年\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_SIGNED = re.compile(
    r"^(?P<who>[\u4e00-\u9fff（）()、\s]{2,50}?)\s*(?P<date>"
    + _DATE.pattern.replace("?P<y>", "").replace("?P<m>", "").replace("?P<d>", "")
    + ")$"
)
_ORGAN_LINE = re.compile(r"^[\u4e00-\u9fff（）()、\s]{2,50}" + front.ORGAN + r"(?:（[^）]{1,12}）)?$")
_PRINTED = re.compile(r"^.{2,40}\d{1,2}\s*日\s*印发$")
_END = re.compile(r"(?:特此|专此|以上|谨此)(?:报告|汇报|函复|请示|报告，请审阅)")
_HAN = {char: str(index) for index, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Oo0", "0")


def find(paper: Paper, first: int) -> int:
    """Take what stands below the text; return the index after the last body block (``first`` is the first)."""
    blocks, folded = paper.blocks, paper.folded
    order = [i for i in range(first, len(blocks)) if blocks[i].kind != "footnote"]
    end = len(order)
    while end and _below(folded[blocks[order[end - 1]].start : blocks[order[end - 1]].end]):
        end -= 1
    for above in range(end - 1, max(end - 5, 0), -1):  # 抄送 over several lines
        block = blocks[order[above]]
        if marks.IMPRINT.match(folded[block.start : block.end]):
            end = above
            break
    imprint = "".join(folded[blocks[i].start : blocks[i].end] for i in order[end:])
    stop = end
    position = _attached_from(paper, order[:end])
    if position is not None:
        stop = position
    # signature and notes between the text and the attached papers, or at the end
    tail = order[:stop]
    cut = len(tail)
    while cut:
        block = blocks[tail[cut - 1]]
        line = folded[block.start : block.end]
        if block.kind == "cell" or not _tail_line(line, cut == len(tail), paper, cut > 1):
            break
        cut -= 1
    cut = _attachment_list(paper, tail, cut)
    for index in tail[cut:]:
        block = blocks[index]
        line = folded[block.start : block.end]
        if block.kind == "attachment":
            continue
        block.kind = "signature"
        _take(paper, line, paper.text[block.start : block.end], Span(block.start, block.end))
    below = set(order[end:])
    for index in order[stop:]:
        block = blocks[index]
        if index in below:
            block.kind = "imprint"
            paper.attachment_spans.append(Span(block.start, block.end))
        else:
            if block.kind != "cell":
                block.kind = "attachment"
            paper.attachment_spans.append(Span(block.start, block.end))
    _take_imprint(paper, imprint)
    last = tail[cut] if cut < len(tail) else (order[stop] if stop < len(order) else None)
    if last is None:
        return order[-1] + 1 if order else first
    return last


def _below(line: str) -> bool:
    """A line that stands under the whole paper: 版记 and buttons of a web page."""
    return bool(
        marks.IMPRINT.match(line)
        or _PRINTED.match(line)
        or front.CLUTTER.match(line)
        or (len(line) < 60 and re.match(r"(?:责任编辑|编辑|审核|来源|信息来源)\s*：", line))
    )


_PART_AFTER = re.compile(r"(?:^|\n)[一二三四五六七八]、.{2,20}(?:安排|打算|思路|计划|不足|问题)")


def _attached_from(paper: Paper, order: list[int]) -> int | None:
    """Where the attached papers begin: 附件 or 附件1 alone on its line, with no part of the report after it."""
    last = -1
    for match in _PART_AFTER.finditer(paper.folded):
        last = match.start()
    for position, index in enumerate(order):
        block = paper.blocks[index]
        if not position or block.end < last or block.end - block.start > 80:
            continue
        line = paper.folded[block.start : block.end]
        alone = re.match(r"^附\s*件\s*(?:\d{1,2}|[一二三四五六七八九十])?\s*：?$", line)
        titled = re.match(r"^附\s*件\s*(?:\d{1,2}\s|\s*)[^：。，]{2,60}$", line) and block.kind == "heading"
        if alone or titled:
            return position
    return None


def _tail_line(line: str, last: bool, paper: Paper, more: bool) -> bool:
    if marks.DATE_LINE.match(line) or _SIGNED.match(line) or marks.NOTE.match(line):
        return True
    if marks.mark_at(line) and not re.match(r"^\d{1,2}[.．、]", line):
        return False
    return more and len(line) <= 40 and _ORGAN_LINE.match(line) is not None


def _attachment_list(paper: Paper, tail: list[int], cut: int) -> int:
    """附件：1.… 2.… above the signature."""
    for position in range(cut - 1, max(cut - 15, 0), -1):
        block = paper.blocks[tail[position]]
        line = paper.folded[block.start : block.end]
        if re.match(r"^附\s*件\s*(?:\d{1,2})?\s*[：.]?\s*\S", line) and len(line) < 120 and "。" not in line:
            for index in tail[position:cut]:
                other = paper.blocks[index]
                other.kind = "attachment"
                paper.attachment_spans.append(Span(other.start, other.end))
            return position
        if len(line) > 80 or "。" in line:
            break
    return cut


def _take(paper: Paper, line: str, text: str, span: Span) -> None:
    date = _DATE.search(line)
    if date and paper.date is None:
        paper.date = iso(date)
    signed = _SIGNED.match(line)
    if signed:
        paper.signer = paper.signer or re.sub(r"\s", "", signed["who"])
    elif not date and _ORGAN_LINE.match(line):
        paper.signer = paper.signer or re.sub(r"\s", "", text)
    old = paper.signature_span
    paper.signature_span = Span(min(old.start, span.start), max(old.end, span.end)) if old else span


def _take_imprint(paper: Paper, text: str) -> None:
    copies = re.search(r"抄\s*[送报]\s*：\s*([^。]{2,600})(?:。|$)", text)
    if copies:
        paper.copies_to += [part.strip() for part in re.split(r"[，,、；]", copies[1]) if part.strip()]


def iso(match: re.Match[str]) -> str | None:
    """2024年1月10日 or 二〇二四年一月十日 as an ISO date."""
    year = match["y"] if match["y"].isdigit() else "".join(_HAN[char] for char in match["y"])
    month, day = (int(v) if v.isdigit() else marks.value_of(v) for v in (match["m"], match["d"]))
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{int(year):04d}-{month:02d}-{day:02d}"
