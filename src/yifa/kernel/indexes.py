"""Indexes that follow the size of a register (台账索引): a small register needs none beyond its model's own.

A register that has grown past ``paging.MANY`` rows gets one index for each thing people narrow or sort it by:
(bureau, that column, the register's own order), so that filter and order are read from one index. They are derived
from the Resource, made at run time and never part of a migration (ADR 0058): a bureau with a thousand rows does not
pay for them, and another filter in a Resource needs no migration.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from yifa.kernel import db, paging, registry
from yifa.kernel.record import Record

#: What these indexes are called, so that those no longer wanted are known.
PREFIX = "grown_"
_SORTED = models.DateField | models.IntegerField | models.DecimalField


def _own(model: Any, name: str) -> Any:
    """Return a column of the table itself, or None."""
    try:
        field = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return None
    return field if field.concrete and not field.many_to_many else None


def order_columns(resource: Any) -> list[str] | None:
    """Return the columns of a register's own order without the closing number; None if no index can give it."""
    names = [n.lstrip("-") for n in resource.ordering]
    signs = {n.startswith("-") for n in resource.ordering}
    names = [n for n in names if n not in ("id", "pk")]
    fields = [_own(resource.model, n) for n in names]
    if len(signs) > 1 or any(f is None or f.is_relation for f in fields):
        return None
    return names


def names_of(resource: Any) -> list[str]:
    """Return what a grown register may be narrowed and sorted by: its filters, its dates and numbers, its key."""
    model = resource.model
    wanted = [*resource.filters, "unit", "life", "backfilled"]
    wanted += [n for n in (*(c.name for c in resource.column_list()), *resource.business_key)]
    out = []
    for name in dict.fromkeys(wanted):
        field = _own(model, name)
        if field is None or isinstance(field, models.TextField):
            continue
        known = name in resource.filters or name in ("life", "backfilled", *resource.business_key)
        if field.is_relation or field.choices or known or isinstance(field, _SORTED):
            out.append(name)
    return out


def wanted(resource: Any) -> list[models.Index]:
    """Return the indexes of a grown register."""
    model = resource.model
    if not issubclass(model, Record):
        return []
    order = order_columns(resource)
    tail = [*(order or []), "id"]
    held = {tuple(i.fields) for i in model._meta.indexes}
    out = []
    for name in ([""] if order else []) + [n for n in names_of(resource) if n != (order or [""])[0]]:
        # the register's own order also carries whose a row is, so that it is counted without looking at the row
        whose = [] if name else [n for n in model.reached_by if n not in tail]
        columns = ["bureau", *([name] if name else []), *(n for n in tail if n != name), *whose]
        if tuple(columns) in held:
            continue
        mark = hashlib.sha256(f"{model._meta.db_table} {columns}".encode()).hexdigest()[:12]
        out.append(models.Index(fields=columns, name=f"{PREFIX}{mark}"))
    return out


def is_grown(resource: Any) -> bool:
    """Whether a register has more rows than a page counts."""
    return bool(resource.model._base_manager.order_by()[paging.MANY : paging.MANY + 1].count())


def follow(resource: Any) -> int:
    """Give a grown register its indexes, take away those no longer wanted; return how many were made or taken away."""
    model = resource.model
    if not (indexes := wanted(resource)) or not is_grown(resource):
        return 0
    held = {n for n in db.index_names(model._meta.db_table) if n.startswith(PREFIX)}
    missing = [i for i in indexes if i.name not in held]
    stale = held - {i.name for i in indexes}
    for index in missing:
        db.add_index(model, index)
    for name in stale:
        db.drop_index(model, name)
    db.gather_statistics(model._meta.db_table)  # also where nothing is new: the plans follow the size
    return len(missing) + len(stale)


def follow_all() -> int:
    """See to every register; return how many indexes were made or taken away."""
    return sum(follow(resource) for resource in registry.resources())
