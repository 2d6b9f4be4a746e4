"""An exported slice is checked without Yifa, by one small file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import NOW

from yifa.kernel.ledger import check_export, export, seal
from yifa.kernel.ledger.models import Head


def write(path: Path, first: int = 1, last: int | None = None) -> Path:
    path.write_text("".join(f"{line}\n" for line in export.lines(NOW, first, last)), encoding="utf-8")
    return path


def test_a_whole_export_and_a_slice_check_out(instance: Any, tmp_path: Path) -> None:
    made = seal.seal("试验", NOW)
    assert made is not None
    copy = str(seal.folder() / made.file)
    assert check_export.check(write(tmp_path / "all.jsonl"), [copy]) == ""
    assert check_export.check(write(tmp_path / "slice.jsonl", 20, 60)) == ""


def test_a_changed_a_missing_and_a_cut_off_line_are_told(instance: Any, tmp_path: Path) -> None:
    lines = write(tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    bad = tmp_path / "bad.jsonl"
    bad.write_text("".join([*lines[:30], lines[30].replace("cli", "api"), *lines[31:]]), encoding="utf-8")
    assert check_export.check(bad).startswith("第30条")
    bad.write_text("".join([*lines[:30], *lines[31:]]), encoding="utf-8")
    assert check_export.check(bad).startswith("第30条")
    bad.write_text("".join(lines[:-1]), encoding="utf-8")
    assert "不完整" in check_export.check(bad)


def test_the_command_seals_and_exports(instance: Any, tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    done = instance.yifa("ledger", "export", "--out", str(out), "--from", "5")
    assert done.returncode == 0, done.stderr
    assert check_export.check(out) == ""
    assert len(list(seal.folder().iterdir())) == 1
    end = Head.objects.get(pk=1).seq
    assert instance.yifa("ledger", "export", "--out", str(out), "--to", str(end + 1)).returncode == 2
