"""Hostile and random input: the interface answers as its document says, and never with a fault of its own."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from yifa.kernel.api.build import document

NASTY = [
    "", " ",
    "'; DROP TABLE x; --", "<script>alert(1)</script>", "{{7*7}}", "%s%n%x", "\u202e文字", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "null", "NaN", "-0", "1e400", "9" * 400, "\x00", "\ud7ff", "\U0001f469\u200d\u2696\ufe0f",
    "0000-00-00", "9999-12-31T99:99", "甲" * 20_000,
]  # fmt: skip
CODES = {200, 401, 403, 404, 405, 409, 415, 422, 429}


@pytest.fixture
def program(token: Any, settings: Any) -> dict[str, str]:
    """Return the headers of a program that may write."""
    settings.YIFA_API_PER_MINUTE = 1_000_000
    cache.clear()
    logging.getLogger("django.request").setLevel(logging.ERROR)
    return {"Authorization": f"Bearer {token('legal')}"}


def operations() -> list[Any]:
    """Return a fixed sample of the document's operations: every register comes by with some of its addresses."""
    whole = document()
    paths = dict(sorted(whole["paths"].items())[::8])
    schema = schemathesis.openapi.from_dict({**whole, "paths": paths})
    return [found.ok() for found in schema.get_all_operations()]


def send(case: Any, headers: dict[str, str]) -> Any:
    """Send one generated request inside this test's transaction."""
    query = urlencode({k: v for k, v in (case.query or {}).items()}, doseq=True)
    body = b"" if case.method.upper() == "GET" else json.dumps(case.body, default=str).encode()
    return Client().generic(
        case.method.upper(), case.formatted_path, body, "application/json", headers=headers, query_params=None,
        QUERY_STRING=query,
    )  # fmt: skip


def try_out(operation: Any, headers: dict[str, str], faults: list[str]) -> None:
    """Send two generated requests to one operation."""

    @settings(
        max_examples=2, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        answer = send(case, headers)
        if answer.status_code not in CODES:
            faults.append(f"{_paths(operation)}: {answer.status_code} {case.body!r} {case.query!r}"[:600])

    one()


def _paths(operation: Any) -> str:
    return f"{operation.method.upper()} {operation.path}"


def test_generated_requests_meet_no_fault(program: dict[str, str]) -> None:
    """Generated requests, within what the document allows."""
    faults: list[str] = []
    number = 0
    for operation in operations():
        try_out(operation, program, faults)
        number += 1
    assert number > 0 and not faults, "\n".join(faults[:20])


@pytest.mark.parametrize("key", ["contracts.contract", "disclosure.request"])
def test_nasty_texts_in_every_place_meet_no_fault(key: str, door: Any, settings: Any) -> None:
    from yifa.kernel import registry
    from yifa.kernel.resource.forms import form_class

    settings.YIFA_API_PER_MINUTE = 1_000_000
    resource = registry.get_resource(key)
    legal = door("legal", "ji")
    pk = resource.rows(_scope()).values_list("pk", flat=True).first() or 1
    fields = list(form_class(key, "record").base_fields)
    for text in NASTY:
        for query in (
            {"q": text},
            {"ids": text},
            {"after": text},
            {"limit": text},
            {"ordering": text},
            {text or "x": text},
        ):
            assert legal.get(f"{key}/", **query).status_code in CODES
        for body in (
            {"data": dict.fromkeys(fields, text)}, {"data": {n: [text] for n in fields}}, {"data": {text: text}},
            {"data": {n: {"x": text} for n in fields}}, {"data": {}, "overrides": {text: {"reason": text}}},
            {"data": {}, "version": text}, {"data": text}, {text or "x": text},
        ):  # fmt: skip
            for path in (f"{key}/", f"{key}/{pk}/correct/"):
                answer = legal.post(path, body)
                assert answer.status_code in CODES, (path, text[:40], answer.content.decode()[:300])
                assert answer.json()


def _scope() -> Any:
    from yifa.core.org.models import Unit
    from yifa.kernel.policy import ROLES, Scope

    return Scope(user_id=None, bureau_id=Unit.objects.get(code="ji").pk, roles=frozenset(ROLES), unit_ids=None)


@given(text=st.text(max_size=80))
@settings(max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
def test_a_token_of_any_text_is_only_refused(text: str) -> None:
    from datetime import date

    from yifa.kernel.api import tokens

    if not text.startswith(tokens.PREFIX):
        assert tokens.find(text, date(2026, 11, 23)) is None
