"""The checker: every check passes and fails where its pack says so; places, waivers, years, damage told once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.papers.checks import Waiver, WaiverError, as_json, check, load_specs
from yifa.papers.checks.cases import problems, reading_of, samples
from yifa.papers.checks.engine import runners

SOUND = {"sample": "sound"}


def found(given, **options):
    reading, more = reading_of(given)
    return check(reading, **{**more, **options})


def test_every_check_passes_and_fails_where_its_pack_says_so():
    assert list(problems()) == []


def test_every_check_names_a_function_there_is_and_every_function_is_used():
    named = {spec.run for spec in load_specs().values()}
    assert named == set(runners())


def test_every_wording_check_fires_on_three_sentences_of_its_own():
    few = [spec.id for spec in load_specs().values() if spec.kind == "wording" and len(spec.failing) < 3]
    assert few == []


def test_a_sound_report_has_neither_errors_nor_warnings():
    assert [f.message for f in found(SOUND) if f.severity != "info"] == []


def test_a_finding_quotes_its_place_letter_for_letter():
    reading, options = reading_of({"sample": "sound", "replace": {"四、下一": "五、下一"}})
    (finding,) = [f for f in check(reading, **options) if f.id == "RPT-S07"]
    assert reading.paper.text[finding.start : finding.end] == finding.quote == "五"


def test_the_document_is_the_one_of_the_contract():
    document = as_json(found({"sample": "sound", "replace": {"四、下一": "五、下一"}}))
    (row,) = [row for row in document["findings"] if row["id"] == "RPT-S07"]
    assert list(row) == ["id", "severity", "class", "message", "quote", "start", "end", "suggestion", "basis"]
    assert row["class"] == "structure" and document["summary"]["error"] == 1
    json.dumps(document)


def test_a_waiver_takes_a_finding_off_and_needs_a_reason():
    given = {"sample": "sound", "replace": {"四、下一": "五、下一"}}
    assert not [f for f in found(given, waivers=[Waiver("RPT-S07", "附表单列")]) if f.id == "RPT-S07"]
    assert [f for f in found(given, waivers=[Waiver("RPT-S07", "附表单列", quote="六")]) if f.id == "RPT-S07"]
    with pytest.raises(WaiverError, match="理由"):
        Waiver("RPT-S07", " ")
    with pytest.raises(WaiverError, match="没有检查"):
        found(SOUND, waivers=[Waiver("XXX-W99", "不存在的检查")])


def test_the_year_asked_for_wins_over_the_year_read():
    text = {"text": "严格按照《信访条例》办理信访事项。"}
    assert "LAW-L01" in {f.id for f in found(text, year=2024)}
    assert "LAW-L01" not in {f.id for f in found(text, year=2020)}


def test_words_inside_titles_and_quotations_are_not_corrected():
    text = "印发《关于遵法学法守法用法的通知》，张贴“遵法学法”标语。"
    assert not [f for f in found(text) if f.suggestion == "尊法"]


def test_a_local_outline_decides_the_order():
    text = samples()["sound"]
    outline = {"orders": {"own": ["achievements", "shortcomings", "leader", "plan"]}, "order": "own"}
    assert "RPT-S06" not in {f.id for f in found({"text": text, "read": True})}
    assert "RPT-S06" in {f.id for f in found({"text": text, "read": True}, outline=outline)}


@pytest.mark.parametrize(
    "text", ["", "\n\n", "hello world", "《《《”””（（（", "一、\n二、\n" * 50, "其中" * 300, "第" * 500]
)
def test_odd_texts_are_survived(text):
    found(text, year=2023)


def test_the_page_says_what_the_checker_knows():
    from pathlib import Path

    from yifa.papers.checks.catalogue_page import page

    written = Path(__file__).resolve().parents[2] / "docs" / "checks.md"
    assert written.read_text(encoding="utf-8") == page(), (
        "run python -m yifa.papers.checks.catalogue_page docs/checks.md"
    )


PIECES = (
    *(
        "一、",
        "（一）",
        "一是",
        "《",
        "》",
        "“",
        "”",
        "（",
        "）",
        "。",
        "，",
        "、",
        "\n",
        "其中",
        "共",
        "等",
        "的的",
        "a",
        " ",
    ),
    *(
        "12件",
        "3件次",
        "第五届世界标准日",
        "2023年",
        "95%",
        "应考",
        "实考",
        "合格率",
        "截止",
        "遵法学法",
        "以公开为",
        "原则",
    ),
    *(
        "《机关事务管理条例》",
        "《信访条例》",
        "三重一大",
        "合法性审查",
        "征求意见",
        "存在不足",
        "下一步",
        "\u3000",
        "\x00",
        "𠮷",
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_text_breaks_the_checker_and_every_place_is_its_quote(text):
    reading, options = reading_of({"sample": "sound", "append": f"\n{text}"})
    for finding in check(reading, **{**options, "year": 2023}):
        if finding.start is not None:
            assert reading.paper.text[finding.start : finding.end] == finding.quote
