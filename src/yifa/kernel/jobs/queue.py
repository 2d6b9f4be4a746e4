"""The one helper over django-tasks: enqueue inside the transaction, progress, retry with back-off.

A handler is a function ``(progress, **args)`` that may run twice (ADR 0023).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, connection
from django.db.models import F, Q
from django_tasks import default_task_backend, task

from yifa.kernel import clockwork, trouble
from yifa.kernel.jobs.models import STALE, Job

log = logging.getLogger("yifa.jobs")

_BACKOFF = 20
#: What is left of a job that is given up, and how to begin again.
_LEFT = "已办的部分保留，可以继续。"


class GiveUp(Exception):
    """A job that cannot succeed by trying again; the message is Chinese."""


@dataclass(frozen=True)
class Handler:
    """What does a kind of job, how often it is tried, what is left where it is given up and how to begin again."""

    run: Callable[..., None]
    tries: int
    left: str = _LEFT


def _unknown(progress: Progress, **args: Any) -> None:
    raise GiveUp("这个版本的程序不办这种任务。")


_handlers: dict[str, Handler] = {}
_NOBODY = Handler(_unknown, 2)


def handler(kind: str, tries: int = 4, left: str = _LEFT) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: the function does jobs of a kind."""

    def keep(run: Callable[..., None]) -> Callable[..., None]:
        _handlers[kind] = Handler(run, tries, left)
        return run

    return keep


class Progress:
    """Through this a handler says how far it is and hears whether to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def tell(self, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
        """Write progress; also the sign of life."""
        said = {"done": done, "total": total, "note": note}
        values: dict[str, Any] = {k: v for k, v in said.items() if v is not None}
        Job.objects.filter(pk=self.job.pk).update(touched_at=clockwork.now(), **values)

    @property
    def cancelled(self) -> bool:
        """Whether somebody cancelled the job."""
        return Job.objects.filter(pk=self.job.pk, state=Job.State.CANCELLED).exists()

    def result(self, url: str, text: str) -> None:
        """Say where the result is."""
        Job.objects.filter(pk=self.job.pk).update(result_url=url, result_text=text)


def enqueue(
    kind: str, title: str, args: dict[str, Any] | None = None, *, bureau: int | None = None, actor: int | None = None,
    total: int = 0, key: str | None = None,
) -> Job | None:  # fmt: skip
    """Put a job into the queue, in the running transaction: it is rolled back with it.

    key: a unique name; a job of that name that exists already is not made again (None is returned).
    """
    if kind not in _handlers:
        raise LookupError(kind)
    now = clockwork.now()
    values = {"kind": kind, "title": title, "args": args or {}, "bureau_ref": bureau, "actor_ref": actor,
              "total": total, "created_at": now, "touched_at": now}  # fmt: skip
    if key is None:
        job = Job.objects.create(**values)
    else:
        job, made = Job.objects.get_or_create(key=key, defaults=values)
        if not made:
            return None
    work.enqueue(job_id=job.pk)
    job.refresh_from_db()
    return job


@task()
def work(job_id: int) -> None:
    """Do one job; django-tasks calls this."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return
    now = clockwork.now()
    free = Q(state=Job.State.WAIT) | (Q(state=Job.State.RUN) & _lost(now))
    if not Job.objects.filter(free, pk=job_id).update(state=Job.State.RUN, attempts=F("attempts") + 1, touched_at=now):
        return
    job.refresh_from_db()
    doer = _handlers.get(job.kind, _NOBODY)
    try:
        doer.run(Progress(job), **job.args)
    except GiveUp as error:
        _end(job, Job.State.FAILED, error=str(error)[:500])
    except Exception as error:
        if not connection.in_atomic_block:
            close_old_connections()  # the server of the database may have gone, and be back
        found = trouble.of(error)
        number = secrets.token_hex(4).upper()
        log.exception("job %s %s failed, incident %s", job.pk, job.kind, number)
        if job.attempts < doer.tries and default_task_backend.supports_defer:
            wait = timedelta(seconds=_BACKOFF * 2 ** (job.attempts - 1))
            note = f"第 {job.attempts} 次没有办成，稍后再试。{found.said if found else ''}"[:200]
            Job.objects.filter(pk=job.pk, state=Job.State.RUN).update(state=Job.State.WAIT, note=note, incident=number)
            work.using(run_after=clockwork.now() + wait).enqueue(job_id=job.pk)
        else:
            said = f"{found.said if found else '系统出错，没有办成；'}{doer.left}"
            _end(job, Job.State.FAILED, error=said, incident=number)
    else:
        _end(job, Job.State.DONE)


def _lost(now: datetime) -> Q:
    """Not heard of for long, or heard of in the future: since then the clock was set back."""
    return Q(touched_at__lt=now - STALE) | Q(touched_at__gt=now + STALE)


def _end(job: Job, state: str, **values: Any) -> None:
    Job.objects.filter(pk=job.pk, state=Job.State.RUN).update(state=state, touched_at=clockwork.now(), **values)


def _queued() -> set[int]:
    """Return the numbers of the jobs that have a place in the queue."""
    from django_tasks_db.models import DBTaskResult

    ready = DBTaskResult.objects.filter(status="READY", task_path=work.module_path)
    return {said["kwargs"]["job_id"] for said in ready.values_list("args_kwargs", flat=True)}


def revive() -> int:
    """Take up again the jobs whose process is gone; return how many. One that keeps losing its process is given up.

    A waiting job is lost too where a process took it from the queue and ended before it began.
    """
    lost = list(Job.objects.filter(_lost(clockwork.now()), state__in=(Job.State.RUN, Job.State.WAIT)))
    queued = _queued() if lost else set()
    count = 0
    for job in lost:
        doer = _handlers.get(job.kind, _NOBODY)
        if job.attempts >= doer.tries:
            said = f"办理它的进程中断了 {job.attempts} 次，没有办成；{doer.left}"
            _end(job, Job.State.FAILED, error=said)
        elif job.pk not in queued:
            work.enqueue(job_id=job.pk)
            count += 1
    return count
