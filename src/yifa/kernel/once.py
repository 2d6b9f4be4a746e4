"""A form that makes a record is taken once: a second click, or the form sent again after going back, makes no other."""

from __future__ import annotations

import secrets

from django.core.cache import cache
from django.http import HttpRequest

#: The field a form bears, and how long it is known that one was taken, in seconds.
FIELD, _KEPT = "_once", 3600

TWICE = "这张表已经交过，没有再登记一次。"
UNSURE = "这张表刚才交过，还没有办完。在台账里核对，没有登记上的再登记一次。"


def mark(request: HttpRequest) -> str:
    """Return the mark of a form: its own where it comes back to be put right, else a new one."""
    return request.POST.get(FIELD) or secrets.token_urlsafe(9)


def _key(request: HttpRequest) -> str:
    posted = request.POST.get(FIELD, "")[:40]
    return f"once:{request.user.pk}:{posted}" if request.method == "POST" and posted.isascii() and posted else ""


def begin(request: HttpRequest) -> str | None:
    """Take a form; return where the same one led before ("" while it is still being done), None if it is new."""
    key = _key(request)
    if not key or cache.add(key, "", _KEPT):
        return None
    led: str = cache.get(key) or ""
    return led


def end(request: HttpRequest, led: str = "") -> None:
    """Keep where a form led; nowhere: it made nothing and may be sent again."""
    if key := _key(request):
        cache.set(key, led, _KEPT) if led else cache.delete(key)
