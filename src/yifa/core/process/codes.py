"""The codes printed on papers that come back (回传编号), typed, scanned as a QR code, or read off a file's name.

``SP-0001-00000001-0``: what it is (SP 审批单, FG 法律意见; modules have their own), bureau, number, check digit.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from yifa.papers.writers.qr import svg_path

__all__ = ["KINDS", "code", "drawn", "in_name", "read"]

#: Kind of code → the register of its record; modules add their own.
KINDS = {"SP": "core_process.instance", "FG": "core_process.counsel_link"}
_SHAPE = re.compile(r"([A-Z]{2})-([0-9]{4})-([0-9]{8})-([0-9])", re.IGNORECASE)


def _check(digits: str) -> int:
    return (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))) % 10


def code(kind: str, obj: Any) -> str:
    """Return the code of a record, with its check digit."""
    digits = f"{obj.bureau_id:04d}{obj.pk:08d}"
    return f"{kind}-{digits[:4]}-{digits[4:]}-{_check(digits)}"


def drawn(text: str) -> dict[str, Any]:
    """Return what ``process/code.html`` draws: the code, its QR code as a path, and the side of that."""
    path, side = svg_path(text)
    return {"text": text, "path": path, "side": side}


def read(text: str, kinds: Collection[str] = KINDS) -> tuple[str, int] | None:
    """Return (kind, number) of a code as typed; None if it was misread or is of another kind."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None or shape[1].upper() not in kinds or _check(shape[2] + shape[3]) != int(shape[4]):
        return None
    return shape[1].upper(), int(shape[3])


def in_name(name: str) -> str:
    """Return the code in the name a scanner gave a file (empty: none)."""
    return next((s[0].upper() for s in _SHAPE.finditer(name) if s[1].upper() in KINDS), "")
