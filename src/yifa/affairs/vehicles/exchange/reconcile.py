"""对账: the registers beside what the platform has accepted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from yifa.affairs.vehicles.choices import Step
from yifa.affairs.vehicles.exchange import interfaces
from yifa.affairs.vehicles.models import Message
from yifa.kernel.ledger.chain import sm3

#: Records of one interface that are compared at a time, the latest ones.
MOST = 5000


@dataclass(frozen=True)
class Line:
    """One interface: records in the register, and how many of them were made, accepted, wait, were refused."""

    key: str
    title: str
    records: int
    made: int
    accepted: int
    waiting: int
    refused: int
    first_pass: Decimal | None

    @property
    def missing(self) -> int:
        """Records of which no message was made."""
        return max(0, self.records - self.made)


def digest_of(data: dict[str, Any]) -> str:
    """Return the digest of a message's content."""
    return str(sm3(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()))


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1")) if whole else None


def lines(bureau_id: int) -> list[Line]:
    """Return one line an interface. A record counts once, however often it changed and was sent again."""
    rows: Any = Message.objects.filter(bureau_id=bureau_id, life="live").values("subject")
    found = {
        r["subject"]: r
        for r in rows.annotate(
            made=Count("subject_ref", distinct=True),
            accepted=Count("subject_ref", filter=Q(step=Step.ACCEPTED), distinct=True),
            waiting=Count("subject_ref", filter=Q(step__in=(Step.WAITING, Step.FAILED)), distinct=True),
            refused=Count("subject_ref", filter=Q(step=Step.REFUSED), distinct=True), n=Count("id"),
            passed=Count("id", filter=Q(first_pass=True)),
        )
    }  # fmt: skip
    out = []
    for i in interfaces.INTERFACES:
        got = found.get(i.key, {})
        records = i.rows(bureau_id).count() if i.rows else 0
        out.append(
            Line(i.key, i.title, records, got.get("made", 0), got.get("accepted", 0), got.get("waiting", 0),
                 got.get("refused", 0), _percent(got.get("passed", 0), got.get("n", 0)))
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
    return Found(len(records), same, changed, missing)
