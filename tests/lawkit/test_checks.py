"""The check framework: cases hold, a missing side is named, ids are unique."""

from pathlib import Path

import pytest

from yifa.lawkit import citation_checks
from yifa.lawkit.checks import Case, Check, Registry, load_cases, registry, run_case, run_cases


def test_every_check_of_the_citations_has_both_cases_and_they_hold():
    own = Registry()
    for check in registry:
        if check.id.startswith("CIT-"):
            own.register(check.id, check.title, check.cites, check.severity)(check.run)
    problems = [text for text in run_cases(checks=own) if "没有检查" not in text]
    assert problems == []
    assert {"CIT-L01", "CIT-L02", "CIT-L03", "CIT-L04"} <= {case.check for case in load_cases()}


def test_a_finding_says_where_and_why():
    (found,) = citation_checks.superseded({"text": "按《合同法》第五十二条办理", "day": "2023-12-31"})
    data = found.as_dict()
    assert (data["id"], data["class"], data["severity"]) == ("CIT-L01", "law", "error")
    assert (data["start"], data["end"], data["quote"]) == (1, 11, "《合同法》第五十二条")
    assert data["suggestion"] == "中华人民共和国民法典" and data["basis"]["article"] == "52"


def test_a_check_without_a_case_is_named(tmp_path):
    (tmp_path / "national").mkdir()
    checks = Registry()
    checks.register("XXX-C01", "某检查")(lambda subject, check: [])
    assert len(run_cases(root=tmp_path, checks=checks)) == 2


def test_cases_that_do_not_hold_are_told():
    checks = Registry()

    @checks.register("XXX-C01", "大于零")
    def positive(subject: int, check: Check):
        if subject <= 0:
            yield check.finding("不大于零", quote=str(subject))

    def case(given: int, passing: bool, **expect):
        return Case("XXX-C01", "例", given, passing, expect, Path("x.yaml"))

    assert run_case(case(1, True), checks) is None
    assert "却查出" in run_case(case(0, True), checks)
    assert run_case(case(0, False, quote="0"), checks) is None
    assert "不符" in run_case(case(0, False, quote="7"), checks)
    assert "没有查出" in run_case(case(1, False), checks)
    assert "没有检查" in run_case(Case("YYY-C01", "例", 1, True, {}, Path("x.yaml")), checks)


def test_one_id_one_check():
    checks = Registry()
    checks.register("XXX-C01", "甲")(lambda subject, check: [])
    with pytest.raises(ValueError, match="重复"):
        checks.register("XXX-C01", "乙")
