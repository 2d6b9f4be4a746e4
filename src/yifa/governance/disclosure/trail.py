"""What was corrected in a published item since, as the public may know it: the day and what, never who or why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yifa.governance.disclosure.package import FIELDS, label
from yifa.kernel.ledger.models import Entry

#: How many corrections a page tells.
MOST = 20


@dataclass(frozen=True)
class Correction:
    """One correction: when, and which parts of the header block or text."""

    at: datetime
    what: str


def of(item: Any) -> list[Correction]:
    """Return the corrections of an item since it was published, newest first."""
    rows = Entry.objects.filter(resource="disclosure.item", object_ref=item.pk, action="disclosure.item.correct")
    out = []
    for entry in rows.order_by("-seq")[:MOST]:
        changed = json.loads(entry.text).get("changes", {})
        names = [label(name) for name in FIELDS if name in changed]
        if names:
            out.append(Correction(entry.at, "、".join(names)))
    return out


def corrected(bureau_id: int) -> set[int]:
    """Return the items of a bureau that were ever corrected."""
    rows = Entry.objects.filter(bureau_ref=bureau_id, resource="disclosure.item", action="disclosure.item.correct")
    return set(rows.values_list("object_ref", flat=True))
