"""Export a slice of the ledger as JSON lines with its head, checkable by ``check_export.py`` alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from yifa.kernel import db
from yifa.kernel.ledger.chain import GENESIS
from yifa.kernel.ledger.models import Entry, Head


def lines(now: datetime, first: int = 1, last: int | None = None) -> Iterator[str]:
    """Yield the lines of the entries from ``first`` to ``last`` (default: the head)."""
    with db.read_snapshot():
        head = Head.objects.filter(pk=1).first()
        end = min(last, head.seq) if last and head else head.seq if head else 0
        prev = GENESIS
        if first > 1:
            prev = Entry.objects.values_list("hash", flat=True).get(pk=first - 1)
        about = {"kind": "yifa-ledger", "from": first, "to": end, "prev": prev,
                 "at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "hash": "sm3(prev + text)"}  # fmt: skip
        yield json.dumps(about, ensure_ascii=False)
        rows = Entry.objects.filter(pk__gte=first, pk__lte=end).order_by("pk").values_list("seq", "text", "hash")
        seq, digest = first - 1, prev
        for seq, text, digest in rows.iterator(chunk_size=2000):
            yield json.dumps({"seq": seq, "text": text, "hash": digest}, ensure_ascii=False)
        yield json.dumps({"head": {"seq": seq, "hash": digest}})
