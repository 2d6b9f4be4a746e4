"""Seals (加封): the head of the chain at a moment, in the database and in a file outside it.

Made at least daily, at sign-off and at every export. The file is small enough to be printed; give copies to
those who would notice. A seal made inside a transaction would state entries that may still be rolled back:
use ``after_commit`` there.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yifa.kernel import db
from yifa.kernel.ledger.models import Entry, Head, Seal

KIND = "yifa-seal"


class SealError(Exception):
    """A seal that cannot be read or made; the message is Chinese."""


def folder() -> Path:
    """Return the folder of the outside copies."""
    return Path(settings.HOME) / "seals"


def read(path: Path) -> dict[str, Any]:
    """Return a seal file's content; SealError where it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["kind"] != KIND or not isinstance(data["seq"], int) or len(data["hash"]) != 64:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SealError(f"“{path}”不是加封文件，或已损坏。") from error
    return dict(data)


def seal(why: str, now: datetime) -> Seal | None:
    """Seal the head; return None where the ledger is still empty."""
    with db.write_transaction():
        head = db.locked(Head.objects.filter(pk=1)).first()
        if head is None or not head.seq:
            return None
        at = now.astimezone(UTC)
        first = Entry.objects.filter(pk=1).values_list("hash", flat=True).first() or ""
        name = f"{at:%Y%m%dT%H%M%S%f}-{head.seq}.json"
        content = {
            "kind": KIND, "seq": head.seq, "hash": head.hash, "first": first,
            "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "why": why,
        }  # fmt: skip
        _write(folder() / name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        return Seal.objects.create(seq=head.seq, hash=head.hash, at=now, why=why[:120], file=name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def after_commit(why: str, now: datetime) -> None:
    """Seal once the running transaction is on disk (at once where none is running), unless the head has its seal."""

    def make() -> None:
        last = Seal.objects.order_by("-id").values_list("seq", flat=True).first()
        if last is None or last != Head.objects.filter(pk=1).values_list("seq", flat=True).first():
            seal(why, now)

    transaction.on_commit(make)


def with_action(ctx: Any, why: str) -> None:
    """Seal when the running Action is on disk. What a command enters (demo, founding), the command itself seals."""
    if ctx.channel != "cli":
        after_commit(why, ctx.now)


def daily(now: datetime) -> Seal | None:
    """Seal once a day; called by the worker. None where today's seal exists or nothing was added since the last."""
    last = Seal.objects.order_by("-id").first()
    if last is not None:
        head = Head.objects.filter(pk=1).first()
        if timezone.localdate(last.at) >= timezone.localdate(now) or (head and head.seq == last.seq):
            return None
    return seal("每日加封", now)


def text_of(data: dict[str, Any]) -> str:
    """Return a seal as one Chinese line."""
    return f"加封（第{data['seq']:,}条，{data.get('at', '')[:10]}，{data.get('why') or '事由未写'}）"
