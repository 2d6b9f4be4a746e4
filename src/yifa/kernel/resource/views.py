"""The derived pages: module home, list, record, form, bulk, export. One address scheme for every Resource."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yifa.kernel import limits, once, paging, registry
from yifa.kernel.action import ActionError, Blocked, Ctx, Done, NotNow, Refused, run
from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import Scope, scope_of
from yifa.kernel.resource import acting, cells, detail, listing, ports, saved
from yifa.kernel.resource.forms import form_of
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare

_BULK = 500


def resource_of(request: HttpRequest, key: str) -> Any:
    """Return a Resource the scope may read; 404 if there is none, 403 if it may not."""
    try:
        resource = registry.get_resource(key)
    except KeyError:
        raise Http404 from None
    scope = ctx_of(request).scope
    if scope.bureau_id is None or not scope.has(resource.read_roles):
        raise Refused(f"你的岗位看不到“{resource.title}”。")
    return resource


def forbidden(
    request: HttpRequest, text: str, who: str = "", actions: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """Return the page of a record one may not see: why, and who can."""
    context = {"forbidden": {"title": "这条记录你看不到", "text": text, "who": who, "actions": actions or []}}
    return render(request, "yifa/forbidden.html", context, status=403)


def object_of(request: HttpRequest, resource: Any, pk: int) -> Any:
    """Return one record the scope may see, or the answer that says why not."""
    names = [*resource.fact_names(), *(c.name for c in resource.column_list()), "unit"]
    rows = cells.with_relations(resource, resource.rows(request.scope), names)  # type: ignore[attr-defined]
    obj = rows.filter(pk=pk).first()
    if obj is not None:
        return obj
    other = resource.model._default_manager.filter(pk=pk).first()
    if other is None:
        raise Http404
    scope: Scope = request.scope  # type: ignore[attr-defined]
    bureau = getattr(other, "bureau", None)
    if bureau is not None and bureau.pk != scope.bureau_id:
        acts = []
        if scope_of(request.user, bureau.pk).bureau_id == bureau.pk:
            acts = [
                {
                    "label": f"进入{bureau}",
                    "method": "post",
                    "url": f"/enter/{bureau.pk}/",
                    "fields": {"next": request.path},
                }
            ]
        return forbidden(request, f"这条记录属于{bureau}，你现在的岗位看不到。", actions=acts)
    unit = getattr(other, "unit", None)
    if unit is not None:
        return forbidden(
            request, f"这条记录由{unit}承办，你的岗位看不到。", f"可以看的：{unit}，法规处，本机关负责人。"
        )
    return forbidden(request, "这条记录不在你的岗位范围内。")


@login_required
def module_home(request: HttpRequest, label: str) -> HttpResponse:
    """One module: its registers with counts and what is due."""
    try:
        app = apps.get_app_config(label)
    except LookupError:
        raise Http404 from None
    if not isinstance(app, ModuleApp):
        raise Http404
    ctx = ctx_of(request)
    due = ports.due(ctx.scope, ctx.day)
    rows = []
    for resource in registry.resources():
        if resource.model._meta.app_label != label or not resource.in_menu or not ctx.scope.has(resource.read_roles):
            continue
        rows.append(_register_row(resource, ctx, due.get(resource.key)))
    pages = [{"label": text, "url": url} for url, text in app.pages_for(ctx.scope)]
    if not rows and not pages:
        raise Refused("你的岗位看不到这个模块。")
    title = app.menu_title or str(app.verbose_name)
    columns = [
        {"label": "台账"},
        {"label": "记录", "num": True},
        {"label": "要办的"},
        {"label": "最近一条", "hide": "phone"},
    ]
    readme = (Path(app.path) / "README.md").exists()
    help_act = [{"label": "使用说明", "url": f"/help/{label}/"}] if readme else []
    return render(request, "yifa/list.html", {
        "head": {"title": title, "crumbs": [], "actions": [*pages, *help_act]},
        "lead": (app.__doc__ or "").strip() if "。" in (app.__doc__ or "") else "",
        "table": {"caption": title, "columns": columns, "rows": rows},
    })  # fmt: skip


def _register_row(resource: Any, ctx: Ctx, due: dict[str, Any] | None) -> dict[str, Any]:
    from yifa.kernel.ui.marks import title_cell

    base = resource.rows(ctx.scope)
    number, exact = paging.counted(base)
    last = (
        cells.with_relations(resource, base, [resource.title_field]).order_by(*resource.ordering).first()
        if number
        else None
    )
    todo: Any = None
    if due and due["count"]:
        todo = {"text": f"{due['count']} 件", "url": resource.url(), "tone": "alarm" if due["alarm"] else "warn"}
    latest = {"text": resource.title_of(last), "url": resource.url(last)} if last is not None else None
    return {"pk": resource.key, "label": resource.title, "cells": [
        title_cell(resource.title, resource.url()), paging.count_text(number, exact), todo, latest]}  # fmt: skip


@login_required
def list_page(request: HttpRequest, key: str) -> HttpResponse:
    """A register."""
    resource = resource_of(request, key)
    ctx = ctx_of(request)
    found = listing.listing(resource, ctx.scope, ctx.day, request.GET)
    context = listing.context(request, found, ctx)
    part = request.headers.get("HX-Target") == "y-list"
    return render(request, "yifa/parts/list_body.html" if part else "yifa/list.html", context)


@login_required
def detail_page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """One record."""
    resource = resource_of(request, key)
    obj = object_of(request, resource, pk)
    if isinstance(obj, HttpResponse):
        return obj
    ctx = ctx_of(request)
    context = detail.context(resource, obj, ctx, all_entries=request.GET.get("all") == "1")
    request.shell_extra = {"provenance": f"{resource.title}　第{obj.pk}号　打印人 {ctx.scope.name}　{ctx.day:%Y-%m-%d}"}  # type: ignore[attr-defined]
    return render(request, "yifa/detail.html", context)


@login_required
def new_page(request: HttpRequest, key: str, verb: str = "record") -> HttpResponse:
    """A verb that makes a new record."""
    resource = resource_of(request, key)
    action = acting.find(resource, verb, "none")
    if action is None:
        raise Http404
    ctx = ctx_of(request)
    action.authorise(ctx, None)
    return _act(request, resource, action, ctx, None)


@login_required
def act_page(request: HttpRequest, key: str, pk: int, verb: str) -> HttpResponse:
    """A verb on one record."""
    resource = resource_of(request, key)
    action = acting.find(resource, verb, "one")
    if action is None:
        raise Http404
    obj = object_of(request, resource, pk)
    if isinstance(obj, HttpResponse):
        return obj
    ctx = ctx_of(request)
    action.authorise(ctx, obj)
    if request.method != "POST" and (why := action.available(ctx, obj)):
        raise NotNow(why)
    return _act(request, resource, action, ctx, obj)


def _act(request: HttpRequest, resource: Any, action: Any, ctx: Ctx, obj: Any) -> HttpResponse:
    if request.method == "POST":
        limits.check(request, action.key)
    initial = acting.prefilled(action, resource, ctx, request.GET)
    if obj is None and (led := once.begin(request)) is not None:
        messages.info(request, once.TWICE if led else once.UNSURE)
        return redirect(led or resource.url())
    place = ""
    try:
        made = acting.attempt(action, ctx, obj, request, initial=initial)
        if made.done is not None:
            answer = _after(request, resource, action, made.done, obj)
            place = getattr(answer, "url", "") or resource.url()
            return answer
    finally:
        if obj is None:
            once.end(request, place)
    trail = listing.crumbs(
        resource, *([{"text": f"第{obj.pk}号", "url": resource.url(obj)}] if obj is not None else [])
    )
    context = acting.context(made, resource, request, crumbs=trail)
    status = 409 if made.stale else 200
    return render(request, "yifa/resource/act.html", context, status=status)


def _after(request: HttpRequest, resource: Any, action: Any, done: Done, obj: Any) -> HttpResponse:
    for warning in done.warnings:
        messages.warning(request, warning)
    result = done.obj if getattr(done.obj, "pk", None) else obj
    target = registry.resource_of_model(type(result)) if result is not None else None
    scope: Scope = request.scope  # type: ignore[attr-defined]
    url = resource.url()
    if target is not None and scope.has(target.read_roles) and target.rows(scope).filter(pk=result.pk).exists():
        url = target.url(result)
    elif obj is not None:
        url = resource.url(obj)
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        url = back
    if secret := getattr(result, "first_password", None):
        context = {"head": {"title": f"{action.label}：{resource.title_of(result)}"}, "secret": secret, "back_url": url,
                   "login": getattr(getattr(result, "user", None), "username", "")}  # fmt: skip
        return render(request, "yifa/resource/secret.html", context)
    messages.success(request, f"已办理：{action.label}。")
    if note := getattr(result, "say_once", ""):
        messages.info(request, note.replace("：/", f"：{request.build_absolute_uri('/')}"))
    return redirect(url)


@login_required
@require_POST
def bulk(request: HttpRequest, key: str) -> HttpResponse:
    """Act on the checked rows: print, export, or an Action with ``bulk = True`` (asked once more first)."""
    resource = resource_of(request, key)
    ctx = ctx_of(request)
    limits.check(request, f"{key}.bulk")
    pks = [int(p) for p in request.POST.getlist("pk")[:_BULK] if p.isdecimal() and len(p) < 19]
    what = request.POST.get("action", "")
    if not pks:
        messages.warning(request, "先勾选要办理的记录。")
        return redirect(resource.url())
    ids = ",".join(map(str, pks))
    if what == "_print":
        return redirect(f"{resource.url()}?ids={ids}")
    if what == "_export":
        return redirect(f"{resource.url()}export.xlsx?ids={ids}")
    action = acting.find(resource, what, "one")
    if action is None or not action.bulk:
        raise Http404
    rows = cells.with_relations(resource, resource.rows(ctx.scope), [resource.title_field]).filter(pk__in=pks)
    ready, left_out = _sort_out(action, ctx, resource, list(rows.order_by(*resource.ordering)))
    confirmed = request.POST.get("confirmed") == "1"
    form = prepare(form_of(action, ctx, ready[0] if ready else None, request.POST if confirmed else None))
    if confirmed and form.is_valid():
        done = 0
        for obj in ready:
            try:
                run(action, ctx, obj, dict(form.cleaned_data))
                done += 1
            except (ActionError, Blocked) as error:
                messages.error(request, f"{resource.title_of(obj)}：{error}")
        if done:
            messages.success(request, f"已办理 {done} 条：{action.label}。")
        return redirect(resource.url())
    return render(request, "yifa/confirm.html", {
        "head": {"title": f"{action.label} {len(ready)} 条",
                 "crumbs": listing.crumbs(resource, {"text": action.label})},
        "confirm": {"text": action.confirm or f"将对下列 {len(ready)} 条记录办理“{action.label}”。",
                    "entries": [{"text": resource.title_of(o), "url": resource.url(o)} for o in ready],
                    "left_out": left_out},
        "form": form,
        "formcfg": {"submit": f"{action.label} {len(ready)} 条", "cancel_url": resource.url(),
                    "fields": {"action": what, "confirmed": "1"}, "pks": [o.pk for o in ready]},
    })  # fmt: skip


def _sort_out(action: Any, ctx: Ctx, resource: Any, rows: list[Any]) -> tuple[list[Any], list[dict[str, Any]]]:
    ready, left_out = [], []
    for obj in rows:
        try:
            action.authorise(ctx, obj)
            why = action.available(ctx, obj)
        except Refused as error:
            why = str(error)
        if not why and (held := detail.blocks(action, ctx, obj)):
            why = held[0][1].why
        if why:
            left_out.append({"text": resource.title_of(obj), "reason": why})
        else:
            ready.append(obj)
    return ready, left_out


@login_required
@require_POST
def save_view(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the conditions in force as the user's own view, or drop one."""
    resource = resource_of(request, key)
    limits.check(request, "saved")
    if request.POST.get("drop", "").isdecimal():
        saved.drop(request.user, int(request.POST["drop"]))
        return redirect(resource.url())
    query = request.POST.get("query", "")
    complaint = saved.keep(request.user, ctx_of(request).scope, key, request.POST.get("name", ""), query)
    if complaint:
        messages.warning(request, complaint)
    return redirect(f"{resource.url()}?{query}" if query else resource.url())


@login_required
@require_POST
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the columns the user wants to see."""
    resource = resource_of(request, key)
    limits.check(request, "columns")
    known = [c.name for c in resource.column_list()]
    wanted = set(request.POST.getlist("col"))
    chosen = [n for n in known if n in wanted]
    saved.choose_columns(request.user, key, [] if len(chosen) == len(known) else chosen)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else resource.url())
