"""Hold every live row of every business table against its last ledger entry.

A table is a business table unless ``kernel.framework_tables`` lists it. Rows edited, inserted or deleted by SQL are
named, with the columns that differ, found by replaying the row's entries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from yifa.kernel import framework_tables, registry
from yifa.kernel.ledger import chain
from yifa.kernel.ledger.chain import Tracking
from yifa.kernel.ledger.models import Entry, Salt

_BATCH = 2000


@dataclass(frozen=True)
class Finding:
    """One broken place: its kind (see ``verify.KINDS``), a Chinese sentence, and where it is."""

    kind: str
    message: str
    seq: int | None = None
    resource: str = ""
    pk: int | None = None


def tables() -> Iterator[tuple[type[models.Model], Any, Tracking]]:
    """Yield every business table with its Resource (or None) and how the ledger keeps it, registers first."""
    found = []
    for model in apps.get_models():
        if model._meta.db_table in framework_tables.TABLES or not model._meta.managed:
            continue
        resource = registry.resource_of_model(model)
        found.append((resource is None, model, resource, chain.tracking(model, resource)))
    for _, model, resource, kept in sorted(found, key=lambda t: (t[0], t[3].key)):
        yield model, resource, kept


def check(report: Any) -> Iterator[Finding]:
    """Yield what is broken; ``report.records`` counts the rows looked at, ``report.notes`` what could not be."""
    known = set()
    for model, resource, kept in tables():
        known.add(kept.key)
        yield from _table(report, model, resource, kept)
    for key in Entry.objects.exclude(resource__in=known).values_list("resource", flat=True).distinct().order_by():
        report.notes.append(f"账本里的“{key}”在本版本没有对应的台账，未核对其记录")


def _last_states(key: str) -> Iterator[tuple[int, str]]:
    """Yield (pk, state digest of the last entry) by pk."""
    rows = Entry.objects.filter(resource=key).order_by("object_ref", "seq").values_list("object_ref", "text")
    held: tuple[int, str] | None = None
    for pk, text in rows.iterator(chunk_size=_BATCH):
        if held is not None and held[0] != pk:
            yield held[0], _state(held[1])
        held = (pk, text)
    if held is not None:
        yield held[0], _state(held[1])


def _state(text: str) -> str:
    start = text.rfind('"state":"') + 9
    return text[start : start + 64]


def _readers(model: type[models.Model], kept: Tracking) -> list[tuple[str, Callable[[Any], Any]]]:
    """Return (column, function to plain JSON value) of every column, in the model's order."""

    def reader(f: Any) -> Callable[[Any], Any]:
        return lambda value: chain.plain(f, value)

    return [(f.attname, reader(f)) for f in model._meta.concrete_fields]


def _table(report: Any, model: type[models.Model], resource: Any, kept: Tracking) -> Iterator[Finding]:
    readers = _readers(model, kept)
    names = [name for name, _ in readers]
    salts = dict(Salt.objects.filter(resource=kept.key).values_list("object_ref", "salt")) if kept.personal else {}
    pk_at = names.index(model._meta.pk.attname)
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_BATCH)
    states = _last_states(kept.key)
    row, state = next(rows, None), next(states, None)
    unsalted = 0
    while row is not None or state is not None:
        if state is not None and (row is None or state[0] < row[pk_at]):
            yield _finding(kept, resource, model, state[0], "被删除：账本里有，库里没有")
            state = next(states, None)
            continue
        assert row is not None
        if state is None or row[pk_at] < state[0]:
            report.records += 1
            yield _finding(kept, resource, model, row[pk_at], "来路不明：库里有，账本里没有，不是经业务动作写入")
            row = next(rows, None)
            continue
        report.records += 1
        values = {name: read(value) for (name, read), value in zip(readers, row, strict=True)}
        salt = salts.get(row[pk_at], "")
        if kept.personal and not salt and any(values[n] not in (None, "") for n in kept.personal - kept.skip):
            unsalted += 1
            shown = kept.kept(values)
            replayed = history(kept.key, row[pk_at])
            shown = {k: replayed.get(k) if k in kept.personal and v not in (None, "") else v for k, v in shown.items()}
        else:
            shown = kept.shown(values, salt)
        if chain.state_digest(shown) != state[1] and chain.state_digest(_as_booked(model, kept, shown)) != state[1]:
            why = differences(model, kept, row[pk_at], shown)
            yield _finding(kept, resource, model, row[pk_at], f"被改动：{why}")
        row, state = next(rows, None), next(states, None)
    if unsalted:
        report.notes.append(f"{_title(resource, model)}有{unsalted}条的个人信息摘要盐已销毁，个人信息列无法核对")


def history(key: str, pk: int) -> dict[str, Any]:
    """Return the row's values as its entries say them, by replaying their changes."""
    values: dict[str, Any] = {}
    for text in Entry.objects.filter(resource=key, object_ref=pk).order_by("seq").values_list("text", flat=True):
        values.update({name: new for name, (_, new) in json.loads(text).get("changes", {}).items()})
    return values


def _as_booked(model: type[models.Model], kept: Tracking, shown: dict[str, Any]) -> dict[str, Any]:
    """Return a row's values without the columns that came after its last entry and still hold their default."""
    booked = history(kept.key, shown[model._meta.pk.attname])
    later = {
        f.attname
        for f in model._meta.concrete_fields
        if f.attname not in booked and f.has_default() and shown.get(f.attname) == chain.plain(f, f.get_default())
    }
    return {name: value for name, value in shown.items() if name not in later}


def differences(model: type[models.Model], kept: Tracking, pk: int, shown: dict[str, Any]) -> str:
    """Return the columns in which a row differs from its entries, as Chinese text."""
    booked = history(kept.key, pk)
    parts = []
    for f in model._meta.concrete_fields:
        name = f.attname
        if name not in shown or f.primary_key or name == "updated_at":
            continue
        was, now = booked.get(name), shown[name]
        if was == now or (chain.is_empty(was) and chain.is_empty(now)):
            continue
        label = str(f.verbose_name)
        parts.append(
            f"{label}（个人信息，不显示）" if name in kept.personal else f"{label} 账上{_word(was)}，库里{_word(now)}"
        )
    return "；".join(parts) or "最近改动时刻或空值写法"


def _word(value: Any) -> str:
    if value is None or value == "":
        return "为空"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _title(resource: Any, model: type[models.Model]) -> str:
    return resource.title if resource is not None else str(model._meta.verbose_name)


def _finding(kept: Tracking, resource: Any, model: type[models.Model], pk: int, what: str) -> Finding:
    return Finding("record", f"{_title(resource, model)} 第{pk}号 {what}", resource=kept.key, pk=pk)
