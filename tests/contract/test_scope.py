"""Register × reader × surface: who may not see a record sees nothing of it, on whatever address it could be.

The addresses are read off the site and the interface document (``surfaces.py``), the registers off the registry.
Readers are scopes, not accounts: nobody; every role that may not read the register, all in one hand; every reading
role, but of an office with no tie to the record; every reading role, but of another bureau.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.contract.conftest import CODES, keys
from tests.contract.surfaces import interface, pages, places_of
from yifa.kernel import registry
from yifa.kernel.action import Refused
from yifa.kernel.policy import ROLES, Scope
from yifa.kernel.record import Record
from yifa.kernel.resource.base import Resource
from yifa.kernel.resource.forms import pickable
from yifa.kernel.search import index
from yifa.kernel.search.views import documents

#: Registers that every office of the bureau reads whole, and why.
WHOLE_BUREAU = {
    "core_org.unit": "the plan of the bureau's units",
    "core_org.profile": "what the bureau is",
    "core_org.person": "the bureau's directory",
    "core_org.post": "the bureau's directory",
    "core_org.holding": "the bureau's directory",
    "core_org.token": "kept by the security administrator for the whole bureau",
    "kernel_accounts.user": "kept by the administrators for the whole bureau",
    "kernel_imports.mapping": "how sheets are read, without their content",
    "kernel_imports.record": "that a file was read, without its content",
}
#: Registers that show who serves here though another bureau keeps them.
ACROSS = {"core_org.person": "who holds a post here", "kernel_accounts.user": "who holds a post here"}
#: What an unknown reader may get: to the door, or a refusal.
SHUT = (301, 302, 401, 403, 404, 405)


def ask(client: Client, address: str, method: str = "get", body: Any = None, follow: bool = False) -> Any:
    """Ask an address; a page that only takes posts is posted to."""
    if method == "post":
        return client.post(address, body or "{}", content_type="application/json")
    answer = client.get(address, follow=follow)
    return client.post(address, {"pk": "1", "action": "_export", "query": ""}) if answer.status_code == 405 else answer


def content(answer: Any) -> str:
    """Return what was answered as text."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] != b"PK":
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def all_addresses(key: str, pk: int, of: str) -> list[tuple[str, str]]:
    """Return (method, address) of a register's surfaces."""
    values = places_of(key, pk)
    found = [("get", s.address(**values)) for s in pages() if s.of == of]
    return found + [(m, s.address(**values)) for m, s in interface(key) if s.of == of]


def evidence_of(place: Any, key: str, pk: int) -> Any:
    """Attach a file to a record, behind the Actions' back."""
    from yifa.kernel.files.models import Attachment, StoredFile

    file, _ = StoredFile.objects.get_or_create(
        sha256="f" * 64, defaults={"size": 1, "kind": "pdf", "stored_at": place.now}
    )
    return Attachment.objects.create(
        bureau=place.bureau, resource=key, object_ref=pk, file=file, name="佐证.pdf", added_at=place.now
    )


def refuses(action: Any, ctx: Any, obj: Any) -> bool:
    """Whether an Action is not for this scope; a chain's signer of any office is asked for each step."""
    try:
        action.authorise(ctx, obj)
    except Refused:
        return True
    return bool(action.available(ctx, obj))


def strangers(resource: Any, place: Any, house: Any, idle: Any) -> dict[str, Scope]:
    """Return who may not see a record of a place, by what keeps them from it."""
    reading = Scope(None, place.bureau.pk, resource.read_roles, None, name="旁人")
    far = house(next(c for c in CODES if c != place.code and c != "ji"))
    out = {"of no reading role": replace(reading, roles=frozenset(ROLES) - resource.read_roles)}
    if resource.key not in ACROSS:
        out["of another bureau"] = replace(reading, bureau_id=far.bureau.pk)
    if resource.key not in WHOLE_BUREAU:
        out["of another office"] = replace(reading, unit_ids=frozenset({idle.pk}))
    return out


@pytest.fixture
def seen_by_nobody(some: Any, tamper: Any, house: Any) -> Any:
    """Return a function: Resource → (its house, a record kept by an office, strangers to it)."""

    def of(resource: Any) -> tuple[Any, Any, dict[str, Scope]]:
        place, obj = some(resource)
        with tamper():
            idle = type(place.bureau).objects.create(bureau=place.bureau, name="旁观处")
            if isinstance(obj, Record) and obj.unit_id is None:
                obj.unit = place.unit("办公室")
                type(obj)._default_manager.filter(pk=obj.pk).update(unit=obj.unit)
                index.put(resource, [obj] if resource.search else [], new=False)
        return place, obj, strangers(resource, place, house, idle)

    return of


@pytest.mark.parametrize("key", keys())
def test_a_stranger_sees_nothing_of_a_record(key: str, seen_by_nobody: Any, sent_as: Any) -> None:
    resource = registry.get_resource(key)
    place, obj, readers = seen_by_nobody(resource)
    for who, scope in readers.items():
        assert not resource.rows(scope).filter(pk=obj.pk).exists(), f"{who}: if it must be so, say why in the lists"
        if who != "of no reading role":  # one may choose what one may not open, within the own boundary
            choices = pickable(resource.model._default_manager.all(), scope)
            assert not choices.filter(pk=obj.pk).exists(), f"{who}: picker"
        if resource.search:
            docs = documents(scope, resource.title_of(obj)[:40]).filter(resource=key, object_ref=obj.pk)
            assert not docs.exists(), f"{who}: search"
        for action in registry.actions(key).values() if who != "of no reading role" else ():
            all_roles = replace(place.ctx(), scope=replace(scope, roles=frozenset(ROLES)), channel="screen")
            assert refuses(action, all_roles, obj), f"{who}: {action.key}"
        reader = sent_as(scope)
        for address in (f"/r/{key}/{obj.pk}/", f"/api/v1/{key}/{obj.pk}/"):
            assert reader.get(address).status_code in (403, 404), f"{who}: {address}"
        for address in (f"/r/{key}/", f"/api/v1/{key}/?ids={obj.pk}"):
            answer = reader.get(address)
            if who == "of no reading role":
                assert answer.status_code == 403, address
            text = content(answer)
            assert f'/r/{key}/{obj.pk}/"' not in text and f'"pk": {obj.pk},' not in text, f"{who}: {address}"
    assert resource.rows(Scope(None, place.bureau.pk, resource.read_roles, None)).filter(pk=obj.pk).exists()


#: Registers on which every derived address is tried: of records, with its own rule of who sees what, of no records.
SAMPLES = ("contracts.contract", "core_process.instance", "core_org.person")


@pytest.mark.parametrize("key", SAMPLES)
def test_no_derived_address_answers_a_stranger(key: str, seen_by_nobody: Any, sent_as: Any, tamper: Any) -> None:
    resource = registry.get_resource(key)
    place, obj, readers = seen_by_nobody(resource)
    with tamper():
        file = evidence_of(place, key, obj.pk)
    one = all_addresses(key, obj.pk, "one") + [("get", s.address(pk=file.pk)) for s in pages() if s.of == "file"]
    register = all_addresses(key, obj.pk, "register")
    assert len(one) > 10 and len(register) > 10
    for method, address in one + register:
        assert ask(Client(), address, method).status_code in SHUT, f"nobody signed in: {address}"
    for who, scope in readers.items():
        reader = sent_as(scope)
        for method, address in one + (register if who == "of no reading role" else []):
            code = ask(reader, address, method).status_code
            assert code in (403, 404), f"{who}: {method} {address}: {code}"
        for method, address in register if who != "of no reading role" else []:
            text = content(ask(reader, address, method))
            assert f'/{obj.pk}/"' not in text and f'"pk": {obj.pk},' not in text, f"{who}: {method} {address}"


@pytest.mark.parametrize("key", keys())
def test_a_role_that_is_not_named_does_nothing(key: str, some: Any) -> None:
    """Every Action refuses every role it does not name, whatever the record."""
    resource = registry.get_resource(key)
    place, obj = some(resource)
    for action in registry.actions(key).values():
        for role in ROLES:
            if role not in action.roles:
                ctx = replace(place.ctx(role), channel="screen")
                assert refuses(action, ctx, None if action.on == "none" else obj), f"{action.key}: {role}"


def test_every_record_is_of_a_bureau_and_every_register_of_records_is_scoped() -> None:
    own_rule = [r.key for r in registry.resources() if not issubclass(r.model, Record) and type(r).rows is Resource.rows
                and not hasattr(r.model._default_manager.all(), "visible_to")]  # fmt: skip
    assert own_rule == [], "a table that is no Record says itself who sees its rows"
    known = {r.key for r in registry.resources()}
    assert set(WHOLE_BUREAU) <= known and set(ACROSS) <= known
