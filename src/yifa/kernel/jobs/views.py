"""Pages of background jobs: who started one sees how far it is, and may stop it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yifa.kernel import clockwork
from yifa.kernel.jobs.models import Job
from yifa.kernel.policy import NOBODY, Scope


def _visible(request: HttpRequest) -> Any:
    """Return the jobs a scope may see: its own; the system administrator all of the instance's."""
    scope: Scope = getattr(request, "scope", NOBODY)
    if scope.bureau_id is None:
        return Job.objects.none()
    if scope.has({"sysadmin"}):
        return Job.objects.filter(bureau_ref=None) | Job.objects.filter(bureau_ref=scope.bureau_id)
    return Job.objects.filter(bureau_ref=scope.bureau_id, actor_ref=scope.user_id)


def _one(request: HttpRequest, pk: int) -> Job:
    job = _visible(request).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The latest jobs."""
    heads = ("任务", "状态", "已处理", "共", "开始时刻")
    rows = [
        {"cells": [{"text": j.title, "url": f"/jobs/{j.pk}/"}, j.standing, j.done, j.total, j.created_at]}
        for j in _visible(request).order_by("-pk")[:50]
    ]
    table = {"caption": "后台任务，从新到旧", "columns": [{"label": h, "num": h in ("已处理", "共")} for h in heads],
             "rows": rows}  # fmt: skip
    head = {"title": "后台任务", "crumbs": [{"text": "后台任务"}]}
    return render(request, "yifa/jobs.html", {"head": head, "table": table})


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One job."""
    job = _one(request, pk)
    head = {"title": job.title, "crumbs": [{"text": "后台任务", "url": "/jobs/"}, {"text": job.title}]}
    return render(request, "yifa/job.html", {"head": head, "job": job.context()})


@login_required
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, polled by htmx."""
    return render(request, "yifa/parts/job.html", {"job": _one(request, pk).context()})


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job; an import is stopped on its own page."""
    job = _one(request, pk)
    if job.kind.startswith("imports."):
        return redirect(f"/imports/{job.args['record']}/")
    live = (Job.State.WAIT, Job.State.RUN)
    Job.objects.filter(pk=pk, state__in=live).update(state=Job.State.CANCELLED, touched_at=clockwork.now())
    return redirect(f"/jobs/{pk}/")
