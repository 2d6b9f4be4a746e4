"""“A module in ten minutes” of CONTRIBUTING works as it is written: the files are taken from the page and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engines import ROOT

BLOCK = re.compile(r"^`(src/[\w/.]+)`[^\n]*\n(?:[^\n]+\n)*\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"`(\"yifa\.[\w.]+\.module\.App\",)`")
#: What the new clerk does on the first day: founding, a sheet in, the register out, the ledger checked.
DAY = """
import pathlib, sys
from yifa.site.cli import main
home = pathlib.Path(sys.argv[1])
sheet, out = home / "in.csv", home / "out.csv"
assert main(["init", "--name", "某县机关事务管理局", "--region", "330182", "--uscc", "11330182MB0000001X"]) == 0
from yifa.kernel import clockwork
sheet.write_text(f"物品,拾得地点,发生日\\n雨伞,一号楼大厅,{clockwork.today()}\\n", encoding="utf-8")
assert main(["import", "lost_property.thing", str(sheet)]) == 0
assert main(["export", "lost_property.thing", "--out", str(out), "--reason", "核对"]) == 0
assert "雨伞" in out.read_text(encoding="utf-8-sig")
assert main(["ledger", "verify"]) == 0
from django.test import Client
assert Client(HTTP_HOST="127.0.0.1").get("/r/lost_property.thing/").status_code == 302
"""


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_module_of_the_page_works(page: str, tmp_path: Path) -> None:
    src = tmp_path / "src"
    shutil.copytree(ROOT / "src", src, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    written = {path: text for path, text in BLOCK.findall(page) if "lost_property" in path}
    assert {Path(p).name for p in written} == {"module.py", "models.py", "resources.py", "README.md"}
    for path, text in written.items():
        file = tmp_path / path
        (file.parent / "migrations").mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for folder in (file.parent, file.parent / "migrations"):
        (folder / "__init__.py").touch()
    settings = src / "yifa" / "site" / "settings.py"
    entry = ENTRY.search(page)
    assert entry
    before, mark, after = settings.read_text(encoding="utf-8").partition("MODULES = [\n")
    settings.write_text(f"{before}{mark}    {entry[1]}\n{after}", encoding="utf-8")

    def run(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, *args], capture_output=True, text=True, check=False, cwd=tmp_path,
            env={"PYTHONPATH": str(src), "DJANGO_SETTINGS_MODULE": "yifa.site.settings", "PATH": "/usr/bin:/bin",
                 "YIFA_HOME": str(tmp_path / "home")},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Create model FoundThing" in run("-m", "django", "makemigrations", "lost_property")
    assert "No changes" in run("-m", "django", "makemigrations", "--check", "--dry-run")
    run("-c", DAY, str(tmp_path))
    for name in ("module.py", "models.py", "resources.py"):
        assert (file.parent / name).stat().st_size < 4096
    for command in (("check",), ("format", "--check")):
        run("-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), str(file.parent / "module.py"),
            str(file.parent / "models.py"), str(file.parent / "resources.py"))  # fmt: skip


def test_the_page_names_what_a_newcomer_runs(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z-]+)", page)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target} does not exist"
    shown = set(re.findall(r"`((?:src|tests|docs|contrib|changes)/[\w/.]+)`", page))
    for path in (p for p in shown if "lost_property" not in p and "NNNN" not in p):
        assert (ROOT / path).exists(), path
