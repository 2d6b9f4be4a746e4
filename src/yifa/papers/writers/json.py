"""JSON form of the document tree, whole and reversible, and the ``sections`` of ``yifa report compose``."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from typing import Any

from yifa.papers.docmodel import (
    Attachment,
    Block,
    Cell,
    Document,
    Header,
    Heading,
    Imprint,
    ListItem,
    Meta,
    Paragraph,
    Run,
    Signature,
    Table,
    block_runs,
    flow,
)

_KINDS: dict[str, type] = {"heading": Heading, "paragraph": Paragraph, "item": ListItem, "table": Table}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def render_json(doc: Document) -> str:
    return json.dumps(to_dict(doc), ensure_ascii=False, indent=1) + "\n"


def to_dict(doc: Document) -> dict[str, Any]:
    """The tree in plain types. Each block carries its ``type``, a heading or run-in head also its printed ``number``
    as ``printed_number``; both are derived and ignored on the way back."""
    data = _plain(doc)
    data["body"] = _blocks(doc.body)
    for target, attachment in zip(data["attachments"], doc.attachments, strict=True):
        target["blocks"] = _blocks(attachment.blocks)
    data["draft"] = doc.is_draft
    data["figures"] = [{"key": key, "printed": printed} for key, printed in doc.figures()]
    return data


def from_dict(data: dict[str, Any]) -> Document:
    """The tree back from :func:`to_dict`. Unknown keys raise, so that nothing is lost unseen."""
    data = {key: value for key, value in data.items() if key not in ("draft", "figures")}
    blocks = [_block(item) for item in data.pop("body", [])]
    attachments = [
        Attachment(item["title"], [_block(block) for block in item.get("blocks", [])])
        for item in data.pop("attachments", [])
    ]
    sign, imprint, meta = (dict(data.pop(key, {})) for key in ("signature", "imprint", "meta"))
    sign["date"] = _date(sign.get("date"))
    imprint["printed_on"] = _date(imprint.get("printed_on"))
    meta["data_as_of"] = _date(meta.get("data_as_of"))
    info = [(str(label), str(value)) for label, value in data.pop("info", [])]
    return Document(
        title=data.pop("title"),
        body=blocks,
        header=Header(**data.pop("header", {})),
        attachments=attachments,
        signature=Signature(**sign),
        imprint=Imprint(**imprint),
        info=info,
        meta=Meta(**meta),
        **data,
    )


def sections(doc: Document) -> list[dict[str, Any]]:
    """The body as ``yifa report compose`` prints it: one section per first-level heading, its deeper headings among
    the paragraphs with their ``level``. Text before the first heading is an ``overview`` without number and title."""
    out: list[dict[str, Any]] = []
    for line in flow(doc.body):
        if line.kind == "heading" and line.level == 1:
            kind = line.block.kind if isinstance(line.block, Heading) else None
            out.append({"number": line.number.rstrip("、"), "title": line.head, "kind": kind or "other"})
            out[-1]["paragraphs"] = []
            continue
        if not out:
            out.append({"number": "", "title": "", "kind": "overview", "paragraphs": []})
        text = line.text
        if isinstance(line.block, Table):
            text = line.block.caption
        keys = [run.figure_key for run in block_runs(line.block) if run.figure_key]
        paragraph: dict[str, Any] = {"text": text, "figures": keys}
        if line.kind == "heading":
            paragraph["level"] = line.level
        out[-1]["paragraphs"].append(paragraph)
    return out


def _blocks(blocks: list[Block]) -> list[dict[str, Any]]:
    numbers = {}
    for heading, number in _numbers(blocks):
        numbers[id(heading)] = number
    out = []
    for block in blocks:
        item = {"type": _NAMES[type(block)], **_plain(block)}
        if id(block) in numbers:
            item["printed_number"] = numbers[id(block)]
        out.append(item)
    return out


def _numbers(blocks: list[Block]) -> list[tuple[Heading, str]]:
    headings = [block for block in blocks if isinstance(block, Heading)]
    lines = [line for line in flow(blocks) if line.level]
    return [(heading, line.number) for heading, line in zip(headings, lines, strict=True)]


def _block(item: dict[str, Any]) -> Block:
    item = {key: value for key, value in item.items() if key != "printed_number"}
    kind = _KINDS[item.pop("type")]
    if "runs" in item:
        item["runs"] = [Run(**run) for run in item["runs"]]
    if kind is Table:
        item["rows"] = [[_cell(cell) for cell in row] for row in item["rows"]]
        item["header"] = [_cell(cell) for cell in item.get("header", [])]
    return kind(**item)


def _cell(cell: Any) -> Cell:
    return cell if isinstance(cell, str) else [Run(**run) for run in cell]


def _date(value: str | None) -> date | datetime | str | None:
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(value) if value else None
        except ValueError:
            continue
    return value


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value
