"""The one-time link for a counsel or expert: 128 random bits, hashed at rest, one matter, expiring."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from yifa.core.process.links import key_of
from yifa.core.process.models import CounselLink
from yifa.kernel.action import Work
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit import params


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(work: Work, obj: Any, name: str, organisation: str, question: str) -> tuple[CounselLink, str]:
    """Make a link to one record; return it and the token, which is nowhere kept."""
    token = secrets.token_urlsafe(16)
    days = int(params.get_param("link.expires_days", work.day).value)
    link = CounselLink(
        bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=work.day, title=str(obj)[:240], resource=key_of(obj),
        object_ref=obj.pk, counsel=name, organisation=organisation, question=question, token_hash=token_hash(token),
        expires_at=work.ctx.now + timedelta(days=days),
    )  # fmt: skip
    return work.create(link), token


def find(token: str) -> CounselLink | None:
    """Return the link of a token."""
    return CounselLink.objects.filter(token_hash=token_hash(token), life=Life.LIVE).first()


def closed(link: CounselLink, now: datetime) -> str:
    """Return why a link opens nothing (empty: it is open)."""
    if link.revoked or link.life != Life.LIVE:
        return "链接已收回。"
    if link.answered_on:
        return "意见已出具，链接用过即失效。"
    if now >= link.expires_at:
        return "链接已过期。请联系发链接的处室。"
    return ""


def scope_of_link(link: CounselLink) -> Scope:
    """Return the scope of whoever holds the link: this bureau, no unit, no account."""
    return Scope(
        user_id=None, bureau_id=link.bureau_id, roles=frozenset({"counsel"}), unit_ids=frozenset(), name=link.counsel,
        post=link.organisation or "外聘法律顾问", extra={"link": link.pk},
    )  # fmt: skip
