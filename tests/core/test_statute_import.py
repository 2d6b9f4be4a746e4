"""导入法规文本: whole or not at all, once, and what it changes for citations and the radar."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yifa.core.statutes import files, index, shelf
from yifa.core.statutes.models import StatuteText
from yifa.kernel.ledger.models import Entry
from yifa.lawkit import library
from yifa.papers.citations import find, problems
from yifa.papers.reading.model import Paper

LAWS = Path(__file__).resolve().parents[2].parent / "shared/laws"
KEY = "core_statutes.text"
TEXT = """演示省机关停车管理办法
2024年3月1日 演示省人民政府令第7号公布
第一条 为了管好机关停车，制定本办法。
第二条 停车应当遵守下列规定：
（一）登记；
（二）停在划定的车位。
第三条 本办法自2024年5月1日起施行。"""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> Any:
    """Texts of one test are not seen by the next."""
    settings.HOME = tmp_path
    before = library.current()
    library.use(library.FileLibrary(shelf.folder))
    yield
    library.use(before)


def file(text: str | bytes = TEXT, name: str = "停车.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def bring(house: Any, text: str | bytes = TEXT, name: str = "停车.txt", **more: Any) -> Any:
    data = {"kind": "", "region": "990000", **more}
    return house("ji").act(KEY, "import", file=file(text, name), **data)


def docx(paragraphs: list[str]) -> bytes:
    from docx import Document

    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_text_enters_through_an_action_and_is_in_the_ledger(house: Any) -> None:
    done = bring(house)
    held: StatuteText = done.obj
    assert (held.title, held.kind, held.region, held.articles) == ("演示省机关停车管理办法", "local", "990000", 3)
    assert (held.issuer, held.published, held.effective) == ("演示省人民政府", date(2024, 3, 1), date(2024, 5, 1))
    entry = Entry.objects.filter(resource=KEY, object_ref=held.pk).latest("seq")
    assert held.digest in entry.text and "停在划定的车位" not in entry.text


@pytest.mark.parametrize("name", ["停车.txt", "停车.md", "停车.docx"])
def test_the_formats_people_download_read_the_same(name: str) -> None:
    content = docx(TEXT.split("\n")) if name.endswith("docx") else TEXT.replace("\n", "\n\n").encode()
    draft = files.read(content, name, region="990000")
    assert (
        draft.text.as_json()["articles"]
        == files.read(TEXT.encode(), "停车.txt", region="990000").text.as_json()["articles"]
    )


def test_gb18030_is_read() -> None:
    assert files.read(TEXT.encode("gb18030"), "停车.txt", region="990000").text.title == "演示省机关停车管理办法"


def test_the_same_text_again_changes_nothing(house: Any) -> None:
    first = bring(house)
    entries = Entry.objects.count()
    again = bring(house, name="下载(1).txt")
    assert again.obj.pk == first.obj.pk and not again.changes
    assert Entry.objects.count() == entries
    assert StatuteText.objects.filter(slug=first.obj.slug).count() == 1


def test_another_wording_of_the_same_version_replaces_it_with_its_trace(house: Any) -> None:
    first = bring(house)
    second = bring(house, TEXT.replace("登记；", "先登记；"))
    assert second.obj.pk == first.obj.pk and second.obj.digest != first.obj.digest
    assert Entry.objects.filter(resource=KEY, object_ref=first.obj.pk).count() == 2


def test_files_follow_the_table(house: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        held = bring(house).obj
    path = shelf.folder() / f"{held.slug}-2024.json"
    assert path.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        house("ji").do(KEY, "void", held, reason="传错了")
    assert not path.exists()


def test_files_can_be_written_anew(house: Any) -> None:
    held = bring(house).obj
    stray = shelf.folder() / "nobody-1999.json"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("{}", encoding="utf-8")
    assert shelf.write_all() >= 1
    assert not stray.exists() and library.current().text(held.slug, 2024) is not None


def shelved(house: Any, text: str, name: str, **more: Any) -> StatuteText:
    held: StatuteText = bring(house, text, name, **more).obj
    shelf.sync(held.slug, held.year)
    return held


def test_a_citation_of_an_article_that_is_not_there_is_certain(house: Any) -> None:
    shelved(house, TEXT, "停车.txt")
    paper = Paper("依据《演示省机关停车管理办法》第二条第（二）项和《演示省机关停车管理办法》第九条", year=2024)
    good, bad = find(paper)
    assert [found.exists for found in good.extra["articles"]] == [True]
    (problem,) = problems([good, bad])
    assert problem.kind == "wrong_article" and problem.certain and problem.citation is bad
    assert "没有第九条" in problem.message


def test_a_new_version_is_on_the_radar_with_what_cites_it(house: Any) -> None:
    lines = ["中华人民共和国政府信息公开条例", "2031年1月1日 国务院令第9号公布", "第一条 一。",
             "第二条 本条例自2031年3月1日起施行。"]  # fmt: skip
    before = {alarm.statute.slug for alarm in index.radar(date(2031, 6, 1))}
    held = shelved(house, "\n".join(lines), "政府信息公开条例.txt")
    (alarm,) = [a for a in index.radar(date(2031, 6, 1)) if a.statute.slug == held.slug]
    assert held.slug not in before
    assert "2031年文本" in alarm.why and alarm.rules and alarm.uses
    standing = library.catalogue().status("政府信息公开条例", date(2031, 6, 1))
    assert standing.version and standing.version.year == 2031
    older = library.catalogue().status("政府信息公开条例", date(2030, 6, 1)).version
    assert older and older.year == 2019


def test_a_repealed_act_is_superseded_and_on_the_radar(house: Any) -> None:
    lines = ["机关节能条例试验本", "2032年1月1日 国务院令第9号公布", "第一条 一。",
             "第二条 本条例自2032年3月1日起施行。《公共机构节能条例》同时废止。"]  # fmt: skip
    shelved(house, "\n".join(lines), "x.txt")
    (alarm,) = [a for a in index.radar(date(2032, 6, 1)) if a.statute.title == "公共机构节能条例"]
    assert "机关节能条例试验本" in alarm.why
    (citation,) = find(Paper("依据《公共机构节能条例》", year=2032))
    assert (citation.status, citation.suggestion) == ("superseded", "机关节能条例试验本")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * (80 << 20))
    return out.getvalue()


BAD: dict[str, tuple[bytes, str]] = {
    "空的.txt": (b"", "空"),
    "旧版.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
    "图片.docx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "图片"),
    "坏的.docx": (b"PK\x03\x04 broken", "损坏"),
    "炸弹.docx": (bomb(), "大得不正常"),
    "新闻.txt": ("某局召开会议，学习法规。".encode(), "第一条"),
    "缺条.txt": ("甲条例\n2024年1月1日 国务院令第1号公布\n第一条 一。\n第三条 三。".encode(), "缺条"),
    "没日期.txt": ("甲条例\n国务院令第1号\n第一条 一。\n第二条 二。".encode(), "公布日期"),
    "没机关.txt": ("甲条例\n第一条 一。\n第二条 本条例自2024年1月1日起施行。".encode(), "由谁制定"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_in_one_clear_line_and_nothing_is_written(name: str, house: Any) -> None:
    content, said = BAD[name]
    rows = StatuteText.objects.count()
    with pytest.raises(ValidationError) as error:
        bring(house, content, name, region="")
    (message,) = error.value.message_dict["file"]
    assert name in message and said in message and "\n" not in message
    assert StatuteText.objects.count() == rows


def test_a_local_text_needs_its_region() -> None:
    with pytest.raises(files.FileError, match="地区代码"):
        files.read(TEXT.encode(), "停车.txt")


def enter(house: Any, role: str) -> Client:
    from yifa.kernel.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=role), backend="yifa.site.login.Backend")
    session = client.session
    session["bureau"] = house("ji").bureau.pk
    session.save()
    return client


def test_on_screen_upload_then_look_then_in(house: Any) -> None:
    client = enter(house, "legal")
    page = client.get("/law/").content.decode()
    assert "/law/import/" in page
    answer = client.post("/law/import/", {"file": file(), "kind": "", "region": "990000"})
    assert answer.status_code == 302
    rows = StatuteText.objects.count()
    look = client.get(answer["Location"]).content.decode()
    assert "演示省机关停车管理办法" in look and "3 条" in look
    assert StatuteText.objects.count() == rows, "nothing is written before it is confirmed"
    done = client.post(answer["Location"])
    assert done.status_code == 302 and StatuteText.objects.count() == rows + 1
    held = StatuteText.objects.latest("pk")
    shelf.sync(held.slug, held.year)
    act = client.get(done["Location"]).content.decode()
    assert "停在划定的车位" in act and "第二条" in act
    found = client.get("/search?q=划定的车位").content.decode()
    assert f"/law/{held.slug}/#art-2" in found and "<mark>划定的车位</mark>" in found
    assert f"/law/{held.slug}/#art-2" in client.get("/search?q=停车管理办法 登记").content.decode()
    assert "#art-" not in client.get("/search?q=车位三个").content.decode()


def test_on_screen_a_bad_file_says_why(house: Any) -> None:
    answer = enter(house, "legal").post(
        "/law/import/", {"file": file("没有条文。", "新闻.txt"), "kind": "", "region": ""}
    )
    assert answer.status_code == 200 and "第一条" in answer.content.decode()


def test_who_may_not_import_is_refused(house: Any) -> None:
    client = enter(house, "auditor")
    assert client.get("/law/import/").status_code == 403
    assert "/law/import/" not in client.get("/law/").content.decode()


def test_the_command_imports_all_that_is_whole_and_names_the_rest(house: Any, tmp_path: Path, capsys: Any) -> None:
    from yifa.site.cli import main

    good, bad = tmp_path / "停车.txt", tmp_path / "缺条.txt"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_bytes(BAD["缺条.txt"][0])
    rows = StatuteText.objects.count()
    assert main(["law", "import", str(good), str(bad), "--region", "990000", "--bureau", "ji", "--json"]) == 1
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert [t["title"] for t in data["texts"]] == ["演示省机关停车管理办法"] and "缺条" in err
    assert StatuteText.objects.count() == rows + 1
    assert main(["law", "import", str(good), "--region", "990000", "--bureau", "ji"]) == 0
    assert "已有，没有改动" in capsys.readouterr().out
    assert main(["law", "import", str(bad), "--bureau", "ji"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert main(["law", "import", str(tmp_path / "没有.txt")]) == 2


@pytest.mark.skipif(not LAWS.is_dir(), reason="the sample statutes are not here")
def test_real_files_come_in_and_their_articles_are_shown(house: Any, capsys: Any, monkeypatch: Any) -> None:
    from yifa.site.cli import main

    assert main(["law", "import", str(LAWS), "--bureau", "ji", "--json"]) == 0
    texts = json.loads(capsys.readouterr().out)["texts"]
    assert len(texts) == len(list(LAWS.glob("*.md")))
    shelf.write_all()
    monkeypatch.setenv("YIFA_HOME", str(shelf.folder().parent))
    assert main(["law", "show", "政府信息公开条例第三十三条第二款", "--on", "2023-12-31", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert "工作日" in shown["text"] and shown["text_note"] is None
    assert main(["law", "show", "行政处罚法第九百条", "--on", "2023-12-31"]) == 1
    assert "没有第九百条" in capsys.readouterr().out


def test_a_report_is_checked_against_the_imported_text(
    house: Any, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    from yifa.site.cli import main

    held = bring(house).obj
    shelf.sync(held.slug, held.year)
    monkeypatch.setenv("YIFA_HOME", str(shelf.folder().parent))
    report = tmp_path / "报告.txt"
    report.write_text(
        "某某市机关事务管理局2024年法治政府建设情况报告\n一、主要举措和成效\n"
        "依照《演示省机关停车管理办法》第九条管理停车，召开会议六次。\n二、存在的不足和原因\n由于人手不足，检查不够。\n",
        encoding="utf-8",
    )
    main(["report", "check", str(report), "--year", "2024", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    (wrong,) = [f for f in found if f["id"] == "LAW-L04"]
    assert wrong["severity"] == "error" and "没有第九条" in wrong["message"]
