"""Make messages: what is new or has changed since it was last made, checked at once.

A register of a city is looked through outside every transaction, a piece at a time; only what is written holds others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from yifa.affairs.vehicles.choices import Step
from yifa.affairs.vehicles.exchange import interfaces, reconcile
from yifa.affairs.vehicles.models import Message
from yifa.kernel.action import run
from yifa.kernel.imports.jobs import ctx_for
from yifa.kernel.jobs.queue import Progress, handler
from yifa.kernel.registry import get_action

#: Records looked at in one piece.
PIECE = 400
#: Relations whose names messages carry.
_WITH = ("vehicle", "unit", "driver", "vendor", "user_unit")


def total(bureau: int) -> int:
    """Return how many records stand behind the interfaces."""
    return sum(i.rows(bureau).count() for i in interfaces.INTERFACES if i.rows)


def fresh(bureau: int, day: date) -> Iterator[tuple[int, list[Message]]]:
    """Yield (records looked at, messages not yet written), piece by piece."""
    for interface in interfaces.INTERFACES:
        if interface.rows is None:
            continue
        rows, last = interface.rows(bureau).order_by("pk"), 0
        names = {f.name for f in rows.model._meta.get_fields() if f.many_to_one}
        rows = rows.select_related(*(n for n in _WITH if n in names))
        while piece := list(rows.filter(pk__gt=last)[:PIECE]):
            last = piece[-1].pk
            yield len(piece), _of(interface, piece, bureau, day)


def _of(interface: interfaces.Interface, records: list[Any], bureau: int, day: date) -> list[Message]:
    made = Message.objects.filter(bureau_id=bureau, life="live", subject=interface.key)
    made = made.filter(subject_ref__in=[r.pk for r in records]).order_by("id")
    known = dict(made.values_list("subject_ref", "digest"))
    out = []
    for record in records:
        sent = interfaces.payload(interface, record)
        digest = reconcile.digest_of(sent)
        if known.get(record.pk) == digest:
            continue
        found = interfaces.faults(interface, sent)
        out.append(
            Message(
                bureau_id=bureau, happened_on=day, interface=interface.title, subject=interface.key,
                subject_ref=record.pk, title=f"{interface.title} {record}"[:160], payload=sent, digest=digest,
                faults="；".join(found), first_pass=not found, step=Step.REFUSED if found else Step.WAITING,
            )
        )  # fmt: skip
    return out


@handler("vehicles.make", tries=3)
def make(progress: Progress, scope: dict[str, Any]) -> None:
    """Look the registers through and write what is new, each piece by an Action of its own; safe to run twice."""
    ctx = ctx_for(scope)
    done, whole, written = 0, total(scope["bureau"]), 0
    progress.result("/vehicles/exchange/", "看对账")
    for looked, found in fresh(scope["bureau"], ctx.day):
        if progress.cancelled:
            return
        if found:
            run(get_action("vehicles.message", "keep"), ctx_for(scope), None, {"messages": found})
        done, written = done + looked, written + len(found)
        progress.tell(done, whole, f"新生成 {written} 条")
