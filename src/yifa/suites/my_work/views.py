"""我的工作, the list of registers to write in, and the first steps."""

from __future__ import annotations

import io
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from yifa.core.org.models import Holding, Person, Unit
from yifa.kernel import inbox, limits, registry
from yifa.kernel.action import run
from yifa.kernel.downloads import attached
from yifa.kernel.exports import exporting
from yifa.kernel.inbox import KINDS
from yifa.kernel.policy import ROLES, WRITERS
from yifa.kernel.screen import ctx_of
from yifa.lawkit.explain import zh_date
from yifa.papers.writers.table_xlsx import write_table
from yifa.suites.collection import board as boards
from yifa.suites.collection import pages as collection_pages
from yifa.suites.my_work import first, handover, pages

#: Wings in the order of the navigation.
WINGS = (("governance", "依法治理"), ("affairs", "机关事务"), ("suites", "报告与监督"), ("core", "组织与基础"))


@login_required
def home(request: Any) -> HttpResponse:
    """The inbox; administrators, who hold no business data, go to the organisation."""
    scope, day = request.scope, request.day
    if not scope.is_business:
        if scope.has({"sysadmin"}) and not first.complete(scope):
            return redirect("/start/")
        return redirect("/m/core_org/")
    todos = inbox.todos(scope, day)
    kind = request.GET.get("t", "") if request.GET.get("t", "") in KINDS else ""
    only = request.GET.get("b", "") if request.GET.get("b", "") in dict(pages.BUCKETS) else ""
    chosen = [t for t in todos if not kind or t.kind == kind]
    groups, left = pages.groups(chosen, day, only, request.GET.get("all") == "1")
    empty = "没有待办。到期前 15 日的期限、待审批和收数会列在这里。"
    for key, word, which in pages.FOLLOWED:
        if request.GET.get("t") == key:
            kind, chosen = key, inbox.followed(which, scope, day)
            groups, left, empty = pages.followed(chosen, word), 0, f"近 {inbox.BACK} 日没有{word}的审批和收数。"
    writes = scope.has(WRITERS)
    actions = [{"label": "登记已办事项", "url": "/todo/record/"}] if writes else []
    foot = None
    if chosen:
        foot = {"text": f"已列 {len(chosen) - left} 件，共 {len(chosen)} 件"}
        if left:
            foot.update(link=f"再看 {left} 件", url=f"/?{f't={kind}&' if kind else ''}all=1")
    context = {
        "head": {"title": "我的工作", "meta": [pages.quarter_line(day), scope.post], "actions": actions},
        "tabs": pages.tabs(todos, kind), "segs": pages.segs(todos, day, only), "groups": groups, "foot": foot,
        "month": pages.month(todos, day), "collections": _collections(request),
        "aside_panels": [p for p in (_first(scope), pages.dates_panel(day)) if p],
        "empty": {"text": empty, "actions": actions},
        "changed_laws": pages.changed_laws(day) if scope.has({"legal"}) else None,
    }  # fmt: skip
    return render(request, "yifa/inbox.html", context)


def _first(scope: Any) -> dict[str, Any] | None:
    if not scope.has({"legal"}):
        return None
    steps = first.steps(scope)
    done = sum(1 for s in steps if s["done"])
    if done == len(steps):
        return None
    now = next(s for s in steps if s["now"])
    return {"title": "启用指引", "note": f"{done} / {len(steps)}", "corner": {"text": "打开", "url": "/start/"},
            "text": f"下一步：{now['title']}。"}  # fmt: skip


def _collections(request: Any) -> list[dict[str, Any]]:
    """The latest quarter as far as the reader sees it; only for those who see the whole bureau."""
    scope = request.scope
    if scope.unit_ids is not None:
        return []
    latest = boards.of_bureau(scope.bureau_id).first()
    if latest is None:
        return []
    shown = collection_pages.meter(boards.Board.of(latest))
    shown["rows"].append({"label": "台账和处室", "value": "打开", "url": f"/collections/{latest.pk}/"})
    return [shown]


@login_required
def record(request: Any) -> HttpResponse:
    """Every register the reader may write in, by wing."""
    scope = request.scope
    by_app: dict[str, list[Any]] = {}
    for resource in registry.resources():
        verbs = registry.actions(resource.key)
        if resource.register and "record" in verbs and scope.has(verbs["record"].roles) and scope.is_business:
            by_app.setdefault(resource.model._meta.app_label, []).append(resource)
    wings = [wing for wing, _ in WINGS]
    found: list[Any] = [apps.get_app_config(a) for a in by_app]
    groups = [
        {"title": app.menu_title or str(app.verbose_name),
         "entries": [{"title": r.title, "url": r.url(), "label": registry.get_action(r.key, "record").label,
                      "new": f"{r.url()}new/"} for r in by_app[app.label]]}
        for app in sorted(found, key=lambda a: (wings.index(a.wing), a.order))
    ]  # fmt: skip
    if not groups:
        raise Http404
    head = {"title": "登记已办事项", "crumbs": [{"text": "我的工作", "url": "/"}, {"text": "登记已办事项"}],
            "meta": ["办完一件记一件，报告里的数字就从这里来"]}  # fmt: skip
    return render(request, "my_work/record.html", {"head": head, "groups": groups})


@login_required
def start(request: Any) -> HttpResponse:
    """First steps of an empty bureau, for those who take them."""
    scope = request.scope
    if not scope.has(first.READERS):
        raise Http404
    steps = first.steps(scope)
    for number, step in enumerate(steps, 1):
        step["number"] = "一二三四五六七八九"[number - 1]
        step["state"] = {"label": "已办", "tone": "done"} if step["done"] else {"label": "未办", "tone": ""}
        action: dict[str, Any] = {"label": step["label"], "url": step["url"], "small": True}
        if step["now"] and step["mine"]:
            action["kind"] = "main"
        if not step["mine"]:
            action = {"label": step["label"], "small": True, "disabled": f"由{ROLES[step['who']]}办理"}
        step["action"] = action
    done = sum(1 for s in steps if s["done"])
    head = {"title": "启用指引", "meta": [f"{len(steps)} 步，已办 {done} 步"]}
    return render(request, "my_work/start.html", {"head": head, "steps": steps, "all_done": done == len(steps)})


def _handover(request: Any, pk: int) -> tuple[Person, list[handover.Section], str]:
    """Return a person of the bureau, their list, and the name of their posts; 404 where the reader may not see it."""
    scope, day = request.scope, request.day
    person = Person.objects.filter(pk=pk, life="live", holdings__bureau_id=scope.bureau_id).distinct().first()
    if person is None or not handover.may_read(scope, request.user.pk, person, day):
        raise Http404
    posts = Holding.objects.filter(person=person, bureau_id=scope.bureau_id, life="live").select_related("post__unit")
    return person, handover.sections(person, scope, day), "、".join(f"{h.post.unit or ''}{h.post.title}" for h in posts)


@login_required
def handover_page(request: Any, pk: int) -> HttpResponse:
    """交接清单 of a person: on screen, and on A4 by the browser's own print."""
    person, found, posts = _handover(request, pk)
    columns = [{"label": "事项"}, {"label": "情况"}, {"label": "到期"}]
    shown = [
        {"title": s.title, "note": f"{s.number} 件" if s.number else "",
         "table": {"caption": s.title, "columns": columns, "plain": True, "rows": [
             {"pk": i, "label": line.title, "cells": [{"text": line.title, "url": line.url}, line.state, line.due]}
             for i, line in enumerate(s.lines)]}}
        for s in found
    ]  # fmt: skip
    actions = [{"label": "打印", "print": True}, {"label": "导出表格", "url": f"/people/{pk}/handover.xlsx"}]
    context = {
        "head": {"title": f"{person.name}交接清单", "meta": [posts, f"共 {sum(s.number for s in found)} 件"],
                 "actions": actions},
        "sections": shown,
        "sign": {"bureau": _bureau(request), "by": request.scope.name, "day": zh_date(request.day)},
    }  # fmt: skip
    return render(request, "my_work/handover.html", context)


@login_required
def handover_book(request: Any, pk: int) -> HttpResponse:
    """The same list as a workbook; the export stands in the ledger."""
    person, found, _ = _handover(request, pk)
    limits.check(request, "export", most=20)
    lines = [(s.title, line) for s in found for line in s.lines]
    ctx = ctx_of(request)
    data = {"format": "xlsx", "conditions": f"{person.name}交接清单", "rows": len(lines), "reason": "岗位交接"}
    entry = run(registry.get_action("core_org.person", "export"), ctx, None, data).obj
    people = registry.get_resource("core_org.person")
    foot = exporting.provenance(people, ctx.scope, _bureau(request), ctx.now, f"{person.name}交接清单", entry.pk)
    target = io.BytesIO()
    names = (("part", "类别", "text"), ("title", "事项", "text"), ("state", "情况", "text"), ("due", "到期", "text"))
    write_table(target, "交接清单", names, [(part, x.title, x.state, x.due) for part, x in lines], foot, stamp=ctx.now)
    return attached(target.getvalue(), f"{person.name}交接清单{request.day:%Y%m%d}.xlsx")


def _bureau(request: Any) -> str:
    return str(Unit.objects.get(pk=request.scope.bureau_id).name)
