"""Receipt numbers (回执号): what an applicant holds to see where a request or an application to correct stands;
nobody else can guess it.

The last part is derived from the instance's own secret key, so it is kept nowhere and can be printed again.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

from django.utils.crypto import salted_hmac

from yifa.governance.disclosure.models import DataCorrection, Request
from yifa.kernel.record import Life
from yifa.kernel.relay import secret_digest
from yifa.kernel.relay.models import Taken

WRONG = "没有这个回执号。照回执上的字母和数字再输一遍，形如 YSQ2026001-ABCDEFGHIJ 或 WS-ABCDEFGHIJKL。"
_SALT, _LENGTH, _OUTER = "yifa.governance.disclosure.receipt", 10, "WS"


def _tail(request: Request | DataCorrection) -> str:
    said = f"{request.bureau_id}:{request.pk}:{request.number}"
    digest = salted_hmac(_SALT, said, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_LENGTH]


def receipt_of(request: Request | DataCorrection) -> str:
    """Return the receipt number: the application's number and a secret tail of ten letters."""
    return f"{request.number}-{_tail(request)}"


def outside(key: str) -> str:
    """Return the receipt number of what was handed in on the outer side: known at once, made of the post's own key."""
    digest = hashlib.sha256(f"{_SALT}|{key}".encode()).digest()
    return f"{_OUTER}-{base64.b32encode(digest).decode()[:12]}"


def all_of(request: Request | DataCorrection) -> list[str]:
    """Return every receipt number of an application: its own, and those given outside."""
    return [receipt_of(request), *(outside(post.key) for post in _posts(request.bureau_id, type(request), request.pk))]


def _posts(bureau_id: int, model: Any, pk: int) -> Any:
    key = "disclosure.data_correction" if model is DataCorrection else "disclosure.request"
    return Taken.objects.filter(bureau_id=bureau_id, resource=key, object_ref=pk).order_by("pk")


def find(bureau_id: int, receipt: str) -> Request | DataCorrection | None:
    """Return what a receipt number stands for; None where anything of it is wrong."""
    receipt = receipt.strip().upper()
    if receipt.startswith(f"{_OUTER}-"):
        return _handed_in_outside(bureau_id, receipt)
    number, _, tail = receipt.rpartition("-")
    model: Any = DataCorrection if number.startswith("GZ") else Request
    rows: Any = model.objects.filter(bureau_id=bureau_id, number__iexact=number, life=Life.LIVE)
    for request in rows.order_by("-pk")[:5] if number else ():
        if secrets.compare_digest(_tail(request).encode(), tail.encode()):
            return request
    return None


def _handed_in_outside(bureau_id: int, receipt: str) -> Request | DataCorrection | None:
    post = Taken.objects.filter(bureau_id=bureau_id, who=secret_digest(receipt)).first()
    model: Any = {"disclosure.request": Request, "disclosure.data_correction": DataCorrection}.get(
        post.resource if post else ""
    )
    rows = model.objects.filter(bureau_id=bureau_id, pk=post.object_ref, life=Life.LIVE) if model and post else None
    found: Request | DataCorrection | None = rows.first() if rows is not None else None
    return found
