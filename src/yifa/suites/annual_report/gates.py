"""Exceptions and breaches (闸口例外、违规登记) of the year, listed beside the report; none is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.kernel import registry
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.policy import NOBODY, Scope
from yifa.kernel.resource.base import HIDDEN
from yifa.kernel.ui.marks import title_cell
from yifa.lawkit.explain import zh_date
from yifa.papers.writers.evidence_xlsx import EvidenceFigure
from yifa.suites.annual_report.compose import Composition
from yifa.suites.annual_report.external import Names

TITLE = "闸口例外和违规登记"
KINDS = (GateEvent.Kind.OVERRIDE, GateEvent.Kind.EXCEPTION, GateEvent.Kind.BREACH)
QUERY = "本年内经批准的例外、法定例外和违规登记，作废的不列"
#: Lines the panel shows; the page shows all.
SHOWN = 5
_COLUMNS = [
    ("gate", "闸口"),
    ("force", "效力"),
    ("kind", "情形"),
    ("register", "台账"),
    ("record", "记录"),
    ("unit", "处室（单位）"),
    ("happened_on", "日期"),
    ("reason", "理由"),
    ("article", "例外条款"),
    ("approver", "批准人"),
    ("cure_by", "补正期限"),
    ("cured_on", "补正日"),
]


def events(made: Composition, scope: Scope = NOBODY) -> Any:
    """Return the year's events up to the cut-off, as far as the scope may see them (all of them for a command)."""
    rows = GateEvent.objects.filter(bureau=made.bureau, kind__in=KINDS)
    rows = rows.filter(happened_on__gte=date(made.year, 1, 1), happened_on__lte=made.data_as_of)
    if scope.bureau_id is not None:
        rows = rows.visible_to(scope)
    return rows.counted().select_related("unit").order_by("gate", "happened_on", "pk")


def titles() -> dict[str, str]:
    """Return gate key → printed name."""
    return {
        g.key: str(g.title) for r in registry.resources() for a in registry.actions(r.key).values() for g in a.gates
    }


def counts(rows: list[GateEvent]) -> list[str]:
    """Return how many there are by gate: 签订前审查 2 条（违规登记 1，例外批准 1）."""
    named, out = titles(), []
    for gate, number in Counter(e.gate for e in rows).items():
        kinds = Counter(e.get_kind_display() for e in rows if e.gate == gate)
        open_ones = sum(1 for e in rows if e.gate == gate and e.cure_by and not e.cured_on)
        parts = [f"{kind} {n}" for kind, n in kinds.items()] + ([f"未补正 {open_ones}"] if open_ones else [])
        out.append(f"{named.get(gate, gate)} {number} 条（{'，'.join(parts)}）")
    return out


@dataclass(frozen=True)
class Line:
    """One event with the record it stands at; ``url`` is empty where the reader may not open the record."""

    event: GateEvent
    gate: str
    register: str
    record: str
    url: str


def lines(rows: list[GateEvent], scope: Scope) -> Iterator[Line]:
    """Yield the events with the names of their records, as the scope may read them."""
    named = titles()
    known: dict[str, dict[int, Any]] = {}
    for key in {e.resource for e in rows}:
        resource = registry.get_resource(key)
        found = resource.model._default_manager.filter(pk__in=[e.object_ref for e in rows if e.resource == key])
        known[key] = {obj.pk: obj for obj in found.select_related(*resource.select)}
    for e in rows:
        resource, obj = registry.get_resource(e.resource), known[e.resource].get(e.object_ref)
        title = resource.display(obj, resource.title_field, scope) if obj is not None else ""
        name = title if title and title != HIDDEN else f"第{e.object_ref}号"
        url = resource.url(obj) if obj is not None and scope.has(resource.read_roles) else ""
        yield Line(e, named.get(e.gate, e.gate), resource.title, name, url)


def table(rows: list[GateEvent], scope: Scope, day: date, *, plain: bool = False) -> dict[str, Any]:
    """Return the events as a table; each line opens its record."""
    heads = [{"label": "记录"}, {"label": "闸口"}, {"label": "日期", "nowrap": True}]
    wide = [{"label": "理由"}, {"label": "批准人"}, {"label": "补正"}]
    out = []
    for line in lines(rows, scope):
        e = line.event
        sub = [line.register, str(e.unit or "")] if not plain else [line.gate]
        first = title_cell(line.record, line.url, [t for t in sub if t])
        kind = {"text": e.get_kind_display(), "tone": "alarm" if e.kind == "breach" else ""}
        when = zh_date(e.happened_on, day) if e.happened_on else ""
        cells: list[Any] = [
            first,
            kind if plain else title_cell(line.gate, None, [e.force, e.get_kind_display()]),
            when,
        ]
        if not plain:
            cells += ["，".join(t for t in (e.reason, e.article) if t), e.approver, _cure(e, day)]
        out.append({"pk": e.pk, "label": line.record, "cells": cells})
    heads = [heads[0], {"label": "情形", "nowrap": True}, heads[2]] if plain else [*heads, *wide]
    return {"caption": TITLE, "columns": heads, "rows": out, "plain": plain, "tight": plain}


def _cure(e: GateEvent, day: date) -> Any:
    if e.cured_on:
        return f"{zh_date(e.cured_on, day)}补正"
    if e.cure_by:
        return {"text": f"{zh_date(e.cure_by, day)}前补正", "tone": "alarm" if e.cure_by < day else ""}
    return ""


def panel(made: Composition, scope: Scope, day: date, base: str) -> dict[str, Any] | None:
    """Return the panel beside the report: counts by gate, the first lines; None where there is nothing."""
    rows = list(events(made, scope))
    if not rows:
        return None
    return {
        "title": TITLE, "note": f"{len(rows)} 条", "corner": {"text": "看全部", "url": f"{base}gates/"},
        "text": "；".join(counts(rows)) + "。", "table": table(rows[:SHOWN], scope, day, plain=True),
    }  # fmt: skip


def sheet(made: Composition, seen_by: Scope, people: Names | None, scope: Scope = NOBODY) -> EvidenceFigure:
    """Return the sheet of the evidence workbook. ``people`` (external edition): their names are taken out."""
    rows = list(events(made, scope))
    mask = people.mask(()) if people is not None else None

    def text(value: str) -> Any:
        return mask("", value) if mask else value

    cells = [
        {
            "gate": line.gate, "force": e.force, "kind": e.get_kind_display(), "register": line.register,
            "record": text(line.record), "unit": str(e.unit or ""), "happened_on": e.happened_on,
            "reason": text(e.reason), "article": e.article, "approver": HIDDEN if people and e.approver else e.approver,
            "cure_by": e.cure_by, "cured_on": e.cured_on, "backfilled": e.backfilled,
        }
        for line in lines(rows, seen_by) for e in (line.event,)
    ]  # fmt: skip
    return EvidenceFigure(
        key="gates", label=TITLE, printed="", query=QUERY, columns=_COLUMNS, rows=cells,
        note="；".join(counts(rows)), source="闸口记录",
    )  # fmt: skip
