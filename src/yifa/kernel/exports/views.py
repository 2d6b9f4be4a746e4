"""The page of an export: the rows of a list under the same conditions, as a file."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render

from yifa.kernel import db, limits, paging, registry
from yifa.kernel.action import run
from yifa.kernel.downloads import TYPES, named
from yifa.kernel.exports import exporting, jobs
from yifa.kernel.jobs.models import Job
from yifa.kernel.resource import listing
from yifa.kernel.resource.forms import form_of
from yifa.kernel.resource.views import resource_of
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare
from yifa.papers.writers import table_xlsx


@login_required
def export(request: HttpRequest, key: str, fmt: str) -> Any:
    """The rows under the same conditions as a file; a reason first where protected fields leave in clear.

    Many rows: a CSV file is sent while it is read, a workbook is written by a job.
    """
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
    form.fields["reason"].required = bool(clear)
    if clear and not (request.method == "POST" and form.is_valid()):
        return render(request, "yifa/confirm.html", {
            "head": {"title": f"导出{resource.title}", "crumbs": listing.crumbs(resource, {"text": "导出"})},
            "confirm": {"text": f"这份导出含未隐去的：{'、'.join(clear)}。", "note": "导出记入账本，可追溯到人。",
                        "facts": [{"label": "条件", "value": found.text or "全部"}]},
            "form": prepare(form),
            "formcfg": {"submit": "写明用途后导出", "cancel_url": found.link(), "fields": {"query": query.urlencode()}},
        })  # fmt: skip
    reason = form.cleaned_data.get("reason", "") if form.is_bound and form.is_valid() else ""
    rows = jobs.ordered(resource, found.rows)
    number, _ = paging.counted(rows, exact=True)
    data = {"format": fmt, "conditions": found.text, "rows": number, "reason": reason}
    with db.write_transaction():
        entry = run(action, ctx, None, data).obj
        bureau = str(entry.bureau.name)
        lines = exporting.provenance(resource, ctx.scope, bureau, ctx.now, found.text, entry.pk)
        large = number > jobs.AT_ONCE
        job = jobs.later(resource, ctx, query.urlencode(), number, lines) if large and fmt == "xlsx" else None
    if job is not None:
        return redirect(f"/jobs/{job.pk}/")
    response: HttpResponse | StreamingHttpResponse
    if large:
        body = exporting.rows_of(resource, rows, ctx.scope)
        pieces = table_xlsx.iter_csv(exporting.columns_of(resource), body, lines)
        response = StreamingHttpResponse(pieces, content_type=TYPES[fmt])
    else:
        target = io.BytesIO()
        exporting.write(target, fmt, resource, rows, ctx.scope, lines, ctx.now)
        response = HttpResponse(target.getvalue(), content_type=TYPES[fmt])
    return named(response, f"{resource.title}{ctx.day:%Y%m%d}.{fmt}")


@login_required
def fetch(request: HttpRequest, pk: int) -> FileResponse:
    """The finished workbook of a job, for who asked for it and may still read the register."""
    scope = ctx_of(request).scope
    job = Job.objects.filter(pk=pk, kind=jobs.KIND, actor_ref=scope.user_id, bureau_ref=scope.bureau_id).first()
    if job is None:
        raise Http404
    if not jobs.path_of(job).is_file():
        done = job.state == Job.State.DONE
        raise Http404("这份表格过期清理了。回到台账再导出一次。" if done else "这份表格还没有写成。")
    resource = resource_of(request, job.args["key"])
    response = FileResponse(open(jobs.path_of(job), "rb"), content_type=TYPES["xlsx"])
    return named(response, f"{resource.title}{job.created_at.date():%Y%m%d}.xlsx")
