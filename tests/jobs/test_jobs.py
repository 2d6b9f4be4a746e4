"""Background jobs: in the transaction, tried again, once per period; events reach their subscribers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from yifa.kernel import clockwork
from yifa.kernel.events import dispatch
from yifa.kernel.events.models import Outbox
from yifa.kernel.jobs import periodic, queue
from yifa.kernel.jobs.models import Job


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A kind of job that notes its arguments."""
    seen: list[Any] = []

    def run(progress: queue.Progress, value: int) -> None:
        progress.tell(done=value, total=10)
        if value == 13:
            raise RuntimeError("secret detail")
        if value == 14:
            raise queue.GiveUp("文件过期，重新上传。")
        seen.append(value)

    monkeypatch.setitem(queue._handlers, "test", queue.Handler(run, 2))
    return seen


def test_a_job_is_done_and_says_how_far_it_is(db: Any, done: list[Any]) -> None:
    job = queue.enqueue("test", "试验", {"value": 7})
    assert job is not None and done == [7]
    assert (job.state, job.done, job.total) == ("done", 7, 10)


def test_a_job_rolls_back_with_its_transaction(db: Any, done: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue("test", "试验", {"value": 7}, key="rolled:back")
        raise ZeroDivisionError
    assert not Job.objects.filter(key="rolled:back").exists()


def test_a_failing_job_gives_a_number_and_no_detail(db: Any, done: list[Any]) -> None:
    job = queue.enqueue("test", "试验", {"value": 13})
    assert job is not None and job.state == "failed" and job.incident and "secret" not in job.error
    hopeless = queue.enqueue("test", "试验", {"value": 14})
    assert hopeless is not None and hopeless.error == "文件过期，重新上传。"


def test_a_failing_job_is_tried_again_later_where_the_queue_can_wait(db: Any, done: list[Any], settings: Any) -> None:
    from django_tasks import task_backends
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    task_backends.close_all() if hasattr(task_backends, "close_all") else None
    job = Job.objects.create(kind="test", title="试验", args={"value": 13}, created_at=clockwork.now(),
                             touched_at=clockwork.now())  # fmt: skip
    queue.work.func(job_id=job.pk)
    job.refresh_from_db()
    if job.state == "wait":
        later = DBTaskResult.objects.latest("enqueued_at")
        assert later.run_after is not None and later.run_after > clockwork.now()
        queue.work.func(job_id=job.pk)
        job.refresh_from_db()
    assert job.state == "failed" and job.attempts <= 2


def test_a_job_whose_process_is_gone_is_taken_up_again(db: Any, done: list[Any]) -> None:
    old = clockwork.now() - timedelta(hours=1)
    job = Job.objects.create(kind="test", title="试验", args={"value": 5}, state="run", created_at=old, touched_at=old)
    queue.work.func(job_id=Job.objects.create(kind="test", title="活", args={"value": 6}, state="run", created_at=old,
                                              touched_at=clockwork.now()).pk)  # fmt: skip
    assert done == []
    assert queue.revive() == 1
    job.refresh_from_db()
    assert job.state == "done" and done == [5]
    Job.objects.filter(pk=job.pk).update(state="run", touched_at=clockwork.now() + timedelta(hours=1))
    assert queue.revive() == 1, "the clock was set back since"


def test_a_job_whose_place_in_the_queue_is_lost_is_taken_up_and_says_meanwhile_that_nothing_moves(
    db: Any, done: list[Any]
) -> None:
    """A process took it from the queue and was killed before it began; another kind only an older version knows."""
    now = clockwork.now()
    old = {"title": "试验", "args": {"value": 5}, "created_at": now, "touched_at": now - timedelta(hours=1)}
    waits, runs = Job.objects.create(kind="test", **old), Job.objects.create(kind="gone", state="run", **old)
    assert waits.standing == runs.standing == "没有动静"
    assert "后台任务没有启动" in waits.context()["note"] and "自动接着办" in runs.context()["note"]
    fresh = Job(kind="test", title="试验", state="run", created_at=now, touched_at=now, note="读表")
    assert (fresh.standing, fresh.context()["note"]) == ("正在办", "读表")
    assert queue.revive() == 2
    waits.refresh_from_db()
    runs.refresh_from_db()
    assert waits.state == "done" and done == [5]
    assert (runs.state, runs.error) == ("failed", "这个版本的程序不办这种任务。")


def test_recurring_work_is_done_once_per_period(db: Any, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    first = set(periodic.run_due(clockwork.now()))
    assert {"sessions.clear", "uploads.expire", "ledger.seal", "events.deliver"} <= first
    often = {"events.deliver", "energy.series", "relay.due"}
    assert set(periodic.run_due(clockwork.now())) == often, "looked at every minute"
    assert "ledger.seal" in periodic.run_due(clockwork.now() + timedelta(days=1))
    assert list((tmp_path / "seals").glob("*"))
    assert not Job.objects.filter(state="failed").exists()


def test_events_reach_subscribers_and_a_failure_is_tried_again(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    fail = [True]

    def listen(event: Outbox) -> None:
        if fail[0]:
            raise RuntimeError("away")
        heard.append(event.kind)

    monkeypatch.setattr(dispatch, "_subscribers", [("test.*", listen)])
    Outbox.objects.all().delete()
    now = clockwork.now()
    for kind in ("test.record", "other.record"):
        Outbox.objects.create(at=now, kind=kind, bureau_ref=None, payload={})
    assert dispatch.deliver(now) == 1 and heard == []
    fail[0] = False
    assert dispatch.deliver(now) == 1 and heard == ["test.record"]
    assert dispatch.deliver(now) == 0


def test_uploads_expire_unless_an_import_still_needs_them(
    db: Any, settings: Any, tmp_path: Any, house: Any, tamper: Any
) -> None:
    import os

    from yifa.kernel.imports import uploads
    from yifa.kernel.imports.models import ImportRecord

    settings.HOME = tmp_path
    now = clockwork.now()
    kept, gone = uploads.store(b"kept"), uploads.store(b"gone")
    with tamper():  # only that a record names the file matters here, not how it came to be
        ImportRecord.objects.create(bureau=house("ji").bureau, resource="decisions.meeting", file_name="a.xlsx",
                                    file_sha256=kept, state="running", started_at=now, touched_at=now)  # fmt: skip
    for sha in (kept, gone):
        path = tmp_path / "uploads" / sha[:2] / sha
        os.utime(path, (now.timestamp() - 30 * 86400,) * 2)
    uploads.expire(now)
    assert uploads.fetch(kept) == b"kept" and uploads.fetch(gone) is None
    assert uploads.fetch("../../etc/passwd") is None


def test_a_job_that_keeps_losing_its_process_is_given_up_in_words(db: Any, done: list[Any]) -> None:
    long_ago = clockwork.now() - timedelta(hours=1)
    lost = {"kind": "test", "title": "试验", "args": {"value": 7}, "state": "run", "created_at": long_ago}
    once = Job.objects.create(**lost, attempts=1, touched_at=long_ago)
    often = Job.objects.create(**lost, attempts=2, touched_at=long_ago)
    assert queue.revive() == 1
    once.refresh_from_db()
    often.refresh_from_db()
    assert once.state == "done" and done == [7]
    assert often.state == "failed" and "进程中断了 2 次" in often.error
