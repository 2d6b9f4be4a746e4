"""Inside: letters as papers, channels with their counts, the package for the platform, the portal's list."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from yifa.core.org.models import Unit
from yifa.governance.disclosure import letters, package, portal
from yifa.governance.disclosure.choices import Channel, Way
from yifa.kernel import clockwork
from yifa.kernel.action import ActionError, run
from yifa.kernel.downloads import attached
from yifa.kernel.imports.sheets import MAX_FILE, SheetError
from yifa.kernel.policy import Sensitivity, may_see_field
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare
from yifa.papers import writers

#: Lines of a comparison that are shown.
SHOWN = 200


@login_required
@require_safe
def letter(request: Any, pk: int, fmt: str) -> HttpResponse:
    """A letter as a paper, for whoever may see its register."""
    resource = get_resource("disclosure.letter")
    found = resource.rows(request.scope).filter(pk=pk).first()
    if found is None or fmt not in ("docx", "html"):
        raise Http404
    names = may_see_field(request.scope, Sensitivity.PERSONAL)
    paper = letters.paper(found, names=names)
    if fmt == "html":
        return render(request, "disclosure/letter.html", {
            "letter": found, "title": paper.title, "addressee": paper.addressee, "date": found.happened_on,
            "paragraphs": [line for line in found.body.splitlines() if line.strip()], "bureau": paper.title[0],
        })  # fmt: skip
    return attached(writers.render(paper, fmt), f"{found}.docx")


def _register(request: Any) -> tuple[Unit, Any]:
    """Return the reader's bureau and the register of items; 404 for whoever may not read it."""
    resource = get_resource("disclosure.item")
    if request.scope.bureau_id is None or not request.scope.has(resource.read_roles):
        raise Http404
    return Unit.objects.get(pk=request.scope.bureau_id), resource


@login_required
@require_safe
def home(request: Any) -> HttpResponse:
    """公开网页和数据包: where the public reads, how much went to each channel, and the package for the platform."""
    bureau, resource = _register(request)
    years = [request.day.year - i for i in range(3)]
    rows = resource.rows(request.scope).filter(pk__in=package.published(bureau.pk, request.day).values("pk"))
    counts = rows.order_by().values_list("channel", "happened_on__year").annotate(n=Count("pk"))
    found = {(channel, year): n for channel, year, n in counts}
    table = {
        "caption": "各渠道公开条数", "cards": False,
        "columns": [{"label": "公开渠道"}, *({"label": f"{y} 年", "num": True} for y in years)],
        "rows": [
            {"pk": c.value, "label": c.label,
             "cells": [{"text": c.label, "url": f"{resource.url()}?channel={c.value}&way=own_motion"},
                       *(found.get((c.value, y), 0) for y in years)]}
            for c in Channel if any((c.value, y) in found for y in years)
        ],
    }  # fmt: skip
    head = {"title": "公开网页和数据包", "crumbs": [{"text": "政务公开", "url": "/m/disclosure/"}],
            "meta": [f"主动公开 {rows.count():,} 条"]}  # fmt: skip
    context = {"head": head, "table": table, "open": f"/open/{bureau.code}/", "total": rows.count()}
    return render(request, "disclosure/home.html", context)


@login_required
@require_POST
def platform(request: Any) -> FileResponse:
    """The export package of everything published; entered in the register of exports like any other."""
    bureau, resource = _register(request)
    rows = package.published(bureau.pk, request.day)
    rows = rows.filter(pk__in=resource.rows(request.scope).order_by().values("pk"))
    now = clockwork.now()
    taken = {"format": "zip", "conditions": "集约化平台数据包，主动公开", "rows": rows.count()}
    run(get_action("disclosure.item", "export"), ctx_of(request), None, taken)
    out = tempfile.TemporaryFile()
    package.write(bureau, rows, now, out)
    out.seek(0)
    name = f"{bureau.name}公开信息{request.day}.zip"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")


@login_required
def compare(request: Any) -> HttpResponse:
    """对照门户清单: what the portal shows beside what the register holds."""
    resource = _register(request)[1]
    ctx = ctx_of(request, "import")
    sent = request.method == "POST"
    form = portal.Upload(request.POST if sent else None, request.FILES if sent else None)
    made = None
    if sent and form.is_valid():
        upload, channel = form.cleaned_data["file"], form.cleaned_data["channel"]
        try:
            lines = portal.read_list(ctx, _bytes(upload), upload.name)
            items = resource.rows(request.scope).filter(channel=channel, way=Way.OWN_MOTION).counted()
            made = portal.compare(lines, list(items.order_by("-happened_on", "-pk")))
            if form.cleaned_data["write"] and (news := made.news()):
                run(get_action("disclosure.item", "match_portal"), ctx, None, {"news": news, "file": upload.name[:100]})
                messages.success(request, f"{len(news)} 条记录补了网址、访问次数。")
        except (SheetError, ActionError) as problem:
            made = None
            form.add_error("file" if isinstance(problem, SheetError) else None, str(problem))
    head = {"title": "对照门户清单", "crumbs": [{"text": "政务公开", "url": "/m/disclosure/"},
            {"text": "公开网页和数据包", "url": "/disclosure/"}],
            "meta": ["网站后台导出的目录和台账逐条对照，台账里的文字不改"]}  # fmt: skip
    context: dict[str, Any] = {"head": head, "form": prepare(form), "formcfg": {"submit": "对照"}}
    if made is not None:
        context |= {"made": made, "there": _lines(made.there), "twice": _lines(made.twice),
                    "here": _records(resource, made.here), "shown": SHOWN,
                    "news": 0 if form.cleaned_data["write"] else len(made.news())}  # fmt: skip
    return render(request, "disclosure/portal.html", context, status=400 if sent and made is None else 200)


def _bytes(upload: Any) -> bytes:
    if upload.size > MAX_FILE:
        raise SheetError(f"文件超过 {MAX_FILE >> 20} MB。按年度拆成几个文件再传。")
    data: bytes = upload.read()
    return data


def _lines(found: list[portal.Line]) -> dict[str, Any]:
    rows = [
        {"pk": line.row, "label": line.title,
         "cells": [str(line.row), line.title, line.day.isoformat() if line.day else "", line.index_no]}
        for line in found[:SHOWN]
    ]  # fmt: skip
    columns = [
        {"label": "行", "num": True},
        {"label": "标题"},
        {"label": "公开日期", "nowrap": True},
        {"label": "索引号"},
    ]
    return {"caption": "清单里的行", "columns": columns, "rows": rows}


def _records(resource: Any, found: list[Any]) -> dict[str, Any]:
    rows = [
        {"pk": item.pk, "label": item.title,
         "cells": [{"text": item.title, "url": resource.url(item)}, str(item.happened_on), item.index_no]}
        for item in found[:SHOWN]
    ]  # fmt: skip
    columns = [{"label": "标题"}, {"label": "公开日期", "nowrap": True}, {"label": "索引号"}]
    return {"caption": "台账里的记录", "columns": columns, "rows": rows}
