"""Fifty people at once over HTTP on the large register: browsing, searching, writing, each with time to think.

The load is bounded: every person asks, thinks six seconds on average, asks again; about eight requests a second, an
office of some hundred people in its busiest hour. Baseline of the same run, under the same load: a bare Django view.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import date

from benchmarks import served, table
from benchmarks.large import instance

PEOPLE, SECONDS, THINK, TARGET = 50, 60, 6.0, 0.300
_WORDS = ("市委", "东安", "医院", "学校", "上善")
_ROLES = ("leader", "clerk", "legal", "head")


class Person(threading.Thread):
    """One of the people, with an address of their own (limits count by address)."""

    def __init__(self, number: int, site: served.Site, bare: served.Site, until: float) -> None:
        super().__init__(daemon=True)
        self.number, self.site, self.bare, self.until = number, site, bare, until
        self.draw = random.Random(number)  # noqa: S311
        self.role = _ROLES[number % len(_ROLES)]
        self.times: list[float] = []
        self.plain: list[float] = []
        self.faults: list[str] = []
        self.kinds: Counter[str] = Counter()

    def run(self) -> None:
        """Work until the time is up."""
        time.sleep(self.draw.uniform(0, THINK))
        while time.time() < self.until:
            self.once()
            self.plain.append(self.bare.ask("/", source=self.source)[2])
            time.sleep(self.draw.uniform(THINK / 2, THINK * 3 / 2))

    @property
    def source(self) -> str:
        """The address the person comes from."""
        return f"127.0.1.{self.number + 1}"

    def once(self) -> None:
        """Do one thing and note how long it took, or what went wrong."""
        kind, path, data = self.thing()
        try:
            status, _body, span = self.site.ask(path, self.role, data, source=self.source)
        except OSError as error:
            self.faults.append(f"{path}: {error}")
            return
        self.kinds[kind] += 1
        self.times.append(span)
        if status != (302 if data else 200):
            self.faults.append(f"{path}: {status}")

    def thing(self) -> tuple[str, str, dict[str, str] | None]:
        """Return what to do next: its kind, the address, and what is posted."""
        chance = self.draw.random()
        if chance < 0.2 and self.role != "leader":
            number = self.draw.randrange(1, 30_000)
            return "write", "/r/decisions.meeting/new/", {
                "body": "topic", "number": str(number), "title": f"同时办理 {self.number}-{number}",
                "happened_on": date.today().isoformat(),
            }  # fmt: skip
        if chance < 0.4:
            return "search", f"/r/vehicles.dispatch/?q={self.draw.choice(_WORDS)}", None
        pages = ("/", "/r/vehicles.dispatch/", "/r/vehicles.dispatch/?state=back", "/r/decisions.meeting/",
                 "/m/vehicles/", "/vehicles/board/", "/r/vehicles.vehicle/", "/collections/")  # fmt: skip
        return "browse", self.draw.choice(pages), None


def _load(site: served.Site, bare: served.Site) -> list[Person]:
    until = time.time() + SECONDS
    people = [Person(n, site, bare, until) for n in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return people


def main(engines: tuple[str, ...] = ("sqlite", "postgres")) -> int:
    """Print the rows; return 1 if a target was missed."""
    good = True
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "benchmarks.bare:application",
        "-b",
        "127.0.0.1:8759",
        "--threads",
        "8",
    ]
    for number, engine in enumerate(engines):
        with instance(engine) as large:
            child = subprocess.Popen(gunicorn, env=large.env, cwd=table.ROOT, stderr=subprocess.DEVNULL)
            try:
                with served.site(large, 8750 + number, *_ROLES) as site:
                    for role in _ROLES:
                        site.ask("/r/vehicles.dispatch/", role)
                    people = _load(site, served.Site(8759, {}))
            finally:
                child.terminate()
                child.wait()
        times = [t for p in people for t in p.times]
        base = served.p95([t for p in people for t in p.plain])
        faults = [f for p in people for f in p.faults]
        kinds = sum((p.kinds for p in people), Counter())
        for fault in faults[:5]:
            print(f"  {fault}", file=sys.stderr)
        what = " ".join(f"{k} {n}" for k, n in sorted(kinds.items()))
        label = f"{large.engine}, {PEOPLE} people, errors"
        good &= table.line(label, "none", f"{len(faults)} of {len(times)}", not faults, len(times) / SECONDS,
                           f"1 request/s; {what}")  # fmt: skip
        took, limit = served.p95(times), TARGET if large.url else float("inf")
        good &= table.line(f"{large.engine}, {PEOPLE} people, p95", "<= 300 ms" if large.url else "(none)",
                           f"{took * 1000:.0f} ms", took <= limit, took / base,
                           f"a bare Django view {base * 1000:.0f} ms")  # fmt: skip
    return int(not good)
