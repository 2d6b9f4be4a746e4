"""The django-tables2 table of a Resource and its picture for ``parts/table.html``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import django_tables2 as tables2

from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.resource import cells
from yifa.kernel.ui.marks import title_cell

#: Columns that never wrap.
_SHORT = {"unit", "number", "review_no", "standing"}


class Cell(tables2.Column):
    """A column that prints through the Resource, masked and linked."""

    empty_values = ()

    def __init__(self, resource: Any, name: str, number: bool, wan: bool = False, **kwargs: Any) -> None:
        super().__init__(accessor="pk", **kwargs)
        self.resource, self.name, self.number, self.wan = resource, name, number, wan

    def render(self, record: Any, table: Any) -> Any:
        """Return the template value."""
        scope = table.scope
        shown = cells.value(self.resource, record, self.name, scope, short=True)
        if self.wan and isinstance(shown, dict) and shown.get("number") is not None:
            return {"number": shown["number"] / 10000, "digits": 2}
        if self.name != table.lead:
            return shown
        sub = [
            v
            for n in self.resource.under or self.resource.line
            if n not in table.shown and (v := cells.value(self.resource, record, n, scope))
        ]
        return title_cell(self.resource.title_of(record) if shown in (None, "") else _text(shown),
                          self.resource.url(record), sub, cells.tags(record))  # fmt: skip


def _text(v: Any) -> Any:
    return v.get("text") or v.get("status") or v.get("number", "已隐去") if isinstance(v, dict) else v


class ResourceTable(tables2.Table):
    """Knows scope, columns and lead."""

    scope: Scope
    shown: tuple[str, ...]
    lead: str


@cache
def table_class(key: str) -> type[ResourceTable]:
    """Return the table class of a Resource."""
    resource = registry.get_resource(key)
    made: dict[str, Any] = {}
    for column in resource.column_list():
        order = column.order_by or ("" if column.value is not None else column.name)
        made[column.name] = Cell(
            resource,
            column.name,
            column.number,
            column.wan,
            verbose_name=column.label,
            orderable=bool(order),
            order_by=order or None,
        )
    return type("Table", (ResourceTable,), made)


def make(resource: Any, scope: Scope, *, shown: Sequence[str] = (), sort: str = "") -> ResourceTable:
    """Return an empty table with columns and order; ``picture`` gives it rows."""
    names = [c.name for c in resource.column_list()]
    folded = () if shown else (*resource.under, *resource.spare)
    chosen = [n for n in names if (n in shown if shown else n not in folded)] or names
    lead = resource.title_field if resource.title_field in chosen else chosen[0]
    hidden = [n for n in names if n not in chosen]
    bare = sort.lstrip("-")
    ok = bare in chosen and cells.visible(resource, bare, scope)
    table = table_class(resource.key)([], exclude=hidden, order_by=sort if ok else None)
    table.scope, table.shown, table.lead = scope, tuple(chosen), lead
    return table


def order_of(table: ResourceTable, resource: Any) -> list[str]:
    """Return the field order of the chosen sort, else the Resource's own."""
    out: list[str] = []
    for alias in table.order_by or ():
        column = table.columns[alias.bare]
        if column.orderable:
            ways = column.order_by
            out += [str(w.opposite if alias.is_descending else w) for w in ways]
    return out or list(resource.ordering)


def picture(
    resource: Any, rows: list[Any], table: ResourceTable, *, link: Any = None, clocks: dict[int, Any] | None = None
) -> dict[str, Any]:
    """Return the context of ``parts/table.html``. ``link``: (sort name) -> address, where heads may be pressed."""
    current = {a.bare: a.is_descending for a in table.order_by or ()}
    columns = []
    for bound in table.columns:
        field = resource.field(bound.name)
        short = field.kind == "choice" and all(len(str(text)) <= 8 for _, text in field.choices)
        nowrap = short or bound.name in _SHORT or field.kind in ("date", "datetime", "number")
        under = [n for n in resource.under if bound.name == table.lead and n not in table.shown]
        label = "、".join([str(bound.header), *(resource.field(n).label for n in under)])
        head: dict[str, Any] = {"label": label, "num": bound.column.number, "nowrap": nowrap}
        falling = current.get(bound.name)
        if link is not None and bound.orderable:
            head["sort_url"] = link(("" if falling else "-") + bound.name if falling is not None else bound.name)
            head["sort"] = "" if falling is None else "descending" if falling else "ascending"
        columns.append(head)
    body = []
    printed = [bound.column for bound in table.columns]  # asked directly: tables2 looks up each cell's signature
    for obj in rows:
        shown = [column.render(obj, table) for column in printed]
        row = {"pk": obj.pk, "label": resource.title_of(obj), "void": cells.is_void(obj), "cells": shown}
        if clocks:
            row["cells"].append(
                {"clock": clocks[obj.pk]} if obj.pk in clocks else {"text": "无在途期限", "tone": "mute"}
            )
        body.append(row)
    if clocks:
        columns.append({"label": "在途期限"})
    return {"caption": resource.title, "columns": columns, "rows": body}
