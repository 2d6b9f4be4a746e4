"""Pages of process: the printed form of an approval, and the plain page behind a one-time link."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from yifa.core.org.models import Unit
from yifa.core.process import asked_points, counsel, forms, matter, pack
from yifa.core.process.choices import CounselVerdict, PointVerdict, Way
from yifa.kernel import clockwork, limits, registry
from yifa.kernel.action import ActionError, Ctx, run
from yifa.kernel.downloads import attached
from yifa.kernel.files.views import content
from yifa.kernel.ledger.models import Head
from yifa.kernel.policy import NOBODY, Scope, may_see_field
from yifa.kernel.screen import ctx_of


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
    subject = matter.subject_of(link)
    return matter.facts(subject, NOBODY) if subject is not None else []


def _papers(link: Any) -> list[dict[str, str]]:
    """Return the papers of the matter that may leave the house, by name and address."""
    subject, at = matter.subject_of(link), "papers/"
    if subject is None:
        return []
    made = [{"text": p.name, "url": f"{at}made-{n}/"} for n, p in enumerate(matter.made(subject))]
    return [*made, *({"text": p.name, "url": f"{at}{p.pk}/"} for p in matter.leaving(subject))]


def _paper(subject: Any, name: str, allowed: list[Any], scope: Scope) -> HttpResponse:
    """Return one paper of a matter: a number of those allowed, or one that is made when it is asked for."""
    if name.startswith("made-") and name[5:].isdigit():
        made = matter.made(subject)
        if int(name[5:]) >= len(made):
            raise Http404
        paper = made[int(name[5:])]
        return attached(paper.make(scope), paper.name)
    found = next((p for p in allowed if str(p.pk) == name), None)
    if found is None:
        raise Http404
    return content(found, inline=False)


@login_required
@require_safe
def approval_paper(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A paper of the matter of an approval, for whoever may see the approval."""
    scope: Any = request.scope  # type: ignore[attr-defined]
    instance = registry.get_resource("core_process.instance").rows(scope).filter(pk=pk).first()
    subject = matter.subject_of(instance) if instance is not None else None
    if subject is None:
        raise Http404
    allowed = [p for p in matter.papers(subject) if may_see_field(scope, p.sensitivity)]
    return _paper(subject, name, allowed, scope)


@require_safe
def counsel_paper(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A paper of the matter of a one-time link, on the device that opened it; each fetching stands in the ledger."""
    limits.check(request, "counsel", most=60)
    link = counsel.find(token)
    if link is None:
        raise Http404
    now = clockwork.now()
    shell = {"bureau": Unit.objects.get(pk=link.bureau_id).name, "home_url": "#main"}
    if why := counsel.closed(link, now):
        return render(request, "process/counsel.html", {"closed": why, "link": link, "shell": shell}, status=410)
    if request.get_signed_cookie(f"counsel-{link.pk}", default="", salt=link.token_hash) != "1":
        return redirect(f"/counsel/{token}/")
    subject = matter.subject_of(link)
    if subject is None:
        raise Http404
    answer = _paper(subject, name, matter.leaving(subject), NOBODY)
    ctx = Ctx(scope=counsel.scope_of_link(link), day=clockwork.today(), now=now, channel="link")
    run(registry.get_action("core_process.counsel_link", "fetch_paper"), ctx, link, {"name": name})
    return answer


@csrf_protect
def counsel_page(request: HttpRequest, token: str) -> HttpResponse:
    """Read the papers of one matter and give an opinion; no account, one link, every opening in the ledger.

    The device that opens it first keeps a mark; another device must name for whom the link is.
    """
    limits.check(request, "counsel", most=20)
    link = counsel.find(token)
    if link is None:
        raise Http404
    now = clockwork.now()
    shell = {"bureau": Unit.objects.get(pk=link.bureau_id).name, "home_url": "#main"}
    if why := counsel.closed(link, now):
        to_points = (a.get("words", "") for a in asked_points.given(request.POST).values())
        typed = "\n".join(t for t in (request.POST.get("opinion", ""), *to_points) if t)
        context = {"closed": why, "link": link, "shell": shell, "typed": typed}
        return render(request, "process/counsel.html", context, status=410)
    ctx = Ctx(scope=counsel.scope_of_link(link), day=clockwork.today(), now=now, channel="link")
    mark = f"counsel-{link.pk}"
    known = request.get_signed_cookie(mark, default="", salt=link.token_hash) == "1"
    if link.opened and not known:
        return _who(request, link, ctx, shell, mark)
    error, answers = "", asked_points.given(request.POST)
    if request.method == "POST":
        try:
            aside = "decline" in request.POST
            action = registry.get_action("core_process.counsel_link", "decline" if aside else "give_opinion")
            names = ("reason",) if aside else ("opinion", "verdict", "no_interest")
            run(action, ctx, link, {**{n: request.POST.get(n, "") for n in names}, "points": answers})
            context = {"declined": aside, "thanks": True, "link": link, "shell": shell}
            return render(request, "process/counsel.html", context)
        except (ActionError, ValidationError) as problem:
            error = str(problem) if isinstance(problem, ActionError) else "".join(problem.messages)
    else:
        link = run(registry.get_action("core_process.counsel_link", "open"), ctx, link).obj
    context = {
        "link": link,
        "facts": _facts(link),
        "papers": _papers(link),
        "points": asked_points.asked(asked_points.points_of(matter.subject_of(link)), answers),
        "point_verdicts": PointVerdict.choices,
        "error": error,
        "shell": shell,
        "verdicts": CounselVerdict.choices,
        "verdict": request.POST.get("verdict", ""),
        "opinion": request.POST.get("opinion", ""),
        "no_interest": "no_interest" in request.POST,
        "reason": request.POST.get("reason", ""),
    }
    return _marked(render(request, "process/counsel.html", context), request, link, mark)


def _marked(answer: HttpResponse, request: HttpRequest, link: Any, mark: str) -> HttpResponse:
    answer.set_signed_cookie(mark, "1", salt=link.token_hash, expires=link.expires_at, httponly=True, samesite="Lax",
                             secure=request.is_secure(), path="/counsel/")  # fmt: skip
    return answer


def _who(request: HttpRequest, link: Any, ctx: Ctx, shell: dict[str, str], mark: str) -> HttpResponse:
    """Ask another device for whom the link is."""
    error = ""
    if request.method == "POST" and "who" in request.POST:
        if request.POST["who"].strip() == link.counsel:
            return _marked(redirect(request.path), request, link, mark)
        link = run(registry.get_action("core_process.counsel_link", "wrong_reader"), ctx, link).obj
        if why := counsel.closed(link, ctx.now):
            return render(request, "process/counsel.html", {"closed": why, "link": link, "shell": shell}, status=410)
        error = "不是这个链接的收件人。"
    context = {"ask": True, "link": link, "shell": shell, "error": error}
    return render(request, "process/counsel.html", context, status=403)


@login_required
def counsel_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """送审包: the papers of one matter as a zip, for the legal office to hand out."""
    rows = registry.get_resource("core_process.counsel_link").rows(request.scope)  # type: ignore[attr-defined]
    link = rows.filter(pk=pk, way=Way.PACK).first()
    if link is None or not request.scope.has({"legal"}):  # type: ignore[attr-defined]
        raise Http404
    if why := counsel.closed(link, clockwork.now()):
        messages.error(request, why)
        return redirect(f"/r/core_process.counsel_link/{link.pk}/")
    ctx = ctx_of(request, "pack")
    data = pack.build(link, _facts(link))
    run(registry.get_action("core_process.counsel_link", "fetch_pack"), ctx, link,
        {"digest": hashlib.sha256(data).hexdigest()})  # fmt: skip
    return attached(data, f"送审包 {counsel.code_of(link)}.zip")
