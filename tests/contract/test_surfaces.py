"""Every surface of every Resource answers its readers, and nobody else."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from tests.contract.conftest import CODES, READERS, keys, reader_of
from yifa.kernel import registry
from yifa.kernel.action import Ctx, Refused
from yifa.kernel.exports.exporting import in_clear
from yifa.kernel.policy import ADMIN_ROLES


def ok(answer: Any, what: str) -> Any:
    """Expect 200."""
    assert answer.status_code == 200, f"{what}: {answer.status_code} {answer.content[:300].decode(errors='replace')}"
    return answer


def body(answer: Any) -> bytes:
    """Return the content of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("key", keys())
def test_pages_files_and_interface_answer_a_reader(key: str, some: Any, sign_in: Any) -> None:
    resource = registry.get_resource(key)
    place, obj = some(resource)
    client = sign_in(reader_of(resource), place.code)
    page = ok(client.get(f"/r/{key}/"), "list").content.decode()
    assert resource.title in page
    detail = ok(client.get(f"/r/{key}/{obj.pk}/"), "detail").content.decode()
    title = resource.display(obj, resource.title_field, place.scope(reader_of(resource)))
    assert title in detail.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
    listed = ok(client.get(f"/api/v1/{key}/"), "API list").json()
    assert listed["items"] and listed["count"]
    item = ok(client.get(f"/api/v1/{key}/{obj.pk}/"), "API item").json()
    assert item["pk"] == obj.pk
    ok(client.get(f"/api/v1/{key}/{obj.pk}/history/"), "API history")


@pytest.mark.parametrize("key", keys())
def test_every_form_opens_for_who_may_act(key: str, some: Any, sign_in: Any) -> None:
    resource = registry.get_resource(key)
    place, obj = some(resource)
    clients: dict[str, Client] = {}
    for verb, action in registry.actions(key).items():
        who = next((r for r in READERS if r in action.roles and r in resource.read_roles), None)
        if who is None or getattr(action, "hidden", False):
            continue
        client = clients.setdefault(who, sign_in(who, place.code))
        target = None if action.on == "none" else obj
        ctx = Ctx(scope=place.scope(who), day=place.day, now=place.now)
        try:
            action.authorise(ctx, target)
        except Refused:
            continue
        if target is None:
            ok(client.get(f"/r/{key}/new/" + ("" if verb == "record" else f"{verb}/")), verb)
        elif not action.available(ctx, target):
            ok(client.get(f"/r/{key}/{obj.pk}/do/{verb}/"), verb)


@pytest.mark.parametrize("key", keys())
def test_export_holds_the_readers_rows_and_no_others(key: str, some: Any, sign_in: Any) -> None:
    resource = registry.get_resource(key)
    place, _ = some(resource)
    who = reader_of(resource)
    if "export" not in registry.actions(key):
        pytest.skip(f"{key}: no 导出")
    client = sign_in(who, place.code)
    scope = place.scope(who)
    query = {"reason": "合同测试"} if in_clear(resource, scope) else {}
    send = client.post if query else client.get
    sheet = ok(send(f"/r/{key}/export.xlsx", query), "xlsx")
    assert body(sheet)[:2] == b"PK"
    text = body(ok(send(f"/r/{key}/export.csv", query), "csv")).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    number = resource.rows(scope).count()
    assert len(table) >= number + 1
    own = {resource.title_of(o) for o in resource.rows(scope)[:500]}
    other_code = next(c for c in CODES if c != place.code)
    from yifa.core.org.models import Unit

    strangers = resource.model._default_manager.filter(bureau=Unit.objects.get(code=other_code)) if hasattr(
        resource.model, "bureau_id") else resource.model._default_manager.none()  # fmt: skip
    for stranger in strangers[:20]:
        name = resource.title_of(stranger)
        if len(name) > 8 and name not in own:
            assert name not in text


@pytest.mark.parametrize("key", keys())
def test_strangers_see_nothing(key: str, some: Any, sign_in: Any) -> None:
    resource = registry.get_resource(key)
    place, obj = some(resource)
    addresses = (f"/r/{key}/{obj.pk}/", f"/api/v1/{key}/{obj.pk}/", f"/api/v1/{key}/{obj.pk}/history/")
    for address in addresses:
        assert Client().get(address).status_code in (302, 401), "nobody signed in"
    others = [c for c in CODES if c != place.code]
    who = reader_of(resource)
    stranger = sign_in(who, others[0])
    if not resource.rows(_house_scope(place, others[0], who)).filter(pk=obj.pk).exists():
        for address in addresses:
            assert stranger.get(address).status_code in (403, 404), f"another bureau: {address}"
        listed = stranger.get(f"/api/v1/{key}/", {"ids": obj.pk}).json()
        assert obj.pk not in {i["pk"] for i in listed["items"]}
        assert f"/r/{key}/{obj.pk}/" not in stranger.get(f"/r/{key}/").content.decode()
        title = resource.title_of(obj)
        if resource.search and len(title) > 1:
            assert f"/r/{key}/{obj.pk}/" not in stranger.get("/search", {"q": title[:40]}).content.decode()
    for admin in sorted(ADMIN_ROLES - resource.read_roles):
        client = sign_in(admin, place.code)
        for address in (f"/r/{key}/", f"/r/{key}/export.csv", f"/api/v1/{key}/", *addresses):
            assert client.get(address).status_code in (403, 404), f"{admin}: {address}"


def _house_scope(place: Any, code: str, who: str) -> Any:
    from dataclasses import replace

    from yifa.core.org.models import Unit

    return replace(place.scope(who), bureau_id=Unit.objects.get(code=code).pk)


@pytest.mark.parametrize("key", keys())
def test_another_unit_is_out_of_sight_where_units_keep_their_own(key: str, house: Any, sign_in: Any) -> None:
    from yifa.core.org.scope import scope_for
    from yifa.kernel.accounts.models import User

    resource = registry.get_resource(key)
    if "clerk" not in resource.read_roles:
        pytest.skip(f"{key}: clerks do not read it")
    for code in CODES:
        place = house(code)
        scope = scope_for(User.objects.get(username="clerk"), place.bureau.pk)
        assert scope.unit_ids is not None
        hidden = resource.rows(place.scope("legal")).exclude(pk__in=resource.rows(scope).values("pk")).first()
        if hidden is None:
            continue
        client = sign_in("clerk", code)
        for address in (f"/r/{key}/{hidden.pk}/", f"/api/v1/{key}/{hidden.pk}/"):
            assert client.get(address).status_code in (403, 404), address
        listed = client.get(f"/api/v1/{key}/", {"ids": hidden.pk}).json()
        assert listed["items"] == []
        return
    pytest.skip(f"{key}: the demo has no record of a unit that the clerk does not see")
