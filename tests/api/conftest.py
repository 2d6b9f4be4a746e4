"""Programs and people at the interface."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


class Door:
    """A client of the interface: JSON in, JSON out."""

    def __init__(self, client: Client, headers: dict[str, str] | None = None) -> None:
        self.client, self.headers = client, headers or {}

    def get(self, path: str, **query: Any) -> Any:
        """GET under /api/v1/."""
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        """POST JSON under /api/v1/."""
        return self.client.post(
            f"/api/v1/{path}", json.dumps(body, default=str), content_type="application/json", headers=self.headers
        )


@pytest.fixture
def door(house: Any) -> Callable[..., Door]:
    """Return a function: account, bureau code → signed-in client."""
    from yifa.kernel.accounts.models import User

    def of(username: str, code: str = "jia", **more: Any) -> Door:
        client = Client(**more)
        client.force_login(User.objects.get(username=username), backend="yifa.site.login.Backend")
        session = client.session
        session["bureau"] = house(code).bureau.pk
        session.save()
        return Door(client)

    return of


@pytest.fixture
def token(house: Any) -> Callable[..., str]:
    """Return a function: account, bureau code → secret of a fresh interface token."""
    from datetime import timedelta

    from yifa.core.org.models import Person

    def of(username: str = "legal", code: str = "jia", mode: str = "write") -> str:
        place = house(code)
        person = Person.objects.get(user__username=username)
        own = next(h for h in map(house, ("jia", "yi", "bing", "ding", "wu", "ji")) if h.bureau.pk == person.bureau_id)
        assert own.bureau.pk == place.bureau.pk, "the demo's people belong to the first bureau"
        done = own.do(
            "core_org.person", "issue_token", person, ctx=own.ctx("secadmin"),
            purpose="测试", mode=mode, expires_on=own.day + timedelta(days=30),
        )  # fmt: skip
        return str(done.first_password)

    return of
