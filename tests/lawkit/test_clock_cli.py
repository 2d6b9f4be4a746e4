"""``yifa clock``: what a person sees, and what bad input gets."""

import json
import subprocess
import sys

import pytest

from yifa.site.cli import main


def test_the_json_has_exactly_the_agreed_keys(capsys):
    assert main(["clock", "due", "GID-02", "--from", "2025-01-20", "--json"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert list(got) == [
        "rule", "part", "due", "due_time", "unrolled", "safe", "provisional", "verified", "basis", "trace",
    ]  # fmt: skip
    assert got["basis"] == {"law": "政府信息公开条例", "article": "33", "effective": "2019-05-15"}
    assert got["trace"][0] == {"date": "2025-01-21", "counted": True, "n": 1, "why": "工作日"}
    assert (got["due"], got["due_time"], got["safe"], got["verified"]) == ("2025-02-21", None, None, True)


def test_the_text_explains_itself(capsys):
    assert main(["clock", "due", "gid-02", "--from", "2025-01-20", "--today", "2025-02-18"]) == 0
    out = capsys.readouterr().out
    for piece in (
        "2025年2月21日（周五）",
        "《政府信息公开条例》第三十三条",
        "春节放假不计",
        "调休补班",
        "剩 3 个工作日",
    ):
        assert piece in out
    assert main(["clock", "due", "NOR-05", "--from", "2025-01-20"]) == 0
    assert "待核实" in capsys.readouterr().out
    assert main(["clock", "due", "SAF-01", "--part", "2", "--from", "2025-11-05T09:30"]) == 0
    assert "11:30" in capsys.readouterr().out
    assert main(["clock", "due", "GID-08", "--from", "2030"]) == 0
    assert "暂定" in capsys.readouterr().out


def test_out_writes_a_file(tmp_path, capsys):
    target = tmp_path / "due.json"
    arguments = ["clock", "due", "GID-02", "--from", "2025-01-20", "--format", "json", "--out", str(target)]
    assert main(arguments) == 0 and capsys.readouterr().out == ""
    assert json.loads(target.read_text(encoding="utf-8"))["due"] == "2025-02-21"


def test_the_list_holds_every_rule(capsys):
    assert main(["clock", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 292 and all(part["roll_reason"] for row in rows for part in row["parts"])
    assert main(["clock", "list"]) == 0
    assert "GID-02" in capsys.readouterr().out


def test_an_event_that_cannot_count_is_said_and_returns_one(capsys):
    arguments = ["clock", "due", "GID-02", "--from", "2025-01-20", "--event", "extend=2025-06-01", "--json"]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["due"] == "2025-02-21" and "届满" in captured.err


BAD = {
    "GID-99 --from 2025-01-20": "没有编号",
    "GID-02": "--from",
    "GID-02 --from 2025-02-30": "不是日期",
    "GID-02 --from 昨天": "不是日期",
    "GID-02 --from 2025": "只有年份",
    "GID-02 --from 2025-01-20 --part 2": "没有第 2 段",
    "GID-02 --from 2025-01-20 --part x": "--part",
    "GID-02 --from 2025-01-20 --days 5": "不能另给长度",
    "CLK-02 --from 2025-01-20": "--days",
    "CLK-02 --from 2025-01-20 --days -3": "--days",
    "CLK-09 --from 2025-01-20 --days 15": "10 个工作日以内",
    "GID-02 --from 2025-01-20 --event pause=3": "不认识的事件",
    "GID-02 --from 2025-01-20 --event suspend": "种类=值",
    "GID-02 --from 2025-01-20 --event suspend=2025-02-10/2025-02-01": "早于",
    "GID-02 --from 2025-01-20 --event suspend=2025-02-10": "首日/末日",
    "GID-02 --from 2025-01-20 --event extend=soon": "不是日期",
    "GID-02 --from 2025-01-20 --close 25:00": "17:30",
    "GID-02 --from 2025-01-20 --region abc": "六位",
    "SAF-01 --from 2025-11-05": "时刻",
    "ARC-04 --from 2025-11-05": "永久",
    "DEC-08 --from 2025-11-05": "没有期限",
    "GID-02 --from 2025-01-20 --out /nonexistent/x": "写不了",
    "GID-02 --from 2025-01-20 --format xml": "参数有误",
}


@pytest.mark.parametrize("line", BAD)
def test_bad_input_is_one_clear_line(line, capsys):
    assert main(["clock", "due", *line.split()]) == 2
    captured = capsys.readouterr()
    assert BAD[line] in captured.err and captured.err.count("\n") == 1 and "Traceback" not in captured.err
    assert main(["clock"]) == 2


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "2100-01-01", "9999-12-31"])
def test_no_date_breaks_it(day, capsys):
    for rule in ("GID-02", "PET-05", "CMP-14", "CMP-10", "PRO-24"):
        assert main(["clock", "due", rule, "--from", day, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["provisional"] is True


def test_it_never_imports_django():
    code = (
        "import sys; from yifa.site.cli import main; main(['clock','due','GID-02','--from','2025-01-20','--json']);"
        "sys.exit(3 if any(m.split('.')[0]=='django' for m in sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
