"""What an officer does in the browser, from the door to the figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import PASSWORD

Open = Callable[..., Any]
pytestmark = pytest.mark.browser


def _main(page: Any) -> str:
    return str(page.inner_text("main"))


def test_from_the_door_to_the_records_behind_a_figure(open_page: Open, portal: str) -> None:
    """Sign in, see what is due, open a finished report, press a figure, see as many records as it says."""
    page = open_page(None)
    page.goto("/")
    page.fill("input[name=login]", "legal")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("h1:has-text('我的工作')")
    assert "逾期" in _main(page), "the officer of the bureau in mid-work has something overdue"
    page.goto("/reports/")
    page.click("main >> text=戊市")
    figure = page.locator(".y-paper a[href*='fig=legality_review.second_level#']").first
    printed = figure.inner_text()
    count = int(re.sub(r"\D", "", printed))
    figure.click()
    panel = page.locator("aside[aria-label='数字和写法']")
    assert printed in panel.inner_text()
    panel.get_by_text(f"看全部 {count} 条").click()
    page.wait_for_selector(f"h1:has-text('{printed}')")
    assert page.locator("main tbody tr").count() == count
    page.locator("main tbody tr a").first.click()
    page.wait_for_selector("h2:has-text('事实')")
    for panel_title in ("事实", "依据", "经过与佐证"):
        assert page.locator(f"h2:has-text('{panel_title}')").count()


def test_words_change_around_a_locked_figure(open_page: Open) -> None:
    """The figure stands between two fields of text and has no field of its own."""
    page = open_page("legal")
    page.goto("/reports/ji/2026/text/decisions.meetings/")
    locked = page.locator("form .y-fig").first.inner_text()
    assert page.locator("main form input:visible:not([type=checkbox])").count() == 0
    page.locator("textarea").first.fill("坚持党组集体领导，今年以来召开党组会议")
    page.click("button:has-text('保存文字')")
    page.wait_for_selector("text=已改文字，数字不变")
    assert f"今年以来召开党组会议{locked}" in page.inner_text(".y-paper").replace(" ", "")


def test_a_blocked_sentence_offers_lawful_wordings(open_page: Open) -> None:
    """“全部” does not stand where one contract was signed before review; what is true may be chosen."""
    page = open_page("legal")
    page.goto("/reports/ji/2026/?fig=contracts.reviewed_before_signing")
    assert "这句话现在不能写" in page.inner_text("aside[aria-label='数字和写法']")
    wanted = page.locator(".y-opt span").first.evaluate("e => e.firstChild.textContent").strip()
    page.locator(".y-opt input").first.check()
    page.click("button:has-text('采用这一写法')")
    page.wait_for_selector("text=已采用这一写法")
    assert wanted in page.inner_text(".y-paper").replace(" ", "")


def test_a_form_names_its_errors_and_keeps_what_was_typed(open_page: Open) -> None:
    """A wrong form says at the field what is missing; put right, it becomes a record."""
    page = open_page("legal")
    page.goto("/r/legal_study.session/new/")
    title = "节约用电规定专题学习"
    page.evaluate("for (const f of document.forms) f.noValidate = true")
    page.fill("[name=title]", title)
    page.fill("[name=happened_on]", "")
    main = page.locator("main form button.is-main").first
    main.click()
    page.wait_for_selector("[aria-invalid=true]")
    assert page.input_value("[name=title]") == title
    wrong = page.locator("[name=happened_on]")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{wrong.get_attribute('aria-describedby').split()[0]}").count() == 1
    page.evaluate("for (const f of document.forms) f.noValidate = true")
    page.fill("[name=happened_on]", "2026-11-20")
    page.locator("[name=kind]").select_option(label="中心组学习")
    page.locator("main form button.is-main").first.click()
    page.wait_for_selector(f"h1:has-text('{title}')")
    assert "2026-11-20" in _main(page)


def test_slash_goes_to_the_search(open_page: Open) -> None:
    """Two characters find their records."""
    page = open_page("legal")
    page.goto("/r/contracts.contract/")
    page.keyboard.press("/")
    page.keyboard.type("绿化")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("mark:has-text('绿化')").count() > 0


def test_without_scripts_the_work_can_be_done(open_page: Open) -> None:
    """List, form and report answer without scripts."""
    page = open_page("legal", scripts=False)
    page.goto("/r/contracts.contract/")
    assert page.locator("main tbody tr").count() > 10
    page.fill("#y-lq", "绿化")
    page.click(".y-find-in button")
    assert 0 < page.locator("main tbody tr").count() < 10
    page.goto("/r/instruments.instrument/new/")
    page.locator("main form button.is-main").first.click()
    page.goto("/reports/ji/2026/")
    page.locator(".y-paper a.y-fig").first.click()
    assert page.locator("aside[aria-label='数字和写法'] tbody tr").count() > 0
