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

from tests.e2e.browser import chromium, log_in

OUT = Path("shots")
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
#: name → (role, address)
PAGES = {
    "inbox": ("legal", "/"),
    "inbox-clerk": ("clerk", "/"),
    "inbox-leader": ("leader", "/"),
    "reports": ("legal", "/reports/"),
    "report-wu": ("legal", "/reports/wu/2023/"),
    "report-wu-figure": ("legal", "/reports/wu/2023/?fig=legality_review.second_level"),
    "report-ji": ("legal", "/reports/ji/2026/"),
    "report-ji-blocked": ("legal", "/reports/ji/2026/?fig=contracts.reviewed_before_signing"),
    "figure": ("legal", "/f/wu/2023/legality_review.second_level/"),
    "register": ("legal", "/r/contracts.contract/"),
    "new": ("legal", "/r/contracts.contract/new/"),
    "import": ("legal", "/r/decisions.meeting/import/"),
    "search": ("legal", "/search?q=合同"),
    "collections": ("legal", "/collections/"),
    "cockpit": ("leader", "/cockpit/"),
    "clocks": ("legal", "/r/core_legaltime.clock/"),
    "people": ("sysadmin", "/r/core_org.person/"),
    "law": ("legal", "/law/?q=信息公开"),
    "law-act": ("legal", "/law/zhengfuxinxigongkaitiaoli/"),
    "law-rule": ("legal", "/law/rule/GID-02/"),
    "help": ("legal", "/help/contracts/"),
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
                        contexts[role] = browser.new_context(viewport={"width": width, "height": height})
                        page = contexts[role].new_page()  # type: ignore[attr-defined]
                        log_in(page, base, role, accounts[role])
                    page = contexts[role].new_page()  # type: ignore[attr-defined]
                    answer = page.goto(base + url)
                    page.screenshot(path=OUT / f"{name}-{size}.png", full_page=size == "phone")
                    print(f"{answer.status} {name}-{size}.png")
                    page.close()
                if not only or "login" in only:
                    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
                    page.goto(f"{base}/accounts/login/")
                    page.screenshot(path=OUT / f"login-{size}.png")
    finally:
        if server is not None:
            server.terminate()
    return 0


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
