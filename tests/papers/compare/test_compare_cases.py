"""The example table of the pack ``cases/compare`` (并排比较的实例), case by case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from yifa.lawkit.packs.loader import load_kind
from yifa.papers import facts
from yifa.papers.compare import Side, compare
from yifa.papers.reading.model import Block, Paper, Section

CASES = [case for _, data in load_kind("cases/compare") for case in data["compare"]]


def side(number: int, given: dict[str, Any]) -> Side:
    """One report of one sentence under one heading."""
    head = "一、标题\n"
    text = head + given["text"]
    section = Section(1, "一", "标题", given.get("kind", "achievements"), 0, len(text), head_end=len(head))
    paper = Paper(text, sections=[section], blocks=[Block(len(head), len(text))])
    return Side(f"第{number}份", facts.find(paper), given["issuer"], given["year"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    found = compare([side(number, given) for number, given in enumerate(case["each"], 1)])
    by_subject = {item.subject: item for item in found.items if not item.aim}
    for subject, values in case.get("same", []):
        item = by_subject[subject]
        got = [item.cells[n].fact.value if n in item.cells else None for n in range(len(case["each"]))]
        assert [None if value is None else float(value) for value in got] == values
    alone = {item.subject for item in found.items if len(item.cells) == 1}
    assert set(case.get("apart", [])) <= alone
    missing = {(row.subject, row.side + 1) for row in found.missing}
    assert {tuple(row) for row in case.get("missing", [])} <= missing
    assert {subject for subject, _ in missing} <= {item.subject for item in found.items if len(item.cells) < 3}
    if "changes" in case:
        got = [[change.subject, change.difference, change.rate] for change in found.changes()]
        assert got == [[a, Decimal(str(b)), None if c is None else Decimal(str(c))] for a, b, c in case["changes"]]
