"""A real client signed in as one of the demo's people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from yifa.kernel.accounts.models import User


@pytest.fixture(autouse=True)
def clean_cache(db: Any) -> None:
    """Rate limits of one test do not count in the next."""
    cache.clear()


@pytest.fixture
def sign_in(db: Any) -> Callable[..., Client]:
    """Return a function: role and bureau → client with a session in that bureau."""

    def enter(role: str = "legal", bureau: str = "jia", **more: Any) -> Client:
        from yifa.core.org.models import Unit

        client = Client(**more)
        client.force_login(User.objects.get(username=role), backend="yifa.site.login.Backend")
        session = client.session
        session["bureau"] = Unit.objects.get(code=bureau).pk
        session.save()
        return client

    return enter


@pytest.fixture
def text() -> Callable[[Any], str]:
    """Return a function: response → its page, 200 expected."""

    def read(response: Any, status: int = 200) -> str:
        assert response.status_code == status, (response.status_code, response.content[:400].decode())
        return response.content.decode()

    return read
