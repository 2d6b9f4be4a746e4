"""Every form opens for who may act, and an export holds the reader's rows. Pages and lists: ``tests/queries``."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.contract.conftest import CODES, READERS, keys, reader_of
from yifa.kernel import registry
from yifa.kernel.action import Ctx, Refused
from yifa.kernel.exports.exporting import in_clear
from yifa.kernel.resource.models import ExportRecord


def ok(answer: Any, what: str) -> Any:
    """Expect 200."""
    assert answer.status_code == 200, f"{what}: {answer.status_code} {answer.content[:300].decode(errors='replace')}"
    return answer


def body(answer: Any) -> bytes:
    """Return the content of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("key", keys())
def test_every_form_opens_for_who_may_act(key: str, some: Any, sent_as: Any) -> None:
    resource = registry.get_resource(key)
    place, obj = some(resource)
    for verb, action in registry.actions(key).items():
        who = next((r for r in READERS if r in action.roles and r in resource.read_roles), None)
        if who is None or getattr(action, "hidden", False):
            continue
        if verb == "record" and reader_of(resource) in action.roles:
            continue  # the pins open it
        target = None if action.on == "none" else obj
        ctx = Ctx(scope=place.scope(who), day=place.day, now=place.now)
        client = sent_as(ctx.scope)
        try:
            action.authorise(ctx, target)
        except Refused:
            continue
        if target is None:
            ok(client.get(f"/r/{key}/new/" + ("" if verb == "record" else f"{verb}/")), verb)
        elif not action.available(ctx, target):
            ok(client.get(f"/r/{key}/{obj.pk}/do/{verb}/"), verb)


@pytest.mark.parametrize("key", keys())
def test_export_holds_the_readers_rows_and_no_others(key: str, some: Any, sent_as: Any) -> None:
    resource = registry.get_resource(key)
    place, _ = some(resource)
    who = reader_of(resource)
    if "export" not in registry.actions(key):
        pytest.skip(f"{key}: no 导出")
    scope = place.scope(who)
    client = sent_as(scope)
    query = {"reason": "合同测试"} if in_clear(resource, scope) else {}
    send = client.post if query else client.get
    before = ExportRecord.objects.count()
    sheet = ok(send(f"/r/{key}/export.xlsx", query), "xlsx")
    assert body(sheet)[:2] == b"PK"
    text = body(ok(send(f"/r/{key}/export.csv", query), "csv")).decode("utf-8-sig")
    traces = ExportRecord.objects.order_by("-pk")[:2]
    assert ExportRecord.objects.count() == before + 2, "what leaves is entered"
    assert all(t.reason == query.get("reason", "") and t.title and t.bureau_id == place.bureau.pk for t in traces)
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
