"""A full disk, a folder that cannot be written, a database that is held: people hear which it is and what to do."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from tests.engines import ENGINE

from yifa.governance.decisions.models import Meeting
from yifa.kernel import trouble
from yifa.site import cli

NEW = {"body": "topic", "number": "77", "title": "磁盘满时", "happened_on": "2026-11-20", "note": "长" * 4000}


@pytest.mark.skipif(ENGINE == "postgres", reason="bounds the pages of a SQLite file")
def test_a_full_disk_is_said_on_the_page_and_nothing_is_half_written(instance: Any, house_of: Any) -> None:
    from yifa.kernel.accounts.models import User

    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="legal"), "yifa.site.login.Backend")
    session = client.session
    session["bureau"] = house_of("ji").bureau.pk
    session.save()
    page = "/r/decisions.meeting/new/"
    client.get(page)
    before = Meeting.objects.count()
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        for number in range(40):  # until what is free in the file is used up
            answer = client.post(page, {**NEW, "number": str(7000 + number)})
            if answer.status_code != 302:
                break
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    said = answer.content.decode()
    assert answer.status_code == 507 and "磁盘满了" in said and "系统管理员" in said and "事件编号" in said
    assert Meeting.objects.count() == before + number, "what was said to be kept is, the last one is not"
    assert client.post(page, {**NEW, "number": "7100"}).status_code == 302, "and it goes on"


class _Postgres(OperationalError):
    sqlstate = "53100"


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.ENOSPC, "x"), trouble.FULL),
        (OSError(errno.EROFS, "x"), trouble.SHUT),
        (sqlite3.OperationalError("attempt to write a readonly database"), trouble.SHUT),
        (sqlite3.OperationalError("database is locked"), trouble.BUSY),
        (_Postgres("no room"), trouble.FULL),
        (OperationalError("connection refused"), trouble.BUSY),
        (sqlite3.OperationalError("no such table: x"), None),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (ValueError("x"), None),
    ],
)  # fmt: skip
def test_the_machine_is_blamed_for_what_is_its_own_only(
    error: Exception, found: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trouble.of(error) is found
    if found is not None and not isinstance(error, OSError):
        monkeypatch.setattr("yifa.site.commands.law.run", lambda args: (_ for _ in ()).throw(error))
        assert cli.main(["law", "affected", "x"]) == 2
        said = capsys.readouterr().err
        assert found.said in said and said.count("\n") == 1
