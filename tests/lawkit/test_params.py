"""Dated parameters and local overlays."""

import re
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from yifa.lawkit.packs.loader import PackError
from yifa.lawkit.params import UnknownParam, all_params, get_param


def test_a_case_is_judged_by_the_law_of_its_day():
    assert get_param("disclosure.reply_days", date(2019, 5, 14)).value == 15
    assert get_param("disclosure.reply_days", date(2019, 5, 15)).value == 20


@given(st.dates(date(2008, 5, 1), date(2035, 1, 1)))
def test_never_two_values_on_one_day(day):
    for versions in all_params().values():
        assert sum(param.holds_on(day) for param in versions) <= 1


def test_bureau_values_say_so_and_cite_no_law():
    param = get_param("entry.late_days", date(2024, 1, 1))
    assert (param.origin, param.basis) == ("bureau", None)


def test_unknown_key_and_day_before_the_law():
    with pytest.raises(UnknownParam, match="没有参数"):
        get_param("no.such", date(2024, 1, 1))
    with pytest.raises(UnknownParam, match="没有值"):
        get_param("standards.review_years", date(2018, 1, 1) - timedelta(days=1))


def _packs(tmp_path, local: str):
    for name, text in (
        (
            "national/params/a.yaml",
            "params:\n- {key: a, value: 5, unit: person, basis: {law: 信访工作条例, article: '20'}}\n",
        ),
        ("region/990100/params/a.yaml", local),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_local_value_with_its_local_text_wins_in_its_region(tmp_path):
    text = (
        "params:\n- {key: a, value: 3, valid_from: 2024-01-01, "
        "basis: {law: 甲市信访工作办法, doc_no: 甲政发〔2023〕9号, article: '8'}}\n"
    )
    root = _packs(tmp_path, text)
    assert get_param("a", date(2024, 1, 1), "990100", root).value == 3
    assert get_param("a", date(2023, 12, 31), "990100", root).value == 5
    assert get_param("a", date(2024, 1, 1), None, root).value == 5
    assert get_param("a", date(2024, 1, 1), "990100", root).unit == "person"


@pytest.mark.parametrize("basis", ["", ", basis: {law: 甲市办法}", ", basis: {law: 信访工作条例, doc_no: 一号}"])
def test_a_local_value_without_its_local_text_is_refused(tmp_path, basis):
    root = _packs(tmp_path, f"params:\n- {{key: a, value: 3{basis}}}\n")
    with pytest.raises(PackError, match="地方"):
        get_param("a", date(2024, 1, 1), "990100", root)


def test_values_with_a_rule_stand_in_the_text_of_that_rule(reference):
    rules = yaml.safe_load(reference("reference/rulebook.yaml").read_text(encoding="utf-8"))["rules"]
    texts = {rule["id"]: f"{rule['value']} {rule['term_zh']} {rule['title_en']} {rule['title_zh']}" for rule in rules}
    for versions in all_params().values():
        for param in versions:
            if param.rule and param.valid_to is None:
                assert re.search(rf"(?<!\d){param.value}(?!\d)", texts[param.rule].replace(",", "")), param
