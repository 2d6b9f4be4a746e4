"""Accuracy: the proof-reading cases beside this clone, and seeded defects in a report."""

import pytest
from benchmarks.reading import mutations, proof

from yifa.papers.checks.cases import samples

TABLE = proof.SHARED / "reference" / "proofreading_cases.md"


@pytest.fixture(scope="module")
def made():
    if not TABLE.exists():
        pytest.skip("the proof-reading cases do not stand beside this clone")
    return proof.score(proof.SHARED / "reports", TABLE)


def test_proven_errors_of_law_and_layout_are_found(made):
    assert made.recall("proven:law", "proven:figure", "proven:layout", "proven:residue") >= 0.9


def test_every_gap_of_content_is_found(made):
    assert made.recall("gap:content", "gap:structure") == 1.0


def test_wording_is_found_by_rules_that_hold_beyond_the_samples(made):
    assert made.recall("proven:wording") >= 0.6


def test_what_is_right_is_not_flagged(made):
    assert made.flagged == []


def test_false_warnings_are_few(made):
    assert max(made.false_rate(report) for report in made.false) <= 2


def test_every_case_has_a_class(made):
    assert sum(map(len, made.found.values())) + sum(map(len, made.missed.values())) > 50


def test_seeded_defects_are_caught():
    result = mutations.Bench([samples()["sound"]], seed=3).run(40)
    assert set(result) == {"title", "number", "heading", "repealed"}
    assert mutations.total(result) >= 0.95, [row[2] for row in result.values()]
