"""``docs/kernel.md`` is held: each MUST by the test it names, and the example module by all contract tests."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.engines import ROOT

CONTRACT = ROOT / "docs" / "kernel.md"
EXAMPLE = ROOT / "tests" / "kernel_example"
_ROW = re.compile(r"^- \*\*K(\d+)\*\* (.+?)(?=^- \*\*K|^#|\Z)", re.MULTILINE | re.DOTALL)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def statements() -> dict[int, str]:
    """Return number → text of every statement of the contract, in order."""
    found = [(int(n), " ".join(text.split())) for n, text in _ROW.findall(CONTRACT.read_text(encoding="utf-8"))]
    assert [n for n, _ in found] == list(range(1, len(found) + 1)), "numbered from K1 on, without gaps"
    return dict(found)


def found_in(path: Path) -> set[str]:
    """Return the test functions of a file."""
    return {n.name for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef)}


def test_every_must_names_a_test_that_exists() -> None:
    for number, text in statements().items():
        named = _TEST.findall(text)
        musts, mays = len(re.findall(r"\bMUST\b", text)), len(re.findall(r"\bMAY\b", text))
        assert musts + mays, f"K{number} says neither MUST nor MAY"
        assert named or not musts, f"K{number} names no test"
        for path, name in named:
            assert (ROOT / path).is_file() and name in found_in(ROOT / path), f"K{number}: {path}::{name}"


def test_the_contract_names_every_attribute_a_declaration_has() -> None:
    from yifa.kernel.action import Action, Ctx, Work
    from yifa.kernel.gate import Gate
    from yifa.kernel.manifest import ModuleApp
    from yifa.kernel.resource import Column, Expected, Panel, Resource, View

    text = CONTRACT.read_text(encoding="utf-8")
    missing = {
        f"{cls.__name__}.{name}"
        for cls in (Resource, Action, Gate, ModuleApp, Work, Ctx, Column, Expected, Panel, View)
        for name in [*vars(cls), *getattr(cls, "__annotations__", {})]
        if not name.startswith("_") and f"`{name}`" not in text
    }
    assert not missing, sorted(missing)


def test_what_the_contract_says_to_import_is_there() -> None:
    said = re.findall(r"`(from yifa[\w.]* import [\w, ]+)`", CONTRACT.read_text(encoding="utf-8"))
    assert len(said) > 12
    exec("\n".join(said), {})


def test_the_example_passes_what_every_module_passes(django_db_setup: str) -> None:
    """In a process of its own: a site with one module more, its tables added to a copy of the same database."""
    command = [sys.executable, "-m", "pytest", "tests/contract", "tests/queries", str(EXAMPLE / "story.py"),
               "-k", "kernel_example", "-p", "tests.kernel_example.plugin", "-p", "no:randomly", "-p", "no:xdist",
               "--ds=tests.kernel_example.settings"]  # fmt: skip
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    counted = re.search(r"(\d+) passed", done.stdout)
    assert counted and int(counted[1]) > 30, done.stdout[-500:]
