"""Append to the ledger: canonical text, SM3 chain, digests of row states.

SM3 is GB/T 32905-2016. The bytes hashed are the bytes stored.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models

from yifa.kernel import db
from yifa.kernel.ledger.models import Entry, Head, Salt

GENESIS = "0" * 64


def sm3(data: bytes) -> str:
    """Return the SM3 digest in hex."""
    return hashlib.new("sm3", data).hexdigest()


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


#: Fields whose stored value may not be the text it was given as ("5", "2025-1-2").
_TYPED = (models.IntegerField, models.BooleanField, models.DateField, models.TimeField, models.ForeignKey)


def plain(model_field: models.Field[Any, Any], value: Any) -> Any:
    """Return a field value as JSON that is the same before and after the database."""
    if value is None:
        return None
    if isinstance(model_field, models.DecimalField):
        return str(Decimal(value).quantize(Decimal(1).scaleb(-model_field.decimal_places)))
    if isinstance(value, models.Choices):
        value = value.value
    if isinstance(value, str | float | Decimal) and isinstance(model_field, _TYPED):
        value = model_field.to_python(value)
    if isinstance(value, datetime):
        if isinstance(model_field, models.DateField) and not isinstance(model_field, models.DateTimeField):
            return model_field.to_python(value).isoformat()
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def row_values(obj: models.Model) -> dict[str, Any]:
    """Return every stored column of a row as plain JSON values, by attname."""
    return {f.attname: plain(f, getattr(obj, f.attname)) for f in obj._meta.concrete_fields}


@dataclass
class Draft:
    """An entry about to be appended. ``changes`` maps field → [old, new]."""

    action: str
    label: str
    resource: str
    pk: int
    bureau: int | None
    changes: dict[str, list[Any]]
    state: str
    happened_on: date | None = None
    proves: tuple[date, date] | None = None
    rules: Sequence[str] = ()
    files: Sequence[str] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Actor:
    """Who acted, as printed at the time; no foreign key, so that the text outlives the account."""

    id: int | None
    name: str
    post: str = ""
    acting_for: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Tracking:
    """What of a table the ledger keeps: under which key, which columns, which of them only as salted digests."""

    key: str
    personal: frozenset[str]
    skip: frozenset[str]

    def kept(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the columns the ledger keeps (untracked ones left out)."""
        return {k: v for k, v in values.items() if k not in self.skip} if self.skip else values

    def shown(self, values: dict[str, Any], salt: str) -> dict[str, Any]:
        """Return the kept columns as the ledger shows them: personal ones hidden."""
        kept = self.kept(values)
        return hide(kept, self.personal, salt) if self.personal else kept


def tracking(model: type[models.Model], resource: Any | None) -> Tracking:
    """Return how a table is kept; ``resource`` is its Resource, or None."""
    if resource is None:
        return Tracking(model._meta.label_lower, frozenset(), frozenset())
    return Tracking(resource.key, frozenset(resource.personal_columns()), frozenset(resource.untracked))


def salt_of(resource: str, pk: int) -> str:
    """Return the record's salt, made at first use."""
    row, _ = Salt.objects.get_or_create(resource=resource, object_ref=pk, defaults={"salt": secrets.token_hex(16)})
    return row.salt


def hide(values: dict[str, Any], personal: Set[str], salt: str) -> dict[str, Any]:
    """Return values with personal fields as salted digests."""
    return {
        k: ({"sm3": sm3(f"{salt}|{k}|{v}".encode())} if k in personal and v not in (None, "") else v)
        for k, v in values.items()
    }


def is_empty(value: Any) -> bool:
    """Whether a column holds nothing: no value, no text, no item, not set."""
    return value is None or value is False or value in ("", [], {})


def state_digest(values: dict[str, Any]) -> str:
    """Return the digest of a row's whole state (personal fields already hidden).

    A column that holds nothing is left out: one that a later version adds does not change what was booked.
    """
    return sm3(canonical({k: v for k, v in values.items() if not is_empty(v)}).encode())


def head() -> str:
    """Return the hash of the last entry: while it is the same, no Action has changed a record."""
    return Head.objects.values_list("hash", flat=True).first() or GENESIS


def append(drafts: Sequence[Draft], *, actor: Actor, now: datetime, reason: str = "", act_id: str = "") -> list[Entry]:
    """Append entries in the running transaction and return them.

    The head row is locked, so numbers have no gap and the chain has one order.
    """
    head = db.read_locked(Head, 1, "seq", "hash")
    if head is None:
        Head.objects.create(pk=1, seq=0, hash=GENESIS)
        head = (0, GENESIS)
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    who = {"id": actor.id, "name": actor.name, "post": actor.post, "for": actor.acting_for, "via": actor.channel}
    entries: list[Entry] = []
    seq, last = head
    for d in drafts:
        seq += 1
        body: dict[str, Any] = {
            "seq": seq,
            "at": at,
            "who": who,
            "act": d.action,
            "label": d.label,
            "res": d.resource,
            "pk": d.pk,
            "bureau": d.bureau,
            "changes": d.changes,
            "state": d.state,
            "id": act_id,
        }
        if d.happened_on:
            body["on"] = d.happened_on.isoformat()
        if d.proves:
            body["proves"] = [day.isoformat() for day in d.proves]
        if d.rules:
            body["rules"] = list(d.rules)
        if d.files:
            body["files"] = list(d.files)
        if reason:
            body["why"] = reason
        if d.extra:
            body["more"] = d.extra
        text = canonical(body)
        last = sm3((last + text).encode())
        entries.append(
            Entry(
                seq=seq, at=now, bureau_ref=d.bureau, resource=d.resource, object_ref=d.pk, action=d.action,
                text=text, hash=last,
            )
        )  # fmt: skip
    db.insert(entries)
    db.update(Head, {"id": 1}, {"seq": seq, "hash": last})
    return entries
