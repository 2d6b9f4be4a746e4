"""A report against the records: what they bear out, what they contradict, what nothing proves."""

import json

import pytest

from yifa.papers.checks import check
from yifa.papers.reading import read
from yifa.site.cli import main
from yifa.suites.annual_report import papers
from yifa.suites.annual_report.compose import compose
from yifa.suites.annual_report.proof import Records

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(house):
    where = house("wu")
    made = compose(where.bureau, where.year, day=where.day)
    return where, papers.render(made, "md").decode()


def said(where, text):
    reading = read(text.encode(), name="report.md")
    return reading, check(reading, evidence=Records(where.bureau, where.year), only=["FIG-F15"])


def test_what_was_composed_from_records_is_borne_out_by_them(report):
    where, text = report
    reading, findings = said(where, text)
    assert [f.message for f in findings if f.severity != "info"] == []
    assert len(findings) <= len(reading.facts) * 0.3


def test_a_changed_figure_is_contradicted_with_what_the_records_say(report):
    where, text = report
    right = next(f for f in read(text.encode(), name="report.md").facts if "局长办公会" in f.text)
    changed = text.replace(right.text, right.text.replace(str(right.value), str(int(right.value) + 7)))
    _, findings = said(where, changed)
    (finding,) = [f for f in findings if f.severity == "warning"]
    assert "局长办公会" in finding.message and str(right.value) in finding.suggestion


def test_a_fact_nothing_answers_for_is_named_as_unproved(report):
    where, text = report
    _, findings = said(where, text.replace("## 二、", "新建停车泊位385个。\n\n## 二、", 1))
    assert any("泊位" in f.message and f.severity == "info" for f in findings)


def test_an_unknown_bureau_is_one_chinese_line(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("某局2023年法治政府建设情况报告\n\n做好工作。\n", encoding="utf-8")
    assert main(["report", "check", str(path), "--against-bureau", "nobody", "--json"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_the_command_asks_the_records(report, tmp_path, capsys):
    _, text = report
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    main(["report", "check", str(path), "--against-bureau", "wu", "--json"])
    assert "FIG-F15" in {row["id"] for row in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.parametrize("code", ["jia", "yi", "bing", "ding", "wu"])
def test_what_the_house_composes_needs_no_retouching(house, code):
    where = house(code)
    made = compose(where.bureau, where.year, day=where.day)
    for fmt in ("md", "docx"):
        findings = check(read(papers.render(made, fmt), name=f"report.{fmt}"))
        assert [f.message for f in findings if f.severity == "error"] == []
        assert len([f.message for f in findings if f.severity == "warning"]) <= 1
