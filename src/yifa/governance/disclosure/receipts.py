"""Receipt numbers (回执号): what an applicant holds to see where a request or an application to correct stands;
nobody else can guess it.

The last part is derived from the instance's own secret key, so it is kept nowhere and can be printed again.
"""

from __future__ import annotations

import base64
import secrets
from typing import Any

from django.utils.crypto import salted_hmac

from yifa.governance.disclosure.models import DataCorrection, Request
from yifa.kernel.record import Life

_SALT, _LENGTH = "yifa.governance.disclosure.receipt", 10


def _tail(request: Request | DataCorrection) -> str:
    said = f"{request.bureau_id}:{request.pk}:{request.number}"
    digest = salted_hmac(_SALT, said, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_LENGTH]


def receipt_of(request: Request | DataCorrection) -> str:
    """Return the receipt number: the application's number and a secret tail of ten letters."""
    return f"{request.number}-{_tail(request)}"


def find(bureau_id: int, receipt: str) -> Request | DataCorrection | None:
    """Return what a receipt number stands for; None where anything of it is wrong."""
    number, _, tail = receipt.strip().upper().rpartition("-")
    model: Any = DataCorrection if number.startswith("GZ") else Request
    rows: Any = model.objects.filter(bureau_id=bureau_id, number__iexact=number, life=Life.LIVE)
    for request in rows.order_by("-pk")[:5] if number else ():
        if secrets.compare_digest(_tail(request).encode(), tail.encode()):
            return request
    return None
