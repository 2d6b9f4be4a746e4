"""Cited titles of a report: what they mean, their status in the report year, and what is to be asked about them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yifa.lawkit.library import check_places
from yifa.lawkit.packs.loader import ROOT, read_yaml
from yifa.papers.citations import find, problems
from yifa.papers.reading.model import Paper, Span

CASES = read_yaml(ROOT / "national/cases/citation/reading.yaml")["reading"]
SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def paper(case: dict) -> Paper:
    return Paper(case["text"], year=case["year"], issuer=case.get("issuer"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['year']}-{case['text'][:12]}")
def test_a_case_a_lawyer_can_read(case):
    found = find(paper(case))
    wanted = [[*row, None, None][:4] for row in case["cites"]]
    assert [(c.title, c.status) for c in found] == [(title, status) for title, status, _, _ in wanted]
    for citation, (_, _, suggestion, article) in zip(found, wanted, strict=True):
        if suggestion is not None:
            plain = (citation.suggestion or "").removeprefix("中华人民共和国")
            assert plain == suggestion.removeprefix("中华人民共和国")
        if article is not None:
            assert citation.article == article
        assert case["text"][citation.start : citation.end] == citation.text
        assert citation.text.startswith("《") and citation.text.endswith("》")
    asked = [problem.kind for problem in problems(found)]
    for kind in case.get("problems", ()):
        assert kind in asked


def test_every_status_and_every_way_of_misnaming_has_cases():
    statuses = [row[1] for case in CASES for row in case["cites"]]
    for status in ("in_force", "superseded", "not_yet", "misnamed", "local", "not_law", "unknown"):
        assert statuses.count(status) >= 4
    ways = {c.extra["near"] for case in CASES for c in find(paper(case)) if c.status == "misnamed"}
    assert ways >= {"character", "order", "kind_word", "dropped", "added", "period"}


def test_a_title_that_could_not_be_read_is_asked_about_and_never_corrected():
    text = "依据《机关事务管里条例》"
    doubtful = Paper(text, year=2023, doubtful=[Span(4, 8)])
    (citation,) = find(doubtful)
    assert (citation.status, citation.suggestion) == ("unknown", None)
    (problem,) = problems([citation])
    assert problem.kind == "unread" and problem.suggestion is None and not problem.certain


def test_nothing_is_certain_but_what_catalogue_or_text_have_shown():
    found = find(Paper("学习《信访条例》《公职人员职务处分法》《督察工作规定》", year=2024))
    certain = {problem.kind: problem.certain for problem in problems(found)}
    assert certain["misnamed"] is False and certain["short_name"] is False


def test_without_a_year_the_text_itself_says_it():
    (citation,) = find(Paper("2020年，我局学习《物权法》。2020年全年无诉讼。"))
    assert citation.status == "in_force"


def test_an_act_put_in_by_a_region_is_known_there_only():
    (citation,) = find(Paper("《杭州市机关事务管理办法》", year=2022), region="330100")
    assert citation.status == "local"


def test_a_range_is_looked_up_at_both_ends(whole_text):
    from yifa.lawkit.citation import read_places

    places, _ = read_places("第一条至第九条")
    assert [found.exists for found in check_places(whole_text, places)] == [True, False]


@pytest.fixture
def whole_text():
    from yifa.lawkit.statute_text import parse

    return parse(["甲省试验条例", "第一条 为了试验，制定本条例。", "第二条 本条例自2020年1月1日起施行。"])


@pytest.mark.skipif(not (SHARED / "reference/annotations").is_dir(), reason="the annotated reports are not here")
@pytest.mark.parametrize("name", ["hangzhou-2021", "tianjin-2023", "yichun-2023"])
def test_annotated_reports(name):
    gold = json.loads((SHARED / f"reference/annotations/{name}.json").read_text(encoding="utf-8"))
    text = (SHARED / f"reports/{name}.txt").read_text(encoding="utf-8")
    found = find(Paper(text, year=gold["year"], issuer=gold["issuer"]))
    assert [(c.start, c.end, c.article) for c in found] == [
        (c["start"], c["end"], c["article"]) for c in gold["citations"]
    ]
    right = [
        c.status in (g["status"], *g.get("accept_status", ())) for c, g in zip(found, gold["citations"], strict=True)
    ]
    assert sum(right) >= 0.95 * len(right)
    for citation, wanted in zip(found, gold["citations"], strict=True):
        if wanted["suggestion"]:
            assert citation.suggestion == wanted["suggestion"]
