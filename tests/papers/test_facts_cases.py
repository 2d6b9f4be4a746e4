"""The example tables of the pack ``cases/facts`` (读报告认事实例表), sentence by sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yifa.lawkit.packs.loader import load_kind
from yifa.papers.facts import find
from yifa.papers.reading.model import Block, Paper, Section

ROWS = [row for _, data in load_kind("cases/facts") for row in data["facts"]]


def paper(text: str, kind: str = "achievements") -> Paper:
    """One sentence under one heading of a kind."""
    head = "一、标题\n"
    section = Section(1, "一", "标题", kind, 0, len(head + text), head_end=len(head))  # type: ignore[arg-type]
    return Paper(head + text, sections=[section], blocks=[Block(len(head), len(head + text))])


def exact(value):
    return Decimal(str(value)) if isinstance(value, float) else value


def test_there_are_two_hundred_sentences_and_none_twice():
    texts = [row["text"] for row in ROWS]
    assert len(texts) >= 200
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_sentence(row):
    made = paper(row["text"], row.get("kind", "achievements"))
    facts = find(made)
    wanted = [[*want, *[None] * (5 - len(want))] for want in row["facts"]]
    got = [[fact.value, fact.unit, fact.qualifier, fact.bound] for fact in facts]
    assert got == [[exact(want[0]), *want[1:4]] for want in wanted]
    for fact, want in zip(facts, wanted, strict=True):
        assert made.text[fact.start : fact.end] == fact.text
        assert fact.section == "一"
        if want[4] is not None:
            assert fact.subject == want[4]
