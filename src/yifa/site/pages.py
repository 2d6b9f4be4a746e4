"""The few pages that belong to no module."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yifa.kernel.policy import scope_of


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
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return redirect("/reports/")
