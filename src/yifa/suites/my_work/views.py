"""我的工作, the list of registers to write in, and the first steps."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from yifa.kernel import inbox, registry
from yifa.kernel.inbox import KINDS
from yifa.kernel.policy import ROLES, WRITERS
from yifa.suites.collection import board as boards
from yifa.suites.collection import pages as collection_pages
from yifa.suites.my_work import first, pages

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
        "empty": {"text": "没有待办。到期前 15 日的期限、待审批和收数会列在这里。", "actions": actions},
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
