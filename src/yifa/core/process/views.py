"""Pages of process: the printed form of an approval, and the plain page behind a one-time link."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect

from yifa.core.org.models import Unit
from yifa.core.process import counsel, forms
from yifa.kernel import clockwork, limits, registry
from yifa.kernel.action import ActionError, Ctx, run
from yifa.kernel.ledger.models import Head
from yifa.kernel.policy import NOBODY


@login_required
def print_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper form of an approval (会签审查单, 用印审批单): facts, signatures, blanks for those to come, its code."""
    scope: Any = request.scope  # type: ignore[attr-defined]
    day = request.day  # type: ignore[attr-defined]
    instance = registry.get_resource("core_process.instance").rows(scope).filter(pk=pk).first()
    if instance is None:
        raise Http404
    head = Head.objects.filter(pk=1).first()
    context = {
        "form": forms.paper_form(instance, scope, day),
        "instance": instance,
        "printed_on": day,
        "printed_by": scope.name,
        "seq": head.seq if head else 0,
        "bureau": Unit.objects.get(pk=instance.bureau_id).name,
    }
    return render(request, "process/approval.html", context)


def _facts(link: Any) -> list[dict[str, str]]:
    """Return what a stranger to the bureau may read of the matter: open facts, personal ones masked."""
    resource = registry.get_resource(link.resource)
    subject = resource.model.objects.filter(pk=link.object_ref, bureau_id=link.bureau_id).first()
    if subject is None:
        return []
    out = []
    for name in resource.fact_names():
        if text := resource.display(subject, name, NOBODY):
            out.append({"label": resource.field(name).label, "value": text})
    return out


@csrf_protect
def counsel_page(request: HttpRequest, token: str) -> HttpResponse:
    """Read the papers of one matter and give an opinion; no account, one link, every opening in the ledger."""
    limits.check(request, "counsel", most=20)
    link = counsel.find(token)
    if link is None:
        raise Http404
    now = clockwork.now()
    shell = {"bureau": Unit.objects.get(pk=link.bureau_id).name, "home_url": "#main"}
    if why := counsel.closed(link, now):
        return render(request, "process/counsel.html", {"closed": why, "link": link, "shell": shell}, status=410)
    ctx = Ctx(scope=counsel.scope_of_link(link), day=clockwork.today(), now=now, channel="link")
    error = ""
    if request.method == "POST":
        try:
            action = registry.get_action("core_process.counsel_link", "give_opinion")
            run(action, ctx, link, {"opinion": request.POST.get("opinion", "")})
            return render(request, "process/counsel.html", {"thanks": True, "link": link, "shell": shell})
        except (ActionError, ValidationError) as problem:
            error = str(problem) if isinstance(problem, ActionError) else "".join(problem.messages)
    else:
        link = run(registry.get_action("core_process.counsel_link", "open"), ctx, link).obj
    context = {
        "link": link,
        "facts": _facts(link),
        "error": error,
        "shell": shell,
        "opinion": request.POST.get("opinion", ""),
    }
    return render(request, "process/counsel.html", context)
