"""内外网交换: how far both directions have come, what waits, what was refused; for those who work without a shell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yifa.kernel import limits
from yifa.kernel.action import ActionError, Ctx
from yifa.kernel.registry import get_resource
from yifa.kernel.relay import network, package, packing, pairing, taking
from yifa.kernel.relay.models import Channel, Direction, Package, PackageState, PostState
from yifa.kernel.relay.resources import CARRIERS
from yifa.kernel.resource.base import show
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare
from yifa.papers.signing import SigningError

SHOWN = 20


class Upload(forms.Form):
    """A package that was carried in."""

    file = forms.FileField(
        label="进包", help_text="yifa outer post 写出的 .zip", error_messages={"required": "先选进包的文件。"}
    )


def _ctx(request: HttpRequest) -> tuple[Any, Ctx]:
    """Return the reader's bureau and context; 404 for whoever carries no packages."""
    scope = request.scope  # type: ignore[attr-defined]
    if scope.bureau_id is None or not scope.has(CARRIERS):
        raise Http404
    bureau = apps.get_model(settings.YIFA_UNIT_MODEL)._default_manager.get(pk=scope.bureau_id)
    return bureau, ctx_of(request)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The state of the channel."""
    return _page(request, prepare(Upload()))


def _page(request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
    bureau, ctx = _ctx(request)
    channel = Channel.objects.filter(bureau=bureau, life="live").first()
    resource = get_resource("relay.package")
    rows = list(resource.rows(ctx.scope).order_by("-pk")[: SHOWN + 1])
    waiting = packing.unloaded(channel) if channel else []
    refused, posts = _refused(ctx), get_resource("relay.post").url()
    context = {
        "head": {"title": "内外网交换", "crumbs": [{"text": "内外网交换"}]}, "channel": channel,
        "paired": bool(channel and channel.partner), "facts": _facts(channel) if channel else [], "form": form,
        "waiting": [{"row": row, "kept": packing.path_of(row) is not None} for row in waiting],
        "table": _table(resource, rows[:SHOWN]) if rows else None, "more": resource.url() if len(rows) > SHOWN else "",
        "refused": refused[:SHOWN], "posts": posts, "more_posts": f"{posts}?v=left" if len(refused) > SHOWN else "",
    }  # fmt: skip
    return render(request, "relay/home.html", context, status=status)


def _facts(channel: Channel) -> list[dict[str, Any]]:
    tried = show(channel.tried_at)
    facts = [
        ("外网机地址", channel.address or "没有填写，用文件交换"),
        ("出包", f"做到第 {channel.made} 号，外网机已装入第 {channel.loaded} 号" if channel.made else "还没有做过"),
        ("进包", f"收到第 {channel.taken} 号" if channel.taken else "还没有收过"),
        ("最近联系", (f"{tried}　{channel.said or '成功'}" if tried else "") if channel.address else ""),
        ("印记", pairing.mark(package.signer().public_key, channel.partner) if channel.partner else ""),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _table(resource: Any, rows: list[Package]) -> dict[str, Any]:
    heads = ("交换包", "日期", "结果", "更新", "撤下", "来件", "没有收下", "途径")
    tones = {PackageState.REFUSED: "alarm", PackageState.LOADED: "done", PackageState.TAKEN: "done"}
    body = []
    for row in rows:
        out = row.direction == Direction.OUT
        state = {"status": row.get_state_display(), "tone": tones.get(PackageState(row.state), "")}
        counts = (row.cards, row.gone, "", "") if out else ("", "", row.posts, row.refused)
        cells = [
            {"text": str(row), "url": resource.url(row)}, str(row.happened_on), {"text": state, "note": row.why},
            *(counts if row.state != PackageState.REFUSED else ("", "", "", "")), row.get_way_display(),
        ]  # fmt: skip
        body.append({"pk": row.pk, "label": str(row), "cells": cells})
    columns = [{"label": head, "num": head in heads[3:7]} for head in heads]
    return {"caption": "最近的交换包，新的在前", "columns": columns, "rows": body}


def _refused(ctx: Ctx) -> list[Any]:
    """Return the posts that somebody has to decide about, for those who may read them."""
    rows = get_resource("relay.post").rows(ctx.scope).filter(state=PostState.LEFT).order_by("-pk")
    return list(rows[: SHOWN + 1])


def _does(request: HttpRequest, do: Any) -> HttpResponse:
    try:
        messages.success(request, do())
    except (ActionError, package.PackageError, network.NetworkError, SigningError) as error:
        messages.error(request, str(error))
    return redirect("/relay/")


@login_required
@require_POST
def pack(request: HttpRequest) -> HttpResponse:
    """制作出包."""
    bureau, ctx = _ctx(request)
    limits.check(request, "relay-pack", most=10)

    def do() -> str:
        made = packing.pack(bureau, ctx, whole=request.POST.get("whole") == "1")
        return f"做好了 {len(made)} 个出包，下载后送到外网机装入。" if made else "没有变化，不用出包。"

    return _does(request, do)


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """收取进包."""
    bureau, ctx = _ctx(request)
    limits.check(request, "relay-take", most=30)
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, prepare(form), 400)
    try:
        done = taking.take(bureau, form.cleaned_data["file"], ctx)
    except (ActionError, package.PackageError) as error:
        form.add_error("file", str(error))
        return _page(request, prepare(form), 400)
    left = f"，其中 {done.refused} 件没有收下，原因见下" if done.refused else ""
    messages.success(request, f"第 {done.number} 号进包已收：来件 {done.posts} 件{left}。")
    return redirect("/relay/")


@login_required
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """立即交换 over the network."""
    bureau, ctx = _ctx(request)
    limits.check(request, "relay-sync", most=6)
    words = network.tried(packing.channel_of(bureau), ctx)
    (messages.error if words else messages.success)(request, words or "已和外网机交换。")
    return redirect("/relay/")


@login_required
@require_safe
def fetch(request: HttpRequest, number: int) -> FileResponse:
    """A package to be carried out, as long as the outer side has not said that it has it."""
    bureau, _ = _ctx(request)
    waiting = packing.unloaded(packing.channel_of(bureau))
    made = next((row for row in waiting if row.number == number), None)
    path = packing.path_of(made) if made else None
    if path is None:
        raise Http404
    name = f"yifa-out-{bureau.code}-{number:06d}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
