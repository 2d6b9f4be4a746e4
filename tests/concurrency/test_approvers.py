"""Two people approve at once: one signs, the other hears of it; the chain goes on once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

from tests.engines import ROOT

from yifa.core.process.models import Instance
from yifa.core.process.people import ctx_as
from yifa.core.seals.models import SealUse
from yifa.kernel.action import Conflict
from yifa.kernel.ledger import verify


def test_two_approvers_at_once(instance: Any, house_of: Any) -> None:
    house = house_of("ji")
    waiting = Instance.objects.filter(bureau=house.bureau, stage="approve", state="running")
    made = next(i for i in waiting if "/seal_use@" in i.chain)
    barrier, outcomes = threading.Barrier(2), []

    def act(who: str) -> None:
        from django.db import connection

        try:
            ctx, seen = ctx_as(house, who), Instance.objects.get(pk=made.pk)
            barrier.wait()
            house.do("core_process.instance", "agree", seen, ctx=ctx, opinion="同意用印")
            outcomes.append((who, ""))
        except Conflict as conflict:
            outcomes.append((who, str(conflict)))
        finally:
            connection.close()

    people = [threading.Thread(target=act, args=(who,)) for who in ("deputy", "leader")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    said = [text for _, text in outcomes if text]
    assert len(outcomes) == 2 and len(said) == 1
    assert "刚办结" in said[0] and "刷新" in said[0]
    made.refresh_from_db()
    assert made.stage == "stamp"
    assert made.steps.filter(stage="approve", state="agreed").count() == 1
    assert verify.verify().ok


def test_an_approver_killed_at_work_loses_no_signature_and_signs_nothing_twice(instance: Any, house_of: Any) -> None:
    """kill -9 in mid-approval: what was said to be signed is; what was not is not half signed; the next one goes on."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.approver", "ji", "中断", "40"], env=instance.env, cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    said: list[list[str]] = []
    assert child.stdout is not None
    for line in child.stdout:
        said.append(line.split())
        if len(said) == 8:
            os.kill(child.pid, signal.SIGKILL)
            break
    said += [line.split() for line in child.stdout]
    child.wait()
    assert child.returncode == -signal.SIGKILL and len(said) >= 8
    for word, pk, more in (s for s in said if len(s) == 3):
        made = Instance.objects.get(pk=pk)
        if word == "signed":
            assert made.steps.filter(stage=more, state="agreed").count() == 1
        else:
            assert (made.state, SealUse.objects.get(pk=more).state) == ("approved", "used")
    mine = Instance.objects.filter(title__startswith="中断-")
    for made in mine:
        use, signed = SealUse.objects.get(pk=made.object_ref), made.steps.filter(state="agreed")
        stages = list(signed.values_list("stage", flat=True))
        assert len(stages) == len(set(stages)), "nothing is signed twice"
        assert (use.state == "used") == (made.state == "approved") == ("stamp" in stages)
    assert SealUse.objects.filter(title__startswith="中断-").count() == mine.count()
    house = house_of("ji")
    left = mine.filter(state="running").first()
    if left is not None and left.stage in ("head", "approve"):
        house.do(
            "core_process.instance", "agree", left, ctx=ctx_as(house, "head" if left.stage == "head" else "leader")
        )
    assert verify.verify().ok
