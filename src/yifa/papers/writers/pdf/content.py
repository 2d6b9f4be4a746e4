"""The words of a paper as the PDF template takes them, measured where the template needs a measure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from yifa.papers.docmodel import (
    MARK_WORDS,
    Attachment,
    Block,
    Cell,
    Document,
    Flow,
    Run,
    Signature,
    Table,
    attachment_label,
    cell_runs,
    cn_date,
    flow,
    info_rows,
    provenance,
    text_of,
    width,
)
from yifa.papers.writers import _clean

_MM = 72 / 25.4
#: One line of the grid, and how many characters of 2号 (22 pt) a line of the title takes.
PITCH = 225 * _MM / 22
TITLE_STEP, TITLE_CHARS = 33.0, 20
#: A last paragraph up to this length stays with the signature, so that none stands alone on a page.
_STAYS = 150
_LONG = 400
_NOT_FIRST = "，。；：、！？）》〉】”’的和与及了"
_NOT_LAST = "（《〈【“‘第"


def clean(text: str) -> str:
    """Text fit for paper: no control or format characters, no variation selectors, one kind of space."""
    if text.isascii():
        return _clean.clean(text)
    return "".join(_seen(char) for char in _clean.clean(text))


def _seen(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""
    if kind in ("Zl", "Zp"):
        return "\n"
    return " " if kind == "Zs" and char != "\u3000" else char


def content(doc: Document) -> dict[str, Any]:
    """The paper as plain data for the template."""
    imprint = doc.imprint
    body = _blocks(doc.body)
    if doc.signature.issuer and not doc.attachments and body:
        last = body[-1]
        if last["kind"] == "paragraph":
            last["sticky"] = sum(len(run["text"]) for run in last["runs"]) <= _STAYS
    return {
        "meta": {
            "title": clean(doc.full_title),
            "author": clean(doc.meta.bureau or doc.signature.issuer),
            "keywords": [clean(key) for key in (doc.header.doc_no,) if key],
            "about": clean("　".join(provenance(doc))),
        },
        "draft": _draft(doc),
        "head": _head(doc) if doc.is_formal else None,
        "info": [[[clean(a), clean(b)] for a, b in row] for row in info_rows(doc.info)],
        "title": _title(doc.title),
        "addressee": clean(f"{doc.addressee}：") if doc.addressee else "",
        "body": body,
        "attachments": [clean(a.title) for a in doc.attachments],
        "signature": _signature(doc.signature),
        "note": clean(doc.note),
        "annexes": [_annex(doc, n, a) for n, a in enumerate(doc.attachments) if a.blocks],
        "imprint": {
            "copies": clean("，".join(imprint.copies_to)) + "。" if imprint.copies_to else "",
            "printer": clean(imprint.printer),
            "issued": clean(f"{cn_date(imprint.printed_on)}印发") if imprint.printed_on else "",
        } if imprint else None,
    }  # fmt: skip


def words_by_role(paper: dict[str, Any]) -> dict[str, set[str]]:
    """Which characters each font role has to print."""
    used: dict[str, set[str]] = {role: set() for role in ("title", "fang", "kai", "hei", "song")}
    used["song"].update("— 0123456789")
    used["fang"].update("附件：抄送：签发人：（）" + paper["addressee"] + paper["note"])
    faces = ("fang", "hei", "kai", "fang", "fang")

    def runs(role: str, items: Sequence[dict[str, Any]]) -> None:
        for run in items:
            used[role].update(run["text"])
            used["hei"].update(run["tag"])

    def blocks(items: Sequence[dict[str, Any]]) -> None:
        for block in items:
            if block["kind"] == "heading":
                used[faces[block["level"]]].update(block["text"])
            elif block["kind"] == "paragraph":
                used[faces[block["level"]]].update(block["head"])
                runs("fang", block["runs"])
            else:
                used["hei"].update(block["caption"])
                for cell in block["head"]:
                    runs("hei", cell["runs"])
                for cell in (cell for row in block["rows"] for cell in row):
                    runs("fang", cell["runs"])

    if paper["draft"]:
        used["hei"].update(paper["draft"]["lead"])
        used["fang"].update(paper["draft"]["rest"])
    if head := paper["head"]:
        used["title"].update("".join(head["mark"]))
        used["hei"].update("".join(head["corner"]))
        used["kai"].update(head["signer"])
        used["fang"].update(head["number"])
    for label, value in (pair for row in paper["info"] for pair in row):
        used["hei"].update(label)
        used["fang"].update(value)
    used["title"].update("".join(paper["title"]["lines"]))
    blocks(paper["body"])
    used["fang"].update("".join(paper["attachments"]))
    if sign := paper["signature"]:
        used["fang"].update(sign["issuer"] + sign["date"])
    for annex in paper["annexes"]:
        used["hei"].update(annex["label"])
        used["title"].update("".join(annex["title"]["lines"]))
        blocks(annex["blocks"])
    if paper["imprint"]:
        used["fang"].update("".join(paper["imprint"].values()))
    return used


def _draft(doc: Document) -> dict[str, str] | None:
    parts = [part for part in provenance(doc) if part != doc.meta.bureau] if doc.is_draft else []
    if not parts and doc.meta.demo:
        parts = ["演示数据"]
    if not parts:
        return None
    lead = "草稿" if doc.is_draft else parts[0]
    rest = "　".join(part for part in parts if part != lead)
    return {"lead": "草　稿" if lead == "草稿" else lead, "rest": clean(rest)}


def _head(doc: Document) -> dict[str, Any]:
    """版头: the mark 35 mm under the edge of the 版心, two lines down the number, 4 mm under it the red line."""
    head = doc.header
    corner = [clean(text) for text in (head.copy_no, head.secrecy, head.urgency) if text]
    mark = clean(head.issuer_mark).split("\n")
    size = max(16.0, min(60.0, 156 * _MM / max(max(width(line) for line in mark), 1)))
    mark_at = max(35 * _MM, len(corner) * PITCH + 6)
    mark_end = mark_at + size * (len(mark) + 0.3 * (len(mark) - 1))
    number_at = mark_end + 2 * PITCH
    line_at = number_at + 16 + 4 * _MM
    return {
        "corner": corner, "mark": mark, "size": round(size, 2), "mark-at": round(mark_at, 2),
        "number": clean(head.doc_no), "signer": clean(head.signer), "number-at": round(number_at, 2),
        "line-at": round(line_at, 2), "cells": math.ceil((line_at + 1) / PITCH) + 2,
    }  # fmt: skip


def _title(lines: Sequence[str]) -> dict[str, Any]:
    split = [part for line in lines for part in break_title(clean(line).replace("\n", ""))]
    return {"lines": split, "cells": max(1, math.ceil(len(split) * TITLE_STEP / PITCH))}


def break_title(line: str) -> list[str]:
    """A line of a title in lines of like length, not cut in a number, before 的 or inside 《》's edges."""
    count = math.ceil(width(line) / TITLE_CHARS)
    if count < 2:
        return [line]
    ideal = len(line) / count
    near = [
        (abs(at - ideal) - (0.5 if at > ideal else 0), at)
        for at in range(2, len(line) - 1)
        if width(line[:at]) <= TITLE_CHARS
        and line[at] not in _NOT_FIRST
        and line[at - 1] not in _NOT_LAST
        and not (line[at - 1].isascii() and line[at].isascii())
        and not (line[at - 1].isdigit() and line[at] in "年月日号")
    ]
    if not near:
        return [line]
    at = min(near)[1]
    return [line[:at], *break_title(line[at:])]


def _signature(sign: Signature) -> dict[str, Any] | None:
    """Date four characters in, the issuer centred over it where a seal goes; else two in, the date one under."""
    issuer, when = clean(sign.issuer), clean(cn_date(sign.date))
    if not (issuer or when):
        return None
    issuer_w, date_w = width(issuer), width(when)
    if sign.sealed:
        date_in = 4.0 if when else 0.0
        issuer_in = date_in + date_w / 2 - issuer_w / 2 if when else 4.0
        if issuer_in < 0:
            date_in, issuer_in = date_in - issuer_in, 0.0
    elif date_w + 2 <= issuer_w:
        issuer_in, date_in = 2.0, issuer_w - date_w
    else:
        issuer_in, date_in = 4.0 + date_w - issuer_w, 2.0
    return {"issuer": issuer, "date": when, "issuer-in": issuer_in, "date-in": date_in, "gap": 2 if sign.sealed else 1}


def _annex(doc: Document, index: int, attachment: Attachment) -> dict[str, Any]:
    label = attachment_label(doc.attachments, index)
    return {
        "label": label, "mark": clean(f"{label} {attachment.title}"), "title": _title([attachment.title]),
        "blocks": _blocks(attachment.blocks),
    }  # fmt: skip


def _blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [made for line in flow(blocks) if (made := _line(line)) is not None]


def _line(line: Flow) -> dict[str, Any] | None:
    if isinstance(line.block, Table):
        return _table(line.block)
    if line.kind == "heading":
        text = clean(line.number + line.head).replace("\n", "")
        return {"kind": "heading", "level": line.level, "text": text, "squeeze": _squeeze(width(text))}
    head = clean(line.number + line.head)
    return {"kind": "paragraph", "level": line.level, "head": head, "runs": _runs(line.runs), "sticky": False}


def _squeeze(chars: float) -> float:
    """Points each character of a heading gives up, so that a last one or two do not stand on a line of their own."""
    room = 156 * _MM - 2 * 15.79  # two characters in
    return round(room / chars - 16 - 0.06, 3) if 25.5 < chars <= 28 else -0.21


def _table(block: Table) -> dict[str, Any] | None:
    columns = block.columns
    if not columns:
        return None
    weights = list(block.widths or [])[:columns]
    weights += [sum(weights) / len(weights) if weights else 1.0] * (columns - len(weights))

    def row(cells: Sequence[Cell]) -> list[dict[str, Any]]:
        padded: list[Cell] = [*cells, *([""] * (columns - len(cells)))]
        out = []
        for n, cell in enumerate(padded):
            runs = cell_runs(cell)
            out.append({"runs": _runs(runs), "align": block.column_align(n), "long": len(text_of(runs)) > _LONG})
        return out

    head = [{**cell, "across": 1, "down": 1} for cell in row(block.header)] if block.header else []
    top, under, at = [], [], 0
    for words, span in block.groups if head else ():
        if words:
            top.append({"runs": _runs([Run(words)]), "across": span, "down": 1})
            under += head[at : at + span]
        else:
            top += [{**cell, "down": 2} for cell in head[at : at + span]]
        at += span
    return {
        "kind": "table", "caption": clean(block.caption), "widths": [max(weight, 0.01) for weight in weights],
        "head": [*top, *under, *head[at:]], "rows": [row(cells) for cells in block.rows],
    }  # fmt: skip


def _runs(runs: Sequence[Run]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    before: str | None = None
    for run in runs:
        if not run.text:
            continue
        tag = f"〔{MARK_WORDS[run.mark]}〕" if run.mark and run.mark != before else ""
        out.append({"text": clean(run.text).replace("\t", "　"), "bold": run.bold, "mark": run.mark, "tag": tag})
        before = run.mark
    return out
