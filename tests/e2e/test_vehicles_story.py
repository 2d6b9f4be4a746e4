"""A car for a served unit, from both sides: asked for on the phone, approved, sent, driven, settled, rated."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_contract_story import Story

pytestmark = pytest.mark.browser
_KEPT = """async url => !!(await (await caches.open("yifa-trips-pages")).match(url))
    && !!(await (await caches.open("yifa-trips-parts")).match("/static/vehicles/trips.js"))"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_a_car_is_asked_for_sent_driven_and_rated(open_page: Callable[..., Any], portal: str) -> None:
    """The unit and the driver hold a phone, the office sits at a desk."""
    phone, desk = Story(open_page, PHONE), Story(open_page, DESK)
    page = phone.do(
        "unit", "/r/vehicles.request/new/", "", purpose="meeting", matter="参加现场推进会", urgency="normal",
        leaves_at="2026-11-23T12:00", returns_at="2026-11-23T13:30", origin="市直一单位", destination="县会议中心",
        passengers="3", phone="0000-1111111",
    )  # fmt: skip
    asked = re.sub(r"\?.*", "", page.url).replace(portal, "")
    assert "待审批" in page.inner_text("main")
    # the head finds it in the inbox, the dispatcher on the board
    page = desk.at("head", "/?t=approval")
    page.get_by_role("link", name="用车审批：参加现场推进会").click()
    page.wait_for_url(re.compile("vehicles.request"))
    desk.do("head", asked, "approve", opinion="同意")
    page = desk.at("clerk", "/vehicles/board/")
    waiting = page.get_by_role("link", name="市直一单位—县会议中心")
    waiting.focus()
    page.keyboard.press("Enter")  # the board is worked by keyboard too
    page.wait_for_url(re.compile("vehicles.dispatch/new"))
    desk._look(page)
    car, driver = page.locator("[name=vehicle]"), page.locator("[name=driver]")
    car.select_option(label=car.locator("option", has_text="浙Z0010Y").inner_text())
    driver.select_option(label=driver.locator("option", has_text="卫某").inner_text())
    assert page.locator("input[name=requests]:checked").count() == 1
    page.click("main form button.is-main")
    page.wait_for_url(re.compile("vehicles/board"))
    sheet = phone.at("unit", asked).inner_text("main")
    number = re.search(r"\S*派车〔2026〕(\d+)号", sheet)
    assert number is not None and "已派车" in sheet
    # the driver: the morning's trip is brought home first, then this one
    page = phone.at("driver", "/trips/")
    page.get_by_role("link", name="登记回车").click()
    _trip(phone, page, "km_back", 40, "back_at", "09:50")
    _open_trip(phone, "登记出车")
    _trip(phone, page, "km_out", 0, "left_at", "12:00")
    _open_trip(phone, "登记回车")
    _bill_without_network(page)
    _open_trip(phone, "登记回车")
    _trip(phone, page, "km_back", 62, "back_at", "13:20")
    assert "62 公里" in page.inner_text("main")
    # settled at the desk; the printed sheet bears its code; the unit rates
    page = desk.at("clerk", "/r/vehicles.dispatch/?v=back")
    page.locator("tbody a", has_text=number[0]).click()
    page.wait_for_selector("text=打印派车单")
    record = page.url.replace(portal, "")
    desk.do("clerk", record, "settle", toll="15")
    paper = desk.at("clerk", f"/print/dispatch/{record.strip('/').split('/')[-1]}/")
    assert re.search(r"PC-\d{4}-\d{8}-\d", paper.inner_text("main"))
    page = phone.do("unit", asked, "rate", points="5")
    assert "已完成" in page.inner_text("main")
    for story, who, url in (
        (desk, "leader", "/vehicles/use/"), (phone, "clerk", "/vehicles/return/"), (phone, "head", "/vehicles/board/"),
        (desk, "leader", "/vehicles/plan/1/"), (phone, "unit", "/vehicles/reports/1/"),
    ):  # fmt: skip
        story.at(who, url)
    assert phone.found == [] and desk.found == []


def _open_trip(story: Story, label: str) -> None:
    story.at("driver", "/trips/").locator("li", has_text="县会议中心").get_by_role("link", name=label).click()


def _bill_without_network(page: Any) -> None:
    """In a garage: the words come back after the page was lost; what was handed in waits, and arrives once."""
    page.wait_for_selector("[name=km_back]")
    page.locator("summary").click()
    page.fill("[name=amount]", "12")
    page.select_option("[name=kind]", "parking")
    page.reload()
    page.wait_for_selector("[name=amount]:visible")
    assert (page.input_value("[name=amount]"), page.input_value("[name=kind]")) == ("12", "parking")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function(_KEPT, arg=page.url)
    page.context.set_offline(True)
    page.goto("/trips/")  # read in the garage: the list and the trip, opened before
    page.wait_for_selector("p:has-text('没有网络，显示的是')")
    page.locator("li", has_text="县会议中心").get_by_role("link", name="登记回车").click()
    page.wait_for_selector("p:has-text('没有网络，显示的是')")
    page.wait_for_selector("[name=amount]:visible")
    assert page.input_value("[name=amount]") == "12"
    page.set_input_files("[name=photo]", {"name": "小票.png", "mimeType": "image/png", "buffer": PNG})
    page.click("button:has-text('登记票据')")
    page.wait_for_selector("#kept:has-text('已保存在这台手机上')")
    page.context.set_offline(False)
    page.wait_for_selector("dl a:has-text('票据照片')")
    assert page.locator("dl a:has-text('票据照片')").count() == 1 and "12.00 元" in page.inner_text("dl")
    page.goto("/trips/")
    page.wait_for_selector("#kept", state="attached")
    assert page.inner_text("#kept") == ""


def _trip(story: Story, page: Any, name: str, more: int, when: str, time: str) -> None:
    """Enter the reading (the last one and so many kilometres more) and the time."""
    page.wait_for_selector(f"[name={name}]")
    story._look(page)
    known = page.locator(f"[name={name}]").input_value() or re.sub(
        r"\D",
        "",
        re.search(r"([\d,]+) 公里", page.inner_text("dl"))[1],  # type: ignore[index]
    )
    page.fill(f"[name={name}]", str(int(known) + more))
    page.fill(f"[name={when}]", f"2026-11-23T{time}")
    page.locator("form button.is-main").first.click()
    page.wait_for_selector(".y-msg")
    assert "已登记" in page.inner_text(".y-msgs"), page.inner_text("main")
