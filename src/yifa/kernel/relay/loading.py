"""The outer side's two works: take a package of cards in (装入), make a package of posts (出来件包).

Each is one transaction with one file written beforehand; stopped anywhere, it is done again from the start.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.core.files import locks
from django.db import transaction

from yifa.kernel import db
from yifa.kernel.relay import outside, package
from yifa.kernel.relay.models import Partner, StoredCard, StoredPost
from yifa.kernel.relay.package import IN, OUT, PackageError

#: What one package of posts carries at most.
POSTS, BYTES = 200, 128 << 20
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Loaded:
    """What a package brought."""

    number: int
    cards: int
    gone: int
    files: int
    cleared: int


def partner_of(source: IO[bytes] | Path) -> Partner:
    """Return the bureau a package names; nothing of it is believed before the signature is checked."""
    code = package.claimed(source)
    found = Partner.objects.filter(code=code).first()
    if found is None:
        raise PackageError("本机没有和这个机关配对。先运行 yifa outer pair。")
    return found


def load(source: IO[bytes] | Path, found: Partner) -> Loaded:
    """Take a package of the inner side in, whole or not at all; PackageError says why not."""
    outside.folder().mkdir(parents=True, exist_ok=True)
    with open(outside.folder() / "loading.lock", "w") as turn:  # one at a time: files without a card are removed
        locks.lock(turn, locks.LOCK_EX)
        return _load(source, found)


def _load(source: IO[bytes] | Path, found: Partner) -> Loaded:
    with package.opened(source, OUT, found.key, pairing=found.pairing, bureau=found.code) as opened:
        manifest = opened.manifest
        package.follows(manifest, found.loaded, found.loaded_digest)
        opened.check()
        lines = list(_lines(opened.read(package.CARDS))) if package.CARDS in manifest.members else []
        files = [name for name in manifest.members if name.startswith("files/")]
        for name in files:
            _keep_file(opened, name)
        present = {f["sha256"] for line in lines for f in line.get("files", ())}
        if lost := [sha for sha in present if not outside.path_of(sha).is_file()]:
            raise PackageError(f"出包缺 {len(lost)} 个文件，整包拒收。", manifest.number)
        taken = int(manifest.said.get("taken", 0))
        with transaction.atomic():
            found = db.locked(Partner.objects.filter(pk=found.pk)).get()
            package.follows(manifest, found.loaded, found.loaded_digest)
            if manifest.said.get("whole"):
                StoredCard.objects.filter(bureau=found.code).delete()
            gone = _apply(found.code, lines)
            posts = StoredPost.objects.filter(bureau=found.code, package__gt=0, package__lte=taken)
            cleared, _ = posts.delete()
            found.loaded, found.loaded_digest, found.as_of = manifest.number, manifest.digest, manifest.made_at
            found.name, found.about = str(manifest.said.get("name") or found.name)[:120], manifest.said.get("about", {})
            found.save()
    _tidy(found.code, taken)
    return Loaded(manifest.number, len(lines) - gone, gone, len(files), cleared)


def _lines(body: bytes) -> Iterator[dict[str, Any]]:
    for raw in body.decode("utf-8").splitlines():
        line = json.loads(raw)
        for entry in line.get("files", ()):
            if not _SHA.fullmatch(entry["sha256"]):
                raise PackageError("出包的卡片读不懂，整包拒收。")
        yield line


def _apply(code: str, lines: list[dict[str, Any]]) -> int:
    """Write cards and take back those that are gone; return how many are gone."""
    gone = 0
    for start in range(0, len(lines), 500):
        part = lines[start : start + 500]
        for outlet in {line["outlet"] for line in part}:
            keys = [line["key"] for line in part if line["outlet"] == outlet]
            StoredCard.objects.filter(bureau=code, outlet=outlet, key__in=keys).delete()
        fresh = [line for line in part if not line.get("gone")]
        gone += len(part) - len(fresh)
        StoredCard.objects.bulk_create(
            StoredCard(
                bureau=code, outlet=line["outlet"], key=line["key"], who=line.get("who", ""),
                sort=line.get("sort", ""), words=line.get("words", ""), data=line["data"], files=line.get("files", []),
            )
            for line in fresh
        )  # fmt: skip
    return gone


def _keep_file(opened: package.Opened, name: str) -> None:
    """Put a file of a card where its digest says; there already: nothing to do."""
    sha = name.removeprefix("files/")
    target = outside.path_of(sha)
    if target.is_file():
        return
    digest = hashlib.sha256()

    def pour(out: IO[bytes]) -> str:
        for block in opened.blocks(name):
            digest.update(block)
            out.write(block)
        if digest.hexdigest() != sha:
            raise PackageError("出包里的文件和它的名称对不上，整包拒收。", opened.manifest.number)
        return sha

    package.put(target, pour)


def _tidy(code: str, taken: int) -> None:
    """Remove files no card names any more, and packages of posts that are acknowledged."""
    named = {
        e["sha256"] for files in StoredCard.objects.exclude(files=[]).values_list("files", flat=True) for e in files
    }
    for path in (outside.folder() / "files").glob("*"):
        if path.name not in named:
            path.unlink(missing_ok=True)
    for path in _folder(code).glob("in-*.zip"):
        if int(path.name.split("-")[1]) <= taken:
            path.unlink(missing_ok=True)


def _folder(code: str) -> Path:
    """Where packages of posts wait to be fetched."""
    return outside.folder() / "packages" / code


def post(found: Partner, now: datetime) -> Path | None:
    """Make the next package of what waits to be fetched; None where nothing does."""
    waiting = StoredPost.objects.filter(bureau=found.code, package=0).order_by("pk")
    chosen: list[int] = []
    size = 0
    for pk, one in waiting.values_list("pk", "size")[:POSTS]:
        if chosen and size + one > BYTES:
            break
        chosen.append(pk)
        size += one
    if not chosen:
        return None
    rows = list(waiting.filter(pk__in=chosen))
    number = found.posted + 1
    meta = [{"key": r.key, "outlet": r.outlet, "at": r.at.astimezone(UTC).isoformat(), "who": r.who} for r in rows]
    members: package.Members = {f"posts/{r.key}": bytes(r.body) for r in rows}

    def make(out: IO[bytes]) -> str:
        return package.write(
            out, IN, pairing=found.pairing, bureau=found.code, number=number, previous=found.posted_digest, now=now,
            members=members, posts=meta, loaded=found.loaded,
        )  # fmt: skip

    part = _folder(found.code) / f"making-{os.getpid()}-{number}.zip"
    digest = package.put(part, make)
    with transaction.atomic():
        locked = db.locked(Partner.objects.filter(pk=found.pk)).get()
        mine = StoredPost.objects.filter(pk__in=chosen, package=0)
        if locked.posted != found.posted or locked.pairing != found.pairing or mine.update(package=number) != len(rows):
            part.unlink(missing_ok=True)
            raise PackageError("刚才有人在做同一个来件包，再做一次。")
        part.replace(_path(found.code, number, digest))
        Partner.objects.filter(pk=found.pk).update(posted=number, posted_digest=digest)
    return _path(found.code, number, digest)


def _path(code: str, number: int, digest: str) -> Path:
    return _folder(code) / f"in-{number:06d}-{digest[:12]}.zip"


def kept(found: Partner, number: int) -> Path | None:
    """Return a package of posts that was made before and is not yet acknowledged."""
    rows = [p for p in _folder(found.code).glob(f"in-{number:06d}-*.zip") if number <= found.posted]
    if number == found.posted:
        rows = [p for p in rows if p == _path(found.code, number, found.posted_digest)]
    return max(rows, key=lambda p: p.stat().st_mtime) if rows else None


def waiting(found: Partner) -> tuple[int, int]:
    """Return how many posts wait to be put into a package, and how many are in one that is not acknowledged."""
    rows = StoredPost.objects.filter(bureau=found.code)
    return rows.filter(package=0).count(), rows.exclude(package=0).count()
