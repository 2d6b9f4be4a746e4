"""依申请公开: the reply period runs from receipt, restarts, stands still and is extended as the regulation says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.governance.disclosure import fees, office
from yifa.kernel import inbox
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.gate import Override
from yifa.kernel.registry import get_action

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


def test_steps_stand_in_the_order_of_their_days(received: Any) -> None:
    """No step before the one before it, receipt not after what was done, a late correction only with its reason."""
    h, request = received
    asked, until, came = date(2026, 9, 14), date(2026, 9, 28), date(2026, 9, 29)
    request = h.do(WHAT, "ask_supplement", request, day=asked, told_on=asked, until=until, wanted="写明年度")
    assert _reply(request).state == "suspended", "while the applicant is waited for nothing is overdue"
    arrive = get_action(WHAT, "supplemented")
    for data, why in (
        ({"arrived_on": date(2026, 9, 11)}, "上一步"),
        ({"arrived_on": came}, "正当理由"),
    ):
        with pytest.raises(ValidationError, match=why):
            arrive.clean(h.ctx(day=came), request, data)
    arrive.clean(h.ctx(day=came), request, {"arrived_on": came, "late_why": "住院"})
    with pytest.raises(ValidationError, match="不能晚于已经办过的"):
        get_action(WHAT, "correct").clean(h.ctx(day=came), request, {"happened_on": date(2026, 9, 20)})


def test_a_fax_waits_to_be_confirmed_and_is_entered_once(house: Any) -> None:
    h = house("ji")
    row = {"content": "会议室使用情况", "applicant": "庚公司", "delivery": "fax", "arrived_on": h.day}
    entry, ctx = get_action(WHAT, "record"), h.ctx()
    with pytest.raises(ValidationError, match="收到申请之日"):
        entry.clean(ctx, None, {**row, "delivery": "registered"})
    entry.clean(ctx, None, dict(row))
    request = h.do(WHAT, "record", unit=h.unit("办公室"), **row)
    assert request.get_state_display() == "待确认收到" and not _running(request)
    with pytest.raises(ValidationError, match=request.number):
        entry.clean(ctx, None, dict(row))
    request = h.do(WHAT, "confirm", request, confirmed_on=h.day)
    assert request.happened_on == h.day and _running(request) == {"GID-02", "GID-05"}


def test_the_guide_names_the_office_its_head_consents_and_letters_offer_its_organ(house: Any, client: Any) -> None:
    h = house("ji")
    page = client.get("/open/ji/guide/").content.decode()
    assert "己县机关事务管理局办公室" in page and "演示路1号" in page
    reply = get_action(WHAT, "reply").initial(h.ctx(), None)
    assert (reply["organ"], reply["court"]) == ("己县人民政府", "己县人民法院")
    heads = {name: replace(h.scope("head"), home_unit_id=h.unit(name).pk) for name in ("办公室", "财务处")}
    assert [office.consents(heads[name], h.day) for name in heads] == [True, False]


def test_a_bureau_that_keeps_its_disclosure_here_is_asked_for_its_guide(house: Any) -> None:
    h = house("ji")
    asked = f"disclosure.guide.{h.day.year}"
    assert asked not in {todo.key for todo in inbox.todos(h.scope("clerk"), h.day)}
    h.do("disclosure.guide", "void", office.of(h.bureau.pk, h.day), reason="登记有误", checker="李某")
    assert asked in {todo.key for todo in inbox.todos(h.scope("clerk"), h.day)}


@pytest.mark.parametrize(
    ("by", "quantity", "split", "yuan"),
    [
        ("item", 10, 1, 0),
        ("item", 11, 1, 100),
        ("item", 32, 3, 500),
        ("item", 41, 1, 300),
        ("page", 30, 1, 0),
        ("page", 31, 1, 10),
        ("page", 250, 1, 4700),
    ],
)
def test_each_application_and_each_page_costs_what_its_own_step_says(
    by: str, quantity: int, split: int, yuan: int
) -> None:
    assert fees.amount(by, quantity, split) == yuan


def test_a_fee_by_the_standard_is_reckoned_in_its_notice_and_paid_from_the_day_the_notice_came(received: Any) -> None:
    h, request = received
    for verb, data in (
        ("accept", {"accepted_on": date(2026, 9, 9)}),
        ("ask_reasons", {"told_on": date(2026, 9, 10), "until": date(2026, 9, 18), "finding": "一月内多次"}),
        ("reasons_given", {"got_on": date(2026, 9, 17), "said": "研究需要"}),
    ):
        request = h.do(WHAT, verb, request, **data)
    told = {"told_on": date(2026, 9, 16), "by": "item", "quantity": 12, "until": date(2026, 10, 22)}
    action = get_action(WHAT, "charge")
    with pytest.raises(ValidationError, match="说明理由"):
        action.clean(h.ctx(), request, told)  # before the reasons were given
    told["told_on"] = date(2026, 9, 18)
    with pytest.raises(ValidationError, match="100 元"):
        action.clean(h.ctx(), request, {**told, "amount": 30})
    request = h.do(WHAT, "charge", request, served_by="mail", **told)
    notice = request.letters.get(kind="fee")
    assert request.fee == 100 and "当月累计 12 件" in notice.body and "100元" in notice.body
    last = request.fee_due_on
    h.do("disclosure.letter", "serve", notice, reached_on=date(2026, 9, 24), by="mail", voucher="邮件1")
    request.refresh_from_db()
    assert request.fee_due_on > last, "the term runs from the day after the notice came"
