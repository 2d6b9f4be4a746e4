"""2 GB sent to a public form, the import page and an attachment.

While a body comes in, a clerk reads a register again and again; memory and disk of the server are watched. Baseline
of the same run: the clerk's page with nobody sending.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time

from benchmarks import served, table
from benchmarks.large import Large

SIZE, PIECE = 2 << 30, 1 << 20
REGISTER = "/r/decisions.meeting/"
DOORS = (("a public form", "/open/ji/ask/", ""), ("the import page", f"{REGISTER}import/", "legal"),
         ("an attachment", f"{REGISTER}1/do/attach/", "legal"))  # fmt: skip


def _send(site: served.Site, path: str, role: str, answers: list[tuple[str, str]]) -> None:
    """Send a body of 2 GB; note the status line and the page of the answer."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n'
    _, headers = site.posted(role, {})
    headers |= {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(len(head) + SIZE),
                "Host": f"127.0.0.1:{site.port}", "Connection": "close"}  # fmt: skip
    with socket.create_connection(("127.0.0.1", site.port), timeout=300) as to:
        to.sendall(f"POST {path} HTTP/1.1\r\n".encode())
        to.sendall("".join(f"{k}: {v}\r\n" for k, v in headers.items()).encode() + b"\r\n" + head)
        block = b"A" * PIECE
        for _ in range(SIZE // PIECE):
            to.sendall(block)
        got = b""
        while piece := to.recv(65536):
            got += piece
    answers.append((got.split(b"\r\n", 1)[0].decode(), got.decode(errors="replace")))


def walk(large: Large) -> bool:
    """Send to each door; print the rows."""
    with served.site(large, 8790, "clerk", "legal") as site:
        return _uploads(site)


def _uploads(site: served.Site) -> bool:
    good, base = True, site.best(REGISTER, "clerk")
    for name, path, role in DOORS:
        answers: list[tuple[str, str]] = []
        sender = threading.Thread(target=_send, args=(site, path, role, answers))
        free = lowest = shutil.disk_usage("/tmp").free  # noqa: S108 where uploads would lie
        begin, waits = time.perf_counter(), []
        sender.start()
        while sender.is_alive():
            status, _, span = site.ask(REGISTER, "clerk")
            assert status == 200, status
            waits.append(span)
            lowest = min(lowest, shutil.disk_usage("/tmp").free)  # noqa: S108
            time.sleep(0.1)
        took = time.perf_counter() - begin
        status, page = answers[0]
        refused = " 413 " in f"{status} " and "传上来的太大" in page
        good &= table.line(f"2 GB to {name}", "413, in Chinese", status.removeprefix("HTTP/1.1 ")[:18], refused,
                           SIZE / PIECE / took, "1 MB/s")  # fmt: skip
        good &= table.line("  a clerk's page meanwhile, slowest", "<= 1 s", f"{max(waits) * 1000:.0f} ms",
                           max(waits) <= 1, max(waits) / base, f"nobody sending {base * 1000:.0f} ms")  # fmt: skip
        kept = (free - lowest) / PIECE
        good &= table.line("  kept on disk meanwhile", "<= 256 MB", f"{kept:.0f} MB", kept <= 256, kept / 2048, "2 GB")
    memory = site.memory()
    return good & table.line(
        "  the server's memory", "<= 400 MB", f"{memory:.0f} MB", memory <= 400, memory / 2048, "2 GB"
    )
