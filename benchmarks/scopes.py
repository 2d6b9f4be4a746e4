"""``python -m benchmarks.scopes [PART]``: every read of the code loses its scope, one by one; the suite has to notice.

A read is a call of ``rows(scope)`` or ``visible_to(scope)``. The suite runs once and notes which test passes which
read; then each read answers as if nobody had a scope (every row of every bureau), the tests that pass it run again, and
one of them has to fail. The scan of sources (``tests/architecture/test_scope_of_reads.py``) does not count here. A read
that no test misses is printed, and the run ends with 1. PART: only reads of files with that in their path. Half an
hour; not part of ``make bench``. The notes of the first pass are kept beside the tests' templates (``YIFA_KEEP=1``).

The module is a plugin of pytest too: that is how the reads are watched and widened.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTES = ROOT / ".templates" / "scopes"
#: Who has a scope, by the last word of the argument.
SCOPES = {"scope", "viewer"}
#: The tests that run: those of pages, registers and people.
NOTED = ("contract", "process", "resource", "governance", "affairs", "suites", "operations/test_outer.py")
#: Tests that are about scope come first; others by how short they are. Seconds and tests a read at most.
FIRST = ("difference", "asked_nothing", "test_lookups.py", "stranger", "says_a_word", "test_scope.py")
SECONDS, TESTS = 90.0, 60
#: Reads whose loss changes nothing, and why: file::function::number.
_FOUND = "what it reads hangs on records already found through the scope"
_AGAIN = "what follows asks the scope again"
EQUAL = {
    "src/yifa/affairs/energy/books/upwards.py::_known::1": _FOUND,
    "src/yifa/affairs/energy/books/upwards.py::_known::2": _FOUND,
    "src/yifa/affairs/energy/books/views.py::check::2": _FOUND,
    "src/yifa/affairs/energy/inbox.py::entries::1": _FOUND,
    "src/yifa/affairs/energy/filings/views.py::_open::1": _AGAIN,
    "src/yifa/affairs/energy/supervision/visit.py::_kept::1": _FOUND,
    "src/yifa/affairs/energy/boards/city.py::_sites::1": _FOUND,
    "src/yifa/kernel/pickers/views.py::_field::1": "what may be chosen is asked for by itself",
    "src/yifa/kernel/resource/views.py::bulk::1": _AGAIN,
    "src/yifa/governance/legality_review/inbox.py::_rows::1": "its last line narrows it to the reader's own units",
    "src/yifa/core/statutes/index.py::citing_records::1": "the search index has asked before",
    "src/yifa/kernel/resource/views.py::_after::1": _AGAIN,
    "src/yifa/suites/report_desk/comparing.py::side_of::1": _FOUND,
}


def reads() -> dict[str, tuple[int, int]]:
    """Return ``file::function::number`` → (first line, last line) of every read in the code."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted((ROOT / "src" / "yifa").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _reads(n)]
        for call in sorted(calls, key=lambda n: (n.lineno, n.col_offset)):
            around = [f.name for f in functions if f.lineno <= call.lineno <= (f.end_lineno or 0)]
            place = f"{name}::{around[-1] if around else ''}"
            number = sum(1 for known in found if known.rsplit("::", 1)[0] == place) + 1
            found[f"{place}::{number}"] = (call.lineno, call.end_lineno or call.lineno)
    return found


def _reads(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Attribute) and call.func.attr in ("rows", "visible_to")
    return named and len(call.args) == 1 and ast.unparse(call.args[0]).split(".")[-1] in SCOPES


# -- the plugin ---------------------------------------------------------------
_seen: dict[tuple[str, int], None] = {}
_notes: dict[str, dict[str, Any]] = {}


def _site(frame: Any) -> tuple[str, int]:
    """Return (file, line) of who reads; a manager only hands the call on."""
    while frame.f_code.co_filename.endswith("django/db/models/manager.py"):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def pytest_configure() -> None:
    """Stand between who reads and what answers."""
    import django

    django.setup()
    from yifa.kernel.record import RecordQuerySet
    from yifa.kernel.resource.base import Resource

    lost, first, last = (os.environ.get("YIFA_LOST", "::") + "::").split("::")[:3]
    place = str(ROOT / lost) if lost else ""

    def widened(frame: Any) -> bool:
        site = _site(frame)
        _seen[site] = None
        return bool(place) and site[0] == place and int(first) <= site[1] <= int(last)

    def watch(kind: type, name: str, everything: Any) -> None:
        answer = kind.__dict__[name]

        def instead(self: Any, scope: Any) -> Any:
            return everything(self) if widened(sys._getframe(1)) else answer(self, scope)

        setattr(kind, name, instead)

    kinds: list[type] = [Resource]
    for one in kinds:
        kinds.extend(one.__subclasses__())
    for one in dict.fromkeys(kinds):
        if "rows" in one.__dict__:
            watch(one, "rows", lambda resource: resource.model._default_manager.all())
    sets: list[type] = [RecordQuerySet]
    for one in sets:
        sets.extend(one.__subclasses__())
    for one in dict.fromkeys(sets):
        if "visible_to" in one.__dict__:
            watch(one, "visible_to", lambda rows: rows.all())


def pytest_runtest_setup() -> None:
    """Begin the note of a test."""
    _seen.clear()


def pytest_runtest_logreport(report: Any) -> None:
    """Note what a test passed and how long it took."""
    if report.when == "call" and report.passed and "PYTEST_XDIST_WORKER" in os.environ:
        inside = [(f, n) for f, n in _seen if f.startswith(str(ROOT / "src"))]
        _notes[report.nodeid] = {"seconds": report.duration, "reads": inside}


def pytest_sessionfinish() -> None:
    """Keep the notes of this worker."""
    if _notes and "YIFA_LOST" not in os.environ:
        NOTES.mkdir(parents=True, exist_ok=True)
        (NOTES / f"{os.environ['PYTEST_XDIST_WORKER']}.json").write_text(json.dumps(_notes))


# -- the command --------------------------------------------------------------
def _pytest(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "benchmarks.scopes", "-p", "no:randomly", *args]
    known = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), **env}
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def _note() -> None:
    """Run the tests once."""
    for old in NOTES.glob("*.json"):
        old.unlink()
    ran = _pytest("-n", "2", *(f"tests/{name}" for name in NOTED))
    print(ran.stdout.strip().splitlines()[-1] if ran.stdout.strip() else ran.stderr[-2000:], flush=True)


def _tests(lines: tuple[int, int], file: str, notes: dict[str, dict[str, Any]]) -> list[str]:
    """Return the tests that pass a read, those about scope first, as many as the time allows."""
    own = [
        (next((n for n, words in enumerate(FIRST) if words in test), len(FIRST)), note["seconds"], test)
        for test, note in notes.items()
        if any(f == file and lines[0] <= n <= lines[1] for f, n in note["reads"])
    ]
    spent, chosen = 0.0, []
    for _, seconds, test in sorted(own):
        if len(chosen) < TESTS and (spent := spent + seconds) < SECONDS:
            chosen.append(test)
    return chosen


def main(only: str = "") -> int:
    """Return 0 if every read is missed when it loses its scope."""
    if not (os.environ.get("YIFA_KEEP") and any(NOTES.glob("*.json"))):
        _note()
    notes: dict[str, dict[str, Any]] = {}
    for part in NOTES.glob("*.json"):
        notes |= json.loads(part.read_text())
    missed, unseen = 0, []
    found = {key: lines for key, lines in reads().items() if only in key}
    for key, lines in found.items():
        name = key.split("::")[0]
        started, why = time.monotonic(), EQUAL.get(key, "")
        tests = [] if why else _tests(lines, str(ROOT / name), notes)
        ran = _pytest("-x", *tests, YIFA_LOST=f"{name}::{lines[0]}::{lines[1]}") if tests else None
        failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))] if ran else []
        missed += bool(failed)
        if not failed and not why:
            unseen.append(key)
        said = failed[0].split(" - ")[0][7:] if failed else why or f"NOT MISSED by {len(tests)} tests"
        print(f"{key} (line {lines[0]})  {said}  {time.monotonic() - started:.0f} s", flush=True)
    equal = len(found) - missed - len(unseen)
    print(
        f"{len(found)} reads: {missed} missed when their scope is lost, {equal} that change nothing, {len(unseen)} not"
    )
    return int(bool(unseen))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
