"""The example tables of the pack ``cases/facts`` (读报告认事实例表), sentence by sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yifa.lawkit.packs.loader import load_kind
from yifa.papers.facts import find
from yifa.papers.reading.model import Block, Paper, Section

FILES = {path.stem: data["facts"] for path, data in load_kind("cases/facts")}
ROWS = [row for rows in FILES.values() for row in rows]


def paper(text: str, kind: str = "achievements") -> Paper:
    """One sentence under one heading of a kind."""
    head = "一、标题\n"
    section = Section(1, "一", "标题", kind, 0, len(head + text), head_end=len(head))  # type: ignore[arg-type]
    return Paper(head + text, sections=[section], blocks=[Block(len(head), len(head + text))])


def exact(value):
    return Decimal(str(value)) if isinstance(value, float) else value


def test_there_are_four_hundred_sentences_and_none_twice():
    texts = [row["text"] for row in ROWS]
    assert len(texts) >= 400
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", FILES)
def test_sentences(name):
    wrong = [row["text"] for row in FILES[name] if not fits(row)]
    assert wrong == []


def fits(row):
    """Whether a sentence gives the facts of its row, each in its place."""
    made = paper(row["text"], row.get("kind", "achievements"))
    facts = find(made)
    wanted = [[*want, *[None] * (5 - len(want))] for want in row["facts"]]
    got = [[fact.value, fact.unit, fact.qualifier, fact.bound] for fact in facts]
    return got == [[exact(want[0]), *want[1:4]] for want in wanted] and all(
        made.text[fact.start : fact.end] == fact.text
        and fact.section == "一"
        and (want[4] is None or fact.subject == want[4])
        for fact, want in zip(facts, wanted, strict=True)
    )
