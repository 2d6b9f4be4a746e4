"""补录 of a whole course: gates are answered row by row, clocks are computed closed, nothing raises an alarm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel.gates.models import GateEvent

PAST = date(2025, 3, 3)


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _request(h: Any, i: int, **more: Any) -> dict[str, Any]:
    return {
        "number": f"YSQ演{i:03d}",
        "content": "办公用房分配情况",
        "applicant": "赵某",
        "delivery": "letter",
        "happened_on": PAST,
        "unit": h.unit("办公室"),
        "paper": f"申请表演-{i:03d}",
        **more,
    }


def _clocks(obj: Any) -> dict[str, Clock]:
    return {c.rule: c for c in clocks.of(obj)}


@pytest.fixture(params=["single", "bulk"])
def enter(request: Any, ji: Any) -> Any:
    """Enter rows one by one or all at once: both must act alike."""

    def one(resource: str, rows: list[dict[str, Any]], answers: dict[str, str] | None = None) -> list[Any]:
        return [ji.do(resource, "backfill", None, answers=answers or {}, **row) for row in rows]

    return one if request.param == "single" else ji.backfill


def test_requests_have_their_reply_clock_closed(ji: Any, enter: Any) -> None:
    late = PAST + timedelta(days=60)
    rows = [
        _request(ji, 1, replied_on=PAST + timedelta(days=10), outcome="granted", reply_no="公开答复〔演〕1号"),
        _request(ji, 2, replied_on=late, outcome="granted", reply_no="公开答复〔演〕2号"),
        _request(ji, 3, extended_on=PAST + timedelta(days=20), replied_on=PAST + timedelta(days=40), outcome="granted"),
    ]
    in_time, overdue, extended = enter("disclosure.request", rows)
    assert [o.get_state_display() for o in (in_time, overdue, extended)] == ["已答复"] * 3
    found = [_clocks(o)["GID-02"] for o in (in_time, overdue, extended)]
    assert [c.state for c in found] == [Clock.State.STOPPED] * 3
    assert [c.in_time for c in found] == [True, False, True], "the extension counts, the true lateness shows"
    assert all(c.backfilled for c in found)


def test_nothing_backfilled_raises_an_alarm(ji: Any, enter: Any) -> None:
    """Also a request whose reply nobody can name any more: it is known to be open, and not in anybody's inbox."""
    (open_,) = enter("disclosure.request", [_request(ji, 4)])
    clock = _clocks(open_)["GID-02"]
    assert clock.state == Clock.State.RUNNING and clock.backfilled
    assert not clocks.due_soon(ji.scope("legal"), ji.day).filter(pk=clock.pk).exists()
    assert clocks.words(clock, ji.day)["tone"] != "alarm"


def test_a_refusal_answers_whether_the_remedy_was_told(ji: Any, enter: Any) -> None:
    rows = [
        _request(ji, 5, replied_on=PAST + timedelta(days=9), outcome="refused"),
        _request(ji, 6, replied_on=PAST + timedelta(days=9), outcome="granted"),
    ]
    refused, granted = enter("disclosure.request", rows, answers={"disclosure.remedy": "proven"})
    (event,) = GateEvent.objects.filter(resource="disclosure.request", object_ref=refused.pk)
    assert (event.gate, event.kind, event.answer, event.paper) == (
        "disclosure.remedy",
        "answer",
        "proven",
        "申请表演-005",
    )
    assert not GateEvent.objects.filter(resource="disclosure.request", object_ref=granted.pk).exists()


def test_petitions_have_notice_and_closing_counted(ji: Any, enter: Any) -> None:
    row = {
        "title": "住房历史遗留事项",
        "national_no": "演XF0099",
        "source": "direct",
        "kind": "appeal",
        "happened_on": PAST,
        "unit": ji.unit("办公室"),
        "paper": "信访登记演99",
        "informed_on": PAST + timedelta(days=7),
        "closed_on": PAST + timedelta(days=100),
        "opinion_no": "信复〔演〕9号",
    }
    (docket,) = enter("petitions.docket", [row])
    found = _clocks(docket)
    assert docket.get_state_display() == "已办结"
    assert {r: (c.state, c.in_time) for r, c in found.items()} == {
        "PET-02": ("stopped", True),
        "PET-05": ("stopped", False),
    }


def test_disputes_have_the_answer_counted(ji: Any, enter: Any) -> None:
    row = {
        "title": "不服信息公开答复",
        "number": "复议〔演〕9号",
        "kind": "reconsideration",
        "side": "respondent",
        "happened_on": PAST,
        "unit": ji.unit("法规处"),
        "paper": "答复通知书演9",
        "served_on": PAST,
        "answered_on": PAST + timedelta(days=5),
    }
    (case,) = enter("disputes.case", [row])
    (clock,) = clocks.of(case)
    assert (clock.rule, clock.state, clock.in_time) == ("CMP-05", "stopped", True)


def test_a_penalty_has_its_term_closed_and_its_gates_answered(ji: Any, enter: Any) -> None:
    base = {
        "kind": "penalty",
        "subject": "县直九单位",
        "happened_on": PAST,
        "unit": ji.unit("公共机构节能处"),
        "paper": "案卷演9",
        "decision_no": "节罚〔演〕9号",
        "decided_on": PAST + timedelta(days=30),
    }
    rows = [
        {
            **base,
            "title": "拒不整改",
            "number": "节罚〔演〕9号",
            "major": True,
            "review_no": "审〔演〕9号",
            "reviewed_on": PAST + timedelta(days=20),
        },
        {
            **base,
            "title": "拒不整改",
            "number": "节罚〔演〕10号",
            "major": True,
            "review_no": "审〔演〕10号",
            "reviewed_on": PAST + timedelta(days=40),
        },
        {**base, "title": "未按规定报送", "number": "节罚〔演〕11号"},
    ]
    answers = {"enforcement.officers": "proven", "enforcement.legal_review": "unproven"}
    major, turned, minor = enter("enforcement.case", rows, answers=answers)

    def said(case: Any) -> list[tuple[str, str, str]]:
        rows = GateEvent.objects.filter(resource="enforcement.case", object_ref=case.pk).order_by("kind", "-gate")
        return [(e.gate, e.kind, e.answer) for e in rows]

    officers, review = ("enforcement.officers", "answer", "proven"), ("enforcement.legal_review", "answer", "unproven")
    assert said(major) == [officers, review]
    assert said(turned) == [officers, review, ("enforcement.legal_review", "breach", "")], "its own dates say so"
    assert said(minor) == [officers]
    for case in (major, turned, minor):
        assert case.get_state_display() == "已作决定"
        assert [(c.rule, c.state) for c in clocks.of(case)] == [("ENF-05", "stopped")]


def test_only_a_normative_document_answers_its_gates(ji: Any, enter: Any) -> None:
    base = {"happened_on": PAST, "unit": ji.unit("法规处"), "paper": "印发底稿演9"}
    rows = [
        {
            **base,
            "title": "办公用房出租管理办法",
            "doc_no": "演规〔演〕9号",
            "kind": "normative",
            "touches_market": True,
        },
        {**base, "title": "机关内部考勤规定", "doc_no": "演办〔演〕9号", "kind": "internal"},
    ]
    normative, internal = enter("instruments.instrument", rows, answers={"instruments.legality": "unproven"})
    events = GateEvent.objects.filter(resource="instruments.instrument")
    found = {e.gate: e.answer for e in events.filter(object_ref=normative.pk)}
    assert found["instruments.legality"] == "unproven" and found["instruments.deliberation"] == "unknown"
    assert not events.filter(object_ref=internal.pk).exists()


def test_dates_of_a_course_must_fit(ji: Any) -> None:
    with pytest.raises(ValidationError):
        from yifa.kernel.registry import get_action

        action = get_action("disclosure.request", "backfill")
        action.clean(ji.ctx("legal"), None, _request(ji, 7, replied_on=PAST - timedelta(days=1), outcome="granted"))


# -- a corrected date moves its clock -----------------------------------------------------------------------
def test_a_corrected_day_of_receipt_counts_the_reply_anew(ji: Any) -> None:
    day = ji.day - timedelta(days=10)
    made = ji.do("disclosure.request", "record", day=day, **{**_request(ji, 8), "happened_on": day})
    due = _clocks(made)["GID-02"].due_on
    earlier = day - timedelta(days=7)
    ji.do("disclosure.request", "correct", made, happened_on=earlier, reason="邮戳日期误读", checker="陈某")
    clock = _clocks(made)["GID-02"]
    assert clock.events[0]["at"] == earlier.isoformat() and clock.due_on < due


def test_a_live_verb_on_a_backfilled_matter_starts_a_live_clock(ji: Any) -> None:
    """The past raises no alarm; what is done from now on does."""
    row = {
        "title": "住房遗留",
        "national_no": "演XF0098",
        "source": "direct",
        "kind": "appeal",
        "unit": ji.unit("办公室"),
        "happened_on": PAST,
        "paper": "信访登记演98",
    }
    (docket,) = ji.backfill("petitions.docket", [row])
    ji.do("petitions.docket", "inform", docket, told_on=ji.day, letter_no="告知〔演〕1号")
    clock = _clocks(docket)["PET-05"]
    assert not clock.backfilled
    assert clocks.due_soon(ji.scope("legal"), ji.day).filter(pk=clock.pk).exists()
