"""The tables as the form has them (国办公开办函〔2021〕30号), for the page and for the paper alike.

第二十条 stands in a small table for each 项; who asked is grouped under 法人或其他组织; reconsideration and suits are
one row of fifteen cells under three heads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yifa.governance.disclosure import public as disclosure

#: What a row of 第二十条 begins with, and the gap between a row's group and its name.
ARTICLE, GAP = "第二十条", "　"


@dataclass
class Grid:
    """One table of the form. ``groups`` as in ``papers.docmodel.Table``; a cell is text, or what a page makes of it."""

    columns: list[str]
    rows: list[list[Any]]
    groups: list[tuple[str, int]] = field(default_factory=list)
    caption: str = ""
    #: Whether the first column names the rows.
    named: bool = True

    @property
    def heads(self) -> list[list[dict[str, Any]]]:
        """Return the rows of the head on a page: text, how many columns and rows it spans."""
        if not self.groups:
            names = [{"text": text, "across": 1, "down": 1} for text in self.columns]
            above = {"text": self.caption, "across": len(self.columns), "down": 1}
            return [[above], names] if self.caption else [names]
        at = 0
        top: list[dict[str, Any]] = []
        under: list[dict[str, Any]] = []
        for words, span in self.groups:
            leaves = self.columns[at : at + span]
            at += span
            if words:
                top.append({"text": words, "across": span, "down": 1})
            (under if words else top).extend({"text": t, "across": 1, "down": 1 if words else 2} for t in leaves)
        return [top, under]

    @property
    def full_names(self) -> list[str]:
        """Return each column with its group, as it stands beside a cell on the phone."""
        owners = [words for words, span in self.groups for _ in range(span)] or [""] * len(self.columns)
        return [f"{owner} {name}".strip() for owner, name in zip(owners, self.columns, strict=True)]


def laid_out(columns: list[str], rows: list[tuple[str, list[Any]]]) -> list[Grid]:
    """Return a sheet as the form lays it out: rows are (label, cells); an empty cell has no field in the form."""
    if rows and rows[0][0].startswith(ARTICLE):
        return _by_item(columns, rows)
    if columns and columns[0] == disclosure.ApplicantKind.NATURAL.label:
        groups = [("", 2), ("法人或其他组织", len(columns) - 2), ("", 1)]
        return [Grid(["项目", *columns], [[label, *cells] for label, cells in rows], groups)]
    heads = [label.partition(GAP) for label, _ in rows]
    groups = [(f"{kind}（{name}）" if name else kind, len(columns)) for kind, _, name in heads]
    return [Grid(columns * len(rows), [[cell for _, cells in rows for cell in cells]], groups, named=False)]


def _by_item(columns: list[str], rows: list[tuple[str, list[Any]]]) -> list[Grid]:
    items: dict[str, list[tuple[str, list[Any]]]] = {}
    for label, cells in rows:
        item, _, name = label.rpartition(GAP)
        items.setdefault(item, []).append((name, cells))
    out = []
    for item, lines in items.items():
        used = [i for i in range(len(columns)) if any(cells[i] != "" for _, cells in lines)]
        body = [[name, *(cells[i] for i in used)] for name, cells in lines]
        out.append(Grid(["信息内容", *(columns[i] for i in used)], body, caption=item))
    return out
