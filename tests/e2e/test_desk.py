"""The desk by hand and by keyboard: folding menu, skip link, focus, Esc, charts that open, the phone's bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import DESK, PHONE

Open = Callable[..., Any]
pytestmark = pytest.mark.browser
WING = "details[data-wing='{}']"


def test_the_menu_fits_and_remembers(open_page: Open) -> None:
    """At 1366 × 768 the whole menu is in sight; a wing opened by the keyboard is open on the next page too."""
    page = open_page("legal")
    page.goto("/")
    fits = "(e => e.scrollHeight <= e.clientHeight)(document.getElementById('nav'))"
    assert page.evaluate(fits), "no scrolling in the menu"
    core = page.locator(WING.format("core"))
    assert core.get_attribute("open") is None
    core.locator("summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.cookie.includes('core')")
    page.goto("/search")
    assert page.locator(WING.format("core")).get_attribute("open") is not None
    page.locator(f"{WING.format('core')} summary").click()
    page.wait_for_function("!document.cookie.includes('core')")
    page.goto("/")
    assert page.locator(WING.format("core")).get_attribute("open") is None


def test_every_wing_fits_by_itself(open_page: Open) -> None:
    """Whatever page one is on, its own wing does not push the others out of sight."""
    page = open_page("legal")
    for url in ("/r/contracts.contract/", "/m/service_desk/", "/collections/", "/law/"):
        page.goto(url)
        last = page.locator("#nav details").last.bounding_box()
        assert last is not None and last["y"] + last["height"] <= DESK["height"], url


def test_by_keyboard_alone(open_page: Open) -> None:
    """The first stop jumps over the menu; focus is drawn; Esc closes what is open and gives the focus back."""
    page = open_page("legal")
    page.goto("/r/contracts.contract/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "y-skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    drawn = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert drawn == "solid"
    summary = page.locator("summary:has-text('加条件')")
    summary.focus()
    page.keyboard.press("Enter")
    opened = page.locator("details.y-pop[open]")
    assert opened.count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert opened.count() == 0
    assert page.evaluate("document.activeElement.textContent") == "加条件"


def test_a_bar_opens_as_many_records_as_it_shows(open_page: Open) -> None:
    """Each column of the coming days opens a list of just its matters; each bar of the duties opens too."""
    page = open_page("leader")
    page.goto("/cockpit/")
    links = page.locator(".y-svg a[href*='due_on_from']")
    found = [(a.get_attribute("aria-label"), a.get_attribute("href")) for a in links.all()]
    assert found
    duties = [a.get_attribute("href") for a in page.locator(".y-svg a[href*='on_time']").all()]
    assert duties
    for label, href in found[:4]:
        page.goto(href)
        assert f" {page.locator('main tbody tr').count()} 件" in label, label
    page.goto(duties[0])
    assert page.locator("main tbody tr").count() > 0


def test_the_phone_keeps_everything_in_reach(open_page: Open) -> None:
    """The bar stands at the bottom of a collection; on a record every action lies within the screen."""
    page = open_page("legal", size=PHONE)
    page.goto("/collections/")
    page.goto(page.locator("main a[href^='/collections/']:not([href*=open])").first.get_attribute("href"))
    bar = page.locator(".y-dock").bounding_box()
    assert bar is not None and abs(bar["y"] + bar["height"] - PHONE["height"]) < 2
    page.goto("/r/contracts.contract/?v=unsigned")
    page.goto(page.locator("tbody td a[href]").first.get_attribute("href"))
    for button in page.locator(".y-record > .y-head > .y-acts > :visible").all():
        box = button.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] + box["height"] <= PHONE["height"]


def test_the_number_comes_first_on_the_phone(open_page: Open) -> None:
    """Who taps a figure of the report sees its records without scrolling past the paper."""
    page = open_page("legal", size=PHONE)
    page.goto("/reports/wu/2023/?fig=legality_review.second_level")
    panel = page.locator(".y-big").first.bounding_box()
    assert panel is not None and panel["y"] < PHONE["height"] / 2
