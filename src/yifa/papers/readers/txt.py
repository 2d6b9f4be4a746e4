"""Plain text: which encoding, then lines."""

from __future__ import annotations

import codecs
import re

from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Line, Source
from yifa.papers.reading.errors import PaperError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NOT_TEXT = "不是文字文件，读不出内容。能读的有 txt、md、html、docx、pdf、ofd。"


def decode(data: bytes, declared: str | None = None) -> tuple[str, int]:
    """The text of bytes, and how many letters could not be told: UTF-8, UTF-16 with its mark, GB18030.

    ``declared`` is what the file says of itself (an html page); it is believed where it fits.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(name, "replace")
            return text, text.count("\ufffd")
    if data.count(0) > len(data) // 50:
        wide = _wide(data)
        if wide is None:
            raise PaperError(NOT_TEXT)
        return wide, 0
    names = ["utf-8", "gb18030"]
    if declared:
        try:
            known = codecs.lookup(declared).name
        except LookupError:
            known = ""
        if known in ("gb2312", "gbk", "gb18030"):
            names.append("gb18030")
        elif known in ("big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be"):
            names.append(known)
    for name in names:
        try:
            return data.decode(name), 0
        except UnicodeDecodeError:
            continue
    tries = [(data.decode(name, "replace"), name) for name in ("utf-8", "gb18030")]
    text, _ = min(tries, key=lambda pair: pair[0].count("\ufffd"))
    bad = text.count("\ufffd")
    if bad > max(3, len(text) // 50):
        raise PaperError(
            NOT_TEXT if _binary(data) else "编码认不出来，文字成了乱码。请用 UTF-8 或 GB18030 另存后再试。"
        )
    return text, bad


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if sum("\u4e00" <= char <= "\u9fff" for char in text[:4000]) > len(text[:4000]) // 3:
            return text
    return None


def _binary(data: bytes) -> bool:
    head = data[:4096]
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 100


def cut(raw: str, at: int = 0) -> list[Line]:
    """Lines of a raw text, blank ones left out but told."""
    lines = []
    gap = False
    for match in re.finditer(r"[^\n\r\f\v\x85\u2028\u2029]*", raw):
        text = match.group()
        if text.strip(" \t\u3000\xa0\ufeff"):
            lines.append(Line(text, at + match.start(), gap=gap))
            gap = False
        elif text or (match.start() and raw[match.start() - 1] == "\n"):
            gap = gap or match.start() > 0
    return lines


def read(data: bytes, watch: Watch) -> Source:
    """Read a plain text file."""
    raw, bad = decode(data)
    watch.chars(len(raw))
    if _binary(data) and not raw.isprintable() and raw.count("\x00"):
        raise PaperError(NOT_TEXT)
    source = Source("txt", raw, cut(raw))
    if bad:
        source.damage["encoding"] = 0  # told letter by letter when the text is built
    return source
