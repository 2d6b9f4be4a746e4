"""Who looks, and at which record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.contract import samples
from yifa.kernel import registry
from yifa.kernel.policy import ROLES

#: Bureaus in the order in which a record is looked for.
CODES = ("wu", "ji", "jia", "yi", "bing", "ding")
#: Accounts in the order in which a reader is chosen: those who see the whole bureau first.
READERS = ("legal", "auditor", "leader", "deputy", "secadmin", "sysadmin", "auditadmin", "head", "clerk", "unit")


def keys() -> list[str]:
    """Return all Resource keys, for parametrize."""
    return [r.key for r in registry.resources()]


def reader_of(resource: Any) -> str:
    """Return an account that reads the whole register."""
    return next(r for r in READERS if r in resource.read_roles)


@pytest.fixture(autouse=True)
def roomy(db: Any, settings: Any) -> None:
    """Rate limits do not count here."""
    settings.YIFA_API_PER_MINUTE = settings.YIFA_FORM_LIMIT = 1_000_000
    cache.clear()


@pytest.fixture
def sign_in(db: Any) -> Callable[[str, str], Client]:
    """Return a function: account, bureau code → client with a session there."""
    from yifa.core.org.models import Unit
    from yifa.kernel.accounts.models import User

    def enter(username: str, code: str) -> Client:
        assert username in ROLES
        client = Client()
        client.force_login(User.objects.get(username=username), backend="yifa.site.login.Backend")
        session = client.session
        session["bureau"] = Unit.objects.get(code=code).pk
        session.save()
        return client

    return enter


@pytest.fixture
def some(house: Any) -> Callable[[Any], tuple[Any, Any]]:
    """Return a function: Resource → (house, one of its records), made if the demo has none."""

    def find(resource: Any) -> tuple[Any, Any]:
        for code in CODES:
            place = house(code)
            obj = resource.rows(place.scope(*ROLES)).order_by("pk").first()
            if obj is not None:
                return place, obj
        if "record" not in registry.actions(resource.key):
            pytest.skip(f"{resource.key}: the demo has no record, and there is no 登记 to make one")
        place = house("ji")
        return place, samples.make(place, resource)

    return find
