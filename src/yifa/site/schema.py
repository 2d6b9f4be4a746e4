"""Create the whole schema of an empty database at once.

Replaying every migration renders all models anew for each of their operations: a minute for what takes a second when
the tables are made from the models as they are. The result is the same, since no migration is missing
(``makemigrations --check`` in ``make check``) and the SQL steps of the migrations (triggers, search index) are run in
their order; ``tests/operations/test_schema.py`` compares both ways. It happens in one transaction, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor


def is_empty() -> bool:
    """Whether the database holds no table but the list of migrations, and that is empty."""
    names = set(connection.introspection.table_names())
    if names - {"django_migrations"}:
        return False
    return not MigrationExecutor(connection).loader.applied_migrations


def create(models: Any = apps) -> None:
    """Make the tables of all ``models``, run the SQL steps of all migrations, and note them as applied."""
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with connection.schema_editor() as editor:
        for model in models.get_models(include_auto_created=True):
            if model._meta.can_migrate(connection) and not model._meta.auto_created:
                editor.create_model(model)  # with its many-to-many tables
        for statement in editor.deferred_sql:
            editor.execute(statement, None)
        editor.deferred_sql.clear()
        for migration, _ in plan:
            for step in _steps(migration.operations):
                if isinstance(step, migrations.RunSQL):
                    step.database_forwards(migration.app_label, editor, None, None)  # type: ignore[arg-type]
                elif apps.get_app_config(migration.app_label).name.startswith("yifa."):
                    step.code(apps, editor)
            executor.record_migration(migration)  # type: ignore[call-arg,arg-type]  # the stubs know an older form
    executor.check_replacements()  # a renamed migration is noted under both names, as migrate does
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def _steps(operations: Any) -> Iterator[Any]:
    """Yield the operations that run SQL or code of their own."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _steps(operation.database_operations)
        elif isinstance(operation, migrations.RunSQL | migrations.RunPython):
            yield operation
