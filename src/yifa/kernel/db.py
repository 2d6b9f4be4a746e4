"""The only place that knows which engine is underneath.

SQLite and PostgreSQL (and those that speak its protocol). Everything that differs
between them lives here: locks, triggers, the search index.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Lookup
from django.db.models.sql.datastructures import BaseTable


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


def let_others_in() -> None:
    """Pause between two transactions of long work. A waiting SQLite writer asks again every tenth of a second at the
    latest, so the pause is longer than that; PostgreSQL lets in who has waited longest by itself."""
    if not is_postgres():
        time.sleep(0.12)


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
def _columns(model: type[models.Model], numbered: bool) -> tuple[list[Any], str]:
    fields = [f for f in model._meta.concrete_fields if numbered or not isinstance(f, models.AutoField)]
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
    fields, sql = _columns(type(objects[0]), objects[0].pk is not None)
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


def _match(terms: list[str]) -> str:
    return " ".join('"' + t.replace('"', '""') + '"' for t in terms)


def search_matches(queryset: Any, terms: list[str]) -> Any:
    """Return the search documents that hold all terms (terms come from ``lawkit.textidx``)."""
    if not terms:
        return queryset.none()
    if is_postgres():
        return queryset.extra(where=["string_to_array(terms, ' ') @> %s"], params=[terms])
    return queryset.filter(
        pk__in=RawSQL("SELECT rowid FROM kernel_search_fts WHERE kernel_search_fts MATCH %s", [_match(terms)])
    )


def _span_sql(low: int, high: int, terms: list[str], asked: str) -> tuple[str, list[Any]]:
    """Return the SQL of the documents numbered low to high that hold all terms; {} of ``asked`` is the number."""
    if is_postgres():
        sql = f"SELECT {asked.format('id')} FROM kernel_search_doc WHERE id BETWEEN %s AND %s"  # noqa: S608
        return sql + " AND string_to_array(terms, ' ') @> %s::text[]", [low, high, terms]
    sql = f"SELECT {asked.format('rowid')} FROM kernel_search_fts WHERE kernel_search_fts MATCH %s"  # noqa: S608
    return sql + " AND rowid BETWEEN %s AND %s", [_match(terms), low, high]


def search_numbers(low: int, high: int, terms: list[str], most: int) -> list[int]:
    """Return the numbers, counted from low, of documents between low and high that hold all terms; at most so many."""
    sql, params = _span_sql(low, high, terms, f"{{}} - {low}")
    tail = " LIMIT %s" if is_postgres() else " ORDER BY rowid DESC LIMIT %s"
    return _column(sql + tail, [*params, most])


class _Among(Lookup[bool]):
    """A number is one of those listed. They stand in the text, so that the engine knows how many there are."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        listed = ",".join(map(str, map(int, self.rhs)))
        return (f"{column} = ANY('{{{listed}}}'::bigint[])" if is_postgres() else f"{column} IN ({listed})"), params

    def get_prep_lookup(self) -> Any:
        return self.rhs


class _AmongMany(_Among):
    """The same for a wide scope: looked at on the way whether a row is in it, instead of gathering each unit's rows.

    On SQLite the numbers are one parameter: a page asks forty times, and the list would be read forty times.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        listed = ",".join(map(str, map(int, self.rhs)))
        if is_postgres():
            return f"({column} + 0) = ANY('{{{listed}}}'::bigint[])", params
        return f"+{column} IN (SELECT value FROM json_each(%s))", [*params, f"[{listed}]"]  # noqa: S608


#: From so many numbers on an index on each of them no longer helps to find a register's rows.
_WIDE = 50


class _Within(Lookup[bool]):
    """A number is one the SQL of rhs gives; SQLite gathers those and walks the order."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        sql, more = self.rhs
        return f"+{column} IN ({sql})", [*params, *more]

    def get_prep_lookup(self) -> Any:
        return self.rhs


class _Says(Lookup[bool]):
    """The search document numbered rhs[0] + the number holds all terms of rhs[1]; each document is looked into.

    PostgreSQL gets a value instead of EXISTS, which it would turn into a join that reads all documents.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        low, terms = self.rhs
        place = f"FROM kernel_search_doc WHERE id = {column} + {int(low)}"
        at = "strpos" if is_postgres() else "instr"
        held, more = " AND ".join([f"{at}(' ' || terms || ' ', %s) > 0"] * len(terms)), [f" {t} " for t in terms]
        if is_postgres():
            return f"(SELECT {held} {place})", [*more, *params]
        return f"EXISTS (SELECT 1 {place} AND {held})", [*params, *more]

    def get_prep_lookup(self) -> Any:
        return self.rhs


class _ByNumber(BaseTable):
    """A table whose rows are fetched by primary key and no other index; SQLite would rather walk a million."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        return f"{sql} NOT INDEXED", params


def one_of(column: str, numbers: Iterable[int]) -> Lookup[bool]:
    """Return the condition that a column holds one of some numbers, without a parameter for each."""
    listed = sorted(numbers)
    return (_AmongMany if len(listed) > _WIDE else _Among)(models.F(column), listed)


def among(queryset: Any, numbers: list[int]) -> Any:
    """Return the rows with these primary keys; the engine begins with the numbers."""
    rows = queryset.filter(_Among(models.F("pk"), sorted(numbers)))
    if not is_postgres():
        table = rows.query.alias_map[rows.query.get_initial_alias()]
        rows.query.alias_map[table.table_alias] = _ByNumber(table.table_name, table.table_alias)
    return rows


def numbers(rows: Any, most: int) -> list[int]:
    """Return the primary keys of rows, at most so many, in the order the engine comes upon them."""
    try:
        sql, params = rows.order_by().values_list("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return []
    return _column(sql, params)


def numbers_said(rows: Any, low: int, high: int, terms: list[str], most: int | None) -> list[int]:
    """Return the numbers of rows whose document holds all terms, the documents gathered first (PostgreSQL)."""
    try:
        sql, params = rows.order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    held, more = _span_sql(low, high, terms, f"{{}} - {low} AS pk")
    tail = "" if most is None else f" LIMIT {most:d}"
    return _column(f"SELECT held.pk FROM ({held}) AS held JOIN ({sql}) AS rows USING (pk){tail}", [*more, *params])  # noqa: S608


def _column(sql: str, params: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def guessed(rows: Any) -> int:
    """Return how many rows PostgreSQL expects, from its statistics; nothing is read."""
    try:
        return _guess(*rows.order_by().values_list("pk").query.sql_with_params())
    except EmptyResultSet:
        return 0


def guessed_documents(low: int, high: int, terms: list[str]) -> int:
    """Return how many documents PostgreSQL expects to hold all terms."""
    return _guess(*_span_sql(low, high, terms, "{}"))


def _guess(sql: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def _beyond(sql: str, params: list[Any], most: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s) AS found", [*params, most + 1])  # noqa: S608
        return int(cursor.fetchone()[0]) > most


#: Above so many hits SQLite looks into each document on its way instead of gathering the hits first.
_DENSE = 200_000


def having(queryset: Any, low: int, high: int, terms: list[str]) -> Any:
    """Return the rows whose document (numbered low + primary key) holds all terms, for very many hits."""
    sql, params = _span_sql(low, high, terms, f"{{}} - {low}")
    if is_postgres() or _beyond(sql, params, _DENSE):
        return queryset.filter(_Says(models.F("pk"), (low, terms)))
    return queryset.filter(_Within(models.F("pk"), (sql, params)))


def renumber_search(numbers: dict[str, int], connection: Any) -> None:
    """Give the documents of each register their numbers anew: its own base plus the record's number."""
    with connection.cursor() as cursor:
        for resource, low in numbers.items():
            cursor.execute("UPDATE kernel_search_doc SET id = %s + object_ref WHERE resource = %s", [low, resource])
        if connection.vendor != "postgresql":
            cursor.execute("INSERT INTO kernel_search_fts(kernel_search_fts) VALUES ('rebuild')")


def index_names(table: str) -> set[str]:
    """Return the names of a table's indexes and constraints."""
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def add_index(model: type[models.Model], index: models.Index) -> None:
    """Make an index beside running work: PostgreSQL keeps letting others write, SQLite holds them for this one.

    Inside a transaction PostgreSQL holds them too.
    """
    if is_postgres() and not connection.in_atomic_block:
        with connection.schema_editor(atomic=False) as editor:
            editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}")  # the half of one that was interrupted
            editor.add_index(model, index, concurrently=True)  # type: ignore[call-arg]
        return
    with connection.cursor() as cursor:  # no schema editor: it needs foreign keys switched off
        fields: list[Any] = [model._meta.get_field(name) for name, _ in index.fields_orders]
        columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {index.name} ON {model._meta.db_table} ({columns})")


def drop_index(model: type[models.Model], name: str) -> None:
    """Take an index away."""
    beside = "CONCURRENTLY " if is_postgres() and not connection.in_atomic_block else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {beside}IF EXISTS {name}")


def gather_statistics(table: str) -> None:
    """Let the engine look at a table again, so that its plans fit the size.

    SQLite counts one index at a time, each in a transaction of its own, so that writers wait for one index (0.1 s a
    million rows) and not for all. Samples (``analysis_limit``) would be quicker and wrong: of a register with one
    bureau they say that a bureau has a thousand rows, and the plan reads the whole register.
    """
    if is_postgres():
        names = [table]
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=0")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
            names = [name for (name,) in cursor.fetchall()] or [table]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")


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
