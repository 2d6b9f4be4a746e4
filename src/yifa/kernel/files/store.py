"""Content-addressed storage under YIFA_HOME/files: one copy per SHA-256."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from yifa.kernel.files.models import StoredFile
from yifa.kernel.files.sniff import FileRefused, Sniffed, sniff
from yifa.lawkit import params

#: Characters kept for preview, and how much of a document is looked at for them.
_TEXT, _MOST_XML = 20_000, 8 << 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def folder() -> Path:
    """Return where files lie."""
    return Path(settings.HOME) / "files"


def path_of(sha256: str) -> Path:
    """Return the path of a stored content."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def limit(day: date) -> int:
    """Return the largest file in bytes (a parameter of the bureau)."""
    return int(params.get_param("files.most_mb", day).value) << 20


def examine(file: Any, day: date) -> Sniffed:
    """Check size and kind of an upload; raise FileRefused."""
    most = limit(day)
    if file.size > most:
        raise FileRefused(f"文件 {file.size / (1 << 20):.1f} MB，超过 {most >> 20} MB 的上限。压缩或拆分后再传。")
    return sniff(file, file.name or "", file.size)


def keep(work: Any, file: Any, now: datetime) -> StoredFile:
    """Store an upload inside a running Action and return its row; the same content is kept once."""
    found = examine(file, work.day)
    digest, size = _digest(file)
    known = StoredFile.objects.filter(sha256=digest).first()
    target = path_of(digest)
    if not target.exists():
        _write(file, target)
    if known is not None:
        return known
    text = _docx_text(target) if found.kind == "docx" else _plain_text(target) if found.kind == "text" else ""
    made: StoredFile = work.create(StoredFile(sha256=digest, size=size, kind=found.kind, text=text, stored_at=now))
    return made


def _digest(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _write(file: IO[bytes], target: Path) -> None:
    """Write to a neighbour, sync, then rename: a half file never bears a digest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    file.seek(0)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            while chunk := file.read(1 << 20):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def sweep(now: datetime) -> int:
    """Remove what was being written a day ago: its process is gone. Return how many."""
    old = [p for p in folder().glob("*/*/*.part") if p.stat().st_mtime < now.timestamp() - 86400]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _docx_text(path: Path) -> str:
    """Return the beginning of the running text of a docx for preview, read no further than that and as it can be."""
    from lxml import etree

    found, length = [], 0
    try:
        with zipfile.ZipFile(path) as package, package.open("word/document.xml") as part:
            begin = io.BytesIO(part.read(_MOST_XML))
        for _, paragraph in etree.iterparse(
            begin, tag=_W + "p", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            line = "".join(t.text or "" for t in paragraph.iter(_W + "t"))
            if line.strip():
                found.append(line)
                length += len(line) + 1
            if length > _TEXT:
                break
            paragraph.clear()
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError,
            NotImplementedError, RuntimeError):  # fmt: skip
        pass
    return "\n".join(found)[:_TEXT]


def _plain_text(path: Path) -> str:
    raw = path.read_bytes()[: _TEXT * 4]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)[:_TEXT]
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")[:_TEXT]


def put(data: bytes) -> str:
    """Keep a content that is nobody's evidence (a draft to be looked through); return its SHA-256."""
    digest, _ = _digest(io.BytesIO(data))
    target = path_of(digest)
    if not target.exists():
        _write(io.BytesIO(data), target)
    return digest


def get(sha256: str) -> bytes | None:
    """Return a content, None where it is not kept (any more)."""
    path = path_of(sha256)
    return path.read_bytes() if len(sha256) == 64 and path.is_file() else None


def drop(sha256: str) -> None:
    """Remove a content kept by ``put``; what is anybody's evidence stays."""
    if len(sha256) == 64 and not StoredFile.objects.filter(sha256=sha256).exists():
        path_of(sha256).unlink(missing_ok=True)
