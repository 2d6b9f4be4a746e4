"""Whole tables in and out of PostgreSQL, and from an SQLite file into PostgreSQL. Used by backup and restore."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from yifa.site import boot, env

#: Tables that live and die with a running server: people sign in again after a restore.
NOT_CARRIED = frozenset({"django_session", "usersessions_usersession", "kernel_cache"})
#: Tables that migrate fills by itself.
_BY_MIGRATE = ("auth_permission", "django_content_type")
_BATCH = 500


class TableError(Exception):
    """Tables that do not fit; the message is Chinese."""


def copy_out(cursor: Any, table: str, columns: list[str], target: IO[bytes]) -> None:
    """Write a table in PostgreSQL's own copy format."""
    names = ", ".join(connection.ops.quote_name(c) for c in columns)
    with cursor.cursor.copy(f"COPY {connection.ops.quote_name(table)} ({names}) TO STDOUT") as rows:
        for chunk in rows:
            target.write(bytes(chunk))


def load_copies(file: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Build the schema as it was, load all tables in one transaction, then bring the schema up to date."""
    _schema_of(manifest)
    with transaction.atomic(), connection.cursor() as cursor:
        _clear(cursor)
        for table, columns in manifest["columns"].items():
            if table == "django_migrations":
                continue
            names = ", ".join(connection.ops.quote_name(c) for c in columns)
            with (
                cursor.cursor.copy(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN") as into,
                file.open(f"database/{table}.copy") as rows,
            ):
                while chunk := rows.read(1 << 20):
                    into.write(chunk)
        _reset_sequences(cursor)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def load_sqlite(path: Path, manifest: dict[str, Any]) -> None:
    """Carry an SQLite database over, table by table; both sides must have this version's schema."""
    boot.migrate()
    here = {tuple(key) for key in MigrationRecorder(connection).applied_migrations()}
    if here != {tuple(key) for key in manifest["migrations"]}:
        raise TableError("备份的版本与本程序不同。先在原来的 SQLite 实例上运行 yifa upgrade 再备份。")
    with _second(path), transaction.atomic():
        with connection.cursor() as cursor:
            _clear(cursor)
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table in NOT_CARRIED or not model._meta.managed or model._meta.proxy:
                continue
            fields = model._meta.concrete_fields
            rows = model._base_manager.using("source").order_by("pk").iterator(chunk_size=_BATCH)
            for batch in _batches(rows):
                # Insert the values as they are: no default, no auto_now.
                model._base_manager.using("default")._insert(batch, fields=fields, using="default", raw=True)  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            _reset_sequences(cursor)


def wipe() -> None:
    """Empty every table again (a restore that did not verify)."""
    with transaction.atomic(), connection.cursor() as cursor:
        names = [n for n in connection.introspection.table_names(cursor) if n != "django_migrations"]
        cursor.execute("TRUNCATE " + ", ".join(connection.ops.quote_name(n) for n in names) + " CASCADE")


def unknown_migrations() -> list[str]:
    """Return migrations the database has and this program does not know."""
    loader = MigrationExecutor(connection).loader
    known = _replaced(loader) | set(loader.disk_migrations)
    return [f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in known]


def _replaced(loader: Any) -> set[tuple[str, str]]:
    """Return the earlier names of migrations: a database keeps them beside the later ones."""
    return {tuple(key) for migration in loader.disk_migrations.values() for key in migration.replaces}


def _schema_of(manifest: dict[str, Any]) -> None:
    executor = MigrationExecutor(connection)
    wanted = {tuple(key) for key in manifest["migrations"]} - _replaced(executor.loader)
    if unknown := sorted(wanted - set(executor.loader.graph.nodes)):
        raise TableError(f"备份来自另一个版本（{'.'.join(unknown[0])}）。用那个版本恢复。没有动现有数据。")
    leaves = [n for n in wanted if not any(c.key in wanted for c in executor.loader.graph.node_map[n].children)]
    executor.migrate(sorted(leaves))


def _clear(cursor: Any) -> None:
    names = set(connection.introspection.table_names(cursor))
    listed = [connection.ops.quote_name(n) for n in _BY_MIGRATE if n in names]
    if listed:
        cursor.execute("TRUNCATE " + ", ".join(listed) + " CASCADE")


def _reset_sequences(cursor: Any) -> None:
    for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models(include_auto_created=True))):
        cursor.execute(statement)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == _BATCH:
            yield held
            held = []
    if held:
        yield held


@contextmanager
def _second(path: Path) -> Iterator[None]:
    """Open an SQLite file as the connection ``source``."""
    settings = {**connections["default"].settings_dict, **env.database(f"sqlite://{path}", path.parent)}
    connections.settings["source"] = settings
    try:
        yield
    finally:
        connections["source"].close()
        del connections["source"]
        del connections.settings["source"]
