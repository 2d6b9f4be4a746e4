"""Every main page: it answers, stays in its width, speaks to readers, and asks nobody else for anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.shots import visit

Open = Callable[..., Any]
pytestmark = pytest.mark.browser

RECORD = "/r/contracts.contract/ >> tbody td a[href]"
MAIN = [
    "/",
    "/r/contracts.contract/",
    RECORD,
    "/r/contracts.contract/new/",
    "/reports/ji/2026/",
    "/f/ji/2026/contracts.signed/",
    "/collections/",
    "/cockpit/",
]
MORE = [  # those of 己县 first: a report of another bureau enters that bureau
    "/r/core_process.instance/ >> tbody td a[href]",
    "/r/disclosure.request/ >> tbody td a[href]",
    "/reports/",
    "/reports/wu/2023/",
    "/years/",
    "/law/?q=信息公开",
    "/law/rule/GID-02/",
    "/search?q=合同",
    "/help/contracts/",
    "/m/decisions/",
    "/r/decisions.meeting/import/",
    "/r/core_legaltime.clock/",
    "/r/service_desk.ticket/",
    "/me/sessions/",
]


#: What the framework would say by itself.
FOREIGN = ("---------", "None", "Traceback", "Select", "Submit", "required", "undefined", "{{")


def test_on_the_phone_nothing_runs_out_and_all_is_chinese(open_page: Open, portal: str) -> None:
    """No main page scrolls sideways at 390 px; no English of the framework shows."""
    page = open_page("legal", size=PHONE)
    wide, foreign = [], []
    for url in ["/accounts/logout/", *MAIN, *MORE]:
        assert visit(page, portal, url) == 200, url
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append((url, width))
        text = page.inner_text("body")
        foreign += [(url, word) for word in FOREIGN if word in text]
    assert wide == []
    assert foreign == []


def test_no_serious_obstacle_for_readers(open_page: Open, portal: str) -> None:
    """axe finds no serious or critical violation on the main pages."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for role, urls in ((None, ["/accounts/login/"]), ("legal", [*MAIN, *MORE])):
        page = open_page(role)
        for url in urls:
            assert visit(page, portal, url) == 200, url
            answer = Axe().run(page, options={"resultTypes": ["violations"]})
            found += [
                (url, v["id"], v["nodes"][0]["html"][:200])
                for v in answer.response["violations"]
                if v["impact"] in ("serious", "critical")
            ]
    assert found == []
