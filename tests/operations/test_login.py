"""Demo accounts sign in on this machine only; a sign-in that ended in mid-form loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from tests.conftest import NOW

from yifa.governance.decisions.models import Meeting
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


def test_what_was_typed_when_the_session_ended_stands_in_the_form_after_the_sign_in(house: Any, clerk: User) -> None:
    page, typed = (
        "/r/decisions.meeting/new/",
        {"body": "topic", "number": "77", "title": "写了一下午", "note": "长" * 900},
    )
    back = Client(enforce_csrf_checks=False)
    back.force_login(clerk, "yifa.site.login.Backend")
    Session.objects.filter(session_key=back.session.session_key).update(expire_date=NOW - timedelta(days=1))
    before = Meeting.objects.count()
    asked = back.post(page, typed)
    assert asked.status_code == 302 and asked["Location"].startswith("/accounts/login/")
    entered = back.post(asked["Location"], {"login": "clerk", "password": PASSWORD, "next": page})
    assert entered["Location"] == page
    shown = back.get(page).content.decode()
    assert "写了一下午" in shown and "长" * 900 in shown and "还没有提交" in shown and Meeting.objects.count() == before
    assert "写了一下午" not in back.get(page).content.decode(), "once"
    stale = Client(enforce_csrf_checks=True)  # signed in anew in another tab since the form was opened
    stale.force_login(clerk, "yifa.site.login.Backend")
    stale.get(page)
    again = stale.post(page, {**typed, "csrfmiddlewaretoken": "x" * 64})
    assert (again.status_code, again["Location"]) == (302, page) and "写了一下午" in stale.get(page).content.decode()
    elsewhere = stale.post(page, typed, headers={"Origin": "https://example.org"})
    assert elsewhere.status_code == 403 and "写了一下午" not in stale.get(page).content.decode()
    assert Meeting.objects.count() == before


def test_what_one_person_typed_is_shown_to_no_other(house: Any, clerk: User) -> None:
    page = "/r/decisions.meeting/new/"
    left = Client()
    left.force_login(User.objects.get(username="legal"), "yifa.site.login.Backend")
    Session.objects.filter(session_key=left.session.session_key).update(expire_date=NOW - timedelta(days=1))
    left.post(page, {"title": "别人写的"})
    left.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert "别人写的" not in left.get(page).content.decode()
