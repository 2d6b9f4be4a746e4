"""Two people approve at once: one signs, the other hears of it; the chain goes on once."""

from __future__ import annotations

import threading
from typing import Any

from yifa.core.process.models import Instance
from yifa.core.process.people import ctx_as
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
