"""Uploaded files wait under ``YIFA_HOME/uploads``, named by their content, and expire.

Beside each lies a note of who brought it: only the same person of the same bureau comes back to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings

KEPT_DAYS = 7
_SHA = re.compile(r"^[0-9a-f]{64}$")


def folder() -> Path:
    """Return the folder of uploads."""
    return Path(settings.HOME) / "uploads"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise


def store(data: bytes) -> str:
    """Keep an upload; return its SHA-256."""
    sha = hashlib.sha256(data).hexdigest()
    path = folder() / sha[:2] / sha
    if path.exists():
        os.utime(path)
    else:
        _write(path, data)
    return sha


def fetch(sha: str) -> bytes | None:
    """Return an upload, or None when it has expired."""
    if not _SHA.match(sha):
        return None
    path = folder() / sha[:2] / sha
    return path.read_bytes() if path.is_file() else None


def _note(sha: str, bureau: int, user: int, resource: str) -> Path:
    name = hashlib.sha256(f"{bureau}|{user}|{resource}".encode()).hexdigest()[:16]
    return folder() / sha[:2] / f"{sha}.{name}.json"


def remember(sha: str, bureau: int, user: int, resource: str, **said: Any) -> dict[str, Any]:
    """Keep what a person chose for an upload; return all of it."""
    note = {**(recall(sha, bureau, user, resource) or {}), **said}
    _write(_note(sha, bureau, user, resource), json.dumps(note, ensure_ascii=False).encode())
    return note


def recall(sha: str, bureau: int, user: int, resource: str) -> dict[str, Any] | None:
    """Return what a person chose for an upload; None if they never brought it."""
    if not _SHA.match(sha):
        return None
    path = _note(sha, bureau, user, resource)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def clean_name(name: str) -> str:
    """Return a file name without path and control signs."""
    return "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[:200] or "文件"


def expire(now: datetime) -> int:
    """Remove uploads older than a week that no unfinished import needs; return how many files went."""
    from yifa.kernel.imports.models import ImportRecord

    waiting = ImportRecord.objects.filter(state__in=("checked", "running")).values_list("file_sha256", flat=True)
    held, removed = set(waiting), 0
    limit = now.timestamp() - KEPT_DAYS * 86400
    for path in folder().glob("*/*"):
        if path.name.split(".")[0] not in held and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
