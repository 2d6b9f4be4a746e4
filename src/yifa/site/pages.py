"""The few pages that belong to no module."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import scope_of
from yifa.kernel.ui import markdown


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the server answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_required
@require_POST
def enter(request: HttpRequest, bureau: int) -> HttpResponse:
    """Go to another bureau in which one holds a post."""
    if scope_of(request.user, bureau).bureau_id == bureau:
        request.session["bureau"] = bureau
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")


@login_required
def module_help(request: HttpRequest, label: str) -> HttpResponse:
    """One module's README as its help page."""
    try:
        app = apps.get_app_config(label)
    except LookupError:
        raise Http404 from None
    file = Path(app.path) / "README.md"
    if not isinstance(app, ModuleApp) or not file.exists():
        raise Http404
    text = file.read_text(encoding="utf-8")
    first, _, rest = text.lstrip().partition("\n")
    title = first.lstrip("# ").strip() if first.startswith("#") else str(app.verbose_name)
    home = {"text": app.menu_title or str(app.verbose_name), "url": f"/m/{label}/"}
    head = {"title": title, "crumbs": [home, {"text": "使用说明"}]}
    return render(
        request, "yifa/help.html", {"head": head, "body": markdown.render(rest if first.startswith("#") else text)}
    )
