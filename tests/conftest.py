"""Every test starts from the demo, built once per engine and code version and copied per worker.

``demo`` (read-only tests and tests that roll back) gives the House of a bureau.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / ".templates"
#: The day the tests stand on.
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SHARED = ROOT.parent / "shared"


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Build the template if this code version has none, copy it, and point the connection at the copy."""
    from django.conf import settings
    from django.db import connections

    TEMPLATES.mkdir(exist_ok=True)
    template = TEMPLATES / f"sqlite-{code_version()}.sqlite3"
    own = tmp_path_factory.mktemp("db") / "test.sqlite3"
    with open(TEMPLATES / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in sorted(TEMPLATES.glob("sqlite-*"), key=lambda p: p.stat().st_mtime)[:-2]:
                old.unlink()
            with django_db_blocker.unblock():
                _build(template)
        shutil.copy(template, own)
    connections["default"].close()
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = str(own)
    with django_db_blocker.unblock():
        yield
        connections["default"].close()


def _build(template: Path) -> None:
    from django.conf import settings
    from django.db import connections

    from yifa.site import boot, bureaus

    part = template.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection = connections["default"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = str(part)
    boot.migrate()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    bureaus.build(TODAY, NOW)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    part.rename(template)


@pytest.fixture
def house(db: Any) -> Callable[[str], Any]:
    """Return a function: demo bureau code → House standing on the test day."""
    from yifa.core.org.house import House
    from yifa.core.org.models import Unit
    from yifa.site.bureaus import SAMPLES, year_of

    def of(code: str) -> House:
        sample = next(s for s in SAMPLES if s.code == code)
        return House(Unit.objects.get(code=code), year_of(sample, TODAY), TODAY, NOW)

    return of


@pytest.fixture
def shared() -> Path:
    """Return the folder of reference material, or skip where a checkout has none."""
    if not SHARED.is_dir():
        pytest.skip("reference material (../shared) is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def test_day() -> Iterator[None]:
    """Stand on the test day."""
    from yifa.kernel import clockwork

    token = clockwork.FIXED.set(NOW)
    yield
    clockwork.FIXED.reset(token)
