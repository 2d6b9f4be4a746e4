"""yifa report check: every format, exit codes, waivers, bad input in one clear Chinese line."""

import io
import json

import docx
import pytest
from docx.oxml.ns import qn

from yifa.papers.checks.cases import samples
from yifa.site.cli import main

FAULTY = ("四、下一年度主要安排", "五、下一年度主要安排")


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "报告.txt"
    path.write_text(samples()["sound"], encoding="utf-8")
    return path


@pytest.fixture
def faulty(tmp_path):
    path = tmp_path / "有误.txt"
    path.write_text(
        samples()["sound"].replace(*FAULTY).replace("一是制度更新", "截止2023年底，一是制度更新"), encoding="utf-8"
    )
    return path


def test_a_sound_report_passes(sound, capsys):
    assert main(["report", "check", str(sound)]) == 0
    assert "错误0处" in capsys.readouterr().out


def test_json_has_the_shape_of_the_contract(faulty, capsys):
    assert main(["report", "check", str(faulty), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    by_id = {row["id"]: row for row in data["findings"]}
    assert by_id["RPT-S07"]["severity"] == "error" and by_id["RPT-S07"]["quote"] == "五"
    assert by_id["WRD-W02"]["suggestion"] == "截至"
    assert data["summary"]["error"] == 1
    assert set(by_id["RPT-S07"]) == {
        "id", "severity", "class", "message", "quote", "start", "end", "suggestion", "basis",
    }  # fmt: skip


def test_sarif_points_at_the_line_of_the_file(faulty, tmp_path):
    out = tmp_path / "o.sarif"
    assert main(["report", "check", str(faulty), "--format", "sarif", "--out", str(out)]) == 1
    (run,) = json.loads(out.read_text(encoding="utf-8"))["runs"]
    (result,) = [row for row in run["results"] if row["ruleId"] == "RPT-S07"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = faulty.read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1] == "五" and result["level"] == "error"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {row["ruleId"] for row in run["results"]}


def test_html_marks_the_place_and_escapes_the_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(samples()["sound"].replace(*FAULTY).replace("23次", "23次<script>"), encoding="utf-8")
    out = tmp_path / "o.html"
    main(["report", "check", str(path), "--out", str(out)])
    page = out.read_text(encoding="utf-8")
    assert 'class="y-stop"' in page and "<script>" not in page and "&lt;script&gt;" in page


def comments(data: bytes) -> dict[str, str]:
    """Comment text by the words it stands on."""
    document = docx.Document(io.BytesIO(data))
    said = {comment.comment_id: comment.text for comment in document.comments}
    found = {}
    for start in document.element.iter(qn("w:commentRangeStart")):
        number, words, element = start.get(qn("w:id")), "", start.getnext()
        while element is not None and not (
            element.tag == qn("w:commentRangeEnd") and element.get(qn("w:id")) == number
        ):
            words += "".join(part.text or "" for part in element.iter(qn("w:t")))
            element = element.getnext()
        found[words] = said[int(number)]
    return found


def test_a_text_comes_back_as_word_with_comments(faulty, tmp_path):
    out = tmp_path / "o.docx"
    assert main(["report", "check", str(faulty), "--out", str(out)]) == 1
    assert "截至" in comments(out.read_bytes())["截止"]


def test_a_word_file_comes_back_as_itself(tmp_path):
    document = docx.Document()
    for line in samples()["sound"].replace(*FAULTY).split("\n"):
        paragraph = document.add_paragraph()
        half = len(line) // 2
        paragraph.add_run(line[:half]).bold = True
        paragraph.add_run(line[half:])
    document.add_paragraph("截止2023年底，全部完成。")
    source = tmp_path / "in.docx"
    document.save(source)
    out = tmp_path / "out.docx"
    assert main(["report", "check", str(source), "--format", "docx", "--out", str(out)]) == 1
    assert "WRD-W02" in comments(out.read_bytes())["截止"]
    before, after = (["".join(p.text for p in docx.Document(path).paragraphs)] for path in (source, out))
    assert before == after


def test_a_waiver_needs_an_id_and_a_reason(faulty, capsys):
    assert main(["report", "check", str(faulty), "--waive", "RPT-S07=附表另编"]) == 0
    assert main(["report", "check", str(faulty), "--waive", "RPT-S07="]) == 2
    assert main(["report", "check", str(faulty), "--waive", "XXX-W99=无"]) == 2
    error = capsys.readouterr().err
    assert "理由" in error and "Traceback" not in error


@pytest.mark.parametrize("arguments", [["没有.txt"], ["--format", "docx"], ["--region", "12"]])
def test_bad_input_is_one_chinese_line(arguments, sound, capsys):
    given = arguments if arguments[0] == "没有.txt" else [str(sound), *arguments]
    assert main(["report", "check", *given]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_last_years_report_shows_what_was_copied(sound, tmp_path, capsys):
    text = samples()["sound"]
    long = (
        "全年开展旁听庭审两场，组织线上考试一场，参加人数覆盖全体公务员，考试成绩纳入年度考核，普法取得新的明显成效。"
    )
    for path in (sound, tmp_path / "上年.txt"):
        path.write_text(text.replace("全年召开党组会议", long + "全年召开党组会议"), encoding="utf-8")
    main(["report", "check", str(sound), "--previous", str(tmp_path / "上年.txt"), "--json"])
    assert "RPT-C08" in {row["id"] for row in json.loads(capsys.readouterr().out)["findings"]}


def test_several_papers_go_into_a_folder_and_one_bad_file_stops_nothing(sound, faulty, tmp_path, capsys):
    bad = tmp_path / "空.docx"
    bad.write_bytes(b"")
    out = tmp_path / "结果"
    assert main(["report", "check", str(tmp_path), "--out", str(out), "--format", "json", "--jobs", "2"]) == 1
    said = capsys.readouterr().out
    assert "共 3 份，查完 2 份" in said and "空.docx" in said
    assert json.loads((out / "有误.txt.json").read_text(encoding="utf-8"))["summary"]["error"] == 1
    assert json.loads((out / "报告.txt.json").read_text(encoding="utf-8"))["summary"]["error"] == 0
    assert main(["report", "check", str(sound), str(faulty), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)["files"]
    assert {row["summary"]["error"] for row in rows} == {0, 1}
    assert main(["report", "read", str(sound), str(faulty), "--jobs", "1"]) == 0
    assert "读出 2 份" in capsys.readouterr().out


@pytest.mark.parametrize("extra", [["--previous", "x.txt"], ["--jobs", "0"], ["--format", "docx"]])
def test_what_several_papers_do_not_take_is_said(sound, faulty, extra, capsys):
    assert main(["report", "check", str(sound), str(faulty), *extra]) == 2
    assert "Traceback" not in capsys.readouterr().err
