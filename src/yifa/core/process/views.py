"""Pages of process: the printed form of an approval, and the plain page behind a one-time link."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect

from yifa.core.org.models import Unit
from yifa.core.process import counsel, engine, forms, pack, queries
from yifa.core.process.choices import CounselVerdict, Way
from yifa.kernel import clockwork, limits, registry
from yifa.kernel.action import ActionError, Ctx, errors_of, run
from yifa.kernel.ledger.models import Head
from yifa.kernel.policy import NOBODY
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import prepare


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


_FORMS = {"text": "审批单", "url": "/r/core_process.instance/"}


def _by_code(request: HttpRequest, code: str) -> tuple[Any, str]:
    """Return the approval a code stands for, or why there is none."""
    pk = forms.find_code(code)
    if pk is None:
        return None, "编号读错了。照审批纸上的编号再输一遍，形如 SP-0001-00000001-0。"
    rows = registry.get_resource("core_process.instance").rows(request.scope)  # type: ignore[attr-defined]
    found = rows.filter(pk=pk).first()
    if found is None or forms.code_of(found) != code.strip().upper():
        return None, "没有这份审批单，或者你的岗位看不到。"
    return found, ""


@login_required
def scan(request: HttpRequest) -> HttpResponse:
    """审批纸归档: type or scan the code of a printed form; it opens the approval it belongs to."""
    code, why = request.GET.get("code", "").strip(), ""
    if code:
        instance, why = _by_code(request, code)
        if instance is not None:
            return redirect(f"/scan/{forms.code_of(instance)}/")
    head = {
        "title": "审批纸归档",
        "crumbs": [_FORMS, {"text": "审批纸归档"}],
        "meta": ["按审批纸上的编号找到审批单，存入扫描件，补登签批"],
    }
    return render(request, "process/scan.html", {"head": head, "code": code, "why": why}, status=404 if why else 200)


@login_required
def scan_one(request: HttpRequest, code: str) -> HttpResponse:
    """The approval of a code: attach the scan, and put in the signature it bears; both or neither."""
    instance, why = _by_code(request, code)
    if instance is None:
        raise Http404(why)
    ctx = Ctx(scope=request.scope, day=request.day, now=clockwork.now(), channel="screen")  # type: ignore[attr-defined]
    attach = registry.get_action("core_process.instance", "attach")
    sign = registry.get_action("core_process.instance", "paper_sign")
    first = {"purpose": f"审批纸 {code}", "paper": code}
    only_file = request.method == "POST" and "file_only" in request.POST
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    paper = form_of(attach, ctx, instance, data, files, first)
    closed = sign.available(ctx, instance)
    signature = form_of(sign, ctx, instance, None if only_file else data, None, first)
    for form in (paper, signature):
        prepare(form)
    if data is not None and paper.is_valid() and (only_file or closed or signature.is_valid()):
        try:
            with transaction.atomic():
                run(attach, ctx, instance, paper.cleaned_data)
                if not (only_file or closed):
                    run(sign, ctx, instance, signature.cleaned_data)
            messages.success(request, "扫描件已归档。" if only_file or closed else "扫描件已归档，线下签批已补登。")
            return redirect(f"/r/core_process.instance/{instance.pk}/")
        except ValidationError as problem:
            for name, message in errors_of(problem):
                signature.add_error(name if name in signature.fields else None, message)
        except ActionError as problem:
            signature.add_error(None, str(problem)) if signature.is_bound else paper.add_error(None, str(problem))
    meta = [instance.chain_title, instance.get_state_display(), f"编号 {code}"]
    context = {
        "head": {
            "title": instance.title,
            "crumbs": [_FORMS, {"text": "审批纸归档", "url": "/scan/"}, {"text": code}],
            "meta": meta,
        },
        "paper": paper, "signature": None if closed else signature, "closed": closed, "instance": instance,
        "steps": queries.steps_of(instance, ctx.day), "asked": engine.asked(instance) if not closed else "",
    }  # fmt: skip
    return render(request, "process/scan_one.html", context)


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
        return render(request, "process/counsel.html", {"closed": why, "link": link, "shell": shell}, status=410)
    ctx = Ctx(scope=counsel.scope_of_link(link), day=clockwork.today(), now=now, channel="link")
    mark = f"counsel-{link.pk}"
    known = request.get_signed_cookie(mark, default="", salt=link.token_hash) == "1"
    if link.opened and not known:
        return _who(request, link, ctx, shell, mark)
    error = ""
    if request.method == "POST":
        try:
            action = registry.get_action("core_process.counsel_link", "give_opinion")
            run(action, ctx, link, {n: request.POST.get(n, "") for n in ("opinion", "verdict")})
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
        "verdicts": CounselVerdict.choices,
        "verdict": request.POST.get("verdict", ""),
        "opinion": request.POST.get("opinion", ""),
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
    ctx = Ctx(scope=request.scope, day=request.day, now=clockwork.now(), channel="pack")  # type: ignore[attr-defined]
    run(registry.get_action("core_process.counsel_link", "fetch_pack"), ctx, link)
    answer = HttpResponse(pack.build(link, _facts(link)), content_type="application/zip")
    name = quote(f"送审包 {counsel.code_of(link)}.zip")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
