"""The officer's way through 报告体检: a report in, its findings, a suggestion taken, the revised paper out."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import DESK, PHONE
from tests.suites.test_report_desk import REPORT as YEAR_AFTER
from tests.suites.test_report_desk import word

Open = Callable[..., Any]
pytestmark = pytest.mark.browser

REPORT = YEAR_AFTER.replace("2025", "2024")


def hand_in(page: Any, name: str, content: bytes) -> None:
    """Upload a report by the form."""
    page.goto("/papers/")
    page.click("main >> text=上传报告")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.click("button:has-text('上传并检查')")
    page.wait_for_load_state()


def obstacles(page: Any) -> list[tuple[str, str]]:
    """What axe finds serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        (v["id"], v["nodes"][0]["html"][:200])
        for v in answer.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def shot(page: Any, name: str) -> None:
    """A picture for people, where they ask for one (``YIFA_SHOTS=folder``)."""
    if folder := os.environ.get("YIFA_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_from_the_upload_to_the_revised_paper(open_page: Open) -> None:
    page = open_page("legal")
    hand_in(page, "送审稿.docx", word(REPORT))
    page.wait_for_selector(".y-find")
    shot(page, "desk-check")
    mark = page.locator(".y-paper a.y-mark:has-text('截止')").first
    assert page.locator(".y-find ins:has-text('截至')").count() == 1
    mark.click()
    page.wait_for_selector(".y-find li.is-on")
    assert "截至" in page.inner_text(".y-find li.is-on")
    box = page.locator(".y-find li.is-on").bounding_box()
    assert box is not None and 0 <= box["y"] < DESK["height"], "the finding is in sight"
    page.locator(".y-find li.is-on button:has-text('采纳')").click()
    page.wait_for_selector("text=已采纳")
    shot(page, "desk-taken")
    page.click(".y-chips a:has-text('法规')")
    page.wait_for_url("**c=law*")
    finding = page.locator(".y-find li:has-text('信访工作条例')").first
    finding.locator("a:has-text('不改，写理由')").click()
    page.fill("[name=reason]", "写的是历史情况")
    shot(page, "desk-waive")
    page.locator("main form button.is-main").click()
    page.wait_for_selector("text=写的是历史情况")
    with page.expect_download() as got:
        page.click("aside >> text=导出修订稿")
    xml = zipfile.ZipFile(got.value.path()).read("word/document.xml").decode()
    assert "<w:ins " in xml and "<w:del " in xml
    page.locator(".y-find a.y-t").first.click()
    page.wait_for_selector(".y-mark.is-on, .y-miss")
    page.click("text=数字 ")
    page.wait_for_selector("h1:has-text('数字')")
    shot(page, "desk-facts")
    page.go_back()
    page.click("main .y-bar >> text=引用")
    page.wait_for_selector("h1:has-text('引用')")
    shot(page, "desk-citations")
    page.click("main td a >> nth=0")
    page.wait_for_selector("h1:has-text('《')")


def test_a_bad_upload_is_said_at_the_field(open_page: Open) -> None:
    page = open_page("legal")
    page.goto("/papers/new/")
    page.set_input_files(
        "input[type=file]", {"name": "旧.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n" + b"\0" * 99}
    )
    page.click("button:has-text('上传并检查')")
    page.wait_for_selector("[aria-invalid=true]")
    assert "图片" in page.inner_text("main")
    shot(page, "desk-bad")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_fit_and_hold_no_obstacle(open_page: Open, portal: str, size: dict[str, int]) -> None:
    """No page scrolls sideways; axe finds nothing serious; marks and findings are linked one to one."""
    page = open_page("legal", size=size)
    hand_in(page, "送审稿.txt", REPORT.encode())
    page.wait_for_selector(".y-find")
    base = page.url.split("?")[0]
    shown = "phone" if size is PHONE else "desk"
    for url in ("/papers/", "/papers/new/", base, f"{base}?f=1", f"{base}facts/", f"{base}citations/",
                f"{base}recheck/", f"{base}waive/?no=1", "/papers/compare/?s=c2026&s=y2025&go=1"):  # fmt: skip
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], url
        assert obstacles(page) == [], url
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), url
        shot(page, f"{shown}-{url.strip('/').replace('/', '-').split('?')[0].rpartition(':')[2] or 'index'}")


def test_without_scripts_a_report_is_checked_and_answered(open_page: Open) -> None:
    page = open_page("legal", scripts=False)
    hand_in(page, "送审稿.txt", REPORT.encode())
    page.locator(".y-find li button:has-text('采纳')").first.click()
    assert "已采纳" in page.inner_text("main")


def test_the_real_reports_on_the_screen(open_page: Open, shared: Path) -> None:
    page = open_page("legal")
    for file in sorted((shared / "reports").glob("*.txt")):
        hand_in(page, file.name, file.read_bytes())
        page.wait_for_selector(".y-find")
        assert page.locator(".y-find > li").count() > 5
        assert page.locator(".y-paper .y-mark").count() > 5
        shot(page, f"real-{file.stem}")
    page.goto("/papers/compare/")
    for name in ("hangzhou", "tianjin", "yichun"):
        page.locator(f"label:has-text('{name}') input").first.check()
    page.click("button:has-text('比较所选')")
    page.wait_for_selector("h2:has-text('同一事项')")
    shot(page, "desk-compare")
