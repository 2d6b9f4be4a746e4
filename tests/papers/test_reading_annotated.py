"""The annotated reports are read as well as promised; skipped where they do not stand beside this clone."""

from __future__ import annotations

import pytest
from benchmarks.reading import run
from benchmarks.reading.gold import annotated

REPORTS = annotated()
pytestmark = pytest.mark.skipif(not REPORTS, reason="the annotated reports do not stand beside this clone")


@pytest.fixture(scope="module")
def total() -> run.Total:
    made = run.Total()
    for report in REPORTS:
        run.score(report, made)
    return made


def test_facts(total):
    assert total.facts.f1 >= run.TARGETS["facts"], (total.facts.missed, total.facts.extra)


def test_facts_without_the_words_only_one_report_needs():
    left, dropped = run.unseen(REPORTS)
    assert dropped > 100
    assert left.f1 >= run.TARGETS["facts"], (left.missed, left.extra)


def test_citations_and_their_status(total):
    assert total.citations.f1 >= run.TARGETS["citations"], (total.citations.missed, total.citations.extra)
    assert total.status / total.citations.right >= run.TARGETS["status"], total.wrong_status


def test_sections(total):
    assert total.sections.f1 == run.TARGETS["sections"], (total.sections.missed, total.sections.extra)
    assert total.kinds == total.sections.right
