"""Slow senders: heads and bodies that come a byte a second, with the nginx of ``contrib/nginx`` in front.

The server reads a request in one of its threads and has no setting against it; nginx reads it whole first. Baseline
of the same run: what a clerk waits where nothing is in front (given up after some seconds).
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import served, table
from benchmarks.large import Large
from yifa.site.server import free_port

SENDERS, PATIENCE, TARGET = 60, 10.0, 1.0
PAGE = "/r/decisions.meeting/"
_HEAD = b"POST /open/ji/ask/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@contextmanager
def _dripping(port: int) -> Iterator[None]:
    """Hold connections half of which never end their head, half their body."""
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(SENDERS)]
    over = threading.Event()
    for number, one in enumerate(held):
        one.sendall(_HEAD + (b"Content-Length: 90000\r\n\r\na=" if number % 2 else b"X-A: "))

    def drip() -> None:
        while not over.wait(1):
            for one in held:
                try:
                    one.sendall(b"a")
                except OSError:
                    continue

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        time.sleep(1)
        yield
    finally:
        over.set()
        thread.join()
        for one in held:
            one.close()


def _waited(site: served.Site) -> float:
    """Return the longest of five pages, or the clerk's patience."""
    longest = 0.0
    for _ in range(5):
        begin = time.perf_counter()
        with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as to:
            _, headers = site.posted("clerk", {})
            host = f"Host: 127.0.0.1\r\nCookie: {headers['Cookie']}\r\nConnection: close\r\n\r\n"
            to.sendall(f"GET {PAGE} HTTP/1.1\r\n{host}".encode())
            try:
                assert b" 200 " in to.recv(64)
            except TimeoutError:
                return PATIENCE
        longest = max(longest, time.perf_counter() - begin)
    return longest


@contextmanager
def _proxy(port: int) -> Iterator[int]:
    """Run the site's nginx in front of a port, without TLS; give its own."""
    text = (table.ROOT / "contrib" / "nginx" / "yifa.conf").read_text(encoding="utf-8")
    own = free_port("127.0.0.1", 8690)
    text = re.sub(r"server \{\s+listen 80;.*?\n\}", "", text, flags=re.S)
    text = re.sub(r"^\s*ssl_.*$", "", text.replace("listen 443 ssl", f"listen 127.0.0.1:{own}"), flags=re.M)
    text = text.replace("server 127.0.0.1:8000", f"server 127.0.0.1:{port}")
    with TemporaryDirectory(prefix="yifa-bench-nginx-") as folder:
        Path(folder).chmod(0o755)
        places = "".join(f"{k}_temp_path {folder}/{k};\n" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        conf = Path(folder) / "nginx.conf"
        conf.write_text(f"pid {folder}/pid;\nerror_log {folder}/log;\ndaemon off;\nevents {{}}\n"
                        f"http {{\naccess_log off;\n{places}{text}\n}}\n")  # fmt: skip
        child = subprocess.Popen([str(shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")), "-c", str(conf)])
        try:
            time.sleep(1)
            assert child.poll() is None, (Path(folder) / "log").read_text()
            yield own
        finally:
            child.terminate()
            child.wait()


def walk(large: Large) -> bool:
    """Drip at the server and at nginx; print the row."""
    if not shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin"):
        print("(slow senders: nginx is not installed here, not tried)")
        return True
    with served.site(large, 8794, "clerk") as site:
        with _dripping(site.port):
            alone = _waited(site)
        with _proxy(site.port) as port, _dripping(port):
            took = _waited(replace(site, port=port))
    said = f"with nothing in front {'no answer in ' if alone >= PATIENCE else ''}{alone:.1f} s"
    return table.line(f"{SENDERS} slow senders at nginx: a clerk's page", f"<= {TARGET:.0f} s", f"{took * 1000:.0f} ms",
                      took <= TARGET, took / alone, said)  # fmt: skip
