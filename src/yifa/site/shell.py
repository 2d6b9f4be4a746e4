"""What every page shows around its content: bureau, day, menu, user."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.http import HttpRequest

from yifa.core.org.models import BureauProfile
from yifa.kernel import inbox, registry
from yifa.kernel.ledger import pages as ledger_pages
from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS, ROLES, Scope
from yifa.lawkit.calendar import WorkCalendar

WINGS = [
    ("governance", "依法治理", "治"),
    ("affairs", "机关事务", "务"),
    ("suites", "报告与监督", "报"),
    ("core", "组织与基础", "基"),
]
#: Cookie in which a reader's browser keeps which wings stand open: keys with dots between.
NAV_COOKIE = "yifa_nav"
#: Entries a menu may have and still stand open whole at 768 px.
MENU_HOLDS = 16
_KIND = {"workday": "工作日", "weekend": "休息日", "holiday": "放假", "makeup": "调休补班"}
_WEEKDAY = "一二三四五六日"


def today_line(day: date) -> dict[str, str]:
    """Return today's and tomorrow's working-day state."""
    calendar = WorkCalendar.load()
    now, then = calendar.day(day), calendar.day(day + timedelta(days=1))
    text = f"{day.month}月{day.day}日 周{_WEEKDAY[day.weekday()]}"
    note = _KIND[now.kind] + (f"，明天{_KIND[then.kind]}" if now.kind != then.kind else "")
    return {"text": text, "note": note}


def nav(request: HttpRequest, scope: Scope) -> list[dict[str, Any]]:
    """Return the left navigation by wing; only what the scope may read."""
    groups: list[dict[str, Any]] = []
    path, counts = request.path, inbox.counts(scope, request.day)  # type: ignore[attr-defined]
    if scope.is_business:
        groups.append({"title": "", "mark": "办", "items": [_item(path, counts, "/", "我的工作")]})
    if scope.has(ledger_pages.ROLES):
        groups.append({"title": "", "mark": "账", "items": [_item(path, counts, "/ledger/", "账页")]})
    by_app: dict[str, list[Any]] = {}
    for resource in registry.resources():
        if resource.in_menu and scope.has(resource.read_roles):
            by_app.setdefault(resource.model._meta.app_label, []).append(resource)
    modules = [a for a in apps.get_app_configs() if isinstance(a, ModuleApp)]
    for wing, title, mark in WINGS:
        items: list[dict[str, Any]] = []
        for module in sorted((m for m in modules if m.wing == wing), key=lambda m: m.order):
            items += [_item(path, counts, url, text) for url, text in module.pages_for(scope)]
            found = by_app.get(module.label, [])
            if found:
                label = module.menu_title or str(module.verbose_name)
                url = f"/m/{module.label}/" if len(found) > 1 else found[0].url()
                items.append(_item(path, counts, url, label, found))
        if items:
            groups.append({"key": wing, "title": title, "mark": mark, "items": items})
    _fold(groups, request.COOKIES.get(NAV_COOKIE))
    return groups


def _fold(groups: list[dict[str, Any]], memory: str | None) -> None:
    """Say of each wing whether it stands open: the wing of the page always, the others as the reader left them.

    Without a memory a short menu stands open whole, a long one in its first wing: 768 px hold one wing, not four.
    """
    wings = [g for g in groups if g["title"]]
    kept = set((memory or "").split(".")) & {w["key"] for w in wings}
    here = [w for w in wings if any(i["current"] for i in w["items"])]
    short = sum(len(g["items"]) for g in groups) <= MENU_HOLDS
    for wing in wings:
        asked = wing["key"] in kept if memory is not None else short or (wing is wings[0] and not here)
        wing["open"] = wing in here or asked
        counts = [i for i in wing["items"] if i["count"]]
        wing["count"] = sum(i["count"] for i in counts) or None
        wing["alarm"] = any(i["alarm"] for i in counts)


def dock(request: HttpRequest, scope: Scope) -> list[dict[str, Any]]:
    """Return the bottom bar of the phone: what is done on the way, at most five; admins do it at a desk."""
    if not scope.is_business:
        return []
    asked, kind = request.path, request.GET.get("t", "")
    inside = asked.startswith
    rows = [
        ("/", "办", "待办", asked == "/" and kind != "approval"),
        ("/?t=approval", "审", "审批", (asked == "/" and kind == "approval") or inside("/r/core_process.instance/")),
        ("/collections/", "收", "收数", inside("/collections/")),
        ("/reports/", "报", "报告", inside(("/reports/", "/f/"))),
        ("/search", "查", "查找", inside("/search")),
    ]
    if not scope.has(READERS):
        rows = [r for r in rows if r[0] not in ("/collections/", "/reports/")]
    return [{"url": url, "mark": mark, "title": title, "current": current} for url, mark, title, current in rows]


def _item(
    path: str, counts: dict[str, inbox.Count], url: str, title: str, resources: list[Any] | None = None
) -> dict[str, Any]:
    current = path == url or (url != "/" and path.startswith(url))
    if resources:
        current = current or any(path.startswith(r.url()) for r in resources)
    found = counts.get(url) or inbox.Count()
    return {
        "url": url, "title": title, "mark": title[0], "count": found.number or None, "alarm": bool(found.late),
        "current": current,
    }  # fmt: skip


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context processor."""
    scope: Scope | None = getattr(request, "scope", None)
    day: date | None = getattr(request, "day", None)
    if day is None:
        return {}
    shell: dict[str, Any] = {
        "today": today_line(day),
        "bureau": "机关事务管理局",
        "demo": False,
        "user": None,
        "nav": [],
    }
    if scope is not None and scope.bureau_id is not None and request.user.is_authenticated:
        profile = BureauProfile.objects.select_related("bureau").filter(bureau_id=scope.bureau_id).first()
        bureaus = scope.extra.get("bureaus", [])
        shell.update(
            bureau=profile.bureau.name if profile else "",
            demo=bool(profile and profile.demo),
            nav=nav(request, scope),
            dock=dock(request, scope),
            q=request.GET.get("q", "") if request.path == "/search" else "",
            bureaus=[{"id": pk, "name": name, "current": pk == scope.bureau_id} for pk, name, _ in bureaus],
            user={
                "name": scope.name or str(request.user),
                "unit": "",
                "post": scope.post or "、".join(ROLES[r] for r in sorted(scope.roles)),
                "sessions_url": "/me/sessions/",
                "password_url": "/accounts/password/change/",
                "logout_url": "/accounts/logout/",
                "links": [
                    {"url": f"/enter/{pk}/", "title": f"进入{name}", "method": "post"}
                    for pk, name, _ in bureaus
                    if pk != scope.bureau_id
                ],
            },
        )
    shell.update(getattr(request, "shell_extra", {}))
    return {"shell": shell}
