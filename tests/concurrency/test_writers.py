"""Several processes write at once: nothing is lost, the ledger has no gap; two people approving at once meet."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

from tests.engines import ROOT

from yifa.governance.decisions.models import Meeting
from yifa.kernel.action import Conflict
from yifa.kernel.ledger import verify
from yifa.kernel.ledger.models import Entry, Head

WRITERS, EACH = 4, 25


def test_four_writers_lose_nothing(instance: Any) -> None:
    before = Head.objects.get(pk=1).seq
    script = str(ROOT / "tests" / "concurrency" / "writer.py")
    children = [
        subprocess.Popen([sys.executable, script, "ji", str(n), str(EACH)], env=instance.env, stdout=subprocess.PIPE)
        for n in range(WRITERS)
    ]
    lines = [line for child in children for line in child.communicate()[0].splitlines()]
    assert [child.returncode for child in children] == [0] * WRITERS
    assert len(lines) == WRITERS * EACH
    assert Meeting.objects.filter(title__startswith="并发").count() == WRITERS * EACH
    seqs = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert Head.objects.get(pk=1).seq == len(seqs) >= before + WRITERS * EACH
    assert verify.verify().ok


def test_two_people_at_once_one_hears_of_it(instance: Any, house_of: Any) -> None:
    house = house_of("ji")
    row = house.do("decisions.meeting", "record", body="party", number=88, title="同时办理", happened_on=house.day)
    barrier, outcomes = threading.Barrier(2), []

    def act(name: str) -> None:
        from django.db import connection

        try:
            barrier.wait()
            house.do(
                "decisions.meeting", "correct", Meeting.objects.get(pk=row.pk),
                chair=name, reason="更正", checker="李某", _version=1,
            )  # fmt: skip
            outcomes.append(name)
        except Conflict as conflict:
            outcomes.append(str(conflict))
        finally:
            connection.close()

    people = [threading.Thread(target=act, args=(name,)) for name in ("甲某", "乙某")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    conflicts = [o for o in outcomes if "刚才有人改过" in o]
    winner = [o for o in outcomes if o in ("甲某", "乙某")]
    assert len(conflicts) == len(winner) == 1
    row.refresh_from_db()
    assert (row.chair, row.version) == (winner[0], 2)
    assert verify.verify().ok
