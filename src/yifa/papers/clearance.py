"""What keeps a public edition (公开稿) from going out: marks of secrecy and personal data in its text.

A machine's look before the 公开前审查 of a person, not instead of it: numbers that identify somebody, and the marks a
paper that may not be published bears. Names are not judged; a report names those who hold office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yifa.papers.docmodel import Document, plain_text

_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)62\d{14,17}(?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
_SECRECY = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆]|^\s*(?:绝密|机密|秘密)(?:\s*\d+\s*年)?\s*$"
    r"|内部(?:资料|文件|事项)[，,、]?\s*(?:注意保存|不得外传|请勿外传)",
    re.M,
)
_KINDS = (
    (_SECRECY, "密级或内部标记"),
    (_MOBILE, "手机号码"),
    (_CARD, "银行卡号"),
    (_MAIL, "电子邮箱"),
    (_PLATE, "车牌号码"),
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """One thing that may not be published: what it is and the words around it, itself masked."""

    kind: str
    quote: str

    def __str__(self) -> str:
        return f"{self.kind}（“{self.quote}”）"


def exposures(doc: Document) -> list[Exposure]:
    """Everything in a paper's text, header and imprint that keeps it from being published."""
    found = [Exposure("密级", doc.header.secrecy)] if doc.header.secrecy else []
    text = plain_text(doc) + "\n".join(value for _, value in doc.info)
    return found + sorted(set(_in(text)), key=lambda item: text.find(item.quote[:4]))


def in_text(text: str) -> list[Exposure]:
    """Everything in a plain text that keeps it from being published."""
    return list(dict.fromkeys(_in(text)))


def _in(text: str) -> Iterator[Exposure]:
    for match in _IDENTITY.finditer(text):
        number = match[0].upper()
        if _CHECK[sum(int(a) * b for a, b in zip(number, _FACTORS, strict=False)) % 11] == number[-1]:
            yield Exposure("身份证号码", _around(text, match))
    for pattern, kind in _KINDS:
        for match in pattern.finditer(text):
            yield Exposure(kind, _around(text, match))


def _around(text: str, match: re.Match[str]) -> str:
    """The words before and after, the thing itself shown by its ends."""
    line = text.rfind("\n", 0, match.start()) + 1
    lead = text[max(line, match.start() - 8) : match.start()]
    thing = match[0].strip()
    shown = thing if len(thing) < 6 else f"{thing[:3]}…{thing[-2:]}"
    return lead + shown
