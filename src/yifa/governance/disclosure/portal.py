"""The portal's own list of what it shows (网站后台导出的目录), laid beside the register."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from yifa.governance.disclosure.choices import Channel
from yifa.kernel.action import Ctx
from yifa.kernel.imports import check
from yifa.kernel.imports.sheets import SheetError, open_book, text_of
from yifa.kernel.imports.values import BadValue, to_date

_NOISE = re.compile(r"[\s\W_]+")
#: What a list may bring into a matched record, and nothing else: its text stays what was reviewed.
BROUGHT = ("address", "visits", "index_no", "doc_no")
NO_TITLE = "清单里没有标题列。表头写“标题”或者“信息名称”，最好还有“发布日期”“索引号”“链接”，再传。"


@dataclass(frozen=True)
class Line:
    """One line of the portal's list."""

    row: int
    title: str
    day: date | None = None
    index_no: str = ""
    doc_no: str = ""
    address: str = ""
    visits: int | None = None


@dataclass
class Compared:
    """What came out: pairs, lines without a record, records without a line, lines that name the same record twice."""

    pairs: list[tuple[Line, Any]] = field(default_factory=list)
    there: list[Line] = field(default_factory=list)
    here: list[Any] = field(default_factory=list)
    twice: list[Line] = field(default_factory=list)

    def news(self) -> list[tuple[Any, dict[str, Any]]]:
        """Return (record, values) of the pairs in which the portal knows what the register lacks, or newer visits."""
        out = []
        for line, item in self.pairs:
            values = {}
            for name in BROUGHT:
                value = getattr(line, name)
                kept = getattr(item, name)
                if value not in (None, "") and value != kept and (name == "visits" or not kept):
                    values[name] = value
            if values:
                out.append((item, values))
        return out


class Upload(forms.Form):
    """What the page asks for."""

    file = forms.FileField(
        label="网站后台导出的目录", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}), help_text="xlsx 或者 csv"
    )
    channel = forms.ChoiceField(label="公开渠道", choices=Channel.choices)
    write = forms.BooleanField(
        label="把网址、访问次数写进对上的记录", required=False, help_text="只补空着的网址、索引号、文号，更新访问次数"
    )


def plain(text: str) -> str:
    """Return a title as it is compared: without spaces and punctuation."""
    return _NOISE.sub("", text).lower()


def read_list(ctx: Ctx, data: bytes, name: str) -> list[Line]:
    """Return the lines of a list; SheetError with the way on where it cannot be read."""
    book = open_book(data, name)
    try:
        read = check.read("disclosure.item", ctx, book, check.Options(backfill=True))
    except SheetError as problem:  # it asks for what an import needs; a comparison needs less
        if "表头" in str(problem):
            raise SheetError(NO_TITLE) from problem
        raise
    at = {field_: h.index for h in read.layout.heads if (field_ := read.mapping.columns.get(h.text))}
    if "title" not in at:
        raise SheetError(NO_TITLE)
    out = []
    for r in read.layout.rows:
        cells = read.grid.cells[r]
        said = {n: text_of(cells[i]).strip() if i < len(cells) else "" for n, i in at.items()}
        if not said["title"]:
            continue
        visits = re.sub(r"[,，\s]", "", said.get("visits", "")).removesuffix(".0")
        day = None
        if "happened_on" in at and cells[at["happened_on"]] not in (None, ""):
            try:
                day = to_date(cells[at["happened_on"]], read.layout.year)
            except BadValue:
                day = None
        out.append(
            Line(
                r + 1, said["title"][:200], day, said.get("index_no", "")[:60], said.get("doc_no", "")[:80],
                said.get("address", "")[:300], int(visits) if visits.isdecimal() and len(visits) < 10 else None,
            )
        )  # fmt: skip
    return out


def compare(lines: list[Line], items: list[Any]) -> Compared:
    """Match lines to records: by 索引号, by address, by title and day, by a title that only one record has."""
    out = Compared()
    free = {item.pk: item for item in items}
    keys: dict[tuple[Any, ...], list[int]] = {}

    def ways(title: str, day: date | None, index_no: str, address: str) -> list[tuple[Any, ...]]:
        return [
            *([("index", index_no)] if index_no else []), *([("address", address)] if address else []),
            *([("day", plain(title), day)] if day else []), ("title", plain(title)),
        ]  # fmt: skip

    for item in items:
        for way in ways(item.title, item.happened_on, item.index_no, item.address):
            keys.setdefault(way, []).append(item.pk)
    for line in lines:
        known = False
        for way in ways(line.title, line.day, line.index_no, line.address):
            found = keys.get(way, [])
            left = [pk for pk in found if pk in free]
            known = known or bool(found)
            if len(left) == 1 or (left and way[0] != "title"):
                out.pairs.append((line, free.pop(left[0])))
                break
        else:
            (out.twice if known else out.there).append(line)
    out.here = list(free.values())
    return out
