"""Files a page hands out to be kept: what they are follows from the ending of their name."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yifa.kernel.files.sniff import KINDS

#: Ending → content type: what may come in, and what only goes out.
TYPES = {name: kind for names, kind, _ in KINDS.values() for name in names} | {
    "bpmn": "application/xml; charset=utf-8", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8",
    "json": "application/json", "md": "text/markdown; charset=utf-8", "ofd": "application/ofd",
    "sarif": "application/sarif+json",
}  # fmt: skip


def attached(data: bytes | str, name: str) -> HttpResponse:
    """Return bytes to be kept under a name; no shared cache keeps them."""
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return named(HttpResponse(data, content_type=kind), name)


def named(answer: Any, name: str) -> Any:
    """Give an answer the name under which it is kept."""
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
