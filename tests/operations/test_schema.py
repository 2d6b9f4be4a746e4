"""The schema made at once from the models is the one the migrations lead to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engines import ENGINE, engine

pytestmark = pytest.mark.skipif(ENGINE == "postgres", reason="one comparison of both ways is enough")


def described(path: Path) -> dict[str, Any]:
    """Return tables with columns and foreign keys, indexes, triggers and applied migrations; order left out."""
    with sqlite3.connect(path) as db:
        out: dict[str, Any] = {}
        for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            if kind == "table":
                columns = {tuple(row[1:6]) for row in db.execute(f'PRAGMA table_info("{name}")')}
                keys = {tuple(row[2:7]) for row in db.execute(f'PRAGMA foreign_key_list("{name}")')}
                uniques = set()
                for index in db.execute(f'PRAGMA index_list("{name}")').fetchall():
                    over = tuple(row[2] for row in db.execute(f'PRAGMA index_info("{index[1]}")'))
                    uniques.add((index[2], index[4], over))
                out[name] = (columns, keys, uniques)
            elif kind == "trigger":
                out[name] = sql
        out["applied"] = {tuple(row) for row in db.execute("SELECT app, name FROM django_migrations")}
        out["types"] = {tuple(row) for row in db.execute("SELECT app_label, model FROM django_content_type")}
    return out


def built(path: Path, how: Callable[[], None]) -> dict[str, Any]:
    """Return what a database at ``path`` holds after ``how`` made its schema."""
    from django.core.management import call_command
    from django.db import connection

    engine.point(str(path))
    how()
    call_command("createcachetable", verbosity=0)
    connection.close()
    return described(path)


def by_steps() -> None:
    """Replay every migration, as an upgrade does: over a minute of reckoning."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def by_last_state() -> None:
    """Make the tables from the state that all migrations lead to, not from the models."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from yifa.site import schema

    loader = MigrationLoader(connection)
    schema.create(loader.project_state().apps)


@pytest.mark.parametrize(
    "way",
    [
        by_last_state,
        pytest.param(
            by_steps,
            marks=pytest.mark.skipif(not os.environ.get("YIFA_FULL"), reason="make check replays the migrations"),
        ),
    ],
)
def test_the_migrations_lead_to_the_schema_of_the_models(
    django_db_setup: str, django_db_blocker: Any, tmp_path: Path, tamper: Any, way: Callable[[], None]
) -> None:
    from yifa.site import boot

    with django_db_blocker.unblock(), tamper():
        try:
            quick = built(tmp_path / "quick.sqlite3", boot.migrate)
            steps = built(tmp_path / "steps.sqlite3", way)
        finally:
            engine.point(django_db_setup)
    assert sorted(quick) == sorted(steps)
    for name in steps:
        assert quick[name] == steps[name], name
