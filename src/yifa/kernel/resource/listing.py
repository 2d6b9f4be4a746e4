"""The list of a register (台账): conditions, views, columns, keyset pages, bulk, print, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from yifa.kernel import paging, registry
from yifa.kernel.action import Ctx, Refused
from yifa.kernel.basis import has_page
from yifa.kernel.exports.exporting import conditions_text
from yifa.kernel.policy import Scope
from yifa.kernel.resource import cells, filters, ports, saved, tables
from yifa.kernel.ui.forms import prepare

SIZE = 50


@dataclass
class Listing:
    """One list as asked for: its rows under the conditions, and how it came to them."""

    resource: Any
    scope: Scope
    day: Any
    data: QueryDict
    rows: Any
    made: Any
    view: str
    chips: list[dict[str, Any]]

    def link(self, drop: tuple[str, ...] | list[str] = (), **more: str) -> str:
        """Return the address of this list with other parameters, on its first page."""
        gone = {*drop, *more, "after", "before", "from", "exact"}
        pairs = [(k, v) for k, vs in self.data.lists() for v in vs if k not in gone and v != ""]
        pairs += [(k, v) for k, v in more.items() if v != ""]
        return self.resource.url() + ("?" + urlencode(pairs) if pairs else "")

    @property
    def text(self) -> str:
        """The conditions as one line, for provenance."""
        view = next((v.title for v in self.resource.views if v.key == self.view), "")
        return conditions_text(([{"label": "视图", "value": view}] if view else []) + self.chips)


def listing(resource: Any, scope: Scope, day: Any, data: QueryDict) -> Listing:
    """Return the rows of a register under the conditions of an address."""
    rows = resource.rows(scope)
    view = data.get("v", "")
    for declared in resource.views:
        if declared.key == view:
            rows = declared.where(rows, day)
            break
    else:
        view = ""
    made = filters.conditions(resource, scope, day, data, rows)
    out = Listing(resource, scope, day, data, filters.apply(made), made, view, [])
    out.chips = filters.chips(made, lambda drop: out.link(drop))
    return out


def may(action: Any, ctx: Ctx, obj: Any = None) -> bool:
    """Whether the scope holds a role for an Action (on a record: and may reach it)."""
    try:
        action.authorise(ctx, obj)
    except Refused:
        return False
    return True


def context(request: HttpRequest, found: Listing, ctx: Ctx) -> dict[str, Any]:
    """Return the context of ``yifa/list.html``."""
    resource, scope, data = found.resource, found.scope, found.data
    all_columns = [c.name for c in resource.column_list()]
    chosen = [n for n in saved.columns_of(request.user, resource.key) if n in all_columns]
    rows, number, exact = paging.found(found.rows, exact=data.get("exact") == "1", common=found.made.common)
    sort, note = paging.sort_of(resource, data.get("sort", ""), number)
    table = tables.make(resource, scope, shown=chosen, sort=sort)
    flat = number >= paging.MANY
    order = paging.ordering_fields(resource.model, tables.order_of(table, resource), own=resource.ordering, flat=flat)
    since = str(data.get("from", ""))
    start = int(since) if since.isdecimal() and len(since) < 10 else 1
    rows = cells.with_relations(resource, rows, [*table.shown, *resource.under, *resource.line, resource.title_field])
    page = paging.page(
        rows,
        order,
        size=SIZE,
        after=data.get("after", ""),
        before=data.get("before", ""),
        start=max(start, 1),
    )
    clocks = ports.row_clocks(resource, [o.pk for o in page.rows], scope, found.day) if page.rows else {}
    picture = tables.picture(resource, page.rows, table, link=lambda name: found.link(sort=name), clocks=clocks)
    bulk = _bulk(resource, ctx)
    picture["select"] = bool(bulk)
    has_conditions = bool(found.chips)
    mine = saved.of_user(request.user, scope, resource.key)
    own = next((s for s in mine if str(s.pk) == data.get("saved")), None)
    query = found.link().partition("?")[2]
    save = {"url": f"{resource.url()}saved/", "query": query, "own": own} if has_conditions or own else None
    request.shell_extra = {"provenance": _provenance(found, ctx)}  # type: ignore[attr-defined]
    return {
        "resource": resource,
        "head": {
            "title": resource.title,
            "crumbs": [*crumbs(resource)[:-1], {"text": resource.title}],
            "actions": _actions(found, ctx),
        },
        "tabs": {"entries": _tabs(found, mine)},
        "filters": {**_filters(found, table, all_columns), "save": save},
        "table": picture,
        "paging": paging.words(page, number, exact, url=found.link(), size=SIZE, note=note),
        "bulk": {"url": f"{resource.url()}bulk/", "actions": bulk, "note": "先勾选要办理的记录"},
        "empty": _empty(found, ctx, has_conditions),
    }


def crumbs(resource: Any, *more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return where a register hangs: module, register, then more."""
    app = resource.app()
    label = getattr(app, "menu_title", "") or str(app.verbose_name)
    first = [{"text": label, "url": f"/m/{app.label}/"}] if label != resource.title else []
    return [*first, {"text": resource.title, "url": resource.url()}, *more]


def _provenance(found: Listing, ctx: Ctx) -> str:
    at = timezone.localtime(ctx.now)
    who = f"打印人 {found.scope.name}"
    return f"{found.resource.title}　条件 {found.text or '全部'}　数据截至 {at:%Y-%m-%d %H:%M}　{who}"


def _actions(found: Listing, ctx: Ctx) -> list[dict[str, Any]]:
    resource = found.resource
    query = found.link().partition("?")[2]
    tail = f"?{query}" if query else ""
    out: list[dict[str, Any]] = []
    makers = [a for a in registry.actions(resource.key).values() if a.on == "none" and not getattr(a, "hidden", False)]
    makers = [a for a in makers if may(a, ctx)]
    if any(a.verb in ("record", "backfill") for a in makers) and has_page(f"{resource.url()}import/"):
        out.append({"label": "导入 Excel", "url": f"{resource.url()}import/"})
    exports = [{"label": "导出 Excel", "url": f"{resource.url()}export.xlsx{tail}"},
               {"label": "导出 CSV", "url": f"{resource.url()}export.csv{tail}"}]  # fmt: skip
    if may(registry.get_action(resource.key, "export"), ctx):
        out.append({"label": "导出", "entries": exports})
    for action in sorted(makers, key=lambda a: bool(a.main)):
        url = f"{resource.url()}new/" + ("" if action.verb == "record" else f"{action.verb}/")
        out.append({"label": action.label, "url": url, "kind": "main" if action.main else ""})
    mains = [a for a in out if a.get("kind") == "main"]
    for extra in mains[:-1]:
        extra["kind"] = ""
    return out


def _tabs(found: Listing, mine: list[Any]) -> list[dict[str, Any]]:
    resource, scope = found.resource, found.scope
    if not (resource.views or mine):
        return []
    current = found.data.get("saved", "")
    base = resource.rows(scope)
    entries: list[dict[str, Any]] = [
        {"text": "全部", "url": resource.url(), "count": paging.tab_text(base),
         "current": not found.view and not current}
    ]  # fmt: skip
    for view in resource.views:
        count = paging.tab_text(view.where(base, found.day))
        entries.append({"text": view.title, "url": f"{resource.url()}?v={view.key}", "count": count,
                        "current": found.view == view.key and not current})  # fmt: skip
    for own in mine:
        entries.append({"text": own.name, "url": f"{resource.url()}?{own.query}&saved={own.pk}",
                        "current": current == str(own.pk)})  # fmt: skip
    return entries


def _filters(found: Listing, table: Any, all_columns: list[str]) -> dict[str, Any]:
    resource, data = found.resource, found.data
    labels = {c.name: c.label for c in resource.column_list()}
    names = [n for n in found.made.form.fields if n not in ("q", "ids")]
    keep = [{"name": k, "value": v} for k, vs in data.lists() for v in vs
            if k in {*names, "v", "sort", "ids"} and v != ""]  # fmt: skip
    form_keep = [{"name": k, "value": data[k]} for k in ("q", "v", "sort") if data.get(k)]
    current = data.get("sort", "")
    sorts = []
    for column in table.columns:
        if column.orderable:
            falling = f"-{column.name}"
            kind = resource.field(column.name).kind
            date_like = kind in ("date", "datetime")
            ways = ("新的在前", "旧的在前") if date_like else ("从大到小", "从小到大")
            for name, words in ((falling, ways[0]), (column.name, ways[1])):
                if date_like or kind == "number" or name == column.name:
                    text = f"按{labels[column.name]}" + (f"，{words}" if date_like or kind == "number" else "")
                    sorts.append({"text": text, "url": found.link(sort=name), "current": name == current})
    now = next((s["text"] for s in sorts if s["current"]), "排序")
    return {
        "url": resource.url(),
        "search": bool(resource.search),
        "value": data.get("q", ""),
        "placeholder": "、".join(resource.field(n).label for n in resource.search[:3]) if resource.search else "",
        "keep": keep,
        "chips": found.chips,
        "form": prepare(found.made) if found.made.form.visible_fields() else None,
        "form_keep": form_keep,
        "clear_url": resource.url() + (f"?v={found.view}" if found.view else ""),
        "sort": {"label": now, "entries": sorts} if sorts else None,
        "columns": {
            "url": f"{resource.url()}columns/", "method": "post", "keep": [{"name": "next", "value": found.link()}],
            "entries": [{"key": n, "text": labels[n], "on": n in table.shown} for n in all_columns],
        },
        "print": True,
    }  # fmt: skip


def _bulk(resource: Any, ctx: Ctx) -> list[dict[str, Any]]:
    out = [
        {"key": a.verb, "label": a.label}
        for a in registry.actions(resource.key).values()
        if a.bulk and a.on == "one" and may(a, ctx)
    ]
    out.append({"key": "_print", "label": "打印所选"})
    if may(registry.get_action(resource.key, "export"), ctx):
        out.append({"key": "_export", "label": "导出所选"})
    return out


def _empty(found: Listing, ctx: Ctx, narrowed: bool) -> dict[str, Any]:
    resource = found.resource
    if narrowed:
        return {"text": "没有符合条件的记录。", "actions": [{"label": "清除条件", "url": resource.url()}]}
    record = registry.actions(resource.key).get("record")
    able = record is not None and may(record, ctx)
    if found.view:
        return {"text": "这个视图里没有记录。", "actions": [{"label": "看全部", "url": resource.url()}]}
    noun = resource.noun or resource.title
    text = resource.empty or f"还没有登记{noun}。" + ("登记第一条。" if able else "")
    acts = [{"label": record.label, "url": f"{resource.url()}new/"}] if record is not None and able else []
    return {"text": text, "actions": acts}
