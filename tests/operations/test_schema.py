"""The schema made at once from the models is the one the migrations make step by step."""

from __future__ import annotations

import sqlite3
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


def test_both_ways_lead_to_one_schema(
    django_db_setup: str, django_db_blocker: Any, tmp_path: Path, tamper: Any
) -> None:
    from django.core.management import call_command
    from django.db import connection

    from yifa.site import boot

    with django_db_blocker.unblock(), tamper():
        try:
            engine.point(str(tmp_path / "quick.sqlite3"))
            boot.migrate()
            connection.close()
            engine.point(str(tmp_path / "steps.sqlite3"))
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            connection.close()
        finally:
            engine.point(django_db_setup)
    quick, steps = described(tmp_path / "quick.sqlite3"), described(tmp_path / "steps.sqlite3")
    assert sorted(quick) == sorted(steps)
    for name in steps:
        assert quick[name] == steps[name], name
