"""yifa law show: facts, status on a day, and no Django."""

import json
import subprocess
import sys

import pytest

from yifa.site.cli import main


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """No text is in the library."""
    monkeypatch.setenv("YIFA_HOME", str(tmp_path))


def show(capsys, *arguments):
    code = main(["law", "show", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_text_view_says_what_is_known_and_what_is_not(capsys):
    code, out, _ = show(capsys, "《政府信息公开条例》第三十三条第二款", "--on", "2023-12-31")
    assert code == 0
    assert "cn/regulation/zhengfuxinxigongkaitiaoli-2019#33.2" in out
    assert "现行有效" in out and "国务院令第711号" in out
    assert "条文文本不在库内" in out


def test_a_fact_not_seen_prints_as_unverified(capsys):
    _, out, _ = show(capsys, "道路交通安全法", "--on", "2023-12-31")
    assert "待核实" in out


def test_json_is_one_document(capsys):
    code, out, _ = show(capsys, "信访条例第二十一条", "--on", "2023-12-31", "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["status"], data["suggestion"], data["article"]) == ("superseded", "信访工作条例", "21")
    assert data["urn"] == "cn/regulation/xinfangtiaoli-2005#21"
    assert data["text"] is None and data["text_note"]


def test_a_urn_and_an_older_version(capsys):
    _, out, _ = show(capsys, "cn/law/xingzhengfuyifa-2017#20", "--on", "2024-06-01", "--json")
    data = json.loads(out)
    assert (data["status"], data["version"]["year"]) == ("superseded", 2017)
    assert data["citation"] == "《中华人民共和国行政复议法》第二十条"


def test_a_title_not_in_the_catalogue_is_told_apart(capsys):
    assert show(capsys, "公职人员职务处分法")[0] == 1
    assert show(capsys, "某某条例")[0] == 1


def test_out_writes_a_file(tmp_path, capsys):
    assert show(capsys, "民法典", "--format", "json", "--out", str(tmp_path / "x.json"))[0] == 0
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["title"] == "民法典"


@pytest.mark.parametrize(
    "arguments",
    [["law"], ["law", "show", "民法典", "--on", "昨天"], ["law", "show", "《民法典》第条"], ["law", "show", ""],
     ["law", "import", "x.md"]],
)  # fmt: skip
def test_unusable_input_is_one_line(arguments, capsys):
    assert main(arguments) == 2
    err = capsys.readouterr().err.strip()
    assert err and "Traceback" not in err and len(err.splitlines()) == 1


def test_django_is_never_imported():
    code = (
        "import sys; from yifa.site.cli import main; main(['law','show','民法典']); main(['pack-check']);"
        "sys.exit(3 if any(name.partition('.')[0] == 'django' for name in sys.modules) else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
