"""The upper platform is down, slow, replies rubbish, and is there again; meanwhile a clerk works.

Baseline of the same run: the clerk's page with nobody sending.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks import served, table
from benchmarks.large import Large
from yifa.site.server import free_port

PAGE, NEW = "/r/vehicles.message/", "/r/vehicles.message/new/"
RUBBISH = (
    b"<html>502 Bad Gateway</html>",
    b"[1,2",
    b'{"code": {"a": 1}}',
    b"\x00" * 100_000,
    b'"' + b"9" * 5000 + b'"',
)


class Platform(ThreadingHTTPServer):
    """A platform whose answer is set; it counts what it has acknowledged."""

    daemon_threads = True

    def __init__(self, port: int, way: str) -> None:
        self.way, self.said, self.asked = way, Counter[str](), 0
        super().__init__(("127.0.0.1", port), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self) -> None:
        """Be gone."""
        self.shutdown()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        if self.server.way == "slow":
            time.sleep(12)
        rubbish = RUBBISH[self.server.asked % len(RUBBISH)]
        body = rubbish if self.server.way == "rubbish" else b'{"code": "0", "message": "ok"}'
        if self.server.way == "well":
            self.server.said[sent["id"]] += 1
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *args: object) -> None:
        """Be quiet."""


def walk(large: Large) -> bool:
    """Send through all of it; print the rows."""
    port = free_port("127.0.0.1", 8798)
    there = _At(large, {**large.env, "YIFA_VEHICLE_PLATFORM_URL": f"http://127.0.0.1:{port}"})
    with served.site(large, 8796, "clerk", env=there.env) as site:
        return _sent(there, site, port)


class _At:
    """An instance with the platform's address set."""

    def __init__(self, large: Large, env: dict[str, str]) -> None:
        self.large, self.env = large, env

    def work(self) -> subprocess.Popen[bytes]:
        """Let the worker do what is due, the tries that are put off too."""
        self.large.ask("UPDATE django_tasks_database_dbtaskresult SET run_after = enqueued_at WHERE status = 'READY'")
        return subprocess.Popen([sys.executable, "-m", "yifa", "worker", "--once"], env=self.env, cwd=table.ROOT,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def steps(self) -> dict[str, int]:
        """Return how many messages stand at each step."""
        names = ("waiting", "accepted", "refused", "failed")
        count = "SELECT COUNT(*) FROM vehicles_message WHERE step = '%s'"
        return {n: self.large.ask(count % n)[0] for n in names}


def _sent(there: _At, site: served.Site, port: int) -> bool:
    good, base = True, site.best(PAGE, "clerk")
    site.ask(f"{NEW}make/", "clerk", {})
    there.work().wait()
    site.led(f"{NEW}send/", "clerk", {})
    due = there.steps()["waiting"]
    waits: list[float] = []
    for tries, way in enumerate(("down", "slow", "rubbish", "well"), 1):
        platform = Platform(port, way) if way != "down" else None
        child = there.work()
        while child.poll() is None:
            status, _, span = site.ask(PAGE, "clerk")
            assert status == 200, status
            waits.append(span)
            time.sleep(0.2)
        if platform is not None:
            platform.end()
        steps = there.steps()
        state, note, tried = there.large.ask(
            "SELECT state, note, attempts FROM kernel_jobs_job WHERE kind = 'vehicles.exchange' ORDER BY id DESC"
        )
        if way != "well":
            ok = steps["accepted"] == 0 and state == "wait" and tried == tries and "稍后再试" in note
            good &= table.line(f"the platform is {way if way != 'rubbish' else 'there, replying rubbish'}",
                               "said, tried later", "said, tried later" if ok else f"{state} {steps}", ok,
                               steps["failed"] / due, f"{due:,} to send")  # fmt: skip
    assert platform is not None
    twice = sum(n > 1 for n in platform.said.values())
    ok = steps["accepted"] == len(platform.said) == due and not twice and state == "done"
    good &= table.line("  it is there again: accepted, twice", f"{due:,}, 0", f"{steps['accepted']:,}, {twice}", ok,
                       steps["accepted"] / due, f"{due:,} to send")  # fmt: skip
    return good & table.line("  a clerk's page meanwhile, slowest", "<= 1 s", f"{max(waits) * 1000:.0f} ms",
                             max(waits) <= 1, max(waits) / base, f"nobody sending {base * 1000:.0f} ms")  # fmt: skip
