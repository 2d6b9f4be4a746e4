"""依申请公开 from both sides of the counter: asked on the public page, answered inside, followed on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import PHONE

Open = Callable[..., Any]
pytestmark = pytest.mark.browser


def _serious(page: Any) -> list[Any]:
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [v for v in answer.response["violations"] if v["impact"] in ("serious", "critical")]
    return [(page.url, v["id"], v["nodes"][0]["html"][:200]) for v in found]


def _act(page: Any, verb: str, **more: str) -> None:
    """Do one verb from the record's page by its form."""
    page.goto(re.sub(r"/r/disclosure\.request/(\d+)/.*", rf"/r/disclosure.request/\1/do/{verb}/", page.url))
    for name, value in more.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form button[type=submit].is-main").click()
    page.wait_for_url(re.compile(r"/r/disclosure\.request/\d+/$"))


def test_both_sides_of_the_counter(open_page: Open, portal: str, tmp_path: Path) -> None:
    """Asked on a phone with an identity paper; put off with the deputy's consent; refused, and read on the phone."""
    public = open_page(None, size=PHONE)
    content, paper = "集中办公区充电桩布局", tmp_path / "证件.png"
    paper.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    public.goto("/open/ji/")
    public.click("main >> text=申请公开")
    public.fill("[name=applicant]", "卫某某")
    public.fill("[name=identity]", "身份证尾号0000")
    public.fill("[name=contact]", "演示电话99")
    public.fill("[name=content]", content)
    public.select_option("[name=supply_form]", "electronic")
    public.select_option("[name=supply_way]", "online")
    public.set_input_files("[name=identity_front]", str(paper))
    obstacles = _serious(public)
    assert public.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    public.click("button:has-text('提交申请')")
    receipt = public.inner_text("#receipt")
    obstacles += _serious(public)

    def status() -> str:
        public.goto("/open/ji/status/")
        public.fill("#receipt", receipt)
        public.click("button:has-text('查询')")
        return str(public.inner_text("main"))

    assert "待确认收到" in status()
    inside = open_page("legal")
    inside.goto("/r/disclosure.request/?v=unconfirmed")
    inside.click(f"main >> text={content}")
    inside.wait_for_url(re.compile(r"/r/disclosure\.request/\d+/$"))
    assert receipt in inside.inner_text("main") and "证件.png" in inside.inner_text("main")
    _act(inside, "confirm")
    assert "工作日" in status() and "收到申请之日" in public.inner_text("main")
    _act(inside, "accept")
    _act(inside, "propose_extension", days="5", why="需要核对多年数据")
    head = open_page("deputy")
    head.goto("/")
    head.click("main a:has-text('同意延期答复 5 个工作日')")
    head.wait_for_url(re.compile(r"/r/disclosure\.request/\d+/$"))
    _act(head, "extend")
    obstacles += _serious(head)
    assert "延长答复期限并告知" in status()
    _act(inside, "reply", result="refused_process", reasons="还在研究", organ="己县人民政府", court="己县人民法院")
    obstacles += _serious(inside)
    said = status()
    assert "已答复" in said and "第十六条第二款" in said
    for secret in ("卫某某", "演示电话99", content, "证件.png"):
        assert secret not in said
    obstacles += _serious(public)
    assert public.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert obstacles == []


def test_a_refusal_without_its_remedy_is_stopped_on_the_form(open_page: Open, portal: str) -> None:
    """The gate says in Chinese what is missing and where it goes."""
    page = open_page("legal")
    page.goto("/r/disclosure.request/?state=running")
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(r"/r/disclosure\.request/\d+/$"))
    page.goto(f"{page.url}do/reply/")
    page.select_option("[name=result]", "refused_internal")
    page.fill("[name=reasons]", "所申请的是内部排班流程。")
    assert page.input_value("[name=organ]") == "己县人民政府", "offered from the guide"
    page.fill("[name=organ]", "")
    page.locator("main form button[type=submit].is-main").click()
    page.wait_for_selector("text=先行申请行政复议")
    assert "/do/reply/" in page.url


def test_the_catalogue_is_searched_on_a_phone(open_page: Open, portal: str) -> None:
    """Found by words, opened with its header block, no obstacle, nothing runs out of the screen."""
    page = open_page(None, size=PHONE)
    page.goto("/open/ji/")
    page.fill("#q", "公务用车")
    page.click("button:has-text('检索')")
    page.wait_for_selector("main tbody tr a:has-text('公务用车')")
    obstacles = _serious(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.locator("main tbody a").first.click()
    page.wait_for_selector("h2:has-text('信息头')")
    obstacles += _serious(page)
    assert obstacles == []


def test_a_number_of_the_yearly_report_opens_its_requests(open_page: Open, portal: str) -> None:
    """Six parts; the number of new requests opens as many records; no obstacle for readers, on the phone too."""
    page = open_page("legal", size=PHONE)
    page.goto("/disclosure-report/bing/2024/")
    assert page.locator("main section h2").count() >= 7
    obstacles = _serious(page)
    cell = page.locator("a[href$='/requests/new/total/']")
    number = int(cell.inner_text())
    cell.click()
    page.wait_for_selector("h1:has-text('新收')")
    assert page.locator("main tbody tr").count() == number
    obstacles += _serious(page)
    assert obstacles == []
