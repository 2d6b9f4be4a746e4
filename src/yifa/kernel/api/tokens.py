"""Make and read tokens."""

from __future__ import annotations

import secrets
from datetime import date

from django.conf import settings

from yifa.kernel.api.models import Token
from yifa.kernel.ledger.chain import sm3
from yifa.kernel.record import Life

#: So that a token left in a file is found by a search for it.
PREFIX = "yifa_"


def fresh() -> str:
    """Return a new secret of 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is stored of a secret."""
    return sm3(secret.encode())


def hint(secret: str) -> str:
    """Return the beginning by which its owner recognises a token."""
    return secret[: len(PREFIX) + 4]


def find(secret: str, day: date) -> Token | None:
    """Return the token in force for a secret, or None."""
    if not secret.startswith(PREFIX) or len(secret) > 100 or not secret.isascii():
        return None
    token = Token.objects.filter(digest=digest(secret), life=Life.LIVE).select_related("user").first()
    if token is None or token.revoked_on is not None or token.expires_on < day:
        return None
    user = token.user
    if user.demo and not getattr(settings, "YIFA_LOOPBACK", False):
        return None  # a demo account serves on this machine only, also through its tokens
    return token if user.is_active else None
