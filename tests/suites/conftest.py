"""Clients signed in as people of the demo, and more people where a story needs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from yifa.kernel.accounts.models import User


@pytest.fixture(autouse=True)
def clean_cache(db: Any) -> None:
    """What one test kept does not answer in the next."""
    cache.clear()


@pytest.fixture
def sign_in(db: Any) -> Callable[..., Client]:
    """Return a function: user name and bureau → client with a session in that bureau."""

    def enter(user: str = "legal", bureau: str = "ji") -> Client:
        from yifa.core.org.models import Unit

        client = Client()
        client.force_login(User.objects.get(username=user), backend=settings.AUTHENTICATION_BACKENDS[-1])
        session = client.session
        session["bureau"] = Unit.objects.get(code=bureau).pk
        session.save()
        return client

    return enter


@pytest.fixture
def staff(house: Any) -> Callable[..., str]:
    """Return a function: bureau, office, role → user name of a new person who serves there."""

    def hire(bureau: str, office: str, role: str) -> str:
        where = house(bureau)
        unit = where.unit(office)
        name = f"{role}{unit.pk}"
        person = where.do("core_org.person", "record", name=f"{office}某", unit=unit, rank="")
        where.do("core_org.person", "open_account", person, username=name, must_change_password=False)
        post = where.do("core_org.post", "record", title="联络员", role=role, unit=unit)
        where.do("core_org.holding", "record", person=person, post=post, starts_on=date(2026, 1, 5))
        return name

    return hire


@pytest.fixture
def third_quarter(house: Any) -> Any:
    """Return the open collection of 己县: two offices have not answered."""
    from yifa.core.metrics.models import Collection

    return Collection.objects.get(bureau=house("ji").bureau, quarter=3)
