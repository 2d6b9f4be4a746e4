"""Which column is which field, which word is which code, which name is which record."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from yifa.kernel import registry
from yifa.kernel.action import Ctx
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.imports.layout import Head, Layout, plain, whole
from yifa.kernel.imports.sheets import text_of
from yifa.kernel.imports.values import MONEY, BadValue, to_date
from yifa.kernel.record import Life, Record
from yifa.kernel.resource.forms import form_class, pickable

#: Headings under which sheets of any register bring the common columns.
COMMON = {
    "happened_on": ("日期", "时间", "发生日期", "发生时间", "办理日期", "登记日期"),
    "unit": ("承办处室", "处室", "科室", "部门", "责任处室", "责任单位", "承办部门", "牵头处室", "单位"),
    "paper": ("文号", "佐证", "佐证材料", "依据文号", "材料编号"),
    "note": ("备注", "说明", "其他"),
    "title": ("名称", "事项", "标题", "内容"),
}
ANSWER = "answer:"
_LOADED = 5000


@dataclass
class Target:
    """A field that a column may be given to."""

    name: str
    label: str
    names: tuple[str, ...]
    kind: str
    required: bool
    choices: list[tuple[Any, str]] = field(default_factory=list)
    unit: str = ""


def creating_action(resource: Any, backfill: bool) -> Any | None:
    """Return the Action by which an import makes records, or None if the register takes none."""
    verbs = registry.actions(resource.key)
    if backfill:
        return verbs.get("backfill")
    return verbs.get("record") or next((a for a in verbs.values() if a.on == "none" and a.verb != "backfill"), None)


def _kind(form_field: Any) -> str:
    pairs = (
        (forms.ModelMultipleChoiceField, "links"), (forms.ModelChoiceField, "link"),
        (forms.MultipleChoiceField, "codes"),
        (forms.NullBooleanField, "bool"), (forms.ChoiceField, "choice"), (forms.BooleanField, "bool"),
        (forms.SplitDateTimeField, "datetime"), (forms.DateTimeField, "datetime"), (forms.DateField, "date"),
        (forms.DecimalField, "number"), (forms.FloatField, "number"), (forms.IntegerField, "integer"),
        (forms.FileField, "file"),
    )  # fmt: skip
    return next((kind for cls, kind in pairs if isinstance(form_field, cls)), "text")


def targets(resource: Any, action: Any) -> list[Target]:
    """Return the fields that an import of this Action can fill."""
    out = []
    for name, form_field in form_class(resource.key, action.verb).base_fields.items():
        kind = _kind(form_field)
        if kind == "file" or name == "source":
            continue
        label = str(form_field.label or name)
        choices = []
        if kind in ("choice", "codes"):
            choices = [(v, str(t)) for v, t in getattr(form_field, "choices", ()) if v not in ("", None)]
        unit = re.search(r"[(（](亿元|万元|千元|元|%)[)）]", label)
        hint = re.search(r"(亿元|万元|千元|元)", str(form_field.help_text or ""))
        named = unit[1] if unit else (hint[1] if hint and kind == "number" else "")
        names = (label, *resource.aliases.get(name, ()), *COMMON.get(name, ()))
        required = form_field.required and kind != "bool"
        out.append(Target(name, label, names, kind, required, choices, named))
    if action.verb == "backfill":
        answers = [(k.value, str(k.label)) for k in GateEvent.Answer]
        out.extend(
            Target(f"{ANSWER}{g.key}", f"{g.title}（答复）", (f"{g.title}（答复）", g.title), "choice", False, answers)
            for g in action.gates
        )
    return out


def words(found: Iterable[Target]) -> list[str]:
    """Return all names under which the fields may stand in a heading."""
    return [n for t in found for n in t.names]


@dataclass
class Mapping:
    """How a sheet is read. ``columns``: heading → field ("" = left out); ``values``: field → {text: code};
    ``constants``: field → value for every row; ``guessed``: headings matched by likeness only.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept for the next file of this layout."""
        return {"columns": self.columns, "values": self.values, "constants": self.constants}


def propose(found: list[Target], layout: Layout, lookups: Lookups, kept: dict[str, Any] | None = None) -> Mapping:
    """Give each column its field: as kept for this layout, by name, by likeness, by its values."""
    made = Mapping()
    names = {t.name for t in found}
    if kept:
        made.columns = {h: f for h, f in (kept.get("columns") or {}).items() if f in names or not f}
        made.values = {f: dict(v) for f, v in (kept.get("values") or {}).items()}
        made.constants = dict(kept.get("constants") or {})
    free = [t for t in found if t.name not in made.columns.values()]
    heads = [h for h in layout.heads if h.text not in made.columns]
    pairs = []
    for head in heads:
        for order, target in enumerate(free):
            score, why = _likeness(head, target)
            if score < 90 and (by_value := _by_values(head, target, lookups)) > score:
                score, why = by_value, "按内容猜的"
            if score >= 50:
                pairs.append((-score, order, head.index, head, target, why))
    taken: set[str] = set()
    for _, _, _, head, target, why in sorted(pairs, key=lambda p: p[:3]):
        if head.text in made.columns or target.name in taken:
            continue
        if head.serial and why != "":
            continue
        made.columns[head.text] = target.name
        taken.add(target.name)
        if why:
            made.guessed[head.text] = why
    _last_date(made, layout, [t for t in free if t.name not in taken])
    for head in layout.heads:
        made.columns.setdefault(head.text, "")
    return made


def _last_date(made: Mapping, layout: Layout, free: list[Target]) -> None:
    dates = [t for t in free if t.kind == "date" and t.required]
    if len(dates) != 1:
        return
    for head in layout.heads:
        if head.text in made.columns or not head.samples or head.serial:
            continue
        good = 0
        for value in head.samples[:20]:
            try:
                to_date(value, layout.year)
                good += 1
            except BadValue:
                pass
        if good >= 0.8 * len(head.samples[:20]):
            made.columns[head.text], made.guessed[head.text] = dates[0].name, "按内容猜的"
            return


def _likeness(head: Head, target: Target) -> tuple[int, str]:
    texts = {plain(head.text), plain(head.parts[-1]), plain("".join(head.parts))} - {""}
    for place, name in enumerate(target.names):
        if plain(name) in texts:
            return (100 if place == 0 else 96 - min(place, 5)), ""
    best = 0
    for name in target.names:
        known = plain(name)
        for text in texts:
            if min(len(text), len(known)) >= 2 and (text in known or known in text):
                best = max(best, 60 + int(20 * min(len(text), len(known)) / max(len(text), len(known))))
            else:
                ratio = difflib.SequenceMatcher(None, text, known).ratio()
                best = max(best, int(ratio * 70) if ratio >= 0.75 else 0)
    return best, "按列名猜的"


def _by_values(head: Head, target: Target, lookups: Lookups) -> int:
    if target.kind not in ("choice", "link") or not head.samples:
        return 0
    seen = [v for v in head.samples[:30] if isinstance(v, str)]
    if len(seen) < 2:
        return 0
    hits = sum(1 for v in seen if lookups.exact(target, v) is not None)
    return 65 if hits >= 0.6 * len(seen) else 0


def factor(target: Target, head: Head) -> tuple[Decimal, str]:
    """Return what a number of this column is multiplied by, and the note about it."""
    if target.kind not in ("number", "integer") or head.unit not in MONEY:
        return Decimal(1), ""
    to = target.unit if target.unit in MONEY else "元"
    times = MONEY[head.unit] / MONEY[to]
    return times, "" if times == 1 else f"按{head.unit}换算成{to}"


class Lookups:
    """Codes and records by the words people use for them; each table is read once for a whole file."""

    def __init__(self, resource: Any, action: Any, ctx: Ctx) -> None:
        self.ctx = ctx
        self.fields: dict[str, Any] = form_class(resource.key, action.verb).base_fields
        self.read: dict[Any, tuple[Any, str]] = {}
        self.records: dict[str, dict[str, list[Any]]] = {}
        self.short: dict[str, dict[str, list[Any]]] = {}
        self.by_pk: dict[str, dict[Any, Any]] = {}

    def exact(self, target: Target, text: Any) -> Any | None:
        """Return code or record for a word that names it exactly, as a whole or without what stands in brackets."""
        if target.kind in ("choice", "codes"):
            for same in (whole, plain):
                key = same(text_of(text))
                hits = [v for v, label in target.choices if key and key in (same(label), same(str(v)))]
                if len(hits) == 1:
                    return hits[0]
            return None
        found = self.named(target.name, text)
        return found[0] if len(found) == 1 else None

    def named(self, name: str, text: Any) -> list[Any]:
        """Return the records a name may mean."""
        table = self.table(name)
        return table.get(whole(text_of(text)), []) or self.short[name].get(plain(text_of(text)), [])

    def near(self, target: Target, text: Any) -> tuple[Any | None, list[str]]:
        """Return the one record or code that a word surely means (None if not sure), and likely labels."""
        key = whole(text_of(text))
        names: dict[str, list[Any]] = {}
        if target.kind in ("choice", "codes"):
            for value, label in target.choices:
                names.setdefault(whole(label), []).append((value, label))
        else:
            for name, objects in self.table(target.name).items():
                names.setdefault(name, []).extend((o, str(o)) for o in objects)
        inside = {id(p[0]) if isinstance(p[0], models.Model) else p[0]: p for n, ps in names.items()
                  if len(key) >= 2 and len(n) >= 2 and (key in n or n in key) for p in ps}  # fmt: skip
        close = difflib.get_close_matches(key, names, n=3, cutoff=0.5)
        labels = list(dict.fromkeys([p[1] for p in inside.values()] + [names[n][0][1] for n in close]))[:3]
        if len(inside) == 1:
            return next(iter(inside.values()))[0], labels
        return None, labels

    def table(self, name: str) -> dict[str, list[Any]]:
        """Return word → records for a field that points to another register."""
        if name not in self.records:
            self._load(name)
        return self.records[name]

    def get(self, name: str, pk: Any) -> Any | None:
        """Return a record of a field's register by number, if the scope may point to it."""
        self.table(name)
        known = self.by_pk[name]
        if pk not in known:
            known[pk] = self._queryset(name).filter(pk=pk).first()
        return known[pk]

    def _queryset(self, name: str) -> Any:
        rows = pickable(self.fields[name].queryset.all(), self.ctx.scope)
        return rows.filter(life=Life.LIVE) if issubclass(rows.model, Record) else rows

    def _load(self, name: str) -> None:
        rows = self._queryset(name)
        resource = registry.resource_of_model(rows.model)
        fks = [f.name for f in rows.model._meta.concrete_fields if f.is_relation]
        used = set(fks) & {*(resource.business_key if resource else ()), resource.title_field if resource else ""}
        rows = rows.select_related(*used) if used else rows
        words: dict[str, list[Any]] = {}
        short: dict[str, list[Any]] = {}
        pks: dict[Any, Any] = {}
        for obj in rows.order_by("-pk")[:_LOADED]:
            pks[obj.pk] = obj
            for text in self._words(resource, obj):
                for into, word in ((words, whole(text)), (short, plain(text))):
                    held = into.setdefault(word, [])
                    if word and obj not in held:
                        held.append(obj)
        self.records[name], self.short[name], self.by_pk[name] = words, short, pks

    @staticmethod
    def _words(resource: Any, obj: Any) -> set[str]:
        texts = {str(obj)}
        for name in ("name", "short_name", "code", "number_text", "doc_no"):
            value = getattr(obj, name, None)
            if isinstance(value, str) and value:
                texts.add(value)
        if resource is not None:
            texts.add(resource.title_of(obj))
            key = [resource.display(obj, n) for n in resource.business_key]
            if key and all(key) and (len(key) > 1 or not str(key[0]).isdigit()):
                texts.add("".join(key))
        return texts - {""}
