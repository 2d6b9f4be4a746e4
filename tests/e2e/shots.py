"""``make shots``: screenshots of every main page, at desk and phone size, of a running demo.

Usage: ``python -m tests.e2e.shots [BASE_URL] [HOME] [only…]``; without a URL it starts the demo itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.e2e.browser import chromium, log_in

OUT = Path("shots")
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
#: name → (role, or role@bureau in a session of its own; address);
#: an address with ``>> selector`` opens the first such link of that page
ROW = "tbody td a[href]"
PAGES = {
    "inbox": ("legal", "/"),
    "inbox-clerk": ("clerk", "/"),
    "inbox-head": ("head", "/"),
    "inbox-deputy": ("deputy", "/"),
    "inbox-leader": ("leader", "/"),
    "inbox-unit": ("unit", "/"),
    "inbox-auditor": ("auditor", "/"),
    "sysadmin": ("sysadmin", "/"),
    "secadmin": ("secadmin", "/"),
    "auditadmin": ("auditadmin", "/"),
    "ledger": ("auditadmin", "/ledger/"),
    "ledger-verify": ("auditadmin", "/ledger/verify/"),
    "reports": ("legal", "/reports/"),
    "report-wu": ("legal@wu", "/reports/wu/2023/"),
    "report-wu-figure": ("legal@wu", "/reports/wu/2023/?fig=legality_review.second_level"),
    "report-ji": ("legal", "/reports/ji/2026/"),
    "report-ji-blocked": ("legal", "/reports/ji/2026/?fig=contracts.reviewed_before_signing"),
    "report-text": ("legal", "/reports/ji/2026/ >> a[href*='/text/']"),
    "report-signed": ("legal@wu", "/reports/wu/2023/signed/"),
    "papers": ("legal", "/papers/"),
    "paper-checked": ("legal", f"/papers/ >> {ROW}"),
    "paper-upload": ("legal", "/papers/new/"),
    "paper-compare": ("legal", "/papers/compare/?s=y2025&s=c2026&go=1"),
    "report-redraft": ("legal@wu", "/reports/wu/2023/ >> a[href*='/do/redraft/']"),
    "report-gates": ("legal", "/reports/ji/2026/gates/"),
    "figure": ("legal@wu", "/f/wu/2023/legality_review.second_level/"),
    "register": ("legal", "/r/contracts.contract/"),
    "disclosure-report": ("legal", "/disclosure-report/ji/2026/"),
    "disclosure-signed": ("legal@bing", "/disclosure-report/bing/2024/signed/"),
    "disclosure-portal": ("legal", "/disclosure/portal/"),
    "register-requests": ("legal", "/r/disclosure.request/"),
    "register-tickets": ("legal", "/r/service_desk.ticket/"),
    "register-meetings": ("legal", "/r/decisions.meeting/"),
    "register-items": ("legal", "/r/decisions.item/"),
    "register-reviews": ("legal", "/r/legality_review.review/"),
    "register-tasks": ("legal", "/r/rule_of_law_plan.task/"),
    "register-disputes": ("legal", "/r/disputes.case/"),
    "register-standards": ("legal", "/r/standards.standard/"),
    "register-instruments": ("legal", "/r/instruments.instrument/"),
    "register-empty": ("legal", "/r/contracts.contract/?q=没有的词"),
    "record": ("legal", f"/r/contracts.contract/ >> {ROW}"),
    "record-request": ("legal", f"/r/disclosure.request/ >> {ROW}"),
    "record-review": ("legal", f"/r/legality_review.review/ >> {ROW}"),
    "record-meeting": ("legal", f"/r/decisions.meeting/ >> {ROW}"),
    "new": ("legal", "/r/contracts.contract/new/"),
    "new-request": ("legal", "/r/disclosure.request/new/"),
    "backfill": ("legal", "/r/contracts.contract/new/backfill/"),
    "correct": ("legal", f"/r/contracts.contract/ >> {ROW} >> a[href*='/do/correct/']"),
    "void": ("legal", f"/r/contracts.contract/ >> {ROW} >> a[href*='/do/void/']"),
    "act": ("legal", f"/r/contracts.contract/ >> {ROW} >> a[href*='/do/'].is-main"),
    "import": ("legal", "/r/decisions.meeting/import/"),
    "module": ("legal", "/m/contracts/"),
    "search": ("legal", "/search?q=合同"),
    "search-none": ("legal", "/search?q=没有的词"),
    "collections": ("legal", "/collections/"),
    "collection": ("legal", "/collections/ >> main a[href^='/collections/']:not([href*=open])"),
    "answer": ("head", "/collections/ >> main a[href^='/collections/']:not([href*=open])"),
    "vehicles-board": ("head", "/vehicles/board/"),
    "vehicles-use": ("leader", "/vehicles/use/"),
    "vehicles-return": ("clerk", "/vehicles/return/"),
    "vehicles-trips": ("driver", "/trips/"),
    "vehicles-trip": ("driver", "/trips/ >> main a.is-main"),
    "vehicles-sheet": ("clerk", f"/r/vehicles.dispatch/?v=planned >> {ROW} >> a[href^='/print/']"),
    "vehicles-plan": ("head", f"/r/vehicles.event/ >> {ROW} >> a[href^='/vehicles/plan/']"),
    "vehicles-report": ("leader", f"/r/vehicles.use_report/?v=out >> {ROW} >> a[href^='/vehicles/reports/']"),
    "vehicles-exchange": ("legal", "/vehicles/exchange/"),
    "vehicles-request": ("unit", "/r/vehicles.request/new/"),
    "vehicles-send": ("clerk", "/r/vehicles.dispatch/new/"),
    "vehicles-vehicle": ("legal", f"/r/vehicles.vehicle/ >> {ROW}"),
    "energy": ("legal", "/m/energy/"),
    "energy-fill": ("legal", f"/r/energy.filing/?state=returned >> {ROW} >> main a[href^='/energy/filings/']"),
    "energy-summary": ("legal", "/energy/summary/?by=department"),
    "energy-bulletin": ("legal", f"/r/energy.closing/ >> {ROW} >> main a[href^='/energy/bulletin/']"),
    "energy-card": ("legal", f"/r/energy.standing/?over=true >> {ROW} >> main a[href^='/energy/card/']"),
    "energy-target": ("legal", f"/r/energy.target/?v=own >> {ROW}"),
    "energy-order": ("legal", f"/r/energy.order/ >> {ROW}"),
    "energy-arrears": ("legal", "/energy/reports/"),
    "energy-scores": ("legal", f"/r/energy.application/ >> {ROW} >> main a[href^='/energy/applications/']"),
    "register-notices": ("legal", "/r/vehicles.notice/"),
    "cockpit": ("leader", "/cockpit/"),
    "years": ("legal", "/years/"),
    "clocks": ("legal", "/r/core_legaltime.clock/"),
    "approvals": ("legal", "/r/core_process.instance/"),
    "approval": ("leader", f"/r/core_process.instance/ >> {ROW}"),
    "people": ("sysadmin", "/r/core_org.person/"),
    "jobs": ("legal", "/jobs/"),
    "law": ("legal", "/law/?q=信息公开"),
    "law-act": ("legal", "/law/zhengfuxinxigongkaitiaoli/"),
    "law-rule": ("legal", "/law/rule/GID-02/"),
    "law-radar": ("legal", "/law/radar/"),
    "help": ("legal", "/help/contracts/"),
    "sessions": ("legal", "/me/sessions/"),
    "password": ("legal", "/accounts/password/change/"),
    "forbidden": ("unit", "/r/core_org.person/"),
    "missing": ("legal", "/r/contracts.contract/99999999/"),
}


def main() -> int:
    """Take the pictures."""
    args = sys.argv[1:]
    server = None
    if args and args[0].startswith("http"):
        base, home, only = args[0], Path(args[1]), args[2:]
    else:
        base, home, only = "http://127.0.0.1:8765", Path(os.environ.get("YIFA_HOME", "var")), args
        env = {**os.environ, "YIFA_PORT": "8765"}
        server = subprocess.Popen([sys.executable, "-m", "yifa", "demo"], env=env, stdout=subprocess.DEVNULL)
        _wait(base)
    accounts = json.loads((home / "demo-accounts.json").read_text())
    OUT.mkdir(exist_ok=True)
    try:
        with chromium() as browser:
            for size, (width, height) in SIZES.items():
                contexts: dict[str, object] = {}
                for name, (role, url) in PAGES.items():
                    if only and name not in only:
                        continue
                    if role not in contexts:
                        contexts[role] = browser.new_context(**look(width, height))
                        page = contexts[role].new_page()  # type: ignore[attr-defined]
                        log_in(page, base, role.partition("@")[0], accounts[role.partition("@")[0]])
                    page = contexts[role].new_page()  # type: ignore[attr-defined]
                    answer = visit(page, base, url)
                    page.screenshot(path=OUT / f"{name}-{size}.png", **part(page, size))
                    print(f"{answer} {name}-{size}.png")
                    page.close()
                if not only or "login" in only:
                    page = browser.new_context(**look(width, height)).new_page()
                    page.goto(f"{base}/accounts/login/")
                    page.screenshot(path=OUT / f"login-{size}.png")
    finally:
        if server is not None:
            server.terminate()
    return 0


def look(width: int, height: int) -> dict[str, Any]:
    """Return the options of a Chinese browser of a size."""
    return {"viewport": {"width": width, "height": height}, "locale": "zh-CN"}


def part(page: Any, size: str) -> dict[str, Any]:
    """Return what a picture holds: the first screen on a desk, two screens on the phone."""
    if size != "phone":
        return {}
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    return {"full_page": True, "clip": {"x": 0, "y": 0, "width": width, "height": min(height, 1688)}}


def visit(page: Any, base: str, url: str) -> int:
    """Open an address and follow its links; gives the last status (0: a link was not there)."""
    first, *links = url.split(" >> ")
    status = page.goto(base + first).status
    for link in links:
        found = page.locator(link)
        if not found.count():
            return 0
        status = page.goto(base + found.first.get_attribute("href")).status
    return int(status)


def _wait(base: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demo did not start")


if __name__ == "__main__":
    sys.exit(main())
