"""The layers of the plan hold on the real tree, and every contract bites on a planted violation."""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLANTS = sorted((HERE.parent / "broken" / "imports").glob("*.py.txt"))


@dataclass
class Plant:
    """One wrong import with the contract that has to catch it."""

    name: str
    text: str
    target: str = ""
    needs: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    names: str = ""

    @classmethod
    def read(cls, path: Path) -> Plant:
        plant = cls(path.name.removesuffix(".py.txt"), path.read_text(encoding="utf-8"))
        for key, value in re.findall(r"^# (plant|needs|breaks|names): (.+)$", plant.text, re.MULTILINE):
            if key == "plant":
                plant.target = value
            elif key == "names":
                plant.names = value
            else:
                getattr(plant, key).append(value)
        assert plant.target and plant.breaks and plant.names, f"{path.name}: head incomplete"
        return plant


def lint(source: Path) -> tuple[int, str]:
    """Run lint-imports with our contracts on the ``yifa`` package inside ``source``."""
    program = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
    command = [sys.executable, "-c", program, "--config", str(ROOT / ".importlinter"), "--no-cache"]
    env = os.environ | {"PYTHONPATH": str(source), "COLUMNS": "200", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=source, env=env, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def contracts() -> list[str]:
    """Return the names of all contracts in ``.importlinter``."""
    return re.findall(r"^name = (.+)$", (ROOT / ".importlinter").read_text(encoding="utf-8"), re.MULTILINE)


def _touch(source: Path, name: str) -> Path:
    """Make the packages on the way to ``name`` and return its path."""
    path = source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = path.parent
    while folder != source:
        (folder / "__init__.py").touch()
        folder = folder.parent
    return path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """Copy the sources, plant every violation, lint once."""
    source = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "src" / "yifa", source / "yifa", ignore=shutil.ignore_patterns("__pycache__"))
    for path in PLANTS:
        plant = Plant.read(path)
        for need in plant.needs:
            _touch(source, need).touch()
        _touch(source, plant.target).write_text(plant.text, encoding="utf-8")
    return lint(source)


def test_the_real_tree_keeps_every_contract() -> None:
    code, output = lint(ROOT / "src")
    assert code == 0, output
    for name in contracts():
        assert f"{name} KEPT" in output, output


@pytest.mark.parametrize("path", PLANTS, ids=lambda path: path.name.removesuffix(".py.txt"))
def test_a_planted_violation_is_caught_by_name(path: Path, planted: tuple[int, str]) -> None:
    code, output = planted
    plant = Plant.read(path)
    assert code == 1, output
    for contract in plant.breaks:
        assert f"{contract} BROKEN" in output, output
    assert re.search(re.escape(plant.names) + r"(?![\w])", output), f"{plant.names} is not named in\n{output}"


def test_every_contract_has_a_planted_violation() -> None:
    broken = {contract for path in PLANTS for contract in Plant.read(path).breaks}
    assert set(contracts()) == broken


def _declared_depends(module: Path) -> list[str]:
    """Return the texts of ``depends`` in a manifest, written as an argument or an attribute."""
    found: list[str] = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        value: ast.expr | None = None
        if isinstance(node, ast.keyword) and node.arg == "depends":
            value = node.value
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "depends" for t in node.targets):
            value = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "depends":
            value = node.value
        if isinstance(value, ast.Tuple | ast.List | ast.Set):
            found += [item.value for item in value.elts if isinstance(item, ast.Constant)]
    return found


def test_exceptions_are_those_of_the_manifests() -> None:
    expected: set[str] = set()
    for module in sorted((ROOT / "src" / "yifa").glob("*/*/module.py")):
        wing, name = module.parts[-3:-1]
        if wing not in ("governance", "affairs"):
            continue
        for depend in _declared_depends(module):
            other = re.sub(r"^(governance|affairs)_", "", depend.split(".")[-1])
            homes = [w for w in ("governance", "affairs") if (ROOT / "src" / "yifa" / w / other).is_dir()]
            assert homes, f"{wing}/{name}/module.py depends on {depend}, which is no module"
            expected.add(f"yifa.{wing}.{name}.** -> yifa.{homes[0]}.{other}.public")
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    written = config.get("importlinter:contract:modules", "ignore_imports", fallback="")
    assert {line.strip() for line in written.splitlines() if line.strip()} == expected
