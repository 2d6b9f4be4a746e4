"""One record: 事实, 期限, 依据, 经过与佐证, in the same places."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel import history, registry
from yifa.kernel.action import Action, Ctx, Refused
from yifa.kernel.basis import basis
from yifa.kernel.files.shown import attachments, files_panel
from yifa.kernel.gate import Force
from yifa.kernel.gates.shown import banner, blocks
from yifa.kernel.ledger.models import Entry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Record
from yifa.kernel.resource import cells, ports, tables
from yifa.kernel.resource.listing import crumbs, may
from yifa.kernel.verbs import _ALL as STANDARD

#: Providers of panels: (obj, scope, day) -> dict, see ``ports``.
PANELS = ports.PANELS
_CHILDREN = 8
_ENTRIES = 25


def day_of(obj: Any, today: date) -> date:
    """Return the day by which a record is judged: 发生日, else today."""
    return getattr(obj, "happened_on", None) or today


def context(resource: Any, obj: Any, ctx: Ctx, *, all_entries: bool = False) -> dict[str, Any]:
    """Return the context of ``yifa/detail.html``."""
    scope, today = ctx.scope, ctx.day
    more = ports.panels_of(obj, scope, today)
    actions, gates, rules = _actions(resource, obj, ctx)
    files = attachments(resource, obj)
    day = day_of(obj, today)
    limit = 1000 if all_entries else _ENTRIES
    found = history.entries(resource, obj, scope, today, files, limit=limit + 1)
    events: dict[str, Any] = {"entries": [*history.gaps(resource, obj, files), *more["events"], *found[:limit]]}
    if len(found) > limit:
        total = Entry.objects.filter(resource=resource.key, object_ref=obj.pk).count()
        events["more"] = {"text": f"看全部 {total} 条", "url": f"{resource.url(obj)}?all=1"}
    aside = [*([files_panel(resource, obj, ctx, files)] if isinstance(obj, Record) else []), *more["aside_panels"]]
    return {
        "resource": resource,
        "head": {
            "title": resource.title_of(obj),
            "crumbs": crumbs(resource, {"text": _number(resource, obj)}),
            "status": _status(obj) or more["status"] or cells.state_of(resource, obj),
            "tags": ["补录"] if getattr(obj, "backfilled", False) else [],
            "meta": _meta(obj),
            "actions": [*more["actions"], *actions],
        },
        "gates": [*gates, *more["gates"]],
        "facts": facts(resource, obj, scope, ctx),
        "clocks": more["clocks"],
        "steps": more["steps"],
        "links": {"entries": more["links"]} if more["links"] else None,
        "basis": basis(resource.rules_of(obj, [*resource.rules, *rules]), day, more["basis"]),
        "events": events,
        "panels": [*children(resource, obj, ctx), *more["panels"]],
        "aside_panels": [p for p in aside if p],
    }


def _number(resource: Any, obj: Any) -> str:
    return f"第{obj.pk}号"


def _status(obj: Any) -> dict[str, Any] | None:
    if cells.is_void(obj):
        return {"label": obj.get_life_display(), "tone": "void"}
    return None


def _meta(obj: Any) -> list[Any]:
    out: list[Any] = []
    if unit := getattr(obj, "unit", None):
        out.append(f"{unit}承办")
    if created := getattr(obj, "created_at", None):
        from django.utils import timezone

        out.append(f"{timezone.localtime(created):%Y-%m-%d %H:%M} 记录")
    return out


def facts(resource: Any, obj: Any, scope: Scope, ctx: Ctx) -> dict[str, Any]:
    """Return 事实: declared facts, masked where the scope may not see them; computed columns by their label."""
    entries, blank = [], []
    for name in resource.fact_names():
        if name == resource.title_field and not resource.form:
            continue
        try:
            field = resource.field(name)
        except LookupError:
            continue
        wide = field.model_field is not None and field.model_field.get_internal_type() == "TextField"
        shown = cells.value(resource, obj, name, scope)
        if shown is None:
            blank.append(field.label)
            continue
        entries.append({"label": field.label, "value": shown, "wide": wide})
    if getattr(obj, "backfilled", 0) and obj.source:
        entries.append({"label": "补录来源", "value": obj.source, "wide": True})
    if getattr(obj, "merged_into", None):
        entries.append(
            {"label": "并入", "value": {"text": f"第{obj.merged_into}号", "url": f"{resource.url()}{obj.merged_into}/"}}
        )
    if blank:
        entries.append({"label": "未填", "value": {"text": "、".join(blank), "tone": "mute"}, "wide": True})
    out: dict[str, Any] = {"entries": entries}
    correct = registry.actions(resource.key).get("correct")
    if correct is not None and may(correct, ctx, obj) and not correct.available(ctx, obj):
        out["corner"] = {"text": "更正", "url": f"{resource.url(obj)}do/correct/"}
    return out


def _actions(resource: Any, obj: Any, ctx: Ctx) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Return buttons, banners of gates that hold now, and the rules of the Actions."""
    own: list[tuple[Action, str]] = []
    usual: list[tuple[Action, str]] = []
    gates: dict[str, dict[str, Any]] = {}
    rules: list[str] = []
    held: set[str] = set()
    for action in registry.actions(resource.key).values():
        if action.verb not in STANDARD:
            rules += action.rules
        if action.on != "one" or getattr(action, "hidden", False):
            continue
        try:
            action.authorise(ctx, obj)
        except Refused:
            continue
        why = action.available(ctx, obj)
        (usual if action.verb in STANDARD or getattr(action, "quiet", False) else own).append((action, why))
        if not why:
            for gate, block in blocks(action, ctx, obj):
                held.add(action.verb)
                shown = gates.setdefault(gate.key or gate.title, {**banner(gate, block, ctx.day), "actions": []})
                if gate.force is not Force.STATUTORY and len(shown["actions"]) < 2:
                    url = f"{resource.url(obj)}do/{action.verb}/"
                    shown["actions"].append({"label": f"申请例外{action.label}", "url": url, "small": True})
    ready = [a for a, why in own if not why and a.verb not in held]
    main = next((a for a in ready if a.main), ready[0] if len(ready) == 1 and not ready[0].danger else None)
    plain = [a for a in ready if a is not main and not a.danger][:2]
    rest = [(a, why) for a, why in (*own, *usual) if a is not main and a not in plain]
    out: list[dict[str, Any]] = [{"label": "打印", "print": True}]
    if rest:
        rest.sort(key=lambda pair: bool(pair[1]))
        do = f"{resource.url(obj)}do/"
        menu = [{"label": a.label, **({"disabled": why} if why else {"url": f"{do}{a.verb}/"})} for a, why in rest]
        out.append({"label": "更多", "entries": menu})
    out += [{"label": a.label, "url": f"{resource.url(obj)}do/{a.verb}/"} for a in plain]
    if main is not None:
        out.append({"label": main.label, "url": f"{resource.url(obj)}do/{main.verb}/", "kind": "main"})
    return out, list(gates.values()), rules


def children(resource: Any, obj: Any, ctx: Ctx) -> list[dict[str, Any]]:
    """Return the lists of child records, each with its way to enter one."""
    out = []
    for panel in resource.panels:
        child = registry.get_resource(panel.resource)
        if not ctx.scope.has(child.read_roles):
            continue
        table = tables.make(child, ctx.scope)
        names = tuple(n for n in table.shown if n != panel.fk)[:5]
        table = tables.make(child, ctx.scope, shown=names)
        rows = cells.with_relations(
            child, child.rows(ctx.scope).filter(**{panel.fk: obj.pk}), [*names, *child.under, child.title_field]
        )
        found = list(rows.order_by(*child.ordering)[: _CHILDREN + 1])
        picture = tables.picture(child, found[:_CHILDREN], table)
        url = f"{child.url()}?{panel.fk}={obj.pk}"
        entry: dict[str, Any] = {
            "title": panel.title or child.title,
            "table": {**picture, "plain": True, "tight": True},
            "empty": f"还没有{child.noun or child.title}。",
        }
        record = registry.actions(child.key).get("record")
        if record is not None and panel.fk in record.fields and may(record, ctx) and not cells.is_void(obj):
            entry["corner"] = {"text": "登记", "url": f"{child.url()}new/?{panel.fk}={obj.pk}"}
        if len(found) > _CHILDREN:
            total = child.rows(ctx.scope).filter(**{panel.fk: obj.pk}).count()
            entry["more"] = {"text": f"看全部 {total} 条", "url": url}
        out.append(entry)
    return out
