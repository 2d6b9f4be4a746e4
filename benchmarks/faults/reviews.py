"""kill -9 of the server twenty times while leaders sign the last stage of approvals.

The last signature ends the approval, closes the review, keeps its opinion and stops its clock: all of it or nothing.
Whatever was answered as done stays done; what the kill cut off is signed again by the reader, and nothing is there
twice.
"""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta

from benchmarks import served, table
from benchmarks.faults import killed
from benchmarks.large import BUREAU, Large

TIMES, MATTERS, SIGNERS = 20, 120, 4
MARK = "签批中断试验"
_ENDED = "i.state = 'approved' AND r.state = 'closed' AND r.opinion_on IS NOT NULL"
_WAITS = "i.state = 'running' AND r.state = 'second' AND r.opinion_on IS NULL"
_STEPS = (
    "(SELECT COUNT(*) FROM core_process_step s WHERE s.instance_id = i.id AND s.stage = 'deputy' AND s.state = '{}')"
)
_CLOCKS = ("(SELECT COUNT(*) FROM core_legaltime_clock c WHERE c.resource = 'legality_review.review'"
           " AND c.object_ref = r.id AND c.state <> 'stopped')")  # fmt: skip
_FROM = ("FROM core_process_instance i JOIN legality_review_review r ON r.id = i.object_ref"
         f" WHERE i.resource = 'legality_review.review' AND i.title LIKE '%{MARK}%'")  # fmt: skip
_WHOLE = f"{_ENDED} AND {_STEPS.format('agreed')} = 1 AND {_STEPS.format('pending')} = 0 AND {_CLOCKS} = 0"
_OPEN = f"{_WAITS} AND {_STEPS.format('agreed')} = 0 AND {_STEPS.format('pending')} = 1 AND {_CLOCKS} = 1"
#: Approvals that are neither wholly signed nor wholly waiting.
HALF = f"SELECT COUNT(*) {_FROM} AND NOT ({_WHOLE}) AND NOT ({_OPEN})"
#: Approvals whose last signature stands in the ledger more than once, or not at all though they are signed.
TWICE = (f"SELECT COUNT(*) {_FROM} AND (SELECT COUNT(*) FROM kernel_ledger_entry e"  # noqa: S608 constants only
         " WHERE e.resource = 'legality_review.review' AND e.object_ref = r.id AND e.text LIKE '%\"closed\"%')"
         " <> CASE WHEN i.state = 'approved' THEN 1 ELSE 0 END")  # fmt: skip


def approving(large: Large) -> bool:
    """Kill in mid-approval, again and again; print the rows."""
    made = subprocess.run([sys.executable, "-m", "benchmarks.faults.reviews"], env=large.env, cwd=table.ROOT, text=True,
                          check=True, capture_output=True)  # fmt: skip
    return _killed(large, [int(pk) for pk in made.stdout.split()])


def _killed(large: Large, waits: list[int]) -> bool:
    said, cut, half, matters = set[int](), 0, 0, large.ask(f"SELECT COUNT(*) {_FROM}")[0]
    rounds, chance = 0, random.Random(3)  # noqa: S311 a moment to kill at, the same in every run
    while rounds < TIMES and waits:
        with served.site(large, 8794, "deputy") as site:
            done, broken = _until_killed(site, waits, chance.randint(1, 5), chance.uniform(0, 0.08))
        said |= done
        waits = [pk for pk in waits if pk not in done]
        cut, rounds, half = cut + bool(broken), rounds + 1, half + int(large.ask(HALF)[0])
    kept = f"({', '.join(map(str, said))})"
    (lost,) = large.ask(f"SELECT COUNT(*) {_FROM} AND i.id IN {kept} AND i.state <> 'approved'")
    good = table.line(f"kill -9 in mid-approval, {rounds} times", "0 half signed", f"{half} of {matters}",
                      half == 0 and rounds == TIMES, cut / rounds, "kills that cut one off")  # fmt: skip
    good &= table.line("  said to be signed", "all kept", f"{len(said) - lost} of {len(said)}", not lost and bool(said),
                       len(said) / matters, "the approvals")  # fmt: skip
    with served.site(large, 8794, "deputy") as site:
        for pk in waits:
            _agree(site, pk)
    (ended,) = large.ask(f"SELECT COUNT(*) {_FROM} AND {_ENDED}")
    (twice,), (wrong,) = large.ask(TWICE), large.ask(HALF)
    good &= table.line("  signed again after it: ended, each once", f"{matters}, 0", f"{ended}, {twice + wrong}",
                       ended == matters and not twice + wrong, ended / matters, "the approvals")  # fmt: skip
    return good & killed.whole(large)


def _agree(site: served.Site, pk: int) -> int:
    """Sign one, from an address of its own: forms are counted by address."""
    place = f"127.0.{1 + pk // 200 % 200}.{1 + pk % 200}"
    return site.ask(f"/r/core_process.instance/{pk}/do/agree/", "deputy", {"opinion": "同意"}, place)[0]


def _until_killed(site: served.Site, waits: list[int], many: int, later: float) -> tuple[set[int], list[int]]:
    """Sign in several windows at once, kill the server a little later than so many are answered as done.

    Return what was answered as done and what was cut off.
    """
    done, cut, left, stop = set[int](), list[int](), iter(waits), threading.Event()
    turn = threading.Lock()

    def sign() -> None:
        while not stop.is_set():
            with turn:
                pk = next(left, None)
            if pk is None:
                return
            try:
                status = _agree(site, pk)
            except (OSError, http.client.HTTPException):
                cut.append(pk)
                return
            if status == 302:
                done.add(pk)

    signers = [threading.Thread(target=sign) for _ in range(SIGNERS)]
    for signer in signers:
        signer.start()
    while len(done) < many and any(signer.is_alive() for signer in signers):
        time.sleep(0.005)
    time.sleep(later)
    site.kill()
    stop.set()
    for signer in signers:
        signer.join()
    return done, cut


def make() -> None:
    """Put approvals before the deputy head and print their numbers (runs inside the instance)."""
    import django

    django.setup()
    from yifa.core.org.house import House
    from yifa.core.org.models import Unit
    from yifa.core.process import engine
    from yifa.core.process.people import ctx_as
    from yifa.kernel import clockwork

    day, review = clockwork.today(), "legality_review.review"
    house = House(Unit.objects.get(code=BUREAU), day.year, day, clockwork.now(), actor="试验")
    clerk, head, legal = (ctx_as(house, name) for name in ("clerk", "head", "legal"))
    for number in range(MATTERS):
        one = house.do(review, "record", ctx=clerk, kind="second_level", business="lease", title=f"{MARK}{number}",
                       unit=Unit.objects.get(pk=head.scope.home_unit_id), happened_on=day - timedelta(days=1),
                       submitter=clerk.scope.name)  # fmt: skip
        house.do(review, "start_approval", one, ctx=clerk)
        instance = engine.open_of(one)
        house.do("core_process.instance", "agree", instance, ctx=head, opinion="单位初审同意")
        house.do(review, "all_handed", one, ctx=legal)
        house.do(review, "judge_rest", one, ctx=legal)
        house.do("core_process.instance", "agree", instance, ctx=legal, opinion="可以出租")
        assert instance is not None
        print(instance.pk)


if __name__ == "__main__":
    make()
