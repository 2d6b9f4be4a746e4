"""Markdown: headings, emphasis and links stripped to the words; tables kept."""

from __future__ import annotations

import re

from yifa.papers.readers import txt
from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Line, LineKind, Lines, Source

_RULES = (
    (re.compile(r"<!--.*?-->"), ""),
    (re.compile(r"!\[[^\]]{0,200}\]\([^)\s]{0,500}\)"), ""),
    (re.compile(r"\[([^\]]{1,300})\]\([^)]{0,500}\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\*\w])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\*\w])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,9})(?:\s[^>\n]{0,300})?/?>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|])"), r"\1"),
)
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_BAR = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FRONT = re.compile(r"^(?P<key>[\w\u4e00-\u9fff ]{1,20})\s*[:：]\s*(?P<value>.*)$")


def read(data: bytes, watch: Watch) -> Source:
    """Read a markdown file."""
    raw, _ = txt.decode(data)
    watch.chars(len(raw))
    source = Source("md", "", [])
    out = Lines()
    lines = re.split(r"\r\n|[\n\r]", raw.lstrip("\ufeff"))
    start = _front_matter(lines, source)
    table, row, gap, code = -1, 0, False, False
    for index in range(start, len(lines)):
        line = lines[index]
        if re.match(r"^\s*(?:```|~~~)", line):
            code = not code
            continue
        if not line.strip() or _RULE.match(line):
            gap = bool(out.lines)
            if not _BAR.match(line):
                table = -1 if not line.strip() else table
            continue
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if "|" in line and (row_of := _cells(line)) and (table >= 0 or _BAR.match(following)) and not code:
            if _BAR.match(line):
                continue
            if table < 0:
                source.captions.setdefault(0, "")
                table, row = max((ln.cell[0] for ln in out.lines if ln.cell), default=-1) + 1, 0
            for column, text in enumerate(row_of):
                if text:
                    out.add(Line(_plain(text), 0, cell=(table, row, column)))
            row += 1
            continue
        table = -1
        kind: LineKind = ""
        head = re.match(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$", line)
        if head:
            kind = "title" if len(head[1]) == 1 and not any(ln.kind == "title" for ln in out.lines) else "heading"
            text = _plain(head[2])
            if kind == "title" and re.match(r"^[一二三四五六七八九十]{1,2}、", text):
                kind = "heading"
        else:
            text = _plain(re.sub(r"^\s*(?:>\s?)+", "", line))
            text = re.sub(r"^\s*[-*+•]\s+", "", text)
        if text.strip():
            out.add(Line(text, 0, kind, gap=gap))
            gap = False
    source.raw, source.lines = out.raw, out.lines
    source.captions.clear()
    return source


def _front_matter(lines: list[str], source: Source) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    for index in range(1, min(len(lines), 60)):
        if lines[index].strip() in ("---", "..."):
            for line in lines[1:index]:
                match = _FRONT.match(line)
                if match and match["key"].strip() in ("title", "标题"):
                    source.title = match["value"].strip(" \"'")
            return index + 1
    return 0


def _cells(line: str) -> list[str]:
    text = line.strip()
    if text.count("|") < 1 or "。" in text:
        return []
    return [cell.strip() for cell in text.strip("|").split("|")]


def _plain(text: str) -> str:
    for pattern, to in _RULES:
        text = pattern.sub(to, text)
    return text
