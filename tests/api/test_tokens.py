"""Interface tokens: hashed at rest, shown once, never more than their user may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from yifa.core.org.models import Person
from yifa.kernel.action import Refused
from yifa.kernel.api.models import Token
from yifa.kernel.ledger.models import Entry

URL = "/api/v1/decisions.meeting/"


def bearer(secret: str) -> Client:
    """Return a program with a token."""
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_a_token_acts_as_its_user_in_its_bureau(token: Any) -> None:
    answer = bearer(token("legal")).get(URL)
    assert answer.status_code == 200 and answer.json()["count"] > 0
    refused = bearer(token("auditor")).post(URL, "{}", content_type="application/json")
    assert refused.status_code == 403, "a reader's token does not write"


def test_the_secret_is_stored_nowhere(token: Any) -> None:
    secret = token()
    row = Token.objects.get()
    assert secret not in row.digest and secret.startswith(row.hint)
    assert not Entry.objects.filter(text__contains=secret).exists()
    assert not Entry.objects.filter(text__contains=row.digest).exists()


def test_a_reading_token_does_not_write(token: Any) -> None:
    program = bearer(token("legal", mode="read"))
    assert program.get(URL).status_code == 200
    answer = program.post(URL, "{}", content_type="application/json")
    assert answer.status_code == 403 and "只读" in answer.json()["message"]


def test_wrong_revoked_expired_and_closed_are_refused(token: Any, house: Any, tamper: Any) -> None:
    place, secret = house("jia"), token()
    person = Person.objects.get(user__username="legal")
    for wrong in ("x", "yifa_wrong", secret + "x", "令牌"):
        assert bearer(wrong.encode().decode("latin-1")).get(URL).status_code == 401
    security = place.ctx("secadmin")
    place.do("core_org.person", "close_account", person, ctx=security)
    assert bearer(secret).get(URL).status_code == 401
    place.do("core_org.person", "reopen_account", person, ctx=security)
    assert bearer(secret).get(URL).status_code == 200
    place.do("core_org.person", "revoke_tokens", person, ctx=security)
    assert bearer(secret).get(URL).status_code == 401
    with tamper():
        Token.objects.update(revoked_on=None, expires_on=place.day - timedelta(days=1))
    assert bearer(secret).get(URL).status_code == 401


def test_only_the_security_administrator_issues_and_not_for_ever(house: Any) -> None:
    place, person = house("jia"), Person.objects.get(user__username="legal")
    data = {"purpose": "测试", "mode": "read", "expires_on": place.day + timedelta(days=5)}
    for role in ("sysadmin", "legal", "auditadmin"):
        with pytest.raises(Refused):
            place.do("core_org.person", "issue_token", person, ctx=place.ctx(role), **data)
    from yifa.core.org.tokens import IssueToken

    for days in (0, 400):
        with pytest.raises(ValidationError):
            late = {**data, "expires_on": place.day + timedelta(days=days)}
            IssueToken().clean(place.ctx("secadmin"), person, late)


def test_a_program_cannot_hand_out_keys(token: Any) -> None:
    secret, person = token("secadmin"), Person.objects.get(user__username="legal")
    answer = bearer(secret).post(f"/api/v1/core_org.person/{person.pk}/issue_token/", "{}", "application/json")
    assert answer.status_code == 403 and "页面" in answer.json()["message"]


def test_a_demo_accounts_token_serves_on_this_machine_only(token: Any, settings: Any) -> None:
    secret = token()
    settings.YIFA_LOOPBACK = False
    assert bearer(secret).get(URL).status_code == 401
