"""``yifa report compare``: the contract's JSON, words for people, one clear line for what cannot be compared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from yifa.site.cli import main

ONE = """甲市机关事务管理局2031年法治政府建设情况报告
一、主要举措和成效
全年召开党组会议27次，审查各类合同163份。没有收到政府信息公开申请。
二、存在的不足和原因
一是制度更新不够及时，原因是清理机制没有建立。
三、下一年度主要安排
组织法治培训7次。
"""
TWO = """甲市机关事务管理局2032年法治政府建设情况报告
一、主要举措和成效
召开局党组会36次，刊发工作简报16期。办理政府信息公开申请4件。
二、存在的不足
一是制度更新不够及时，原因是清理机制没有建立。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人带头学法4次。
"""


@pytest.fixture
def papers(tmp_path: Path) -> list[str]:
    """Two years of one bureau."""
    (tmp_path / "前.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "后.txt").write_text(TWO, encoding="utf-8")
    return [str(tmp_path / "前.txt"), str(tmp_path / "后.txt")]


def test_json_is_the_contracts(papers: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["report", "compare", *papers, "--json"]) == 0
    said = json.loads(capfdbinary.readouterr().out)
    assert set(said) == {"items", "missing"}
    for item in said["items"]:
        assert set(item) == {"subject", "unit", "cells"}
        for cell in item["cells"]:
            assert set(cell) == {"file", "value", "qualifier", "quote"}
            text = {"前.txt": ONE, "后.txt": TWO}[cell["file"]]
            assert cell["quote"] in text
    meetings = next(item for item in said["items"] if item["subject"] == "党组（党委）会议")
    assert [(cell["file"], cell["value"]) for cell in meetings["cells"]] == [("前.txt", 27), ("后.txt", 36)]
    lacks = {(row["subject"], row["file"]) for row in said["missing"]}
    assert ("合同审查", "后.txt") in lacks and ("工作简报", "前.txt") in lacks
    assert ("党政主要负责人履行第一责任人职责情况", "前.txt") in lacks
    assert not any(set(row) != {"subject", "file"} for row in said["missing"])


def test_words_name_what_changed_from_year_to_year(
    papers: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["report", "compare", *papers]) == 0
    said = capfdbinary.readouterr().out.decode()
    assert "2031—2032　党组（党委）会议　+9次（+33.3%）" in said
    assert "政府信息公开申请　+4件" in said


@pytest.mark.parametrize("given", [["一份.txt"], ["没有.txt", "也没有.txt"]])
def test_what_cannot_be_compared_is_said_in_one_line(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "一份.txt").write_text(ONE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["report", "compare", *given]) == 2
    wrong = capfd.readouterr().err.strip()
    assert wrong and "\n" not in wrong and "Traceback" not in wrong


def test_the_same_file_twice_is_no_comparison(papers: list[str]) -> None:
    assert main(["report", "compare", papers[0], papers[0]]) == 2


def test_no_django_is_loaded(papers: list[str]) -> None:
    code = (
        "import sys; from yifa.site.cli import main; main(sys.argv[1:]); sys.exit(1 if 'django' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, "report", "compare", *papers], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_real_reports_stand_side_by_side(shared: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    files = sorted((shared / "reports").glob("*.txt"))
    assert main(["report", "compare", *map(str, files), "--json"]) == 0
    said = json.loads(capfdbinary.readouterr().out)
    texts = {file.name: file.read_text(encoding="utf-8-sig") for file in files}
    names = [file for item in said["items"] for file in {cell["file"] for cell in item["cells"]}]
    assert set(names) == set(texts)
    for item in said["items"]:
        files_of_item = [cell["file"] for cell in item["cells"]]
        assert len(files_of_item) == len(set(files_of_item))
