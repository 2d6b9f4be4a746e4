"""手机链接: the page that shows a personal link once, as a QR code for the screen or for paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect

from yifa.core.org.models import Unit
from yifa.kernel.action import ActionError, run
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.screen import ctx_of
from yifa.papers.writers import qr

KEY = "vehicles.phone_link"


@login_required
@csrf_protect
def show(request: Any, pk: int) -> HttpResponse:
    """Ask, then show the new link; it is kept nowhere."""
    resource = get_resource(KEY)
    link = resource.rows(request.scope).filter(pk=pk, life="live").first()
    if link is None or not request.scope.has(WRITERS):
        raise Http404
    context: dict[str, Any] = {"link": link, "back": resource.url(link)}
    if request.method == "POST":
        ctx = ctx_of(request)
        try:
            link = run(get_action(KEY, "show"), ctx, link).obj
        except ActionError as problem:
            messages.error(request, str(problem))
            return redirect(resource.url(link))
        code = Unit.objects.values_list("code", flat=True).get(pk=link.bureau_id)
        place = "trips" if link.driver_id else "rides"
        address = f"{link.address.rstrip('/')}/{place}/{code}/{link.token}/"
        path, side = qr.svg_path(address) if link.address else ("", 0)
        context |= {"address": address, "path": path, "side": side, "link": link}
    context["head"] = {"title": str(link), "crumbs": [{"text": resource.title, "url": resource.url()}]}
    return render(request, "vehicles/phone_link.html", context)
