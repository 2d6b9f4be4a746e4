"""One Chromium and one portal for all browser tests; each test has its own session."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import _demo
from tests.e2e.browser import chromium, chromium_path, log_in
from tests.engines import ROOT, engine
from yifa.site.server import free_port

PASSWORD = "e2e-Passwort-1"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def portal(django_db_setup: str, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[str]:
    """Address of a portal that serves a copy of the demo of its own."""
    if chromium_path() is None:
        pytest.skip("no Chromium on this machine (on Debian: apt-get install chromium)")
    with django_db_blocker.unblock():
        name = engine.copy(_demo)
    home: Path = tmp_path_factory.mktemp("portal")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    port = free_port("127.0.0.1", 8470 + 20 * worker)  # workers start at the same moment
    env = {
        **os.environ,
        "YIFA_HOME": str(home),
        "YIFA_DATABASE_URL": engine.url(name),
        "DJANGO_SETTINGS_MODULE": "yifa.site.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    base = f"http://127.0.0.1:{port}"
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.server", str(port), PASSWORD], env=env, stderr=log, cwd=ROOT
        )
        try:
            _wait(base, server, home / "log")
            yield base
        finally:
            server.terminate()
            server.wait(20)
    engine.drop(name)


def _wait(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=2)
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.25)
    raise RuntimeError(f"the portal did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser(portal: str) -> Iterator[Any]:
    """A browser that speaks Chinese."""
    with chromium() as opened:
        yield opened


class Sessions:
    """Signed-in sessions by role, and what went wrong in them."""

    def __init__(self, browser: Any, base: str) -> None:
        self.browser, self.base = browser, base
        self.states: dict[tuple[str, str], Any] = {}

    def state(self, role: str, where: str) -> Any:
        """The cookies of a role that signed in by the form, once a module: a session remembers its bureau."""
        if (role, where) not in self.states:
            context = self.browser.new_context(locale="zh-CN")
            log_in(context.new_page(), self.base, role, PASSWORD)
            self.states[role, where] = context.storage_state()
            context.close()
        return self.states[role, where]


@pytest.fixture(scope="session")
def sessions(browser: Any, portal: str) -> Sessions:
    """Signed-in sessions by role."""
    return Sessions(browser, portal)


@pytest.fixture
def open_page(sessions: Sessions, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Return a function: role (None = nobody) → page; the test fails on console errors and on foreign requests."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_(role: str | None, *, size: dict[str, int] = DESK, scripts: bool = True) -> Any:
        state = sessions.state(role, request.node.module.__name__) if role else None
        context = sessions.browser.new_context(
            locale="zh-CN", viewport=size, storage_state=state, java_script_enabled=scripts, base_url=sessions.base
        )
        contexts.append(context)

        def route(way: Any) -> None:
            url = way.request.url
            if url.startswith((sessions.base + "/", "data:", "blob:")):
                way.continue_()
            else:
                wrong.append(f"request to {url}")
                way.abort()

        context.route("**/*", route)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []
