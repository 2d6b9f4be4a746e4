"""The writer may choose how a figure is said, and write around it; neither may say more than the records do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from yifa.core.metrics import signing
from yifa.core.metrics.metric import Measured, Query
from yifa.core.metrics.models import WordingChoice
from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel import registry
from yifa.kernel.action import Refused
from yifa.kernel.ledger import verify
from yifa.suites.annual_report.actions import typed_figures
from yifa.suites.annual_report.compose import compose
from yifa.suites.annual_report.models import Narrative, Report
from yifa.suites.annual_report.words import sentences_of

REVIEWED = "contracts.reviewed_before_signing"


def _choose(h: Any, metric: str, qualifier: str = "", option: str = "") -> Any:
    return h.do("core_metrics.wording", "choose", year=h.year, metric=metric, qualifier=qualifier, option=option)


def _counted(h: Any) -> tuple[str, Any]:
    """Return a plain count of 己县 that prints."""
    made = compose(h.bureau, h.year, day=h.day)
    for key, found in made.figures.items():
        metric = registry.get_metric(key)
        if metric.qualifier == "exact" and found.rows > 3 and found.unit != "%" and found.numerator is None:
            return key, found
    raise AssertionError("己县 prints no plain count")


@pytest.mark.parametrize("qualifier", ["all", "none", "target", "named", "ordinal", "made_up"])
def test_a_count_is_not_turned_into_another_kind_of_claim(house: Any, qualifier: str) -> None:
    h = house("ji")
    key, _ = _counted(h)
    with pytest.raises(ValidationError, match="不能用这种写法"):
        _choose(h, key, qualifier)
    assert not WordingChoice.objects.filter(bureau=h.bureau, metric=key).exists()


def test_sixty_one_of_sixty_two_are_not_all_however_it_is_put(house: Any) -> None:
    from yifa.core.metrics import figures
    from yifa.core.metrics.metric import Query

    h = house("ji")
    query = Query.of_year(h.bureau.pk, h.year, until=h.day)
    found = figures.evaluate(REVIEWED, query)
    assert found.numerator == found.denominator - 1 and found.blocked
    for qualifier in ("all", "exact", "at_least", "over", "approx"):
        with pytest.raises(ValidationError):
            _choose(h, REVIEWED, qualifier)
        kept = WordingChoice(metric=REVIEWED, qualifier=qualifier)  # a choice made while all were reviewed
        again = figures.evaluate(REVIEWED, query, choice=kept)
        assert again.blocked and not again.printed, f"{qualifier}: {again.printed}"
    _choose(h, REVIEWED, option="part")
    assert figures.evaluate(REVIEWED, query, choice=WordingChoice(metric=REVIEWED, option="part")).printed


def test_a_round_number_is_not_exceeded_by_itself(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    h = house("ji")
    key, _ = _counted(h)
    metric = registry.get_metric(key)

    def stored(number: int) -> None:
        counted = replace(metric, measure=lambda rows, query: Measured(number))
        monkeypatch.setitem(registry.metrics(), key, counted)

    stored(500)
    with pytest.raises(ValidationError, match="不得写"):
        _choose(h, key, "over")
    stored(501)
    assert _choose(h, key, "over").qualifier == "over"


def test_an_offer_that_is_not_made_is_not_taken(house: Any) -> None:
    h = house("ji")
    key, _ = _counted(h)
    for option in ("part", "except", "x" * 3):
        with pytest.raises(ValidationError, match="不支持这个写法"):
            _choose(h, key, option=option)


# -- words around figures ---------------------------------------------------
def _paragraph(h: Any) -> Any:
    made = compose(h.bureau, h.year, day=h.day)
    texts = [t for part in made.sections for s in (part, *part.children) for t in s.paragraphs]
    key = next(t.key for t in texts if t.figures and not t.key.startswith(("shortcoming", "plan")))
    return next(p for p in registry.all_paragraphs() if p.key == key)


def _write(h: Any, paragraph: Any, text: str) -> Any:
    return h.do("annual_report.narrative", "write", year=h.year, paragraph=paragraph.key, text=text, dropped=False)


@pytest.mark.parametrize(
    "smuggled",
    ["全年开会九十九次", "全年开会99次", "约99次", "“99次”", "审查合同九十九件", "各项任务均已完成", "未发生诉讼案件",
     "满意率98%", "99余家", "若干次", "99 次", "９９次"],
)  # fmt: skip
def test_a_typed_figure_is_refused_by_name(house: Any, smuggled: str) -> None:
    h = house("ji")
    paragraph = _paragraph(h)
    own = "".join(s.text for s in paragraph.sentences)
    with pytest.raises(ValidationError, match="手写的数字"):
        _write(h, paragraph, f"{own}{smuggled}。")
    assert not Narrative.objects.filter(bureau=h.bureau, year=h.year, paragraph=paragraph.key).exists()


def test_a_locked_figure_is_not_stretched_by_what_stands_against_it() -> None:
    paragraph = next(p for p in registry.all_paragraphs() if p.figures)
    token = "{" + paragraph.figures[0] + "}"
    for text in (f"召开1{token}", f"超过{token}", f"{token}以上", f"全部{token}", f"{token}余"):
        assert typed_figures(text, paragraph), text
    for text in (f"认真开展{token}，成效明显。", "力争三年内建成", "第三季度以来，在2023年的基础上继续推进。"):
        assert not typed_figures(text, paragraph), text


def test_the_words_of_every_paragraph_may_be_kept_and_rewritten(house: Any) -> None:
    h = house("ji")
    paragraph = _paragraph(h)
    own = "".join(s.text for s in paragraph.sentences)
    for offered in registry.all_paragraphs():
        assert not typed_figures("".join(s.text for s in offered.sentences), offered), offered.key
    assert _write(h, paragraph, f"{own}工作取得新进展。").text.endswith("工作取得新进展。")


# -- after sign-off -----------------------------------------------------------
def test_the_words_of_a_signed_report_stay(house: Any) -> None:
    h = house("wu")
    assert Report.objects.get(bureau=h.bureau, year=h.year).state not in ("draft", "deliberated")
    paragraph = _paragraph(h)
    own = "".join(s.text for s in paragraph.sentences)
    with pytest.raises(Refused, match="文字不能再改"):
        _write(h, paragraph, f"{own}另有新进展。")
    with pytest.raises(Refused, match="文字不能再改"):
        h.do(
            "annual_report.shortcoming",
            "record",
            year=h.year,
            title="补写的不足",
            cause="事后补写",
            unit=h.unit("法规处"),
        )


def _signed_row(h: Any) -> tuple[Any, Any, Any]:
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    for kept in signing.latest(report).data["figures"]:
        resource = registry.get_resource(kept["resource"])
        if len(kept["records"]) > 3 and hasattr(resource.model, "paper"):
            return kept, resource, resource.model.objects.get(pk=kept["records"][0][0])
    raise AssertionError("no signed figure with records")


def test_verify_names_the_signed_figure_whose_record_was_edited_by_sql(house: Any, tamper: Any) -> None:
    h = house("wu")
    assert signing.unexplained in verify.VERIFIERS
    assert not list(signing.unexplained()), "the demo is whole"
    kept, resource, row = _signed_row(h)
    with tamper(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {resource.model._meta.db_table} SET paper = 'X' WHERE id = %s", [row.pk])
    found = [f for f in signing.unexplained() if (f.resource, f.pk) == (resource.key, row.pk)]
    assert found and {f.kind for f in found} == {"figure"}
    assert any(kept["label"] in f.message and str(h.year) in f.message for f in found)


def test_a_lawful_correction_after_sign_off_is_a_difference_and_no_tampering(house: Any) -> None:
    h = house("wu")
    _, resource, row = _signed_row(h)
    h.do(resource.key, "void", row, reason="重复登记", checker="赵某", approver="郑某")
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    assert signing.differences(report, date(2026, 11, 23))
    assert not list(signing.unexplained())
    paragraph = _paragraph(h)
    own = "".join(s.text for s in paragraph.sentences)
    with pytest.raises(Refused, match="先“起草更正版”"):
        _write(h, paragraph, f"{own}有关数字已更正。")
    h.do("annual_report.report", "redraft", report, reason="数字更正")
    assert _write(h, paragraph, f"{own}有关数字已更正。"), "a correction is drafted, so the words may follow"
    h.do("annual_report.report", "reissue", Report.objects.get(pk=report.pk), reason="数字更正")
    assert not signing.differences(report, date(2026, 11, 23)) and not list(signing.unexplained())


# -- written again, chosen again ---------------------------------------------------------------------------
def test_a_wording_is_chosen_again_on_the_screen(house: Any) -> None:
    """A second choice for the same figure takes the place of the first; it is no second row."""
    from yifa.kernel.resource.forms import form_of

    h, ctx = house("ji"), house("ji").ctx("legal")
    action = registry.get_action("core_metrics.wording", "choose")
    for option in ("part", "omit", ""):
        form = form_of(action, ctx, None, {"year": h.year, "metric": REVIEWED, "qualifier": "", "option": option})
        assert form.is_valid(), form.errors
        h.do("core_metrics.wording", "choose", **form.cleaned_data)
    assert WordingChoice.objects.get(bureau=h.bureau, year=h.year, metric=REVIEWED).option == ""


def test_a_paragraph_is_written_again_on_the_screen(house: Any) -> None:
    from yifa.kernel.resource.forms import form_of

    h, ctx = house("ji"), house("ji").ctx("legal")
    action = registry.get_action("annual_report.narrative", "write")
    key = next(p.key for p in registry.all_paragraphs())
    for words in ("第一稿。", "第二稿。"):
        form = form_of(action, ctx, None, {"year": h.year, "paragraph": key, "text": words})
        assert form.is_valid(), form.errors
        h.do("annual_report.narrative", "write", **form.cleaned_data)
    assert Narrative.objects.get(bureau=h.bureau, year=h.year, paragraph=key).text == "第二稿。"


# -- a writer's words keep the conditions of their figures -----------------------------------------------------
_OFFERED = Paragraph(
    "t.p", "s", 1,
    (
        Sentence("按清单履职，现行清单{t.lists}。", evidence=("t.acts",)),
        Sentence("全年办理申请{t.requests}，均按时答复。", zero="全年{t.requests}。"),
        Sentence("领导小组统筹推进各项工作。", evidence=("t.groups",)),
    ),
)  # fmt: skip


def test_untouched_words_keep_all_their_conditions() -> None:
    kept = sentences_of(_OFFERED, "".join(s.text for s in _OFFERED.sentences))
    assert kept == _OFFERED.sentences


def test_a_rewritten_sentence_needs_the_evidence_of_its_figure() -> None:
    lists, requests, group, free = sentences_of(
        _OFFERED,
        "对照职责抓落实，清单{t.lists}逐项明确。认真办理申请{t.requests}，按时答复！"
        "领导小组统筹各项工作。我们将继续努力。",
    )
    assert lists.evidence == ("t.acts",) and group.evidence == ("t.groups",)
    assert requests.zero == "全年{t.requests}。", "words around a number do not stand around a zero"
    assert free == Sentence("我们将继续努力。")


def test_words_written_for_a_zero_do_not_stand_around_a_number() -> None:
    (said,) = sentences_of(_OFFERED, "本年度全年{t.requests}。")
    assert (said.text, said.zero) == (_OFFERED.sentences[1].text, "本年度全年{t.requests}。")


def test_an_edited_sentence_without_its_evidence_does_not_print(house: Any) -> None:
    """己县: the acts of duty behind the lists are withdrawn; the edited sentence about the lists goes with them."""
    h = house("ji")
    paragraph = next(p for p in registry.all_paragraphs() if any(s.evidence and s.figures for s in p.sentences))
    sentence = next(s for s in paragraph.sentences if s.evidence and s.figures)
    own = "经认真梳理，" + sentence.text
    h.do("annual_report.narrative", "write", year=h.year, paragraph=paragraph.key, text=own)

    def printed() -> bool:
        made = compose(h.bureau, h.year, day=h.day)
        return any(
            "经认真梳理" in t.text for part in made.sections for s in (part, *part.children) for t in s.paragraphs
        )

    before = printed()
    for key in sentence.evidence:
        for row in list(figures_of(h, key)):
            resource = registry.resource_of_model(type(row)).key
            h.do(resource, "void", row, reason="撤回", checker="陈某", approver="郑某")
    assert before and not printed()


def figures_of(h: Any, key: str) -> Any:
    return registry.get_metric(key).rows(Query.of_year(h.bureau.pk, h.year, until=h.day))
