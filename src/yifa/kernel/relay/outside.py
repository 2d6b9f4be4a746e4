"""The outer side for an outlet's pages: read cards, hand in posts, see what became of them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest

from yifa.kernel import clockwork
from yifa.kernel.relay import sealing, secret_digest
from yifa.kernel.relay.models import Partner, StoredCard, StoredPost

#: What may wait outside for one bureau, in posts and in bytes; more is answered with “later”, never half kept.
MOST_POSTS, MOST_BYTES = 5000, 2 << 30
KEY = re.compile(r"[0-9a-f]{32}")


class Full(Exception):
    """Too much waits to be fetched; the message is Chinese."""


def is_outer() -> bool:
    """Whether this process serves the outer side."""
    return bool(settings.YIFA_SIDE == "outer")


def partner(code: str) -> Partner:
    """Return a bureau this instance serves; 404 for any other."""
    found = Partner.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def codes() -> list[str]:
    """Return the bureaus this instance serves."""
    return list(Partner.objects.order_by("code").values_list("code", flat=True))


def dress(request: HttpRequest, code: str, home: str) -> Partner:
    """Return the bureau and put its name into the page around the content (``home``: where the brand leads)."""
    found = partner(code)
    request.shell_extra = {  # type: ignore[attr-defined]
        "bureau": found.name, "home_url": home, "demo": bool(found.about.get("demo")), "user": None, "nav": [],
        "dock": [],
    }  # fmt: skip
    return found


def cards(code: str, outlet: str, who: str = "") -> Any:
    """Return the cards of an outlet that everybody sees (``who`` empty) or that one secret's digest opens."""
    return StoredCard.objects.filter(bureau=code, outlet=outlet, who=who).order_by("-sort", "-id")


def card(code: str, outlet: str, key: str, who: str = "") -> StoredCard | None:
    """Return one card."""
    return cards(code, outlet, who).filter(key=key).first()


def folder() -> Path:
    """Return where the files of cards and the packages lie outside."""
    return Path(settings.HOME) / "outer"


def path_of(sha256: str) -> Path:
    """Return where a file of a card lies."""
    return folder() / "files" / sha256


def file_of(found: StoredCard, sha256: str) -> Path | None:
    """Return the path of a file that a card names, None where it names none such or it is gone."""
    named = any(entry["sha256"] == sha256 for entry in found.files)
    return path_of(sha256) if named and path_of(sha256).is_file() else None


def hand_in(
    outlet: str, code: str, data: dict[str, Any], files: Iterable[tuple[str, Any]], key: str, secret: str = ""
) -> StoredPost:
    """Keep one form, sealed to the inner instance; the same key twice: the first stands.

    data: fields as typed (JSON); files: (field, upload); key: 32 hex digits made when the form was shown;
    secret: what the person holds to see what became of it (a receipt number, a link's secret). Raises Full.
    """
    if not KEY.fullmatch(key):
        raise ValueError(key)
    if known := StoredPost.objects.filter(key=key, bureau=code, outlet=outlet).first():
        return known
    bureau = partner(code)
    waiting = StoredPost.objects.filter(bureau=code)
    if waiting.count() >= MOST_POSTS or sum(waiting.values_list("size", flat=True)) >= MOST_BYTES:
        raise Full("等待本机关收取的材料太多，暂时不能提交。稍后再试，或者到窗口、邮寄提交。")
    body = sealing.seal(_packed(data, files), bureau.seal, about(code, outlet, key))
    try:
        with transaction.atomic():
            return StoredPost.objects.create(
                key=key, bureau=code, outlet=outlet, at=clockwork.now(), body=body, size=len(body),
                who=secret_digest(secret) if secret else "",
            )  # fmt: skip
    except IntegrityError:  # the second click of the same form, at the same moment
        return StoredPost.objects.get(key=key)


def about(code: str, outlet: str, key: str) -> str:
    """Return what is bound to a sealed body: whose it is, so that none is passed off as another's."""
    return f"yifa-relay/1|{code}|{outlet}|{key}"


def _packed(data: dict[str, Any], files: Iterable[tuple[str, Any]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        named = []
        for number, (field, upload) in enumerate(files):
            upload.seek(0)
            book.writestr(f"files/{number}", upload.read())
            named.append({"field": field, "name": str(upload.name or "")[:255]})
        book.writestr("data.json", json.dumps({"data": data, "files": named}, ensure_ascii=False))
    return out.getvalue()


def waiting(code: str, outlet: str, secret: str) -> StoredPost | None:
    """Return what was handed in under a secret and is not yet acknowledged by the inner instance."""
    return StoredPost.objects.filter(bureau=code, outlet=outlet, who=secret_digest(secret)).first()


def outcome(code: str, key: str = "", secret: str = "") -> dict[str, Any] | None:
    """Return what became of a post, by its key or by its secret: done, words, data, key; None while not known."""
    rows = StoredCard.objects.filter(bureau=code, outlet="")
    found = (rows.filter(key=f"post:{key}") if key else rows.filter(who=secret_digest(secret))).first()
    return dict(found.data) if found else None


def new_key(*parts: str) -> str:
    """Return a post's key made of the form's own key and what was typed: the same twice is one, changed is another."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
