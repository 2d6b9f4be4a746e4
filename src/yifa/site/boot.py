"""Start Django for a command; migrate and check the schema."""

from __future__ import annotations

import gc
import os
from pathlib import Path


def setup() -> None:
    """Set Django up with the site's settings; what stays as long as the process is not looked through for waste."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")
    gc.disable()
    try:
        import django

        django.setup()
        gc.freeze()
    finally:
        gc.enable()


def home() -> Path:
    """Return the data folder of this instance."""
    from django.conf import settings

    return Path(settings.HOME)


def migrate() -> None:
    """Bring the schema up to date, and the cache table."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from yifa.site import schema

    home().mkdir(parents=True, exist_ok=True)
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        Path(connection.settings_dict["NAME"]).touch(mode=0o600)  # personal data; a present file keeps its mode
    if schema.is_empty():
        schema.create()
    else:
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def unborn() -> bool:
    """Whether there is no database file yet; asking SQLite would make one that others may read."""
    from django.conf import settings
    from django.db import connection

    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return sqlite and not Path(connection.settings_dict["NAME"]).exists()


def pending_migrations() -> list[str]:
    """Return the names of migrations not yet applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{m.app_label}.{m.name}" for m, _ in plan]
