"""登记, 更正, 作废: every record's life goes through the ledger, the search index and the figures."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tests.contract import samples
from tests.contract.conftest import READERS, keys
from yifa.kernel import registry
from yifa.kernel.action import run
from yifa.kernel.events.models import Outbox
from yifa.kernel.ledger.models import Entry
from yifa.kernel.policy import PERSONAL_READERS, Sensitivity
from yifa.kernel.record import Record
from yifa.kernel.resource.forms import form_class, form_of
from yifa.kernel.search.models import SearchDoc

#: What stands in every protected field of a new record.
SECRET = "13912345678"


def writer_of(resource: Any, action: Any) -> str:
    """Return an account that may use an Action and read what it writes."""
    return next(r for r in READERS if r in action.roles and r in resource.read_roles)


def _post(client: Any, url: str, data: dict[str, Any]) -> Any:
    body = json.dumps({"data": {k: samples.wire(v) for k, v in data.items()}})
    return client.post(url, body, content_type="application/json")


def protected(resource: Any, typed: Any) -> list[str]:
    """Return the texts among the fields of a form that few may read."""
    return [n for n, f in typed.base_fields.items() if resource.sensitivity.get(n) == Sensitivity.PERSONAL
            and isinstance(f, forms.CharField)]  # fmt: skip


def told_to_few(resource: Any, pk: int, reader: Any, other: Any) -> None:
    """Expect a protected text on the page of who may read it, and nowhere else: not of another, not in what is kept."""
    one = f"{resource.key}/{pk}/"
    if reader is not None:
        assert SECRET in reader.get(f"/r/{one}").content.decode()
    asked = [f"/r/{one}", f"/r/{resource.key}/?ids={pk}", f"/r/{resource.key}/export.csv?ids={pk}", f"/api/v1/{one}",
             f"/api/v1/{one}history/", f"/api/v1/{resource.key}/?ids={pk}"]  # fmt: skip
    for address in asked:
        answer = other.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert answer.status_code == 200 or "export" in address, f"{address}: {answer.status_code}"
        assert SECRET not in text, address
    assert f"/r/{one}" not in other.get(f"/search?q={SECRET}").content.decode(), "found by a word one may not read"
    for doc in SearchDoc.objects.filter(resource=resource.key, object_ref=pk).values():
        assert SECRET not in str(doc), "the search index"
    for text in Entry.objects.filter(resource=resource.key, object_ref=pk).values_list("text", flat=True):
        assert SECRET not in text, "the ledger"


def _changed(resource: Any, obj: Any) -> dict[str, Any] | None:
    """Return one field of a correction with another value."""
    made = form_class(resource.key, "correct")
    for name in ("note", *resource.form):
        field = made.base_fields.get(name)
        if type(field) is forms.CharField and name in resource.form and name not in resource.business_key:
            return {name: f"{getattr(obj, name) or ''}改"[-(field.max_length or 200) :]}
    for name in resource.form:
        field = made.base_fields.get(name)
        if isinstance(field, forms.BooleanField):
            return {name: not getattr(obj, name)}
        if type(field) is forms.IntegerField:
            return {name: (getattr(obj, name) or 0) + 1}
    return None


@pytest.mark.parametrize("key", keys())
def test_an_empty_form_is_refused_in_chinese(key: str, house: Any, sign_in: Any, bare: None) -> None:
    resource = registry.get_resource(key)
    action = registry.actions(key).get("record")
    if action is None:
        pytest.skip(f"{key}: no 登记")
    if not any(f.required for f in form_class(key, "record").base_fields.values()):
        pytest.skip(f"{key}: nothing must be filled in")
    client = sign_in(writer_of(resource, action), "ji")
    answer = _post(client, f"/api/v1/{key}/", {})
    assert answer.status_code == 422, answer.content.decode()
    errors = answer.json()["fields"]
    assert errors and all(any("\u4e00" <= c <= "\u9fff" for c in m) for ms in errors.values() for m in ms), errors
    page = client.post(f"/r/{key}/new/", {})
    assert page.status_code in (200, 422), "the screen shows the form again"


@pytest.mark.parametrize("key", keys())
def test_record_correct_void(key: str, house: Any, sign_in: Any) -> None:
    resource = registry.get_resource(key)
    verbs = registry.actions(key)
    if "record" not in verbs:
        pytest.skip(f"{key}: no 登记")
    place, record = house("ji"), verbs["record"]
    client = sign_in(writer_of(resource, record), "ji")
    data = samples.values(place, record)
    hidden = protected(resource, form_class(key, "record"))
    data |= dict.fromkeys(hidden, SECRET)
    events = Outbox.objects.count()
    made = _post(client, f"/api/v1/{key}/", data)
    if key in samples.SINGLE:
        assert made.status_code == 422, "a second one is refused"
        return
    assert made.status_code == 200, f"{key}: {made.content.decode()} from {data}"
    pk = made.json()["pk"]
    obj = resource.model._default_manager.get(pk=pk)
    assert Entry.objects.filter(resource=key, object_ref=pk).exists(), "登记 is in the ledger"
    assert Outbox.objects.count() == events + 1 and Outbox.objects.latest("pk").kind == record.key, "one event"
    if resource.search:
        assert SearchDoc.objects.filter(resource=key, object_ref=pk).exists(), "登记 is in the search index"
    if hidden and "auditor" in resource.read_roles:
        reads = writer_of(resource, record) in PERSONAL_READERS
        told_to_few(resource, pk, client if reads else None, sign_in("auditor", "ji"))
    counted = isinstance(obj, Record)
    if counted:
        assert resource.model.objects.filter(pk=pk).counted().exists()
    if "correct" in verbs and (change := _changed(resource, obj)):
        why = {"reason": "录入有误", "checker": "赵某"}
        fixer = sign_in(writer_of(resource, verbs["correct"]), "ji")
        before = Entry.objects.filter(resource=key, object_ref=pk).count()
        fixed = _post(fixer, f"/api/v1/{key}/{pk}/correct/", {**change, **why})
        assert fixed.status_code == 200, f"{key}: {fixed.content.decode()} from {change}"
        assert Entry.objects.filter(resource=key, object_ref=pk).count() > before, "更正 is in the ledger"
        last = json.loads(Entry.objects.filter(resource=key, object_ref=pk).latest("seq").text)
        assert last["more"]["reason"] == why["reason"] and last["more"]["checker"] == why["checker"]
    if "void" in verbs:
        gone = _post(
            sign_in(writer_of(resource, verbs["void"]), "ji"), f"/api/v1/{key}/{pk}/void/",
            {"reason": "重复登记", "checker": "赵某"},
        )  # fmt: skip
        assert gone.status_code == 200, f"{key}: {gone.content.decode()}"
        assert resource.model._default_manager.filter(pk=pk).exists(), "作废 stays visible"
        if counted:
            assert not resource.model.objects.filter(pk=pk).counted().exists(), "作废 leaves every figure"


@pytest.mark.parametrize("key", keys())
def test_backfill_needs_its_paper_and_is_marked_for_ever(key: str, house: Any) -> None:
    action = registry.actions(key).get("backfill")
    if action is None:
        pytest.skip(f"{key}: no 补录")
    place = house("ji")
    assert form_class(key, "backfill").base_fields["paper"].required
    data = {**samples.values(place, registry.get_action(key, "backfill")), "paper": ""}
    ctx = place.ctx(*samples.roles_of(action))
    with pytest.raises(ValidationError):
        run(action, ctx, None, dict(data))
    wired = {k: samples.wire(v) for k, v in {**data, "paper": "样字〔2026〕1号"}.items()}
    form = form_of(action, ctx, None, data=wired)
    assert form.is_valid(), f"{key}: {dict(form.errors)}"
    assert run(action, ctx, None, dict(form.cleaned_data)).obj.backfilled is True
