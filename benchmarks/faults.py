"""2 GB sent to a public form, the import page and an attachment; kill -9 of the whole instance in mid-import.

While a body comes in, a clerk reads a register again and again; memory and disk of the server are watched. After the
kill everything is started anew: what was said to be kept is, the import goes on and nothing is there twice, and the
ledger verifies. Baseline of the same run: the clerk's page with nobody sending.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks import served, table
from benchmarks.large import Large

SIZE, PIECE, ROWS = 2 << 30, 1 << 20, 20_000
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


def _ask(home: Path, question: str) -> tuple[int, ...]:
    with sqlite3.connect(home / "db.sqlite3") as data:
        found: tuple[int, ...] = data.execute(question).fetchone()
    data.close()
    return found


def _killed(large: Large, site: served.Site) -> bool:
    home = large.home
    sheet = home / "killed.csv"
    rows = "".join(f"党组会议,{5000 + n},中断试验{n},2026-03-{n % 28 + 1:02d},试{n}号\n" for n in range(ROWS))
    sheet.write_text(f"会议类别,次序,会议名称,发生日,佐证文号\n{rows}", encoding="utf-8")
    command = [sys.executable, "-m", "yifa", "import", "decisions.meeting", str(sheet), "--bureau", "ji", "--backfill"]
    child = subprocess.Popen(
        command, env=large.env, cwd=table.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        record = (
            "SELECT COALESCE(MAX(done), 0), MAX(total) FROM kernel_imports_importrecord WHERE file_name='killed.csv'"
        )
        while child.poll() is None and _ask(home, record)[0] <= ROWS // 10:
            time.sleep(0.05)
        new = {"body": "topic", "number": "4999", "title": "杀前已办", "happened_on": time.strftime("%Y-%m-%d")}
        said = site.ask(f"{REGISTER}new/", "legal", new)[0]
    finally:
        for pid in (child.pid, site.pid, *served._children(site.pid)):
            os.kill(pid, signal.SIGKILL)
        child.wait()
    done, total = _ask(home, record)
    good = table.line("kill -9 in mid-import", "said is kept", f"{done:,} of {total:,}",
                      0 < done < total and said == 302, done / total, "the import")  # fmt: skip
    subprocess.run(command, env=large.env, cwd=table.ROOT, check=True, capture_output=True)
    many, apart = _ask(
        home, "SELECT COUNT(*), COUNT(DISTINCT title) FROM decisions_meeting WHERE title LIKE '中断试验%'"
    )
    (kept,) = _ask(home, "SELECT COUNT(*) FROM decisions_meeting WHERE title = '杀前已办'")
    good &= table.line("  started again: rows, each once", f"{ROWS:,}, {ROWS:,}, 1", f"{many:,}, {apart:,}, {kept}",
                       many == apart == ROWS and kept == 1, many / ROWS, "the file")  # fmt: skip
    whole = subprocess.run([sys.executable, "-m", "yifa", "ledger", "verify"], env=large.env, cwd=table.ROOT,
                           capture_output=True, check=False).returncode  # fmt: skip
    return good & table.line("  the ledger", "verifies", "whole" if whole == 0 else "broken", whole == 0, 1.0, "itself")


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    with table.demo() as home:
        large = Large(home, "")
        with served.site(large, 8790, "clerk", "legal") as site:
            good = _uploads(site) & _killed(large, site)
    return int(not good)
