"""Only Actions write business tables; the guard that proves it is alive, and its list holds no business table."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from tests.write_guard import WriteOutsideAction, outside

from yifa.kernel import framework_tables, registry


def test_a_write_outside_an_action_fails(house: Any) -> None:
    from yifa.governance.decisions.models import Meeting

    row = house("ji").do("decisions.meeting", "record", body="party", number=9, title="会议", happened_on=None)
    with pytest.raises(WriteOutsideAction), transaction.atomic():
        Meeting.objects.filter(pk=row.pk).update(title="改")
    with pytest.raises(WriteOutsideAction), transaction.atomic():
        row.delete()
    with pytest.raises(WriteOutsideAction), transaction.atomic():
        Meeting(bureau=row.bureau, title="x", number=1, created_at=row.created_at, updated_at=row.updated_at).save()


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('UPDATE "django_session" SET "x" = 1', ""),
        ('UPDATE "kernel_accounts_user" SET "last_login" = %s WHERE "kernel_accounts_user"."id" = %s', ""),
        (
            'UPDATE "kernel_accounts_user" SET "last_login" = %s, "is_active" = %s WHERE "id" = 1',
            "kernel_accounts_user",
        ),
        ('DELETE FROM "kernel_accounts_user" WHERE "id" = 1', "kernel_accounts_user"),
        ('INSERT OR IGNORE INTO "decisions_meeting" ("id") VALUES (1)', "decisions_meeting"),
        ('SELECT 1 FROM "decisions_meeting"', ""),
    ],
)
def test_what_the_guard_reads_in_a_statement(statement: str, table: str) -> None:
    assert outside(statement) == table


def test_the_list_names_existing_tables_with_a_reason_and_no_register(db: Any) -> None:
    business = {r.model._meta.db_table for r in registry.resources()}
    assert not business & set(framework_tables.TABLES)
    existing = set(connection.introspection.table_names()) | {"kernel_search_fts"}
    assert set(framework_tables.TABLES) <= existing
    assert all(framework_tables.TABLES.values())
    for table, columns in framework_tables.COLUMNS.items():
        model = next(m for m in apps.get_models() if m._meta.db_table == table)
        resource = registry.resource_of_model(model)
        assert columns == set(resource.untracked)
