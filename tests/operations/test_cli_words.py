"""The command line speaks Chinese, in one line, and leaves Django alone where no database is needed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engines import ROOT

from yifa.site.cli import COMMANDS, main

#: English of argparse and of Python that a user must not meet.
ENGLISH = re.compile(
    r"usage:|options:|positional|show this|required|invalid|expected|argument\b|Traceback|No such file"
)
WRONG = [
    [], ["nope"], ["clock"], ["clock", "due"], ["clock", "due", "GID-02"], ["clock", "due", "GID-02", "--from"],
    ["clock", "due", "GID-02", "--from", "2025-01-21", "--nope"], ["clock", "due", "NOPE", "--from", "2025-01-21"],
    ["clock", "due", "GID-02", "--from", "2025-01-21", "--out", "missing/folder/x", "--format", "json"],
    ["clock", "list", "--format", "pdf"], ["law"], ["law", "show"], ["law", "show", "《民法典》", "--on", "某日"],
    ["ledger"], ["ledger", "nope"], ["report"], ["report", "compose"], ["init", "--name", "某局"],
    ["report", "compose", "--bureau", "wu", "--year", "abc"],
    ["report", "compose", "--bureau", "wu", "--year", "99999"],
    ["report", "compose", "--bureau", "wu", "--year", "2023", "--out", "missing/folder/x.docx"],
    ["report", "compose", "--bureau", "wu", "--year", "2023", "--format", "docx"],
    ["import", "decisions.meeting", "missing.xlsx"], ["export", "decisions.meeting", "--out", "x.pdf"], ["backup"],
    ["pack-check", "--root", "missing"], ["pack-check", "--region", "12"],
]  # fmt: skip


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_unusable_input_gets_one_chinese_line_and_2(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    said = capsys.readouterr()
    if args:
        assert said.out == ""
        assert said.err.count("\n") == 1
    assert not ENGLISH.search(said.err + said.out)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main([name, "--help"])
    said = capsys.readouterr().out
    assert done.value.code in (0, None)
    assert said.startswith("用法：") and not ENGLISH.search(said)
    assert re.search("[\u4e00-\u9fff]", said.partition("\n")[2])


@pytest.mark.parametrize(
    "args",
    [["clock", "due", "GID-02", "--from", "2025-01-21", "--json"], ["clock", "list", "--json"],
     ["law", "show", "《民法典》", "--json"], ["pack-check", "--json"], ["--help"]],
    ids=" ".join,
)  # fmt: skip
def test_commands_without_a_database_never_load_django(args: list[str], tmp_path: Path) -> None:
    """One JSON document on stdout; no module of Django in the process; no home folder made."""
    home = tmp_path / "home"
    code = (
        "import sys; from yifa.site.cli import main; code = main(sys.argv[1:]);"
        "print('django' in sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT / "src"), "YIFA_HOME": str(home), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (done.returncode, done.stderr.strip()) == (0, "False")
    assert not home.exists()
    if "--json" in args:
        import json

        json.loads(done.stdout)
