"""Whole reports of other bureaus, years and provinces, written for the measuring (benchmarks/reading/written)."""

from __future__ import annotations

import pytest
from benchmarks.reading import written
from benchmarks.reading.gold import score_facts
from benchmarks.reading.run import plain

from yifa.papers.checks import check
from yifa.papers.reading import read

REPORTS = written.reports()


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_its_facts_and_citations_are_read_and_little_is_said_wrongly(report):
    reading = read(report.text.encode(), name="report.txt")
    data = plain(reading.as_json())
    score = score_facts(report.facts, data["facts"])
    assert score.extra == []
    assert score.missed == []
    assert [citation["status"] for citation in data["citations"]] == report.statuses
    kinds = {section["kind"] for section in data["sections"]}
    assert kinds >= {"achievements", "leader", "shortcomings", "plan"}
    said = [finding for finding in check(reading) if finding.severity != "info"]
    assert not [finding for finding in said if finding.severity == "error"]
    assert len(said) * 1000 / len(reading.paper.text) <= 2
