"""依申请公开: the reply period runs from receipt, restarts, stands still and is extended as the regulation says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yifa.core.legaltime import clocks
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.gate import Override

WHAT = "disclosure.request"
CHECKED = {"secrecy_checked": True, "privacy_checked": True, "accuracy_checked": True}


@pytest.fixture
def received(house: Any) -> tuple[Any, Any]:
    """A request received on 8 September 2026, recorded the same day."""
    h = house("ji")
    day = date(2026, 9, 8)
    row = {"number": "YSQ-T1", "content": "会议室使用情况", "applicant": "卫某", "delivery": "online"}
    return h, h.do(WHAT, "record", day=day, happened_on=day, unit=h.unit("办公室"), **row)


def _reply(request: Any) -> Any:
    return clocks.of(request).get(rule="GID-02")


def _running(request: Any) -> set[str]:
    return set(clocks.of(request).exclude(state="stopped").values_list("rule", flat=True))


def test_receipt_starts_the_reply_and_the_notice_period(received: Any) -> None:
    _, request = received
    assert _running(request) == {"GID-02", "GID-05"}
    # 20 working days after 8 September, over the Mid-Autumn and National Day holidays with their make-up days.
    assert _reply(request).due_on == clocks.result_of(_reply(request)).due


def test_a_correction_starts_the_reply_period_anew(received: Any) -> None:
    h, request = received
    first = _reply(request).due_on
    told, arrived = date(2026, 9, 14), date(2026, 9, 24)
    request = h.do(
        WHAT, "ask_supplement", request, day=told, told_on=told, notice_no="补正1号", until=date(2026, 9, 28)
    )
    with pytest.raises(Refused):
        h.do(WHAT, "reply", request, delivered_on=arrived, result="granted", letter_no="1号")
    request = h.do(WHAT, "supplemented", request, day=arrived, arrived_on=arrived)
    assert _running(request) == {"GID-02"}
    assert _reply(request).due_on > first


def test_consultation_does_not_count(received: Any) -> None:
    h, request = received
    first = _reply(request).due_on
    request = h.do(WHAT, "accept", request, accepted_on=date(2026, 9, 9))
    sent = date(2026, 9, 10)
    request = h.do(WHAT, "consult", request, kind="third_party", sent_on=sent, got_on=sent, whom="承建单位")
    assert _reply(request).state == "suspended"
    asked = request.consultations.get()
    h.do("disclosure.consultation", "consulted", asked, answered_on=date(2026, 9, 17), said="agreed")
    request.refresh_from_db()
    assert _reply(request).due_on > first and _running(request) == {"GID-02"}


def test_no_extension_without_consent_and_notice_by_any_role(received: Any) -> None:
    h, request = received
    request = h.do(WHAT, "accept", request, accepted_on=date(2026, 9, 9))
    waiver = {"disclosure.extension": Override(reason="时间紧", approver="局长", cure_by=date(2026, 12, 1))}
    for overrides in (None, waiver):
        with pytest.raises(Blocked):
            h.do(WHAT, "extend", request, overrides=overrides, approved_on=date(2026, 9, 29), approver="", notice_no="")
    day = date(2026, 9, 29)
    first = _reply(request).due_on
    request = h.do(WHAT, "extend", request, approved_on=day, approver="办公室主任", notice_no="延期1号", days=None)
    assert _reply(request).due_on > first
    with pytest.raises(Refused):
        h.do(WHAT, "extend", request, approved_on=day, approver="办公室主任", notice_no="延期2号", days=None)


def test_a_refusal_tells_the_remedy(received: Any) -> None:
    h, request = received
    request = h.do(WHAT, "accept", request, accepted_on=date(2026, 9, 9))
    data = {"delivered_on": date(2026, 9, 18), "result": "refused_internal", "letter_no": "答复1号"}
    with pytest.raises(Blocked):
        h.do(WHAT, "reply", request, **data)
    request = h.do(WHAT, "reply", request, organ="己县人民政府", **data)
    assert not _running(request) and _reply(request).in_time


def test_nothing_is_published_without_review(house: Any) -> None:
    h = house("ji")
    row = {
        "title": "采购结果",
        "channel": "portal",
        "way": "own_motion",
        "happened_on": h.day,
        "unit": h.unit("办公室"),
    }
    with pytest.raises(Blocked):
        h.do("disclosure.item", "record", **row)
    item = h.do("disclosure.item", "record", **row, reviewer="李某", reviewed_on=h.day, **CHECKED)
    assert not item.backfilled
    inner = h.do("disclosure.item", "record", **{**row, "way": "internal"})
    assert inner.pk


def test_the_county_has_a_reply_due_today_and_one_overdue(house: Any) -> None:
    h = house("ji")
    words = [clocks.words(c, h.day)["label"] for c in clocks.due_soon(h.scope(), h.day) if c.rule == "GID-02"]
    assert any("今天" in w for w in words) and any("逾期" in w for w in words)
