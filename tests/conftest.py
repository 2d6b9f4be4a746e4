"""Every test starts from the demo, built once per engine and code version and copied per worker.

``house`` gives a demo bureau in a transaction that rolls back; ``instance`` gives a database (the county alone) and
home folder of the test's own, for tests with several processes and for those that tamper. A test marked ``postgres``
(or in one of ``ON_BOTH``) also runs on PostgreSQL: ``YIFA_TEST_ENGINE=postgres pytest -m postgres``.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest

from tests.engines import ENGINE, ROOT, engine

# One run is like the next; YIFA_FUZZ=1 looks for new cases instead.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile("default" if os.environ.get("YIFA_FUZZ") else "repeatable")

#: The day the tests stand on.
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SHARED = ROOT.parent / "shared"
#: Folders and files whose tests run on both engines, and files of them that ask no database anything of its own.
ON_BOTH = ("ledger", "concurrency", "contract", "queries", "figures/test_printed.py")
ON_ONE = ("contract/test_declarations.py", "contract/test_actions.py", "ledger/test_export.py")
#: The bureau that the small template holds.
COUNTY = ("ji",)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On PostgreSQL, do not even load the files that have nothing marked for it."""
    tests = ROOT / "tests"
    if ENGINE != "postgres" or collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    place = collection_path.relative_to(tests).as_posix() if collection_path.is_relative_to(tests) else ""
    return None if place.startswith(ON_BOTH) or "mark.postgres" in collection_path.read_text("utf-8") else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run on both engines."""
    tests = ROOT / "tests"
    for item in items:
        place = item.path.relative_to(tests).as_posix() if item.path.is_relative_to(tests) else ""
        if place.startswith(ON_BOTH) and place not in ON_ONE:
            item.add_marker(pytest.mark.postgres)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end."""
    gc.collect()
    gc.freeze()


def _demo(only: tuple[str, ...] | None = None) -> None:
    """Build a template's content: the demo (or some bureaus of it), all of it through Actions."""
    from tests import write_guard
    from yifa.site import boot, bureaus

    boot.migrate()
    with write_guard.active():
        bureaus.build(TODAY, NOW, only)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[str]:
    """Copy the template (built at first use) and point the connection at the copy; gives its name."""
    from django.db import connections

    with django_db_blocker.unblock():
        own = engine.copy(_demo)
        engine.point(own)
        yield own
        connections["default"].close()
    engine.drop(own)


@pytest.fixture(autouse=True)
def write_guard() -> Iterator[None]:
    """No test writes outside an Action, unless it says so by ``tamper``."""
    from tests import write_guard
    from yifa.kernel.action import IN_ACTION

    token = IN_ACTION.set(False)  # a test that opens a Work by hand leaves nothing behind
    with write_guard.active():
        yield
    IN_ACTION.reset(token)


@pytest.fixture
def tamper() -> Callable[[], AbstractContextManager[None]]:
    """Return a context manager in which the test plays the intruder."""
    from tests import write_guard

    return write_guard.tampering


@dataclass
class Instance:
    """A whole instance of one test: its database, its home folder, and its command line."""

    home: Path
    name: str

    @property
    def env(self) -> dict[str, str]:
        """The environment of a child process that works on this instance."""
        return {
            **os.environ,
            "YIFA_HOME": str(self.home),
            "YIFA_DATABASE_URL": engine.url(self.name),
            "DJANGO_SETTINGS_MODULE": "yifa.site.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }

    def yifa(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in a process of its own."""
        command = [sys.executable, "-m", "yifa", *args]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False, cwd=self.home)


@pytest.fixture
def instance(django_db_setup: str, django_db_blocker: Any, tmp_path: Path, settings: Any) -> Iterator[Instance]:
    """A database of this test's own with 己县 in it, outside any transaction, with its own home folder."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    with django_db_blocker.unblock():
        name = engine.copy(partial(_demo, COUNTY), "county")
        engine.point(name)
        try:
            yield Instance(settings.HOME, name)
        finally:
            engine.point(django_db_setup)
    engine.drop(name)


@pytest.fixture
def house_of() -> Callable[[str], Any]:
    """Return a function: demo bureau code → House standing on the test day (needs ``db`` or ``instance``)."""
    from yifa.core.org.house import House
    from yifa.core.org.models import Unit
    from yifa.site.bureaus import SAMPLES, year_of

    def of(code: str) -> House:
        sample = next(s for s in SAMPLES if s.code == code)
        return House(Unit.objects.get(code=code), year_of(sample, TODAY), TODAY, NOW)

    return of


@pytest.fixture
def house(db: Any, house_of: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a function: demo bureau code → House standing on the test day."""
    return house_of


@pytest.fixture
def shared() -> Path:
    """Return the folder of reference material, or skip where a checkout has none."""
    if not SHARED.is_dir():
        pytest.skip("reference material (../shared) is not beside this checkout")
    return SHARED


_tests = count(1)


@pytest.fixture(autouse=True)
def test_day() -> Iterator[None]:
    """Stand on the test day, with nothing counted before (tests share ends of the ledger), in one window of limits."""
    from yifa.kernel import clockwork, inbox, limits

    inbox.forget()
    token, number = clockwork.FIXED.set(NOW), next(_tests)
    with mock.patch.object(limits, "_slot", lambda window: number):
        yield
    clockwork.FIXED.reset(token)
