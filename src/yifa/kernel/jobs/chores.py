"""The kernel's own recurring work: outbox, sessions, old uploads and jobs, indexes, the daily seal."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from django_tasks import default_task_backend

from yifa.kernel.jobs.periodic import chore
from yifa.kernel.ledger import seal


@chore("events.deliver", "送达事件", "minute", quiet=True)
def deliver(now: datetime) -> None:
    """Deliver what the outbox holds."""
    from yifa.kernel.events import dispatch

    dispatch.deliver(now)


@chore("sessions.clear", "清理会话", "day")
def sessions(now: datetime) -> None:
    """Remove sessions that have ended."""
    call_command("clearsessions")


@chore("uploads.expire", "清理过期的上传和导出文件", "day")
def uploads(now: datetime) -> None:
    """Remove uploads and workbooks nobody came back for, and halves of files."""
    from yifa.kernel.exports import jobs
    from yifa.kernel.files import store
    from yifa.kernel.imports import uploads

    uploads.expire(now)
    jobs.expire(now)
    store.sweep(now)


@chore("jobs.prune", "清理已完成的任务", "day")
def prune(now: datetime) -> None:
    """Remove finished jobs after a while, ours and the queue's."""
    from yifa.kernel.jobs.models import Job

    Job.objects.filter(state=Job.State.DONE, touched_at__lt=now - timedelta(days=30)).delete()
    if default_task_backend.supports_defer:  # the queue in the database, not the one of the tests
        from django_tasks_db.models import DBTaskResult

        call_command("prune_db_task_results", verbosity=0)
        killed = DBTaskResult.objects.running().filter(started_at__lt=now - timedelta(days=14))
        killed.delete()


@chore("ledger.seal", "账本加封", "day")
def daily_seal(now: datetime) -> None:
    """Seal the ledger once a day."""
    seal.daily(now)


@chore("registers.index", "台账索引", "day")
def index(now: datetime) -> None:
    """Give registers that have grown their indexes."""
    from yifa.kernel import indexes

    indexes.follow_all()
