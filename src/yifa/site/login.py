"""Who may sign in: demo accounts on this machine only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from yifa.site.env import is_loopback


class Backend(ModelBackend):
    """Django's own check of name and password. A demo account also needs that nobody else can reach the site."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """Return the user, or None; a demo account is refused like a wrong password."""
        user = super().authenticate(request, username, password, **kwargs)
        return None if user is not None and getattr(user, "demo", False) and not _here(request) else user

    def get_user(self, user_id: int) -> Any:
        """Return the user of a session; sessions of demo accounts end when the site is opened to others."""
        user = super().get_user(user_id)
        return None if user is not None and getattr(user, "demo", False) and not settings.YIFA_LOOPBACK else user


def _here(request: HttpRequest | None) -> bool:
    """Whether the request comes from this machine, through no proxy, to a site only this machine can reach."""
    if request is None:
        return bool(settings.YIFA_LOOPBACK)
    forwarded = any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"))
    return bool(settings.YIFA_LOOPBACK) and not forwarded and is_loopback(str(request.META.get("REMOTE_ADDR", "")))
