"""Two dispatchers take one car at the same moment, fifty times; kill -9 of the worker in mid-exchange.

The dispatchers are two signed-in sessions: one gets the car, the other is told in Chinese that it is taken. The mock
platform takes a message and the sender is killed before it hears so; what the platform has got is counted on its side:
every message, and twice the one that was on its way, under the same number. Baselines: the rounds, the messages.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks import served, table
from benchmarks.large import BUREAU, Large

ROUNDS, NEW = 50, "/r/vehicles.message/new/"
WORKER = (sys.executable, "-m", "yifa", "worker")


def _inside(large: Large, what: str) -> Any:
    """Have something done inside the instance; return what it answers."""
    command = [sys.executable, "-m", "benchmarks.faults.vehicles", what]
    said = subprocess.run(command, env=large.env, cwd=table.ROOT, text=True, check=True, capture_output=True).stdout
    return json.loads(said.splitlines()[-1])


def racing(large: Large) -> bool:
    """Let two sessions post the same car for the same hours, each round on a day of its own."""
    given, got = _inside(large, "rounds"), Counter[str]()

    def take(n: int, at: int, form: dict[str, str], start: threading.Barrier) -> None:
        start.wait(60)
        # an address of its own: an office behind one address would meet the limit of posts a minute
        page = site.ask("/r/vehicles.dispatch/new/", ("clerk", "legal")[n], form, f"127.0.{n + 1}.{at}")
        text = page[1].decode(errors="replace")
        got["got it" if page[0] == 302 else "told" if "已派出（" in text and "换一辆车" in text else str(page[0])] += 1

    with served.site(large, 8830, "clerk", "legal") as site:
        for at, (leaves, returns, asked) in enumerate(given["rounds"], 1):
            form = {"vehicle": str(given["car"]), "leaves_at": leaves, "returns_at": returns, "route": "往返城南"}
            start = threading.Barrier(2)
            forms = [{**form, "requests": str(asked[n]), "driver": str(given["drivers"][n])} for n in range(2)]
            people = [threading.Thread(target=take, args=(n, at, forms[n], start)) for n in range(2)]
            for person in people:
                person.start()
            for person in people:
                person.join()
    sheets, waiting = _inside(large, "kept")
    met = got == {"got it": ROUNDS, "told": ROUNDS} and sheets == waiting == ROUNDS
    return table.line("two dispatchers, one car: got it, told", f"{ROUNDS}, {ROUNDS}",
                      f"{got['got it']}, {got['told']}", met, sheets / ROUNDS, "the rounds")  # fmt: skip


class _Platform(ThreadingHTTPServer):
    """A platform that takes everything; the answer to one message, ``hold``, comes too late."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got, self.hold, self.held = Counter[str](), 0, threading.Event()
        super().__init__(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Answer(BaseHTTPRequestHandler):
    server: _Platform

    def do_POST(self) -> None:
        self.server.got[json.loads(self.rfile.read(int(self.headers["Content-Length"])))["id"]] += 1
        if self.server.got.total() == self.server.hold:
            self.server.held.set()
            time.sleep(5)
        try:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"code": "0", "message": "ok"}')
        except OSError:
            return

    def log_message(self, *args: object) -> None:
        """Be quiet."""


def exchanging(large: Large) -> bool:
    """Kill the worker while the platform has a message and its answer is not there; send what is left."""
    _inside(large, "change")
    platform = _Platform()
    env = {**large.env, "YIFA_VEHICLE_PLATFORM_URL": f"http://127.0.0.1:{platform.server_port}"}
    accepted = "SELECT COUNT(*) FROM vehicles_message WHERE step = 'accepted'"
    before = large.ask(accepted)[0]
    with served.site(large, 8840, "clerk", env=env) as site:
        site.ask(f"{NEW}make/", "clerk", {})
        quiet = {"env": env, "cwd": table.ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*WORKER, "--once"], check=True, **quiet)  # a large register is looked through by a job
        site.led(f"{NEW}send/", "clerk", {})
        whole = large.ask("SELECT COUNT(*) FROM vehicles_message WHERE step = 'waiting'")[0]
        platform.hold = whole // 2
        child = subprocess.Popen(WORKER, **quiet)
        held = platform.held.wait(300)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        kept, taken = large.ask(accepted)[0] - before, platform.got.total()
        good = table.line("kill -9 in mid-exchange: said is kept", f"{taken - 1:,}", f"{kept:,}",
                          held and 0 < kept == taken - 1, kept / whole, f"{whole:,} messages")  # fmt: skip
        site.led(f"{NEW}send/", "clerk", {})
        subprocess.run([*WORKER, "--once"], check=True, **quiet)
    platform.shutdown()
    platform.server_close()
    kept, twice = large.ask(accepted)[0] - before, sum(n > 1 for n in platform.got.values())
    met = kept == len(platform.got) == whole and twice <= 1 and max(platform.got.values()) <= 2
    good &= table.line(
        "  sent again: accepted, got, got twice",
        f"{whole:,}, {whole:,}, 1",
        f"{kept:,}, {len(platform.got):,}, {twice}",
        met,
        kept / whole,
        f"{whole:,} messages",
    )
    broken = subprocess.run([sys.executable, "-m", "yifa", "ledger", "verify"], env=large.env, cwd=table.ROOT,
                            capture_output=True, check=False).returncode  # fmt: skip
    return good & table.line("  the ledger", "verifies", "broken" if broken else "whole", not broken, 1.0, "itself")


# -- inside the instance ------------------------------------------------------


def _rounds(house: Any, nine: Any) -> Any:
    """Enter and agree to two applications a round, for the same hours."""
    from yifa.affairs.vehicles.models import Driver, Vehicle

    live, far = {"bureau": house.bureau, "life": "live"}, nine + timedelta(days=ROUNDS + 40)
    car = Vehicle.objects.filter(**live, state="in_use", seats=5).order_by("pk").first()
    until = {"tested_until": far.date(), "insured_until": far.date()}
    house.do("vehicles.vehicle", "correct", car, **until, reason="试验", checker="复核人")
    people = Driver.objects.filter(**live, state="on_duty", licence_until__gt=far.date())[:2]
    rounds = []
    for n in range(ROUNDS):
        leaves, pair = nine + timedelta(days=n + 20), []
        for who in ("申请人甲", "申请人乙"):
            asked = house.do(
                "vehicles.request", "record", purpose="meeting", matter=f"同时派车试验{n}", origin="政务中心",
                destination="会议中心", passengers=2, applicant=who, unit=house.unit("办公室"), urgency="normal",
                share=True, leaves_at=leaves, returns_at=leaves + timedelta(hours=3),
            )  # fmt: skip
            house.do("vehicles.request", "approve", asked)
            pair.append(asked.pk)
        rounds.append([f"{leaves:%Y-%m-%dT%H:%M}", f"{leaves + timedelta(hours=3):%Y-%m-%dT%H:%M}", pair])
    return {"car": car.pk, "drivers": [d.pk for d in people], "rounds": rounds}


def _change(house: Any) -> int:
    """Give the unit that used most cars another name, so that what tells of it is to be sent anew."""
    from django.db.models import Count

    from yifa.affairs.vehicles.models import Dispatch

    used = Dispatch.objects.filter(bureau=house.bureau, life="live").order_by().values("user_unit__name")
    most = used.annotate(n=Count("id")).order_by("-n")[0]
    unit = house.unit(most["user_unit__name"])
    house.do("core_org.unit", "correct", unit, name=f"{unit.name}（更名）", reason="试验", checker="复核人")
    return int(most["n"])


def answer(what: str) -> Any:
    """Do what is asked: ``rounds``, ``change``, or count what is ``kept`` of the rounds."""
    import django

    django.setup()
    from django.utils import timezone

    from yifa.affairs.vehicles.models import Request
    from yifa.core.org.house import House
    from yifa.core.org.models import Unit
    from yifa.kernel import clockwork

    now, bureau = clockwork.now(), Unit.objects.get(code=BUREAU)
    house = House(bureau, now.year, timezone.localdate(now), now)
    if what == "kept":
        asked = Request.objects.filter(bureau=bureau, life="live", matter__startswith="同时派车试验")
        sent = asked.filter(dispatch__isnull=False).values("dispatch").distinct().count()
        return [sent, asked.filter(state="approved", dispatch__isnull=True).count()]
    nine = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0)
    return _change(house) if what == "change" else _rounds(house, nine)


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1])))
