"""``yifa doctor``: every kind of fault, made on purpose, is named with its mend; a whole instance has none."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from yifa.kernel import clockwork
from yifa.kernel.ledger import seal
from yifa.papers.writers import fonts
from yifa.site import doctor

Broken = Callable[[Any, Callable[..., None]], None]


@pytest.fixture
def sql(tamper: Any) -> Callable[..., None]:
    from django.db import connection

    def run(statement: str, *params: Any) -> None:
        with tamper(), connection.cursor() as cursor:
            cursor.execute(statement, params)

    return run


@pytest.fixture
def whole(instance: Any, sql: Any) -> Iterator[Any]:
    """A demo instance that has been looked after: sealed, delivered, with its accounts file."""
    from yifa.kernel.events import dispatch

    seal.seal("试验", clockwork.now())
    while dispatch.deliver(clockwork.now()):
        pass
    (instance.home / "demo-accounts.json").write_text("{}")
    yield instance


def said(check: Callable[[], Iterator[doctor.Fault]]) -> str:
    """Return what a check says: fault and mend of each."""
    found = list(check())
    assert all(f.mend and "Error" not in f.text for f in found)
    return "\n".join(f"{f.level} {f.text} → {f.mend}" for f in found)


def old(days: int = 3) -> Any:
    return clockwork.now() - timedelta(days=days)


def test_a_whole_instance_has_no_fault_of_its_own(whole: Any) -> None:
    for check in (doctor.schema, doctor.database, doctor.ledger, doctor.seals, doctor.imports, doctor.jobs,
                  doctor.outbox, doctor.search, doctor.files, doctor.demo):  # fmt: skip
        assert said(check) == "", check.__doc__


def test_an_unfinished_import_and_one_half_undone(whole: Any, house_of: Any, tamper: Any) -> None:
    from yifa.governance.decisions.models import Meeting
    from yifa.kernel.imports.models import ImportRecord

    ji = house_of("ji")
    values = {"bureau": ji.bureau, "resource": "decisions.meeting", "file_sha256": "0" * 64, "total": 700, "done": 120,
              "started_at": old(), "touched_at": old()}  # fmt: skip
    with tamper():
        stopped = ImportRecord.objects.create(file_name="半截.xlsx", state="running", **values)
        undone = ImportRecord.objects.create(file_name="撤到一半.xlsx", state="undone", **values)
        row = Meeting.objects.filter(bureau=ji.bureau, life="live").order_by("-pk").first()
        assert row is not None
        Meeting.objects.filter(pk=row.pk).update(import_ref=undone.pk)
    text = said(doctor.imports)
    assert f"导入 {stopped.pk}（半截.xlsx）中断：应入 700 行，已入 120 行" in text and "继续导入" in text
    assert f"导入 {undone.pk}（撤到一半.xlsx）已撤销，还有 1 条记录没有作废" in text and "yifa worker" in text


def test_the_head_of_the_ledger_set_back(whole: Any, sql: Any) -> None:
    sql("UPDATE kernel_ledger_head SET seq = seq - 3")
    assert "末端记到第" in said(doctor.ledger) and "yifa ledger verify" in said(doctor.ledger)


def test_the_last_entries_deleted(whole: Any, sql: Any) -> None:
    from django.db import connection

    from yifa.kernel.ledger.models import Head

    if connection.vendor == "postgresql":
        sql("DROP TRIGGER kernel_ledger_entry_append_only ON kernel_ledger_entry")
    else:
        sql("DROP TRIGGER kernel_ledger_entry_no_delete")
    sql("DELETE FROM kernel_ledger_entry WHERE seq > %s", Head.objects.get(pk=1).seq - 10)
    assert "被删除" in said(doctor.ledger) and "保留现场" in said(doctor.ledger)


def test_a_stale_outbox_and_an_event_nobody_can_take(whole: Any, sql: Any) -> None:
    from yifa.kernel.events.models import Outbox

    first, second = Outbox.objects.order_by("pk").values_list("pk", flat=True)[:2]
    sql("UPDATE kernel_events_outbox SET delivered_at = NULL, attempts = 1, at = %s WHERE id = %s", old(), first)
    sql("UPDATE kernel_events_outbox SET delivered_at = NULL, attempts = 10 WHERE id = %s", second)
    text = said(doctor.outbox)
    assert "warning 1 个事件等了一刻钟以上" in text and "error 1 个事件送了 10 次" in text and "yifa worker" in text


def test_a_search_index_out_of_step_is_named_and_mended(whole: Any, sql: Any) -> None:
    last = "WHERE id = (SELECT MAX(id) FROM kernel_search_doc WHERE resource = %s)"
    for key, label, statement in (
        ("decisions.meeting", "会议台账", f"DELETE FROM kernel_search_doc {last}"),
        ("contracts.contract", "合同台账", f"UPDATE kernel_search_doc SET title = '别的题目' {last}"),
        ("legal_study.session", "学法", f"UPDATE kernel_search_doc SET object_ref = 99999999 {last}"),
    ):
        before = said(doctor.search)
        sql(statement, key)
        told = said(doctor.search)
        assert label in told and label not in before and "的检索索引和台账对不上" in told
        assert "yifa doctor --reindex" in told
    done = whole.yifa("doctor", "--reindex")
    assert "检索索引已重建" in done.stderr, done.stderr
    assert said(doctor.search) == ""


def test_a_migration_is_missing_and_a_newer_one_is_there(whole: Any, sql: Any) -> None:
    sql("INSERT INTO django_migrations (app, name, applied) VALUES ('decisions', '9999_later', %s)", old())
    assert "数据库比程序新" in said(doctor.schema) and "换回新版本" in said(doctor.schema)
    sql("DELETE FROM django_migrations WHERE name = '9999_later' OR app = 'kernel_jobs'")
    assert "缺 1 个迁移" in said(doctor.schema) and "yifa upgrade" in said(doctor.schema)


def test_a_full_disk(whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(100 << 30, 0, 400 << 20))
    assert "error 只剩 0.4 GB" in said(doctor.disk) and "清理磁盘" in said(doctor.disk)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(100 << 30, 0, 3 << 30))
    assert "warning 只剩 3.0 GB" in said(doctor.disk)


def test_a_site_that_others_reach_without_a_proxy(settings: Any) -> None:
    settings.YIFA_HOST = "10.0.0.7"
    assert "前面没有反向代理" in said(doctor.front)
    settings.SESSION_COOKIE_SECURE = True
    assert said(doctor.front) == ""


def test_seals_too_old_or_lost(whole: Any, sql: Any, house_of: Any) -> None:
    ji = house_of("ji")
    ji.do("decisions.meeting", "record", body="topic", number=77, title="加封之后", happened_on=ji.day)
    sql("UPDATE kernel_ledger_seal SET at = %s", old(9))
    assert "最近一次加封在" in said(doctor.seals) and "yifa worker" in said(doctor.seals)
    copies = list(seal.folder().glob("*.json"))
    for copy in copies:
        copy.unlink()
    assert copies and "不见了" in said(doctor.ledger)
    seal.folder().rmdir()
    assert "取回加封文件" in said(doctor.seals)


def test_no_chinese_font(whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hand = fonts.Library
    monkeypatch.setattr(fonts, "library", lambda place: at_hand(place, system=False))
    assert "没有可用的中文字体" in said(doctor.fonts) and str(Path("fonts")) in said(doctor.fonts)
    (whole.home / "fonts").mkdir()
    (whole.home / "fonts" / "roles.yaml").write_text("[", encoding="utf-8")
    assert "roles.yaml" in said(doctor.fonts)


def test_a_job_nobody_does_and_a_file_that_is_gone(whole: Any, tamper: Any) -> None:
    from yifa.kernel.files.models import StoredFile
    from yifa.kernel.jobs.models import Job

    with tamper():
        Job.objects.create(kind="imports.apply", title="试验", state="wait", created_at=old(), touched_at=old())
        StoredFile.objects.create(sha256="f" * 64, size=1, kind="pdf", stored_at=old())
    assert "1 个等了一刻钟以上" in said(doctor.jobs) and "yifa worker" in said(doctor.jobs)
    assert "1 个文件不见了" in said(doctor.files) and "从备份取回" in said(doctor.files)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written(whole: Any) -> None:
    whole.home.chmod(0o500)
    try:
        assert "不能写" in said(doctor.home) and "chown" in said(doctor.home)
    finally:
        whole.home.chmod(0o700)
