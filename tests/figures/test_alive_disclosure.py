"""The figures of disclosure follow their records."""

from __future__ import annotations

from typing import Any

import alive

pytestmark = alive.needs_figures


def test_an_internal_notice_is_no_published_item(house: Any) -> None:
    key = "disclosure.published_items"
    h, row = house("yi"), alive.wanted("yi", key)
    alive.correct(h, alive.evidence(h, key)[5], way="internal")
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)


def test_budget_and_accounts_are_named_from_their_records(house: Any) -> None:
    key = "disclosure.budget_and_accounts"
    h, row = house("ding"), alive.wanted("ding", key)
    first, second = row["printed"].split("和")
    accounts = next(r for r in alive.evidence(h, key) if str(r) == second)
    alive.copy(h, accounts, holder="unit")
    assert alive.printed(h, key) == row["printed"]
    alive.correct(h, accounts, fiscal_year=h.year - 3)
    assert alive.printed(h, key) == f"{first}和{second.replace(str(h.year - 1), str(h.year - 3))}"
    alive.void(h, accounts)
    assert alive.printed(h, key) == first


def test_no_request_is_claimed_only_over_a_closed_register(house: Any) -> None:
    key = "disclosure.requests"
    h, row = house("ding"), alive.wanted("ding", key)
    assert alive.printed(h, key) == row["printed"] and row["printed"] in alive.report_text(h)
    close = alive.reopened(h, "disclosure.request", 3)
    assert len(alive.offered(h, key)) == 1
    assert row["printed"] not in alive.report_text(h)
    h.do("core_metrics.collection", "close_register", close.collection, register="disclosure.request")
    assert alive.printed(h, key) == row["printed"]


def test_a_request_turns_the_zero_into_a_count(house: Any) -> None:
    key = "disclosure.requests"
    h, row = house("ding"), alive.wanted("ding", key)
    label = row["what"]
    made = alive.copy(h, alive.evidence(house("bing"), key)[0], h.year - house("bing").year)
    assert alive.printed(h, key).endswith(f"{label}1{row['unit']}")
    assert alive.printed(h, key) in alive.report_text(h)
    alive.void(h, made)
    # The correction went through a closed quarter: it is open again until the lead office closes it.
    assert alive.printed(h, key) == ""


def test_requests_elsewhere_leave_the_zero(house: Any) -> None:
    key = "disclosure.requests"
    h, row = house("ding"), alive.wanted("ding", key)
    model = alive.evidence(house("bing"), key)[0]
    alive.copy(house("bing"), model)
    alive.copy(h, model, h.year - 1 - house("bing").year)
    assert alive.printed(h, key) == row["printed"]
