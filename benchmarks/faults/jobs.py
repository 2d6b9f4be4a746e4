"""kill -9 of an export, of the worker in mid-delivery of events, and of the worker a server has started."""

from __future__ import annotations

import http.client
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from benchmarks import served, table
from benchmarks.faults.killed import REGISTER, ROWS
from benchmarks.large import Large

WORKER = (sys.executable, "-m", "yifa", "worker")
_JOB = "SELECT state, done, total, id FROM kernel_jobs_job WHERE kind = 'exports.workbook' ORDER BY id DESC"


def _killed(large: Large, when: Callable[[], bool]) -> int:
    """Start a worker, kill it when something has come about; return how it ended."""
    child = subprocess.Popen(
        WORKER, env=large.env, cwd=table.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while child.poll() is None and not when():
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    return child.wait()


def _hours_pass(large: Large) -> None:
    """Nothing has been heard of the running jobs for an hour."""
    earlier = "touched_at - INTERVAL '1 hour'" if large.url else "datetime(touched_at, '-1 hour')"
    large.ask(f"UPDATE kernel_jobs_job SET touched_at = {earlier} WHERE state = 'run'")  # noqa: S608


def _halves(large: Large) -> list[Path]:
    return [p for p in (large.home / "exports").glob("*") if p.suffix != ".xlsx"]


def exporting(large: Large) -> bool:
    """Kill the job that writes a workbook; the next worker writes it whole."""
    with served.site(large, 8800, "legal") as site:
        place = site.led(f"{REGISTER}export.xlsx", "legal")
        entries = large.ask("SELECT COUNT(*) FROM kernel_resource_exportrecord")[0]
        ended = _killed(large, lambda: large.ask(_JOB)[1] > 0)
        state, done, total, _ = large.ask(_JOB)
        left = _halves(large)
        fetched = site.ask(f"/exports/{place.split('/')[2]}/", "legal")[0]
        _hours_pass(large)
        said = (
            "没有动静" in site.ask("/jobs/", "legal")[1].decode()
            and "自动接着办" in site.ask(place, "legal")[1].decode()
        )
        ok = ended == -signal.SIGKILL and 0 < done < total and state == "run" and fetched == 404 and said
        good = table.line("kill -9 of a workbook's job", "said, no half file", f"{done:,} of {total:,}", ok,
                          done / total, "the workbook")  # fmt: skip
        large.yifa("worker", "--once")
        state, _, total, number = large.ask(_JOB)
        book = openpyxl.load_workbook(io.BytesIO(site.ask(f"/exports/{number}/", "legal")[1]), read_only=True)
        rows = sum(1 for row in book.active.iter_rows(values_only=True) if row[0]) - 4  # type: ignore[union-attr] # heads, 说明
        again = large.ask("SELECT COUNT(*) FROM kernel_resource_exportrecord")[0]
        ok = state == "done" and rows == total and again == entries
    for path in left:
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    day_after = "from benchmarks.faults.jobs import sweep; sweep()"
    subprocess.run([sys.executable, "-c", day_after], env=large.env, cwd=table.ROOT, check=True)
    good &= table.line(
        "  the next worker: rows, registered once", f"{total:,}", f"{rows:,}", ok, rows / total, "the rows"
    )
    return good & table.line("  half files the day after", "0", f"{len(_halves(large))} of {len(left)}",
                             bool(left) and not _halves(large), 1.0, "the half files")  # fmt: skip


def sweep() -> None:
    """Do what the day's work does to old files (runs inside the instance)."""
    import django

    django.setup()
    from yifa.kernel import clockwork
    from yifa.kernel.exports import jobs

    jobs.expire(clockwork.now())


def streaming(large: Large) -> bool:
    """Kill the server while it sends a CSV; whoever fetches it hears that it broke off."""
    with served.site(large, 8802, "legal") as site:
        got, broke = _fetched(site, site.kill)
    with served.site(large, 8804, "legal") as site:
        whole, mended = _fetched(site, lambda: None)
    ok = broke and not mended and b"\xe8\xaf\xb4\xe6\x98\x8e\xef\xbc\x9a" not in got and got == whole[: len(got)]
    good = table.line("kill -9 in mid-CSV", "said to who fetches", "said" if broke else "taken for whole", ok,
                      len(got) / len(whole), "the file")  # fmt: skip
    lines = whole.count(b"\r\n")
    return good & table.line("  fetched again: lines", f">= {ROWS:,}", f"{lines:,}", lines >= ROWS, lines / ROWS,
                             "the rows imported")  # fmt: skip


def _fetched(site: served.Site, then: Callable[[], None]) -> tuple[bytes, bool]:
    """Return what comes of a CSV, and whether it broke off; ``then`` is done after its first piece."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)
    connection.request("GET", f"{REGISTER}export.csv", headers=site.posted("legal", {})[1])
    answer = connection.getresponse()
    got = answer.read(1 << 16)
    then()
    try:
        return got + answer.read(), False
    except http.client.IncompleteRead as error:
        return got + error.partial, True
    except OSError:
        return got, True
    finally:
        connection.close()


def delivering(large: Large) -> bool:
    """Kill the worker in the middle of the outbox; every event is delivered in the end."""
    waiting = "SELECT COUNT(*) FROM kernel_events_outbox WHERE delivered_at IS NULL"
    large.ask("UPDATE kernel_events_outbox SET delivered_at = NULL, attempts = 0")
    (due,) = large.ask(waiting)
    ended = _killed(large, lambda: 0 < due - large.ask(waiting)[0])
    (left,) = large.ask(waiting)
    good = table.line("kill -9 in mid-delivery of events", "goes on after", f"{due - left:,} of {due:,}",
                      ended == -signal.SIGKILL and 0 < left < due, (due - left) / due, "the events")  # fmt: skip
    runs = 0
    while large.ask(waiting)[0] and runs < 100:
        large.yifa("worker", "--once")
        runs += 1
    left, wrong, most = large.ask("SELECT COUNT(*) - COUNT(delivered_at), COUNT(NULLIF(error, '')), MAX(attempts) "
                                  "FROM kernel_events_outbox")  # fmt: skip
    return good & table.line("  the next workers: left, failed, most tries", "0, 0, 1", f"{left}, {wrong}, {most}",
                             (left, wrong, most) == (0, 0, 1), runs * 500 / due, "500 events a run")  # fmt: skip


def beginning(large: Large) -> bool:
    """Kill the worker of ``yifa serve``: another is there and does the next job."""
    with served.site(large, 8806, "legal", command=(sys.executable, "-m", "yifa", "serve")) as site:
        first = _worker(site, 0)
        assert first, "the server has started no worker"
        os.kill(first, signal.SIGKILL)
        begin = time.perf_counter()
        second = _worker(site, first)
        took = time.perf_counter() - begin
        site.led(f"{REGISTER}export.xlsx", "legal")
        while large.ask(_JOB)[0] in ("wait", "run") and time.perf_counter() < begin + 300:
            time.sleep(0.5)
        state = large.ask(_JOB)[0]
    return table.line("kill -9 of the server's worker: another", "<= 30 s, works", f"{took:.0f} s, {state}",
                      second > 0 and took <= 30 and state == "done", took / 30, "30 s")  # fmt: skip


def _worker(site: served.Site, but: int) -> int:
    """Return the number of the server's worker other than one; 0 where none comes in a minute."""
    for _ in range(600):
        for pid in served.children(site.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if pid != but and b"worker" in words:
                return pid
        time.sleep(0.1)
    return 0
