"""The page of an export: the rows of a list under the same conditions, as a file."""

from __future__ import annotations

import io
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from yifa.kernel import limits, paging, registry
from yifa.kernel.action import run
from yifa.kernel.exports import exporting
from yifa.kernel.resource import listing
from yifa.kernel.resource.forms import form_of
from yifa.kernel.resource.views import ctx_of, resource_of
from yifa.kernel.ui.forms import prepare


@login_required
def export(request: HttpRequest, key: str, fmt: str) -> HttpResponse:
    """The rows under the same conditions as a file; a reason first where protected fields leave in clear."""
    resource = resource_of(request, key)
    if fmt not in exporting.FORMATS:
        raise Http404
    ctx = ctx_of(request)
    limits.check(request, "export", most=20)
    action = registry.get_action(key, "export")
    action.authorise(ctx, None)
    query = QueryDict(request.POST["query"]) if request.method == "POST" and "query" in request.POST else request.GET
    found = listing.listing(resource, ctx.scope, ctx.day, query)
    clear = exporting.in_clear(resource, ctx.scope)
    form = form_of(action, ctx, None, request.POST if request.method == "POST" else None)
    if clear and not (request.method == "POST" and form.is_valid()):
        return render(request, "yifa/confirm.html", {
            "head": {"title": f"导出{resource.title}", "crumbs": listing.crumbs(resource, {"text": "导出"})},
            "confirm": {"text": f"这份导出含未隐去的：{'、'.join(clear)}。", "note": "导出记入账本，可追溯到人。",
                        "facts": [{"label": "条件", "value": found.text or "全部"}]},
            "form": prepare(form),
            "formcfg": {"submit": "写明用途后导出", "cancel_url": found.link(), "fields": {"query": query.urlencode()}},
        })  # fmt: skip
    reason = form.cleaned_data.get("reason", "") if form.is_bound and form.is_valid() else ""
    rows = found.rows.order_by(*paging.ordering_fields(resource.model, resource.ordering))
    number, _ = paging.counted(rows, exact=True)
    data = {"format": fmt, "conditions": found.text, "rows": number, "reason": reason}
    entry = run(action, ctx, None, data).obj
    target = io.BytesIO()
    bureau = str(entry.bureau.name)
    lines = exporting.provenance(resource, ctx.scope, bureau, ctx.now, found.text, entry.pk)
    exporting.write(target, fmt, resource, rows, ctx.scope, lines, ctx.now)
    response = HttpResponse(target.getvalue(), content_type=exporting.FORMATS[fmt])
    name = quote(f"{resource.title}{ctx.day:%Y%m%d}.{fmt}")
    response["Content-Disposition"] = f"attachment; filename=\"export.{fmt}\"; filename*=UTF-8''{name}"
    return response
