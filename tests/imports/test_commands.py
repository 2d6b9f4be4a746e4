"""``yifa import``, ``yifa export``: exit codes, lines on stderr, one JSON document on stdout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.imports.books import HEADS, book, meetings
from yifa.governance.decisions.models import Meeting
from yifa.site.cli import main

KEY = "decisions.meeting"


@pytest.fixture
def sheet(tmp_path: Path, settings: Any, house: Callable[[str], Any]) -> Callable[[bytes], str]:
    settings.HOME = tmp_path

    def write(data: bytes, name: str = "会议.xlsx") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def test_dry_run_then_import_then_again(sheet: Callable[..., str], capsys: Any) -> None:
    path = sheet(book(("会议", [HEADS, *meetings(3, 301)])))
    assert main(["import", KEY, path, "--bureau", "ji", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["created"] == 3
    assert not Meeting.objects.filter(number=301).exists()
    assert main(["import", KEY, path, "--bureau", "ji", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["import"]
    assert main(["import", KEY, path, "--bureau", "ji", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert (counts["created"], counts["unchanged"]) == (0, 3)


def test_rows_with_errors_end_with_1_and_name_each_place(
    sheet: Callable[..., str], capsys: Any, tmp_path: Path
) -> None:
    rows = meetings(3, 301)
    rows[1][3] = "2026.13.2"
    path = sheet(book(("会议", [HEADS, *rows])))
    marked = tmp_path / "标出.xlsx"
    assert main(["import", KEY, path, "--bureau", "ji", "--marked", str(marked)]) == 1
    said = capsys.readouterr()
    assert "会议.xlsx “会议”表 第 3 行“发生日”（D3）" in said.err and "没有写入" in said.out
    assert marked.read_bytes()[:2] == b"PK"
    assert not Meeting.objects.filter(number=301).exists()
    assert main(["import", KEY, path, "--bureau", "ji", "--partial"]) == 1
    assert Meeting.objects.filter(number__in=(301, 302, 303)).count() == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["没有的", "F"], "没有“没有的”这个台账"),
        ([KEY, "没有.xlsx"], "读不到文件"),
        ([KEY, "F"], "用 --bureau 写明机关代号"),
        ([KEY, "F", "--bureau", "ji", "--as", "nobody"], "没有“nobody”这个账号"),
        ([KEY, "F", "--bureau", "ji", "--as", "auditor"], "不能办理"),
        ([KEY, "F", "--bureau", "ji", "--map", "M"], "不认识的项"),
        ([KEY, "F", "--bureau", "ji", "--sheet", "别的"], "没有“别的”这张表"),
    ],
)
def test_unusable_input_is_2_with_one_line(
    sheet: Callable[..., str], capsys: Any, tmp_path: Path, args: list[str], said: str
) -> None:
    path = sheet(book(("会议", [HEADS, *meetings(1, 301)])))
    (tmp_path / "m.yaml").write_text("colums: {}", encoding="utf-8")
    swap = {"F": path, "M": str(tmp_path / "m.yaml")}
    assert main(["import", *[swap.get(a, a) for a in args]]) == 2
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1


def test_mapping_file(sheet: Callable[..., str], tmp_path: Path, house: Callable[[str], Any]) -> None:
    path = sheet(book(("会", [["何会", "几", "题", "日"], ["党会", 301, "甲", "3月2日"]])), "2026年会议.xlsx")
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "columns: {何会: body, 几: number, 题: title, 日: happened_on}\n"
        "values: {body: {党会: party_group}}\n"
        "constants: {unit: 办公室}\npaper: 会议记录本\nheader: 1\n",
        encoding="utf-8",
    )
    assert main(["import", KEY, path, "--bureau", "ji", "--map", str(mapping), "--backfill"]) == 0
    made = Meeting.objects.get(bureau=house("ji").bureau, number=301)
    assert (made.body, str(made.unit), made.paper, made.happened_on.isoformat()) == (
        "party_group", "办公室", "会议记录本", "2026-03-02",
    )  # fmt: skip


def test_export_round_trip(sheet: Callable[..., str], capsys: Any, tmp_path: Path) -> None:
    for kind in ("xlsx", "csv"):
        out = tmp_path / f"会议台账.{kind}"
        assert main(["export", KEY, "--bureau", "ji", "--out", str(out)]) == 0
        assert "已导出" in capsys.readouterr().out
        assert main(["import", KEY, str(out), "--bureau", "ji", "--backfill", "--dry-run", "--json"]) == 0
        counts = json.loads(capsys.readouterr().out)["counts"]
        assert counts["created"] == counts["updated"] == 0 and counts["unchanged"] > 20
    assert main(["export", KEY, "--bureau", "ji", "--out", str(tmp_path / "x.pdf")]) == 2
