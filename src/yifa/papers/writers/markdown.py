"""Markdown writer: CommonMark with pipe tables, for mail, diffs and machines. Text stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from yifa.papers.docmodel import (
    MARK_WORDS,
    Block,
    Document,
    Run,
    Table,
    attachment_label,
    attachment_line,
    cell_runs,
    cn_date,
    flow,
    provenance,
)
from yifa.papers.writers._clean import clean

_ALWAYS = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d{1,9}(?=[.)]))")


def render_markdown(doc: Document) -> str:
    """The paper as Markdown; headings keep their printed numbers."""
    out = []
    words = provenance(doc)
    if words:
        out.append("> " + _inline("　".join(words)))
    if doc.info:
        out.append("\n".join(f"- {_inline(label)}：{_inline(value)}" for label, value in doc.info))
    if doc.is_formal:
        out += [f"**{_inline(line)}**" for line in (doc.header.copy_no, doc.header.urgency) if line]
        out.append(f"**{_inline(doc.header.issuer_mark)}**")
        signer = f"　签发人：{doc.header.signer}" if doc.header.signer else ""
        out.append(_line(doc.header.doc_no + signer))
    out.append("# " + " ".join(_inline(line) for line in doc.title))
    if doc.addressee:
        out.append(_line(f"{doc.addressee}："))
    out += _blocks(doc.body, 2)
    out += [_line(attachment_line(doc.attachments, index)) for index in range(len(doc.attachments))]
    out += [_line(text) for text in (doc.signature.issuer, cn_date(doc.signature.date)) if text]
    if doc.note:
        out.append(_line(f"（{doc.note}）"))
    for index, attachment in enumerate(doc.attachments):
        if attachment.blocks:
            label = attachment_label(doc.attachments, index)
            out += [f"## {label} {_inline(attachment.title)}", *_blocks(attachment.blocks, 3)]
    if doc.imprint:
        out.append("---")
        if doc.imprint.copies_to:
            out.append(_line(f"抄送：{'，'.join(doc.imprint.copies_to)}。"))
        if doc.imprint.printer or doc.imprint.printed_on:
            issued = f"　{cn_date(doc.imprint.printed_on)}印发" if doc.imprint.printed_on else ""
            out.append(_line(doc.imprint.printer + issued))
    return "\n\n".join(out) + "\n"


def _blocks(blocks: Sequence[Block], top: int) -> list[str]:
    out = []
    for is_list, lines in groupby(flow(blocks), key=lambda line: line.kind == "item"):
        if is_list:
            out.append("\n".join(f"- {_inline(line.number)}{_runs(line.runs)}" for line in lines))
            continue
        for line in lines:
            if isinstance(line.block, Table):
                out.append(_table(line.block))
            elif line.kind == "heading":
                out.append(f"{'#' * min(6, top + line.level - 1)} {_inline(line.number + line.head)}")
            else:
                head = _bold(line.number + line.head, at_start=True) if line.level else ""
                out.append(head + _runs(line.runs) if head else _guard(_runs(line.runs)))
    return out


def _table(block: Table) -> str:
    columns = block.columns
    rule = {"left": "---", "center": ":---:", "right": "---:"}

    def row(cells: Sequence) -> str:
        texts = [_runs(cell_runs(cell)) for cell in cells] + [""] * (columns - len(cells))
        return "| " + " | ".join(texts) + " |"

    lines = [row(block.header), "| " + " | ".join(rule[block.column_align(n)] for n in range(columns)) + " |"]
    lines += [row(cells) for cells in block.rows]
    caption = f"{_line(block.caption)}\n\n" if block.caption else ""
    return caption + "\n".join(lines)


def _runs(runs: Sequence[Run]) -> str:
    out = []
    for mark, group in groupby(runs, key=lambda run: run.mark):
        if mark:
            out.append(f"〔{MARK_WORDS[mark]}〕")
        out += [_bold(run.text) if run.bold else _inline(run.text) for run in group]
    return "".join(out)


def _bold(text: str, at_start: bool = False) -> str:
    """Strong emphasis; signs at its edges stay outside, or CommonMark would not see it end before a 汉字."""
    edges = re.fullmatch(r"(\W*)(.*?)(\W*)", clean(text), re.DOTALL)
    lead, core, tail = edges.groups() if edges else ("", text, "")
    if at_start:
        lead, core = "", lead + core
    return f"{_inline(lead)}**{_inline(core)}**{_inline(tail)}" if core.strip() else _inline(lead + core + tail)


def _inline(text: str) -> str:
    return _ALWAYS.sub(r"\\\1", clean(text).replace("\n", " "))


def _line(text: str) -> str:
    return _guard(_inline(text))


def _guard(text: str) -> str:
    """A paragraph that begins like a heading, list or rule is still a paragraph."""
    match = _LINE_START.match(text)
    if not match:
        return text
    if match[2].isdigit():
        return f"{text[: match.end()]}\\{text[match.end() :]}"
    return f"{match[1]}\\{text[match.end(1) :]}"
