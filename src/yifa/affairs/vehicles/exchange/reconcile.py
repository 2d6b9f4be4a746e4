"""对账: the registers beside what the platform has accepted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q

from yifa.affairs.vehicles.choices import Step
from yifa.affairs.vehicles.exchange import interfaces
from yifa.affairs.vehicles.models import Message
from yifa.kernel.ledger.chain import sm3

#: Records of one interface that are compared at a time, the latest ones.
MOST = 5000


@dataclass(frozen=True)
class Line:
    """One interface: records in the register, and how many of them were made, accepted, wait, were refused.

    A record counts once, by the last message made of it. ``gone``: accepted by the platform, and no longer in the
    register (voided, merged, or out of the interface's own conditions); the platform is told by people.
    """

    key: str
    title: str
    records: int
    made: int
    accepted: int
    waiting: int
    refused: int
    first_pass: Decimal | None
    gone: int = 0

    @property
    def missing(self) -> int:
        """Records of which no message was made."""
        return max(0, self.records - self.made)


def digest_of(data: dict[str, Any]) -> str:
    """Return the digest of a message's content."""
    return str(sm3(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()))


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1")) if whole else None


def _latest(bureau_id: int) -> Any:
    """Return the last message of each record."""
    rows = Message.objects.filter(bureau_id=bureau_id, life="live").order_by()
    last = rows.values("subject", "subject_ref").annotate(last=Max("pk")).values("last")
    return Message.objects.filter(pk__in=last).order_by()


def gone(bureau_id: int, interface: interfaces.Interface) -> Any:
    """Return the messages the platform accepted of records that are no longer in the register."""
    assert interface.rows is not None
    rows = _latest(bureau_id).filter(subject=interface.key, step=Step.ACCEPTED)
    return rows.exclude(subject_ref__in=interface.rows(bureau_id).order_by().values("pk"))


def lines(bureau_id: int) -> list[Line]:
    """Return one line an interface, in the order of the standard's contents."""
    passed: Any = Message.objects.filter(bureau_id=bureau_id, life="live").order_by().values("subject")
    tested = {r["subject"]: r for r in passed.annotate(n=Count("id"), ok=Count("id", filter=Q(first_pass=True)))}
    out = []
    for i in interfaces.INTERFACES:
        if i.rows is None:
            out.append(Line(i.key, i.title, 0, 0, 0, 0, 0, None))
            continue
        held = i.rows(bureau_id).order_by()
        latest = _latest(bureau_id).filter(subject=i.key)
        got = latest.filter(subject_ref__in=held.values("pk")).aggregate(
            made=Count("id"), accepted=Count("id", filter=Q(step=Step.ACCEPTED)),
            waiting=Count("id", filter=Q(step__in=(Step.WAITING, Step.FAILED))),
            refused=Count("id", filter=Q(step=Step.REFUSED)),
        )  # fmt: skip
        test = tested.get(i.key, {})
        out.append(
            Line(i.key, i.title, held.count(), got["made"], got["accepted"], got["waiting"], got["refused"],
                 _percent(test.get("ok", 0), test.get("n", 0)), gone(bureau_id, i).count() if test else 0)
        )  # fmt: skip
    return out


def first_pass(bureau_id: int) -> Decimal | None:
    """Return the share of messages that passed the check when they were first made, in percent."""
    rows = Message.objects.filter(bureau_id=bureau_id, life="live")
    said = rows.aggregate(n=Count("id"), passed=Count("id", filter=Q(first_pass=True)))
    return _percent(said["passed"], said["n"])


@dataclass(frozen=True)
class Found:
    """What a comparison of one interface showed."""

    compared: int
    same: int
    changed: list[str]
    missing: list[str]
    gone: list[str]


def compare(bureau_id: int, key: str) -> Found:
    """Compare the latest records of an interface with what the platform last accepted of them, by content."""
    interface = interfaces.BY_KEY[key]
    assert interface.rows is not None
    records = list(interface.rows(bureau_id).order_by("-pk")[:MOST])
    held = Message.objects.filter(bureau_id=bureau_id, life="live", subject=key, step=Step.ACCEPTED)
    held = held.filter(subject_ref__in=[r.pk for r in records]).order_by("id")
    known = dict(held.values_list("subject_ref", "digest"))
    changed, missing, same = [], [], 0
    for record in records:
        if record.pk not in known:
            missing.append(str(record))
        elif known[record.pk] != digest_of(interfaces.payload(interface, record)):
            changed.append(str(record))
        else:
            same += 1
    return Found(len(records), same, changed, missing, [m.title for m in gone(bureau_id, interface)[:MOST]])
