"""Demo accounts sign in on this machine only."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from yifa.kernel.accounts.models import User
from yifa.site.login import Backend

PASSWORD = "not-a-real-password-1"


@pytest.fixture
def clerk(house: Any, tamper: Any) -> User:
    user = User.objects.get(username="clerk")
    assert user.demo
    user.set_password(PASSWORD)
    with tamper():
        user.save()
    return user


def sign_in(user: User, **meta: str) -> Any:
    return authenticate(RequestFactory().post("/accounts/login/", **meta), username=user.username, password=PASSWORD)


def test_a_demo_account_signs_in_from_this_machine_only(clerk: User) -> None:
    assert sign_in(clerk) == clerk
    assert sign_in(clerk, REMOTE_ADDR="10.1.2.3") is None
    assert sign_in(clerk, HTTP_X_FORWARDED_FOR="10.1.2.3") is None


def test_a_site_open_to_others_knows_no_demo_account(clerk: User, settings: Any) -> None:
    assert Backend().get_user(clerk.pk) == clerk
    settings.YIFA_LOOPBACK = False
    assert sign_in(clerk) is None
    assert Backend().get_user(clerk.pk) is None


def test_a_real_account_signs_in_from_anywhere(clerk: User, settings: Any, tamper: Any) -> None:
    settings.YIFA_LOOPBACK = False
    clerk.demo = False
    with tamper():
        clerk.save()
    assert sign_in(clerk, REMOTE_ADDR="10.1.2.3") == clerk
