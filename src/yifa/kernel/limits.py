"""Rate limits per form, of an address and each account there, counted in the database cache; 429 in Chinese."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

#: Window in seconds, and how many posts of one form one address (there each account) may make in it.
WINDOW = 60
DEFAULT = 40


class TooMany(Exception):
    """More requests than the limit; answered with 429."""


def address(request: HttpRequest) -> str:
    """Return the client's address; behind the bureau's own proxy the last hop it added."""
    forwarded = (
        request.META.get("HTTP_X_FORWARDED_FOR", "") if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) else ""
    )
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def _who(request: HttpRequest) -> str:
    """Return who is counted: an address, and there each account by itself, as a whole house may share one."""
    user = getattr(request, "user", None)
    account = f" {user.pk}" if user is not None and user.is_authenticated else ""
    return f"{address(request)}{account}"


def _slot(window: int) -> int:
    return int(time.time()) // window


def check(request: HttpRequest, form: str, *, most: int | None = None, window: int = WINDOW) -> None:
    """Count one request; raise TooMany above the limit. ``form`` names what is limited."""
    most = most if most is not None else int(getattr(settings, "YIFA_FORM_LIMIT", DEFAULT))
    slot = _slot(window)
    digest = hashlib.sha256(f"{_who(request)}|{form}".encode()).hexdigest()[:32]
    key = f"limit:{digest}:{slot}"
    if cache.add(key, 1, timeout=window * 2):
        return
    try:
        count: Any = cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=window * 2)
        return
    if count > most:
        raise TooMany(form)
