"""己县 in mid-work: chase, close, write the cause, choose the wording, sign, publish, correct, see the difference."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.core.metrics import figures as fig
from yifa.core.metrics import signing
from yifa.core.metrics.actions import entries_by_unit
from yifa.core.metrics.metric import Query
from yifa.core.metrics.models import Answer, RegisterClose
from yifa.core.metrics.periods import collections_of, quarter_end
from yifa.kernel import registry
from yifa.kernel.action import ActionError
from yifa.kernel.record import Life
from yifa.suites.annual_report.compose import Composition, compose
from yifa.suites.annual_report.models import Report, Shortcoming


def _compose(h: Any) -> Composition:
    return compose(h.bureau, h.year, day=h.day)


def _blocked(made: Composition) -> set[str]:
    return {b.figure for b in made.blocking if b.figure}


def test_as_it_stands_zeros_and_the_contract_rate_may_not_print(house: Any) -> None:
    h = house("ji")
    made = _compose(h)
    assert "contracts.reviewed_before_signing" in _blocked(made)
    assert any(made.figures[key].qualifier == "none" for key in _blocked(made))
    assert any(b.mandatory and "没有写原因" in b.why for b in made.blocking)
    offered = next(b for b in made.blocking if b.figure == "contracts.reviewed_before_signing")
    assert "62件合同中61件签订前审查" in [text for _, text in offered.options]


def test_sign_off_waits_for_the_missing_cause(house: Any) -> None:
    h = house("ji")
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    with pytest.raises(ActionError, match="没有写原因"):
        h.do("annual_report.report", "deliberate", report, deliberated_on=h.day, deliberated_by="局党组会议")


def finish(h: Any) -> Report:
    """Bring 己县 to publication through ordinary Actions."""
    waiting = Answer.objects.filter(bureau=h.bureau, life=Life.LIVE).exclude(state=Answer.State.CONFIRMED)
    for answer in list(waiting):
        if answer.state in (Answer.State.ASKED, Answer.State.RETURNED):
            answer = h.do("core_metrics.answer", "chase", answer)
            asked = answer.collection
            found = entries_by_unit(h.bureau.pk, answer.register, asked.year, asked.quarter).get(answer.unit_id, 0)
            answer = h.do("core_metrics.answer", "answer", answer, kind="entries" if found else "zero",
                          paper="收数表", signed_by="孙某")  # fmt: skip
        h.do("core_metrics.answer", "confirm", answer, paper="收数表", signed_by="孙某")
    for collection in collections_of(h.bureau.pk, h.year).filter(state="open"):
        h.do("core_metrics.collection", "close_register", collection)
        h.do("core_metrics.collection", "close", collection)
    for row in Shortcoming.objects.filter(bureau=h.bureau, year=h.year, cause=""):
        h.do("annual_report.shortcoming", "correct", row, cause="处室分工调整后没有及时明确答复人",
             reason="补写原因", checker="孙某")  # fmt: skip
    for blocked in _blocked(_compose(h)):
        h.do("core_metrics.wording", "choose", year=h.year, metric=blocked, option="part", qualifier="")
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    day = h.day
    step = lambda verb, **data: h.do("annual_report.report", verb, report, **data)  # noqa: E731
    step("deliberate", deliberated_on=day, deliberated_by="局党组会议")
    step("sign", signed_on=day, reservations="")
    step("number", doc_no="己管发〔2026〕6号")
    step("submit", submitted_on=day, addressee="县委、县政府")
    step("receipt", receipt_on=day, receipt_no="收〔2026〕1号")
    step("clear", cleared_on=day, cleared_by="办公室", clearance="不涉密，可以公开。")
    return step("publish", published_on=day, published_at="门户网站")


def test_the_officer_brings_the_report_to_publication_and_a_later_correction_shows(house: Any) -> None:
    h = house("ji")
    report = finish(h)
    assert report.state == Report.State.PUBLISHED
    made = _compose(h)
    assert made.blocking == []
    text = "".join(p.text for s in made.sections for part in (s, *s.children) for p in part.paragraphs)
    assert "62件合同中61件签订前审查" in text
    assert signing.differences(report, h.day) == []

    key = next(
        k for k, f in made.figures.items() if f.qualifier == "exact" and f.rows > 3 and f.unit in ("次", "件", "条")
    )
    row = fig.evidence(key, Query.of_year(h.bureau.pk, h.year, until=h.day)).first()
    resource = registry.resource_of_model(type(row))
    h.do(resource.key, "void", row, reason="重复登记", checker="孙某", approver="周某")
    found = signing.differences(report, h.day)
    notes = [d.note for d in found]
    assert any("原报" in note and "更正后" in note for note in notes)
    assert next(d for d in found if d.key == key).gone == [row.pk]


def test_nothing_new_enters_a_closed_quarter_before_it_is_reopened_by_approval(house: Any) -> None:
    h = house("ji")
    closed = RegisterClose.objects.filter(bureau=h.bureau, register="disputes.case", state="closed").first()
    assert closed is not None
    day = quarter_end(closed.collection.year, closed.collection.quarter)
    case = {"title": "行政复议案", "kind": "reconsideration", "happened_on": day, "paper": "复议通知"}
    with pytest.raises(ActionError, match="已关闭"):
        h.backfill("disputes.case", [case])
    closed = h.do("core_metrics.close", "reopen", closed, approver="周某", reason="补登一件复议案")
    assert closed.state == "reopened"
    assert h.backfill("disputes.case", [case])[0].backfilled
