"""The only place that knows which engine is underneath.

SQLite and PostgreSQL (and those that speak its protocol). Everything that differs
between them lives here: locks, triggers, the search index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.models.expressions import RawSQL


def is_postgres() -> bool:
    """Whether the default database is PostgreSQL."""
    return connection.vendor == "postgresql"


def nulls_high() -> bool:
    """Whether an empty value sorts after all others (PostgreSQL) or before them (SQLite)."""
    return is_postgres()


@contextmanager
def write_transaction() -> Iterator[None]:
    """Open a transaction that will write. SQLite takes its write lock at once (IMMEDIATE)."""
    with transaction.atomic():
        yield


def locked(queryset: Any) -> Any:
    """Return the queryset with its rows locked until the transaction ends (PostgreSQL only; SQLite holds all).

    Others may go on pointing at the rows: two records that come to refer to each other do not wait in a circle.
    """
    return queryset.select_for_update(of=("self",), no_key=True) if is_postgres() else queryset


def take_turns(*name: Any) -> None:
    """Let one transaction at a time go on under a name, until it ends: for a row that may not exist yet to be locked.

    SQLite's writers take turns anyway.
    """
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["/".join(map(str, name))])


def is_duplicate(error: DatabaseError) -> bool:
    """Whether a write failed because another row with the same unique values is there."""
    return getattr(error.__cause__, "sqlstate", "") == "23505" or "UNIQUE constraint failed" in str(error)


def is_crossed(error: DatabaseError) -> bool:
    """Whether a write failed because it and another waited for each other, or could not both be as if alone."""
    return getattr(error.__cause__, "sqlstate", "") in ("40P01", "40001")


@cache
def _columns(model: type[models.Model]) -> tuple[list[Any], str]:
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    return fields, f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608


def insert(objects: Sequence[models.Model]) -> None:
    """Insert rows of one model whose own numbers nobody needs afterwards: ledger, index, outbox.

    One fixed statement; what the ORM would build anew for every row is most of what an Action costs.
    """
    if not objects:
        return
    fields, sql = _columns(type(objects[0]))
    rows = [[f.get_db_prep_save(getattr(o, f.attname), connection) for f in fields] for o in objects]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows) if len(rows) > 1 else cursor.execute(sql, rows[0])


def read_locked(model: type[models.Model], pk: int, *columns: str) -> tuple[Any, ...] | None:
    """Return columns of one row, locked until the transaction ends; None if there is no such row."""
    tail = " FOR UPDATE" if is_postgres() else ""
    sql = f"SELECT {', '.join(columns)} FROM {model._meta.db_table} WHERE id = %s{tail}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def update(model: type[models.Model], where: dict[str, Any], values: dict[str, Any]) -> int:
    """Set plain columns of the rows that match; return how many there were."""
    sets, wheres = (", ".join(f"{n} = %s" for n in values), " AND ".join(f"{n} = %s" for n in where))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {sets} WHERE {wheres}",  # noqa: S608
            [*values.values(), *where.values()],
        )
        return int(cursor.rowcount)


class PerEngine(migrations.RunSQL):
    """A migration step with one SQL text per engine."""

    def __init__(self, sqlite: list[str], postgres: list[str]) -> None:
        self.texts = {"sqlite": sqlite, "postgresql": postgres}
        super().__init__(sql=migrations.RunSQL.noop, reverse_sql=migrations.RunSQL.noop)

    def deconstruct(self) -> Any:
        return (self.__class__.__name__, [], {"sqlite": self.texts["sqlite"], "postgres": self.texts["postgresql"]})

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for text in self.texts[schema_editor.connection.vendor]:
            schema_editor.execute(text, params=None)


def append_only(table: str) -> PerEngine:
    """Return the migration step that makes a table refuse UPDATE and DELETE."""
    message = "账本只能追加"
    return PerEngine(
        sqlite=[
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("UPDATE", "DELETE")
        ],
        postgres=[
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{message}'; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ],
    )


#: Search index: SQLite FTS5 over the document table, PostgreSQL GIN over an array of terms.
SEARCH_INDEX = PerEngine(
    sqlite=[
        "CREATE VIRTUAL TABLE kernel_search_fts USING fts5("
        "terms, content='kernel_search_doc', content_rowid='id', tokenize='unicode61', detail=none)",
        "CREATE TRIGGER kernel_search_doc_ai AFTER INSERT ON kernel_search_doc BEGIN "
        "INSERT INTO kernel_search_fts(rowid, terms) VALUES (new.id, new.terms); END",
        "CREATE TRIGGER kernel_search_doc_ad AFTER DELETE ON kernel_search_doc BEGIN "
        "INSERT INTO kernel_search_fts(kernel_search_fts, rowid, terms) VALUES('delete', old.id, old.terms); END",
        "CREATE TRIGGER kernel_search_doc_au AFTER UPDATE OF terms ON kernel_search_doc BEGIN "
        "INSERT INTO kernel_search_fts(kernel_search_fts, rowid, terms) VALUES('delete', old.id, old.terms); "
        "INSERT INTO kernel_search_fts(rowid, terms) VALUES (new.id, new.terms); END",
    ],
    postgres=[
        "CREATE INDEX kernel_search_doc_terms ON kernel_search_doc USING gin (string_to_array(terms, ' '))",
    ],
)


def search_matches(queryset: Any, terms: list[str]) -> Any:
    """Return the search documents that hold all terms (terms come from ``lawkit.textidx``)."""
    if not terms:
        return queryset.none()
    if is_postgres():
        return queryset.extra(where=["string_to_array(terms, ' ') @> %s"], params=[terms])
    match = " ".join('"' + t.replace('"', '""') + '"' for t in terms)
    return queryset.filter(
        pk__in=RawSQL("SELECT rowid FROM kernel_search_fts WHERE kernel_search_fts MATCH %s", [match])
    )


@contextmanager
def read_snapshot() -> Iterator[None]:
    """Read one state of the whole database while others go on writing. Inside a transaction it is that one."""
    if connection.in_atomic_block:
        yield
        return
    if is_postgres():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # a reader must not take the write lock
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def moment_column(name: str) -> str:
    """Return the SQL of a datetime column read raw and quickly: text on SQLite, datetime on PostgreSQL."""
    return name if is_postgres() else f"{name} || ''"


def integrity() -> str:
    """Return what the engine itself says is broken in its files, or "" (PostgreSQL looks after its own)."""
    if is_postgres():
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = str(cursor.fetchone()[0])
    return "" if said == "ok" else said
