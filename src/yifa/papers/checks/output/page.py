"""Findings as a page: the paper with marks on the left, the list on the right; a fragment for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Reading

from .plain import CLASS, SEVERITY, ground

_MARK = {"error": "y-stop", "warning": "y-hold", "info": "y-fig"}
_STYLE = """
body{margin:0;background:#f4f5f2;color:#16211c;font:15px/1.7 "Noto Sans CJK SC","Microsoft YaHei",sans-serif}
.y-checked{display:grid;grid-template-columns:minmax(0,1fr) 26em;gap:24px;max-width:78em;
margin:24px auto;padding:0 16px}
.y-paper{background:#fff;padding:48px 40px;font:400 18px/2 "仿宋_GB2312",FangSong,"Noto Serif CJK SC",serif}
.y-paper p{margin:0;text-indent:2em}.y-paper .y-p1{text-align:center;text-indent:0;font-size:25px;margin-bottom:1em}
.y-paper .y-h1{font-family:"黑体",SimHei,"Noto Sans CJK SC",sans-serif}
.y-stop{background:#fcefed;border-bottom:2px solid #b0261c}.y-hold{background:#fbf3e4;border-bottom:2px dashed #8a4f08}
.y-fig{background:none;border-bottom:1px solid #1f4f93}mark{color:inherit}
.y-findings{list-style:none;margin:0;padding:0}.y-findings li{background:#fff;padding:10px 14px;margin:0 0 8px}
.y-findings small{color:#5f6964;display:block}
@media(max-width:60em){.y-checked{display:block}}
"""


def as_html(reading: Reading, findings: Sequence[Finding], *, fragment: bool = False) -> str:
    """The paper with a mark at every place; every mark and its finding link to each other."""
    body = f'<div class="y-checked"><div class="y-paper">{_paper(reading, findings)}</div>{_list(findings)}</div>'
    if fragment:
        return body
    title = escape(reading.paper.title or reading.paper.name or "校核结果")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>校核：{title}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _paper(reading: Reading, findings: Sequence[Finding]) -> str:
    text = reading.paper.text
    heads = {block.start: block.kind for block in reading.paper.blocks}
    out, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            kind = heads.get(start, "paragraph")
            name = {"title": ' class="y-p1"', "heading": ' class="y-h1"'}.get(kind, "")
            out.append(f"<p{name}>{_marked(text, start, end, findings)}</p>")
        start = end + 1
    return "".join(out)


def _marked(text: str, start: int, end: int, findings: Sequence[Finding]) -> str:
    """One line; where marks overlap, each stretch bears the gravest that covers it."""
    here = [
        (number, finding, max(finding.start, start), min(finding.end, end))
        for number, finding in enumerate(findings, 1)
        if finding.start is not None and finding.end is not None and finding.start < end and start < finding.end
    ]
    edges = sorted({start, end, *(edge for row in here for edge in row[2:])})
    out = []
    for low, high in pairwise(edges):
        piece = escape(text[low:high])
        over = [(number, finding) for number, finding, a, b in here if a <= low and high <= b]
        if over:
            number, finding = min(over, key=lambda row: list(_MARK).index(row[1].severity))
            anchor = f' id="m{number}"' if low == max(finding.start or 0, start) else ""
            piece = (
                f'<a href="#f{number}"><mark{anchor} class="{_MARK[finding.severity]}" '
                f'title="{escape(finding.message)}">{piece}</mark></a>'
            )
        out.append(piece)
    return "".join(out)


def _list(findings: Sequence[Finding]) -> str:
    rows = []
    for number, finding in enumerate(findings, 1):
        link = f'<a href="#m{number}">{escape(finding.quote[:30])}</a><br>' if finding.quote else ""
        more = [finding.id, CLASS[finding.kind]]
        if finding.suggestion:
            more.append(f"建议：{finding.suggestion}")
        if finding.basis:
            more.append(f"依据：{ground(finding.basis)}")
        rows.append(
            f'<li id="f{number}" class="y-{finding.severity}"><b>{SEVERITY[finding.severity]}</b> {link}'
            f"{escape(finding.message)}<small>{escape('　'.join(more))}</small></li>"
        )
    return f'<ol class="y-findings">{"".join(rows) or "<li>没有发现问题。</li>"}</ol>'
