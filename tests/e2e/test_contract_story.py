"""A contract from draft to archive: leaders and counsel on the phone, others at desks; every page in both sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import DESK, PHONE

Open = Callable[..., Any]
pytestmark = pytest.mark.browser
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: Who reads and signs on the phone; None is counsel, who has a link and no account.
ON_THE_PHONE = {None, "deputy", "leader"}


class Story:
    """One reader's pages each, kept open; every page seen is looked through by axe in the size given, else in both."""

    def __init__(self, open_page: Open, size: dict[str, int] | None = None) -> None:
        self.open_page, self.size = open_page, size
        self.pages: dict[str | None, Any] = {}
        self.found: list[Any] = []
        self.looked: set[str] = set()

    def at(self, role: str | None, url: str) -> Any:
        """Return a role's page at an address."""
        if role not in self.pages:
            self.pages[role] = self.open_page(role, size=self.size or (PHONE if role in ON_THE_PHONE else DESK))
        page = self.pages[role]
        page.goto(url)
        self._look(page)
        return page

    def _look(self, page: Any) -> None:
        """Once for every kind of page: its address without the numbers."""
        from axe_playwright_python.sync_playwright import Axe

        kind = re.sub(r"\d+|\?.*", "", page.url)
        if kind in self.looked:
            return
        self.looked.add(kind)
        own = page.viewport_size
        for size in (self.size,) if self.size else (DESK, PHONE):
            page.set_viewport_size(size)
            answer = Axe().run(page, options={"resultTypes": ["violations"]})
            self.found += [
                (page.url, v["id"], v["nodes"][0]["html"][:160])
                for v in answer.response["violations"]
                if v["impact"] in ("serious", "critical")
            ]
            if size is PHONE and page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
                self.found.append((page.url, "wider than the phone", ""))
        page.set_viewport_size(own)

    def do(self, role: str, url: str, verb: str, **fields: str) -> Any:
        """Fill the form of a verb and send it; the page after it."""
        page = self.at(role, f"{url}do/{verb}/" if verb else url)
        for name, value in fields.items():
            field = page.locator(f"main form [name={name}]").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(value)
        page.locator("main form button.is-main[type=submit], main form button.is-danger[type=submit]").first.click()
        page.wait_for_load_state()
        assert "/do/" not in page.url and "/new/" not in page.url, page.inner_text("main")
        return page


def test_a_major_contract_from_draft_to_archive(open_page: Open, portal: str) -> None:
    story, day = Story(open_page), "2026-11-23"
    page = story.do(
        "clerk", "/r/contracts.contract/new/", "", title="办公区物业服务合同", category="property",
        counterpart="庚物业服务有限公司", amount="860000", major="", handler="王某",
    )  # fmt: skip
    contract = re.sub(r"\?.*", "", page.url).replace(portal, "")
    assert re.fullmatch(r"/r/contracts\.contract/\d+/", contract)
    # 会签审查: 初审, 法律顾问 by link, 法规处, 会签 on screen and on paper, 签发
    story.do("clerk", contract, "start_approval")
    approval = story.at("legal", contract).locator("a[href^='/r/core_process.instance/']").first.get_attribute("href")
    story.do("head", approval, "agree", opinion="同意")
    page = story.do("legal", contract, "invite_counsel", counsel="赵某", question="付款与考核是否挂钩？")
    link = re.search(r"/counsel/[\w-]+/", page.inner_text("body"))
    assert link is not None
    _counsel(story, link[0])
    page = story.at("legal", f"{approval}do/agree/")
    page.fill("[name=opinion]", "同意签订")
    page.click("main form button.is-main[type=submit]")
    assert "必交材料缺" in page.inner_text("main"), "the papers come first"
    review = _review(story, contract).url.replace(portal, "")
    for verb in ("all_handed", "judge_rest"):
        story.do("legal", review, verb)
    for who in ("legal", "head"):
        story.do(who, approval, "agree", opinion="同意签订")
    story.do("legal", approval, "paper_sign", signer="钱某", verdict="agreed", paper_date=day, paper="会签单")
    for who in ("deputy", "leader"):
        story.do(who, approval, "agree", opinion="同意签订")
    page = story.at("clerk", contract)
    assert "已审查" in page.inner_text("main") and "付款与考核挂钩" in _review(story, contract).inner_text("main")
    # 用印审批: the number of the review is checked; the last signature is the stamp
    number = re.search(r"\S*审〔2026〕\d{4}号", story.at("legal", contract).inner_text("main"))
    assert number is not None
    story.do("clerk", contract, "apply_seal", copies="4")
    use = story.at("legal", contract).locator("a[href^='/r/core_seals.use/']").first.get_attribute("href")
    stamp = story.at("legal", use).locator("a[href^='/r/core_process.instance/']").first.get_attribute("href")
    story.do("head", stamp, "agree", opinion="同意")
    story.do("legal", stamp, "agree", opinion="编号一致", proof=number[0])
    story.do("deputy", stamp, "agree", opinion="同意用印")
    code = _printed(story, stamp)
    page = story.at("legal", "/scan/")
    scan = {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("[name=files]", scan)  # type: ignore[arg-type]
    page.click("main section[aria-label='成批回传'] button")
    page.click("main a:has-text('补登签批')")
    assert page.url.endswith(f"/scan/{code}/"), "the printed code finds its approval"
    story.do("legal", stamp, "paper_sign", signer="卫某", verdict="agreed", paper_date=day, paper="用印审批单")
    assert "已用印" in story.at("legal", use).inner_text("main")
    # 签订, 履约, 履行完毕, 归档
    story.do("clerk", contract, "sign", signed_on=day)
    number_of = contract.split("/")[-2]
    page = story.do(
        "clerk", f"/r/contracts.obligation/new/?contract={number_of}", "", contract=number_of, kind="report",
        title="季度服务报告", agreed_on="2026-11-27",
    )  # fmt: skip
    duty = re.sub(r"\?.*", "", page.url).replace(portal, "")
    assert "季度服务报告" in story.at("clerk", "/contracts/calendar/?month=2026-11").inner_text("main")
    story.do("clerk", duty, "discharge")
    story.do("clerk", contract, "close")
    page = story.do("clerk", contract, "archive", archive_no="合同-1")
    assert "已归档" in page.inner_text("main")
    assert story.found == []


def _counsel(story: Story, link: str) -> None:
    """The counsel opens the link, answers once; then it is dead, for the counsel and for another."""
    page = story.at(None, link)
    assert "付款与考核是否挂钩" in page.inner_text("main")
    stranger = story.open_page(None, size=PHONE)
    shut = stranger.request.get(link)
    assert shut.status == 403 and "物业服务合同" not in shut.text(), "another device is asked for whom the link is"
    for point in page.locator("select[name^='verdict-']").all():
        point.select_option("agreed")
    page.select_option("[name=verdict]", "changed")
    page.fill("[name=opinion]", "付款与考核挂钩后可以签订")
    page.check("[name=no_interest]")
    page.click("main form button.is-main")
    page.wait_for_selector("h1:has-text('法律意见已收到')")
    for who in (page, stranger):
        assert who.request.get(link).status == 410, "used once"


def _review(story: Story, contract: str) -> Any:
    page = story.at("legal", contract)
    return story.at("legal", page.locator("a[href^='/r/legality_review.review/']").first.get_attribute("href"))


def _printed(story: Story, approval: str) -> str:
    page = story.at("legal", f"/print/approval/{approval.rstrip('/').split('/')[-1]}/")
    words = page.inner_text("main")
    code = re.search(r"SP-\d{4}-\d{8}-\d", words)
    assert code is not None and "用印审批单" in words and "合同专用章" in words
    return code[0]


def test_the_queue_says_for_whom_each_review_waits(open_page: Open) -> None:
    page = open_page("legal")
    page.goto("/reviews/")
    tab = page.locator("nav[aria-label='审查种类'] a", has_text="合同").first
    number = int(re.sub(r"\D", "", tab.inner_text()) or 0)
    tab.click()
    page.wait_for_url(re.compile(r"kind=contract"))
    page.wait_for_selector("main section tbody tr")
    assert page.locator("main section").first.locator("tbody tr").count() == number > 0
    page.locator("main section").first.locator("tbody a").first.click()
    page.wait_for_selector("text=打印审查意见书")
