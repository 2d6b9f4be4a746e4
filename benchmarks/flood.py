"""A public form posted 10,000 times: nothing breaks, the limit holds, another applicant and the office go on working.

Three addresses post as fast as they are answered; meanwhile an applicant from a fourth hands in one request, and a
clerk reads a register again and again. Baseline of the same run: the clerk's page with nobody posting.
"""

from __future__ import annotations

import resource
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks import large, served, table

POSTS, ADDRESSES, MOST = 10_000, 3, 5
PAGE, FORM = "/r/disclosure.request/", "/open/ji/ask/"
TARGET = 1.0


def _asked(number: str) -> dict[str, str]:
    return {
        "applicant": "试验人", "applicant_kind": "natural", "identity": "身份证", "contact": "010-00000000",
        "content": f"第{number}件试验申请", "supply_form": "electronic", "supply_way": "online", "feature": "",
    }  # fmt: skip


@dataclass
class Flood:
    """What the posts came to."""

    site: served.Site
    answers: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: int = POSTS

    def post(self, address: str) -> None:
        """Post until the number is used up."""
        while True:
            with self.lock:
                self.left -= 1
                number = self.left
            if number < 0:
                return
            try:
                status = self.site.ask(FORM, data=_asked(f"{address}-{number}"), source=address)[0]
            except OSError:
                status = 0
            with self.lock:
                self.answers[status] += 1


def main(engines: tuple[str, ...] = ("sqlite", "postgres")) -> int:
    """Print the rows; return 1 if a target was missed."""
    good = True
    for engine in engines:
        with large.demo(engine) as found:
            good &= _flooded(found)
    return int(not good)


def _flooded(instance: large.Large) -> bool:
    with served.site(instance, 8770, "clerk") as site:
        base = site.best(PAGE, "clerk")
        flood = Flood(site)
        begin = time.perf_counter()
        threads = [threading.Thread(target=flood.post, args=(f"127.0.2.{n + 1}",)) for n in range(ADDRESSES)]
        for thread in threads:
            thread.start()
        waits, honest = [], 0
        while any(thread.is_alive() for thread in threads):
            status, _body, span = site.ask(PAGE, "clerk")
            assert status == 200, status
            waits.append(span)
            if not honest:
                honest = site.ask(FORM, data=_asked("真"), source="127.0.3.1")[0]
            time.sleep(0.2)
        took = time.perf_counter() - begin
        memory = site.memory()
    minutes = took / 60 + 1
    kept, faults = flood.answers[200], sum(n for code, n in flood.answers.items() if code not in (200, 429))
    label = f"{instance.engine}, {POSTS:,} posts of a form, faults"
    good = table.line(label, "none", f"{faults} of {POSTS:,}", not faults, POSTS / took, "1 post/s")
    most = int(MOST * ADDRESSES * minutes) + ADDRESSES * MOST
    good &= table.line("  taken in, of all", f"<= {MOST}/min, address", f"{kept} in {took:.0f} s", kept <= most,
                       kept / POSTS, "all posts")  # fmt: skip
    good &= table.line("  an applicant elsewhere meanwhile", "taken in", str(honest), honest == 200, 1.0, "one request")
    wait = served.p95(waits)
    good &= table.line("  a clerk's page meanwhile, p95", f"<= {TARGET:.0f} s", f"{wait * 1000:.0f} ms",
                       wait <= TARGET, wait / base, f"the page with nobody posting {base * 1000:.0f} ms")  # fmt: skip
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    good &= table.line("  the server's memory", "<= 400 MB", f"{memory:.0f} MB", memory <= 400, memory / here,
                       f"this process {here:.0f} MB")  # fmt: skip
    return good
