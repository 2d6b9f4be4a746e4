"""The product as people meet it: ``yifa serve`` on loopback, signed in, over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks import table
from benchmarks.large import BUREAU, Large
from yifa.site.server import free_port


def p95(times: list[float]) -> float:
    """Return the time that 95 of 100 do not exceed."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


@dataclass
class Site:
    """A served instance: its port and a session for each role."""

    port: int
    sessions: dict[str, str]
    pid: int = 0

    def ask(
        self, path: str, role: str = "", data: dict[str, str] | None = None, source: str = "127.0.0.1"
    ) -> tuple[int, bytes, float]:
        """Return status, body and seconds of one request on a connection of its own, from a loopback address."""
        body, headers = self.posted(role, data or {})
        status, _, page, span = self._asked(path, None if data is None else body, headers, source)
        return status, page, span

    def led(self, path: str, role: str, data: dict[str, str] | None = None) -> str:
        """Return where one request is led on to."""
        body, headers = self.posted(role, data or {})
        status, place, page, _ = self._asked(path, None if data is None else body, headers, "127.0.0.1")
        assert place, (path, status, page[:2000].decode())
        return place

    def _asked(
        self, path: str, body: str | bytes | None, headers: dict[str, str], source: str = "127.0.0.1"
    ) -> tuple[int, str, bytes, float]:
        begin = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120, source_address=(source, 0))
        try:
            connection.request("GET" if body is None else "POST", quote(path, safe="/?&=%"), body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read(), time.perf_counter() - begin
        finally:
            connection.close()

    def posted(self, role: str, data: dict[str, str]) -> tuple[str | None, dict[str, str]]:
        """Return body and headers of a form sent by a role (empty: nobody signed in)."""
        cookie = f"csrftoken={'c' * 32}" + (f"; sessionid={self.sessions[role]}" if role else "")
        headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{self.port}",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        return urlencode({**data, "csrfmiddlewaretoken": "c" * 32}), headers

    def upload(self, path: str, role: str, name: str, data: bytes, **more: str) -> tuple[int, bytes, float]:
        """Post a form with a file; return status, page (or where it is led on to) and seconds."""
        _, headers = self.posted(role, {})
        parts = [f'Content-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
                 for k, v in {**more, "csrfmiddlewaretoken": "c" * 32}.items()]  # fmt: skip
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode()
        parts.append(head + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n")
        body = b"".join(b"--benchmark\r\n" + part for part in parts) + b"--benchmark--\r\n"
        headers["Content-Type"] = "multipart/form-data; boundary=benchmark"
        status, place, page, span = self._asked(path, body, headers)
        return status, place.encode() if status == 302 else page, span

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        for pid in (self.pid, *children(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def best(self, path: str, role: str, times: int = 20, rounds: int = 3) -> float:
        """Return the p95 of the best of some rounds, after a warm-up; every answer must be a page."""
        found = []
        for number in range(rounds + 1):
            spans = []
            for _ in range(times if number else 3):
                status, _body, span = self.ask(path, role)
                assert status == 200, (path, role, status)
                spans.append(span)
            if number:
                found.append(p95(spans))
        return min(found)

    def memory(self) -> float:
        """Return the most memory a process of the server has held, in MB (Linux)."""
        return max(_peak(pid) for pid in (self.pid, *children(self.pid)))


def children(pid: int) -> list[int]:
    found = [c for tasks in Path(f"/proc/{pid}/task").glob("*/children") for c in tasks.read_text().split()]
    return [int(c) for c in found] + [g for c in found for g in children(int(c))]


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def sessions(*roles: str) -> None:
    """Print a session key for each role, in the bureau of the benchmarks (runs inside the instance)."""
    import django

    django.setup()
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

    from yifa.core.org.models import Unit

    store = import_module(settings.SESSION_ENGINE).SessionStore
    for role in roles:
        user = get_user_model().objects.get(username=role)
        made = store()
        made.update({
            SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "yifa.site.login.Backend",
            HASH_SESSION_KEY: user.get_session_auth_hash(), "bureau": Unit.objects.get(code=BUREAU).pk,
        })  # fmt: skip
        made.create()
        print(role, made.session_key)


@contextmanager
def site(
    large: Large, port: int, *roles: str, command: tuple[str, ...] = (), env: dict[str, str] | None = None
) -> Iterator[Site]:
    """Serve an instance until the block ends. command: another server; env: another environment."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.served", *roles], env=large.env, cwd=table.ROOT, text=True, check=True,
        capture_output=True,
    ).stdout  # fmt: skip
    keys = dict(line.split() for line in said.splitlines())
    port = free_port("127.0.0.1", port)
    asked = command or (sys.executable, "-m", "yifa", "serve", "--no-worker")
    child = subprocess.Popen([*asked], env={**(env or large.env), "YIFA_PORT": str(port)}, cwd=table.ROOT,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    found = Site(port, keys, child.pid)
    try:
        for _ in range(600):
            try:
                if found.ask("/healthz")[0]:
                    break
            except OSError:
                time.sleep(0.1)
        yield found
    finally:
        child.terminate()
        child.wait()


if __name__ == "__main__":
    sessions(*sys.argv[1:])
