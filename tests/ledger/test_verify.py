"""``yifa ledger verify`` names each tampering: entries edited, re-hashed, cut off; rows edited, inserted, deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.conftest import NOW

from yifa.kernel.ledger import chain, records, seal, verify
from yifa.kernel.ledger.models import Entry, Head, Salt, Seal

MIDDLE = 57


def rehash(sql: Any, first: int, text: str) -> None:
    """Rewrite entry ``first`` and compute every later hash anew, the head too."""
    prev = Entry.objects.get(pk=first - 1).hash
    for entry in Entry.objects.filter(pk__gte=first).order_by("pk"):
        body = text if entry.pk == first else entry.text
        prev = chain.sm3((prev + body).encode())
        sql("UPDATE kernel_ledger_entry SET text = %s, hash = %s WHERE seq = %s", body, prev, entry.pk)
    sql("UPDATE kernel_ledger_head SET hash = %s WHERE id = 1", prev)


def test_the_demo_is_whole(instance: Any) -> None:
    report = verify.verify()
    assert report.ok, [f.message for f in report.findings[:5]]
    assert report.entries == report.head_seq > 100
    assert report.records > 100


@pytest.mark.parametrize(
    "statement", ["UPDATE kernel_ledger_entry SET text = '' WHERE seq = 3", "DELETE FROM kernel_ledger_entry"]
)
def test_the_database_itself_refuses_to_change_entries(instance: Any, sql: Any, statement: str) -> None:
    with pytest.raises(DatabaseError, match="账本只能追加"), transaction.atomic():
        sql(statement)
    assert verify.verify(full=False).ok


def test_an_edited_entry_is_named(instance: Any, sql: Any, open_ledger: Any) -> None:
    open_ledger()
    text = Entry.objects.get(pk=MIDDLE).text
    sql("UPDATE kernel_ledger_entry SET text = %s WHERE seq = %s", text.replace('"cli"', '"api"'), MIDDLE)
    report = verify.verify()
    assert report.first is not None
    assert report.first.seq == MIDDLE
    assert f"第{MIDDLE}条被改动" in report.first.message
    assert report.counts == {"chain": 1}


def test_a_column_beside_the_text_is_compared_with_it(instance: Any, sql: Any, open_ledger: Any) -> None:
    open_ledger()
    sql("UPDATE kernel_ledger_entry SET object_ref = object_ref + 1 WHERE seq = %s", MIDDLE)
    report = verify.verify(full=False)
    assert report.first is not None
    assert (report.first.kind, report.first.seq) == ("column", MIDDLE)
    assert "记录" in report.first.message


def test_an_entry_edited_and_rehashed_to_the_end_is_caught_by_a_seal(instance: Any, sql: Any, open_ledger: Any) -> None:
    assert seal.seal("试验", NOW) is not None
    open_ledger()
    rehash(sql, MIDDLE, Entry.objects.get(pk=MIDDLE).text.replace('"cli"', '"api"'))
    report = verify.verify(full=False)
    assert report.first is not None
    assert report.first.kind == "seal"
    assert "被改写并重算过摘要" in report.first.message
    # The intruder also corrects the seal in the database: the copy outside still tells.
    sql("UPDATE kernel_ledger_seal SET hash = %s", Head.objects.get(pk=1).hash)
    assert verify.verify(full=False).counts["seal"]


def test_without_any_seal_a_whole_rewrite_goes_unseen(instance: Any, sql: Any, open_ledger: Any) -> None:
    """What the documents say it cannot prove."""
    open_ledger()
    rehash(sql, MIDDLE, Entry.objects.get(pk=MIDDLE).text.replace('"cli"', '"api"'))
    assert verify.verify(full=False).ok


def test_a_seal_kept_elsewhere_tells(instance: Any, sql: Any, open_ledger: Any, tmp_path: Any) -> None:
    made = seal.seal("交派驻纪检监察组", NOW)
    assert made is not None
    kept = tmp_path / "kept.json"
    (seal.folder() / made.file).rename(kept)
    sql("DELETE FROM kernel_ledger_seal")
    open_ledger()
    rehash(sql, MIDDLE, Entry.objects.get(pk=MIDDLE).text.replace('"cli"', '"api"'))
    assert verify.verify(full=False).ok
    report = verify.verify(full=False, seals=[kept])
    assert report.first is not None
    assert "交派驻纪检监察组" in report.first.message


def test_the_last_ten_deleted_are_missed(instance: Any, sql: Any, open_ledger: Any) -> None:
    open_ledger()
    end = Head.objects.get(pk=1).seq
    sql("DELETE FROM kernel_ledger_entry WHERE seq > %s", end - 10)
    report = verify.verify(full=False)
    assert report.first is not None
    assert report.first.message == f"末尾第{end - 9:,}至{end:,}条被删除"


def test_the_last_ten_deleted_with_the_head_set_back_are_caught_by_a_seal(
    instance: Any, sql: Any, open_ledger: Any
) -> None:
    seal.seal("试验", NOW)
    open_ledger()
    end = Head.objects.get(pk=1).seq
    sql("DELETE FROM kernel_ledger_entry WHERE seq > %s", end - 10)
    sql("UPDATE kernel_ledger_head SET seq = %s, hash = %s", end - 10, Entry.objects.get(pk=end - 10).hash)
    report = verify.verify(full=False)
    assert report.first is not None
    assert "账本变短" in report.first.message


def test_entries_cut_out_of_the_middle_leave_a_gap(instance: Any, sql: Any, open_ledger: Any) -> None:
    open_ledger()
    sql("DELETE FROM kernel_ledger_entry WHERE seq IN (40, 41, 42)")
    report = verify.verify(full=False)
    assert report.first is not None
    assert report.first.message == "第40至42条缺失"


def test_a_row_edited_by_sql_is_named_with_old_and_new(instance: Any, sql: Any, meeting: Any) -> None:
    row = meeting()
    sql("UPDATE decisions_meeting SET chair = %s WHERE id = %s", "冯某", row.pk)
    report = verify.verify()
    assert report.counts == {"record": 1}
    assert report.first is not None
    assert report.first.message == f"会议台账 第{row.pk}号 被改动：主持人 账上“郑某”，库里“冯某”"


def test_a_row_deleted_by_sql_is_named(instance: Any, sql: Any, meeting: Any) -> None:
    row = meeting()
    sql("DELETE FROM decisions_meeting WHERE id = %s", row.pk)
    report = verify.verify()
    assert [f.message for f in report.findings] == [f"会议台账 第{row.pk}号 被删除：账本里有，库里没有"]


def test_a_row_inserted_by_sql_is_named(instance: Any, sql: Any, meeting: Any) -> None:
    row = meeting()
    columns = ", ".join(f'"{f.column}"' for f in type(row)._meta.concrete_fields if f.column != "id")
    sql(
        f"INSERT INTO decisions_meeting (id, {columns}) SELECT id + 1000, {columns} "
        "FROM decisions_meeting WHERE id = %s",
        row.pk,
    )
    report = verify.verify()
    assert [f.pk for f in report.findings] == [row.pk + 1000]
    assert "不是经业务动作写入" in report.findings[0].message


def test_all_broken_rows_are_counted(instance: Any, sql: Any) -> None:
    sql("UPDATE decisions_meeting SET note = 'x'")
    report = verify.verify()
    from yifa.governance.decisions.models import Meeting

    assert report.counts["record"] == Meeting.objects.count()


def test_personal_data_is_hidden_and_can_be_erased_while_the_chain_stays_whole(instance: Any, house_of: Any) -> None:
    house = house_of("ji")
    unit = house.units()[0]
    person = house.do("core_org.person", "record", name="卫某", unit=unit, rank="", phone="13900000000")
    entry = Entry.objects.filter(resource="core_org.person", object_ref=person.pk).get()
    assert "13900000000" not in entry.text
    assert verify.verify().ok
    Salt.objects.filter(resource="core_org.person", object_ref=person.pk).delete()
    report = verify.verify()
    assert report.ok
    assert any("摘要盐已销毁" in note for note in report.notes)


def test_other_columns_of_an_erased_person_are_still_checked(instance: Any, house_of: Any, sql: Any) -> None:
    house = house_of("ji")
    person = house.do("core_org.person", "record", name="卫某", unit=house.units()[0], rank="", phone="13900000000")
    Salt.objects.filter(resource="core_org.person", object_ref=person.pk).delete()
    sql("UPDATE core_org_person SET rank = '处长' WHERE id = %s", person.pk)
    assert [f.pk for f in verify.verify().findings] == [person.pk]


def test_a_personal_column_edited_by_sql_is_named_but_not_shown(instance: Any, house_of: Any, sql: Any) -> None:
    house = house_of("ji")
    person = house.do("core_org.person", "record", name="卫某", unit=house.units()[0], rank="", phone="13900000000")
    sql("UPDATE core_org_person SET phone = '13911111111' WHERE id = %s", person.pk)
    message = verify.verify().findings[0].message
    assert "电话" in message
    assert "139" not in message


def test_logging_in_is_no_tampering(instance: Any, sql: Any) -> None:
    sql("UPDATE kernel_accounts_user SET last_login = %s", NOW)
    assert verify.verify().ok


def test_a_registered_check_of_signed_figures_is_heard(instance: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = records.Finding("figure", "戊市2023年报告 某一数字的清单少了一条")
    monkeypatch.setattr(verify, "VERIFIERS", [lambda: [wrong]])
    assert verify.verify().first == wrong


def test_a_lost_copy_of_a_seal_is_reported(instance: Any) -> None:
    made = seal.seal("试验", NOW)
    assert made is not None
    (seal.folder() / made.file).unlink()
    report = verify.verify(full=False)
    assert report.first is not None
    assert "副本" in report.first.message


def test_one_seal_a_day_and_none_where_nothing_was_added(instance: Any, meeting: Any) -> None:
    from datetime import timedelta

    assert seal.daily(NOW) is not None
    assert seal.daily(NOW + timedelta(hours=1)) is None
    assert seal.daily(NOW + timedelta(days=1)) is None
    meeting()
    assert seal.daily(NOW + timedelta(days=2)) is not None
    assert Seal.objects.count() == 2


def test_the_command_line_says_what_is_broken(instance: Any, sql: Any, meeting: Any) -> None:
    row = meeting()
    done = instance.yifa("ledger", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True
    sql("UPDATE decisions_meeting SET title = '改过' WHERE id = %s", row.pk)
    done = instance.yifa("ledger", "verify")
    assert done.returncode == 1
    assert "不完整：会议台账" in done.stdout
    report = json.loads(instance.yifa("ledger", "verify", "--json").stdout)
    assert report["first"]["pk"] == row.pk
    assert report["counts"] == {"record": 1}


def test_an_unreadable_seal_file_is_unusable_input(instance: Any, tmp_path: Any) -> None:
    (tmp_path / "x.json").write_text("{}")
    done = instance.yifa("ledger", "verify", "--seal", str(tmp_path / "x.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "不是加封文件" in done.stderr


@pytest.mark.parametrize("column", ["life", "import_ref", "chair"])
def test_a_column_that_a_later_version_adds_is_no_tampering(
    instance: Any, sql: Any, meeting: Any, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    """A row booked before there was the column: it holds the column's default, or nothing, after the upgrade."""
    whole = chain.Tracking.kept
    with monkeypatch.context() as before:
        before.setattr(
            chain.Tracking, "kept", lambda self, values: {k: v for k, v in whole(self, values).items() if k != column}
        )
        row = meeting(chair="")
    assert verify.verify().ok
    sql(f"UPDATE decisions_meeting SET {column} = %s WHERE id = %s", {"import_ref": 7}.get(column, "void"), row.pk)
    assert verify.verify().counts == {"record": 1}
