"""A million rows out: CSV streamed over HTTP, a workbook written by the job; what each process holds at most.

Baseline of the same run: the memory of a process that has only set Django up.
"""

from __future__ import annotations

import http.client
import resource
import subprocess
import sys
import time

from benchmarks import served, table
from benchmarks.large import BUREAU, ROWS, Large, instance

CSV, XLSX = 200, 300
#: A workbook takes a minute for each of these; memory does not depend on it.
BOOK_ROWS = 90_000


def _own() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare() -> None:
    """Print the memory of a process that has only set Django up."""
    import django

    django.setup()
    print(_own())


def book() -> None:
    """Write a month's workbook as the job does; print rows, seconds and memory."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    from yifa.core.org.models import Unit
    from yifa.kernel import registry
    from yifa.kernel.action import IN_ACTION
    from yifa.kernel.exports import jobs
    from yifa.kernel.imports.jobs import ctx_for
    from yifa.kernel.jobs import queue
    from yifa.kernel.jobs.models import Job

    IN_ACTION.set(True)
    who = {"user": get_user_model().objects.get(username="leader").pk, "bureau": Unit.objects.get(code=BUREAU).pk}
    resource_ = registry.get_resource("vehicles.dispatch")
    made = jobs.later(resource_, ctx_for(who), "happened_on_in=last_month", BOOK_ROWS, ["试验"])
    assert made is not None
    begin = time.perf_counter()
    jobs.write(queue.Progress(made), **made.args)
    took = time.perf_counter() - begin
    job = Job.objects.get(pk=made.pk)
    jobs.path_of(job).unlink()
    print(job.done, took, _own())


def _inside(large: Large, what: str) -> list[float]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.exports", what], env=large.env, cwd=table.ROOT, text=True,
                          capture_output=True, check=True)  # fmt: skip
    return [float(v) for v in done.stdout.split()]


def _stream(site: served.Site, role: str) -> tuple[int, float]:
    """Return lines and seconds of the whole register as CSV."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=600)
    begin, lines = time.perf_counter(), 0
    body, headers = site.posted(role, {"reason": "试验", "query": ""})
    connection.request("POST", "/r/vehicles.dispatch/export.csv", body, headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    while piece := answer.read(1 << 16):
        lines += piece.count(b"\n")
    return lines, time.perf_counter() - begin


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    good = True
    with instance("sqlite") as large:
        [start] = _inside(large, "bare")
        name = f"a process with Django set up {start:.0f} MB"
        with served.site(large, 8760, "leader") as site:
            lines, took = _stream(site, "leader")
            assert lines > ROWS, lines
            memory = site.memory()
        label = f"CSV of {ROWS:,} rows over HTTP, {took:.0f} s"
        good &= table.line(label, f"<= {CSV} MB", f"{memory:.0f} MB", memory <= CSV, memory / start, name)
        rows, took, memory = _inside(large, "book")
        label = f"workbook of {rows:,.0f} rows by the job, {took:.0f} s"
        good &= table.line(label, f"<= {XLSX} MB", f"{memory:.0f} MB", memory <= XLSX, memory / start, name)
    return int(not good)


if __name__ == "__main__":
    {"bare": bare, "book": book}[sys.argv[1]]()
