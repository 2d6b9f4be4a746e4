"""A large workbook (大表导出) is written by a job, row by row into a file, and fetched by who asked for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.http import QueryDict

from yifa.kernel import paging, registry
from yifa.kernel.action import Ctx
from yifa.kernel.exports import exporting
from yifa.kernel.imports.jobs import ctx_for
from yifa.kernel.jobs import queue
from yifa.kernel.jobs.models import Job

KIND = "exports.workbook"
#: Above this many rows a workbook is a job, and a CSV file is sent as it is read.
AT_ONCE = 10_000
KEPT_DAYS, HALF_DAYS = 7, 1
_TOLD = 2_000


class _Stopped(Exception):
    """Somebody cancelled the job."""


def folder() -> Path:
    """Return where finished workbooks wait."""
    return Path(settings.HOME) / "exports"


def path_of(job: Job) -> Path:
    """Return the file of a job."""
    return folder() / f"{job.pk}.xlsx"


def ordered(resource: Any, rows: Any) -> Any:
    """Return the rows in the register's own order."""
    return rows.order_by(*paging.ordering_fields(resource.model, resource.ordering))


def later(resource: Any, ctx: Ctx, query: str, number: int, lines: list[str]) -> Job | None:
    """Queue the workbook of the rows under some conditions, in the running transaction."""
    args = {"key": resource.key, "query": query, "lines": lines,
            "scope": {"user": ctx.scope.user_id, "bureau": ctx.scope.bureau_id}}  # fmt: skip
    return queue.enqueue(KIND, f"导出{resource.title}", args, bureau=ctx.scope.bureau_id, actor=ctx.scope.user_id,
                         total=number)  # fmt: skip


@queue.handler(KIND, left="没有写成表格，也没有留下半份；回到台账再导出一次。")
def write(progress: queue.Progress, key: str, query: str, lines: list[str], scope: dict[str, Any]) -> None:
    """Write the workbook in a folder of its own, then move it: a half file is never fetched, nor mixed with another."""
    from yifa.kernel.resource import listing

    resource, ctx = registry.get_resource(key), ctx_for(scope)
    found = listing.listing(resource, ctx.scope, ctx.day, QueryDict(query))
    target = path_of(progress.job)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(prefix=f"{progress.job.pk}-", dir=target.parent) as halves:
        part = Path(halves) / target.name
        rows = _told(progress, exporting.rows_of(resource, ordered(resource, found.rows), ctx.scope))
        try:
            exporting.write_rows(part, "xlsx", resource, rows, lines, ctx.now)
        except _Stopped:
            return
        part.chmod(0o600)
        part.replace(target)
    progress.result(f"/exports/{progress.job.pk}/", "下载表格")


def _told(progress: queue.Progress, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    number = 0
    for number, row in enumerate(rows, 1):
        if number % _TOLD == 0:
            if progress.cancelled:
                raise _Stopped
            progress.tell(done=number)
        yield row
    progress.tell(done=number, total=number)


def expire(now: datetime) -> int:
    """Remove workbooks after a week, and after a day what a killed process left half done; return how many."""
    old = []
    for path in folder().glob("*"):
        days = HALF_DAYS if path.is_dir() else KEPT_DAYS
        if path.stat().st_mtime < now.timestamp() - days * 86400:
            old.append(path)
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(old)
