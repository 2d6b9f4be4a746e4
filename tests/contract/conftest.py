"""Who looks, and at which record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.contract import samples
from yifa.kernel import policy, registry
from yifa.kernel.policy import ROLES, Scope

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
def roomy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits do not count here."""
    settings.YIFA_API_PER_MINUTE = 1_000_000
    monkeypatch.setattr("yifa.kernel.limits.check", lambda *_, **__: None)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are what we ask for


def begin(username: str, kind: type[Client] = Client, **values: Any) -> Client:
    """Return a client with a session of an account, made without a log-in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from yifa.kernel.accounts.models import User

    user = User.objects.get(username=username)
    kept = SessionStore()
    kept.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "yifa.site.login.Backend",
                 HASH_SESSION_KEY: user.get_session_auth_hash(), **values})  # fmt: skip
    kept.save()
    client = kind()
    client.cookies[settings.SESSION_COOKIE_NAME] = kept.session_key
    return client


@pytest.fixture
def sign_in(db: Any) -> Callable[[str, str], Client]:
    """Return a function: account, bureau code → client with a session there."""
    from yifa.core.org.models import Unit

    return lambda username, code: begin(username, bureau=Unit.objects.get(code=code).pk)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without their menu, which ``tests/suites/test_shell.py`` and the pins look at."""
    monkeypatch.setattr("yifa.site.shell.nav", lambda *_: [])


class As(Client):
    """A client whose requests have exactly one scope, whatever posts its account holds."""

    scope: Scope

    def request(self, **request: Any) -> Any:
        """Send a request."""
        token = _SCOPE.set(self.scope)
        try:
            return super().request(**request)
        finally:
            _SCOPE.reset(token)


_SCOPE: ContextVar[Scope | None] = ContextVar("yifa_test_scope", default=None)


@pytest.fixture
def sent_as(db: Any, monkeypatch: pytest.MonkeyPatch, bare: None) -> Callable[[Scope], Client]:
    """Return a function: scope → client that asks with it."""
    known = policy._scope_port
    monkeypatch.setattr(policy, "_scope_port", lambda user, bureau: _SCOPE.get() or known(user, bureau))
    client = begin("legal", As)

    def of(scope: Scope) -> Client:
        other = As()
        other.cookies, other.scope = client.cookies, scope
        return other

    return of


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
