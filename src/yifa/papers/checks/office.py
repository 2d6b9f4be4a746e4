"""The elements of an official paper (公文格式要素, GB/T 9704-2012): 版头, 附件说明, 成文日期, 版记.

Only what the text and the declared look show is said, and all of it as a question: a public edition, a mail copy or a
paper of a bureau with a format of its own may leave elements out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Block

from .spec import Spec
from .view import View

_PRINTED = re.compile(
    r"(?P<who>[\u4e00-\u9fa5（）]{3,40}?)\s*(?P<day>(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日)\s*印发"
)
_HAN_DATE = re.compile(
    r"[二一][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_VIRTUAL = re.compile(r"\d{4}年(?:0\d月|\d{1,2}月0\d日)")


def letterhead(view: View, spec: Spec) -> Iterable[Finding]:
    """A paper with a 版头: the mark names who signs, it is red, and the degree of urgency is one of those in use."""
    paper = view.paper
    mark = paper.header.get("发文机关标志")
    if mark and paper.header.get("发文字号"):
        name = re.sub(r"(?:文件)?(?:[（(][^）)]*[）)])?$", "", mark)
        signer = paper.signer or paper.issuer or ""
        block = _block(view, mark)
        place = view.quote(block.start, block.end) if block else {"quote": mark}
        if signer and name not in signer and signer not in name:
            yield spec.finding(spec.data["other"].format(name, signer), **place)
        run = paper.layout.font_at(block.start) if paper.layout and block else None
        if run is not None and not _is_red(run.color):
            yield spec.finding(spec.data["color"], **place)
    urgency = paper.header.get("紧急程度")
    if urgency and urgency not in spec.data["urgency"]:
        block = _block(view, urgency)
        place = view.quote(block.start, block.end) if block else {"quote": urgency}
        yield spec.finding(spec.message.format(urgency, "、".join(spec.data["urgency"])), **place)


def _block(view: View, text: str) -> Block | None:
    for block in view.paper.blocks[:12]:
        if re.sub(r"\s", "", view.paper.text[block.start : block.end]) == text:
            return block
    return None


def _is_red(color: str) -> bool:
    if len(color) != 6:
        return False
    red, green, blue = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return red > 140 and green < 110 and blue < 110


def imprint(view: View, spec: Spec) -> Iterable[Finding]:
    """A paper with a 版头 has a 版记 with who printed it and when, not before it was signed."""
    paper = view.paper
    blocks = [block for block in paper.blocks if block.kind == "imprint"]
    words = "\n".join(view.text[block.start : block.end] for block in blocks)
    printed = _PRINTED.search(words)
    if not printed:
        if paper.header.get("发文字号") and paper.header.get("发文机关标志"):
            yield spec.finding(spec.message if not blocks else spec.data["lacking"])
        return
    day = f"{int(printed['y']):04d}-{int(printed['m']):02d}-{int(printed['d']):02d}"
    if paper.date and day < paper.date:
        block = next(block for block in blocks if printed["day"] in view.text[block.start : block.end])
        at = view.text.index(printed["day"], block.start)
        yield spec.finding(spec.data["early"].format(day, paper.date), **view.quote(at, at + len(printed["day"])))


def attachment_names(view: View, spec: Spec) -> Iterable[Finding]:
    """附件说明: no stop after the name of an attachment; two or more are numbered 1. 2. 3. in order."""
    numbers: list[int] = []
    signed = view.paper.signature_span
    for span in view.paper.attachment_spans:
        line = view.text[span.start : span.end].rstrip()
        if (signed and span.start > signed.start) or re.fullmatch(r"附\s*件\s*\d*", line):
            break  # the attachments themselves
        if line[-1:] in "。；，、":
            at = span.start + len(line) - 1
            yield spec.finding(**view.quote(max(span.start, at - 8), at + 1))
        if match := re.match(r"(?:附\s*件\s*[：:]?\s*)?(\d{1,2})\s*[.．、]", line):
            numbers.append(int(match.group(1)))
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        span = view.paper.attachment_spans[0]
        yield spec.finding(spec.data["order"].format("、".join(map(str, numbers))), **view.quote(span.start, span.end))


def date_form(view: View, spec: Spec) -> Iterable[Finding]:
    """成文日期 in Arabic numerals, month and day without a leading nought."""
    span = view.paper.signature_span
    if span is None:
        return
    for pattern, message in ((_HAN_DATE, spec.message), (_VIRTUAL, spec.data["nought"])):
        for match in pattern.finditer(view.text, span.start, span.end):
            yield spec.finding(message.format(match.group(0)), **view.quote(match.start(), match.end()))


RUNNERS = {
    "letterhead": letterhead,
    "imprint": imprint,
    "attachment_names": attachment_names,
    "date_form": date_form,
}
