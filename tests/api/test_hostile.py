"""Hostile and random input: the interface answers as its document says, and never with a fault of its own.

The suite tries the pilots' verbs and a sample; ``make fuzz`` tries every operation, as each of several accounts, with
``YIFA_FUZZ`` requests that the document allows and as many that it does not.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck, Unsatisfiable
from jsonschema_rs import validator_for
from schemathesis import GenerationMode

from yifa.kernel import registry
from yifa.kernel.api.build import document
from yifa.kernel.resource.forms import form_class

NASTY = [
    "", " ",
    "'; DROP TABLE x; --", "<script>alert(1)</script>", "{{7*7}}", "%s%n%x", "\u202e文字", "=cmd|' /C calc'!A0",
    "../../etc/passwd", "null", "NaN", "-0", "1e400", "9" * 400, "\x00", "\ud7ff", "\U0001f469\u200d\u2696\ufe0f",
    "0000-00-00", "9999-12-31T99:99", "甲" * 20_000,
]  # fmt: skip
CODES = {200, 401, 403, 404, 405, 409, 415, 422, 429}


#: Every verb of these modules is tried on a record that is there; of the others a fixed sample.
PILOTS = ("disclosure.", "vehicles.", "contracts.", "legality_review.", "core_seals.")
STANDARD = {"correct", "void", "merge", "backfill", "attach"}
_SAMPLE = 48
#: How many requests of each kind every operation gets in the whole run; the suite leaves that run out.
FUZZ = int(os.environ.get("YIFA_FUZZ", "0"))


@pytest.fixture
def person(door: Any, settings: Any) -> Client:
    """Return the client of somebody who may write in the bureau that is in mid-work."""
    settings.YIFA_API_PER_MINUTE = 1_000_000
    cache.clear()
    logging.getLogger("django.request").setLevel(logging.ERROR)
    return door("legal", "ji").client


def _key(path: str) -> str:
    return path.split("/")[3] if path.count("/") > 3 else ""


def operations(*, every: bool = False) -> list[Any]:
    """Return the operations to try: the pilots' own verbs, and every register with some of its addresses; or all."""
    whole = document()
    if every:
        return [found.ok() for found in schemathesis.openapi.from_dict(whole).get_all_operations()]
    own = {
        path: {"post": found["post"]}
        for path, found in whole["paths"].items()
        if "post" in found and _key(path).startswith(PILOTS) and path.strip("/").split("/")[-1] not in STANDARD
    }
    sample = dict(sorted(whole["paths"].items())[::_SAMPLE])
    schema = schemathesis.openapi.from_dict({**whole, "paths": {**sample, **own}})
    return [found.ok() for found in schema.get_all_operations()]


def a_record_of(key: str) -> int:
    """Return the number of the newest record of a register in the bureau, so that a verb finds what it asks for."""
    newest = registry.get_resource(key).rows(_scope()).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 1


def send(case: Any, client: Client, operation: Any) -> Any:
    """Send one generated request inside this test's transaction; a verb goes to a record that is there."""
    query = urlencode({k: v for k, v in (case.query or {}).items()}, doseq=True)
    body = b"" if case.method.upper() == "GET" else json.dumps(case.body, default=str).encode()
    path = case.formatted_path
    if case.method.upper() == "POST" and "{pk}" in operation.path:
        path = operation.path.replace("{pk}", str(a_record_of(_key(operation.path))))
    return client.generic(case.method.upper(), path, body, "application/json", QUERY_STRING=query)


def breach(operation: Any, answer: Any) -> str:
    """Return how an answer breaks what the document says of it, or nothing."""
    said = operation.definition.raw["responses"]
    found = said.get(str(answer.status_code)) or said.get(answer.status_code)
    if found is None:
        return "" if answer.status_code in (404, 405, 415) else f"{answer.status_code} is not in the document"
    if "$ref" in found:
        found = document()["components"]["responses"][found["$ref"].rsplit("/", 1)[1]]
    if "json" not in answer.headers.get("Content-Type", ""):
        return f"{answer.status_code} is no JSON, at {answer.request['PATH_INFO']!r}"
    schema = {**found["content"]["application/json"]["schema"], "components": document()["components"]}
    wrong = next(iter(validator_for(schema).iter_errors(answer.json())), None)
    return f"{answer.status_code}: {wrong.message}" if wrong else ""


def _tell_fault(**more: Any) -> None:
    """Say where a fault came from, as it happens."""
    print(traceback.format_exc(limit=-4), flush=True)


def try_out(
    operation: Any, client: Client, faults: list[str], times: int = 2, mode: GenerationMode = GenerationMode.POSITIVE
) -> set[int]:
    """Send generated requests to one operation; return how they were answered."""
    codes: set[int] = set()

    @settings(
        max_examples=times, database=None, deadline=None, derandomize=not FUZZ, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        answer = send(case, client, operation)
        codes.add(answer.status_code)
        wrong = breach(operation, answer) if answer.status_code in CODES else str(answer.status_code)
        if wrong:
            faults.append(f"{operation.method.upper()} {operation.path}: {wrong} {case.body!r} {case.query!r}"[:600])

    one()
    return codes


def test_generated_requests_meet_no_fault(person: Client) -> None:
    """Generated requests, within what the document allows: no fault, and answers of the shape the document says."""
    faults: list[str] = []
    answered = {f"{o.method.upper()} {o.path}": try_out(o, person, faults) for o in operations()}
    assert not faults, "\n".join(faults[:20])
    verbs = [
        codes for name, codes in answered.items() if "{pk}" in name and _key(name.split(" ")[1]).startswith(PILOTS)
    ]
    assert sum(bool(codes & {200, 409, 422}) for codes in verbs) > len(verbs) / 5, "verbs reach their forms"


@pytest.mark.skipif(not FUZZ, reason="every operation takes an hour: make fuzz")
@pytest.mark.parametrize("who", ["legal", "clerk", "leader", "sysadmin"])
def test_the_whole_interface_meets_no_fault(who: str, door: Any, person: Client) -> None:
    """Every operation, allowed and forbidden requests, as accounts of different duties."""
    client, faults, tried, seen = door(who, "ji", raise_request_exception=False).client, [], 0, 0
    got_request_exception.connect(_tell_fault)
    for n, operation in enumerate(operations(every=True), 1):
        for mode in GenerationMode:
            try:
                tried += FUZZ * bool(try_out(operation, client, faults, FUZZ, mode))
            except (Unsatisfiable, FailedHealthCheck):
                continue  # nothing can be asked so there
            except Exception as problem:
                faults.append(f"{operation.method.upper()} {operation.path}: {problem!r}"[:300])
        if n % 100 == 0 or len(faults) > seen:
            print(f"{who}: {n} operations, {tried} requests", *faults[seen:], sep="\n", flush=True)
            seen = len(faults)
    print(f"{who}: {tried} requests, {len(faults)} faults", flush=True)
    assert not faults, "\n".join(faults[:50])


@pytest.mark.parametrize("key", ["contracts.contract", "disclosure.request"])
def test_nasty_texts_in_every_place_meet_no_fault(key: str, door: Any, settings: Any) -> None:
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


def test_an_address_with_a_line_break_and_a_number_no_record_has_are_refused_as_the_interface_refuses(
    door: Any,
) -> None:
    legal = door("legal", "ji")
    for path in ("core_org.unit/%0A1/", "contracts.contract/1%0A/history/", "%0A"):
        answer = legal.client.get(f"/api/v1/{path}")
        assert answer.status_code == 404 and answer.json()["error"] == "missing"
    answer = legal.post("vehicles.dispatch/", {"data": {"requests": [10**30, -(10**25)]}})
    assert answer.status_code == 422 and answer.json()["fields"]["requests"]


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
