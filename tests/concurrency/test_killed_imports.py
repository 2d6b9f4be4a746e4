"""An import killed with SIGKILL counts nowhere, is named by ``yifa doctor``, and is taken up again or undone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from tests.engines import ROOT
from tests.imports.books import HEADS, book, meetings

from yifa.governance.decisions.models import Meeting
from yifa.kernel.action import run
from yifa.kernel.imports import views
from yifa.kernel.imports.actions import Cancel
from yifa.kernel.imports.models import ImportRecord
from yifa.kernel.jobs.models import Job
from yifa.kernel.ledger import verify

KEY, ROWS = "decisions.meeting", 3000


@pytest.fixture
def sheet(instance: Any, tmp_path: Path) -> Path:
    path = tmp_path / "历年会议.xlsx"
    path.write_bytes(book(("会议", [HEADS, *meetings(ROWS, 3001, month=3)])))
    return path


def kill_in_the_middle(command: list[str], env: dict[str, str], beside: Callable[[], Any]) -> ImportRecord:
    """Start a process, write beside it, and kill it once its import has written its first rows."""
    child = subprocess.Popen([sys.executable, *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while child.poll() is None:
            if ImportRecord.objects.filter(state="running", done__gt=0).exists():
                beside()
                break
            time.sleep(0.01)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert child.returncode == -signal.SIGKILL, "the import was over before it could be killed"
    return ImportRecord.objects.get(state="running")


def counted() -> int:
    return Meeting.objects.counted().count()


def own(record: ImportRecord) -> Any:
    return Meeting.objects.filter(import_ref=record.pk)


def nothing_is_lost(record: ImportRecord, before: int, written: list[Any]) -> None:
    """What the import wrote is whole batches that count nowhere; what others wrote beside it is there and counts."""
    assert 0 < own(record).count() == record.done < ROWS
    assert written and Meeting.objects.filter(pk__in=[row.pk for row in written]).count() == len(written)
    assert counted() == before + len(written)
    report = verify.verify()
    assert report.ok, report.findings[:3]


def all_is_there_once(record: ImportRecord, before: int, written: list[Any]) -> None:
    record.refresh_from_db()
    assert (record.state, record.created) == ("done", ROWS)
    assert own(record).count() == ROWS == own(record).values("number").distinct().count()
    assert counted() == before + len(written) + ROWS
    report = verify.verify()
    assert report.ok and not [n for n in report.notes if "没有对应的台账" in n]


def a_while_later(rows: Any, tamper: Any) -> None:
    """Nothing has been heard of these for ten minutes."""
    with tamper():
        rows.update(touched_at=F("touched_at") - timedelta(minutes=10))


@pytest.fixture
def writer(instance: Any, house_of: Any) -> tuple[list[Any], Callable[[], Any]]:
    house, rows = house_of("ji"), []

    def write() -> None:
        made = house.do(KEY, "record", body="topic", number=900 + len(rows), title="同时登记", happened_on=house.day)
        rows.append(made)

    return rows, write


def test_an_import_killed_on_the_command_line_is_named_and_taken_up_again(
    instance: Any, sheet: Path, writer: Any, tamper: Any
) -> None:
    written, write = writer
    before = counted()
    command = ["import", KEY, str(sheet), "--bureau", "ji", "--backfill"]
    record = kill_in_the_middle(["-m", "yifa", *command], instance.env, write)
    nothing_is_lost(record, before, written)
    a_while_later(ImportRecord.objects.filter(pk=record.pk), tamper)
    record.refresh_from_db()
    page = views._job(record)
    assert page["state"] == "failed" and "继续导入，或者取消" in page["error"], "the page does not say it goes on"
    said = instance.yifa("doctor").stdout
    assert f"导入 {record.pk}（历年会议.xlsx）中断" in said and "继续导入" in said and "不计入任何数字" in said
    again = instance.yifa(*command)
    assert again.returncode == 0, again.stderr
    assert f"接着办上次中断的导入，批次 {record.pk}" in again.stderr
    all_is_there_once(record, before, written)
    assert "中断" not in instance.yifa("doctor").stdout


def test_an_import_killed_with_its_worker_goes_on_with_the_next(
    instance: Any, sheet: Path, writer: Any, tamper: Any
) -> None:
    written, write = writer
    before = counted()
    script = str(ROOT / "tests" / "concurrency" / "importer.py")
    queued = subprocess.run(
        [sys.executable, script, "ji", KEY, str(sheet)], env=instance.env, capture_output=True, text=True, check=True
    )
    record = kill_in_the_middle(["-m", "yifa", "worker"], instance.env, write)
    assert record.pk == int(queued.stdout)
    nothing_is_lost(record, before, written)
    a_while_later(Job.objects.filter(kind="imports.apply"), tamper)
    assert instance.yifa("worker", "--once").returncode == 0
    all_is_there_once(record, before, written)
    assert Job.objects.get(kind="imports.apply").state == "done"


def test_a_killed_import_can_be_undone(instance: Any, sheet: Path, writer: Any, house_of: Any) -> None:
    written, write = writer
    before = counted()
    command = ["-m", "yifa", "import", KEY, str(sheet), "--bureau", "ji", "--backfill"]
    record = kill_in_the_middle(command, instance.env, write)
    nothing_is_lost(record, before, written)
    run(Cancel(), house_of("ji").ctx(), record, {})
    assert set(own(record).values_list("life", flat=True)) == {"void"}
    assert counted() == before + len(written)
    assert verify.verify().ok
