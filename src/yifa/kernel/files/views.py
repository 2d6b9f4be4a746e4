"""Download and preview of attached files, under the rules of the record they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yifa.kernel import clockwork, registry
from yifa.kernel.action import Ctx, Refused, run
from yifa.kernel.files import store
from yifa.kernel.files.models import Attachment
from yifa.kernel.files.sniff import KINDS
from yifa.kernel.policy import Scope, may_see_field
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import prepare

#: A file shown in the browser may load nothing and run nothing.
_SHUT = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
_IMAGES = frozenset({"png", "jpg", "gif", "webp", "bmp"})


def attachment_of(request: HttpRequest, pk: int) -> tuple[Attachment, Any, Any]:
    """Return an attachment with its Resource and record; 404 or a refusal that says why."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = Attachment.objects.select_related("file").filter(pk=pk, bureau_id=scope.bureau_id).first()
    if found is None:
        raise Http404
    try:
        resource = registry.get_resource(found.resource)
    except KeyError:
        raise Http404 from None
    obj = resource.rows(scope).filter(pk=found.object_ref).first()
    if obj is None:
        raise Refused("这份佐证所属的记录不在你的岗位范围内。")
    if not may_see_field(scope, found.sensitivity):
        raise Refused("这份佐证含受限内容，你的岗位看不到。")
    return found, resource, obj


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one file: what it is, what it proves, and its content where that can be shown."""
    found, resource, obj = attachment_of(request, pk)
    start, end = found.proves_from, found.proves_to
    proves = "" if not start else f"{start}" + (f" 至 {end}" if end and end != start else "")
    size = found.file.size
    opens = [{"label": "在浏览器中打开", "url": f"/files/{pk}/view"}] if KINDS[found.file.kind][2] else []
    if _withdrawing(request, found, resource, obj):
        opens.append({"label": "撤下", "url": f"/files/{pk}/withdraw/", "kind": "quiet"})
    gone = f"{found.withdrawn_by}　{found.withdrawn_on}　{found.withdrawn_why}" if found.withdrawn_on else ""
    return render(request, "yifa/resource/file.html", {
        "head": {"title": found.name, "crumbs": [{"text": resource.title, "url": resource.url()},
                 {"text": resource.title_of(obj), "url": resource.url(obj)}, {"text": "佐证"}],
                 "actions": [*opens, {"label": "下载", "url": f"/files/{pk}/download", "kind": "main"}]},
        "facts": {"title": "文件", "entries": [
            {"label": "用途", "value": found.purpose}, {"label": "证明期间", "value": proves},
            {"label": "加入", "value": f"{found.added_by}　{found.added_at.astimezone():%Y-%m-%d}"},
            *([{"label": "已撤下", "value": gone, "wide": True}] if gone else []),
            {"label": "大小", "value": f"{size:,} 字节"},
            {"label": "SHA-256", "value": found.file.sha256, "wide": True}]},
        "image": f"/files/{pk}/view" if found.file.kind in _IMAGES else "",
        "text": found.file.text, "name": found.name,
    })  # fmt: skip


def _withdrawing(request: HttpRequest, found: Attachment, resource: Any, obj: Any) -> tuple[Any, Ctx] | None:
    """Return the verb 撤下佐证 and its context, where the reader may use it on this file."""
    verb = registry.actions(resource.key).get("detach")
    scope, day = request.scope, request.day  # type: ignore[attr-defined]
    ctx = Ctx(scope=scope, day=day, now=clockwork.now())
    if verb is None or found.withdrawn_on is not None or verb.available(ctx, obj):
        return None
    try:
        verb.authorise(ctx, obj)
    except Refused:
        return None
    return verb, ctx


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrongly attached file back, with the reason."""
    found, resource, obj = attachment_of(request, pk)
    able = _withdrawing(request, found, resource, obj)
    if able is None:
        raise Refused("这份佐证已经撤下，或者你的岗位不能撤下。")
    verb, ctx = able
    form = form_of(verb, ctx, obj, request.POST if request.method == "POST" else None, None, {"attachment": pk})
    if request.method == "POST" and form.is_valid():
        run(verb, ctx, obj, {**form.cleaned_data, "attachment": pk})
        messages.success(request, "佐证已撤下，经过里保留原件和理由。")
        return redirect(resource.url(obj))
    return render(request, "yifa/confirm.html", {
        "head": {"title": "撤下佐证", "crumbs": [{"text": resource.title_of(obj), "url": resource.url(obj)},
                 {"text": found.name, "url": f"/files/{pk}/"}]},
        "confirm": {"text": f"撤下“{found.name}”。", "note": "撤下后不再算作佐证；原件和理由留在经过里。"},
        "form": prepare(form), "formcfg": {"submit": "撤下", "cancel_url": f"/files/{pk}/"},
    })  # fmt: skip


@login_required
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The content itself inside the browser, for kinds that are safe to show."""
    return _send(request, pk, inline=True)


@login_required
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The content as a download."""
    return _send(request, pk, inline=False)


def _send(request: HttpRequest, pk: int, *, inline: bool) -> HttpResponse:
    found, _, _ = attachment_of(request, pk)
    return content(found, inline=inline)


def content(found: Attachment, *, inline: bool) -> HttpResponse:
    """Return the bytes of a file whose reader has been asked who they are; it may load nothing and run nothing."""
    path = store.path_of(found.file.sha256)
    if not path.exists():
        raise Http404
    return content_of(path, found.file.kind, found.name, inline=inline)


def content_of(path: Path, kind: str, name: str, *, inline: bool) -> HttpResponse:
    """Return a file of a known kind under its name."""
    names, content_type, safe = KINDS[kind]
    response: Any = FileResponse(
        path.open("rb"), content_type=content_type if safe and inline else "application/octet-stream"
    )
    how = "inline" if inline and safe else "attachment"
    response["Content-Disposition"] = f"{how}; filename=\"file.{names[0]}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["Content-Security-Policy"] = _SHUT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
