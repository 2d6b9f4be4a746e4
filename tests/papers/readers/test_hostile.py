"""Bad files: one clear Chinese line each, never a traceback, never a hang, never a full memory."""

import io
import subprocess
import sys
import zipfile

import makers
import pytest

from yifa.papers.readers.limits import Limits
from yifa.papers.readers.opener import open_paper
from yifa.papers.reading import PaperError, read
from yifa.site.cli import main

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O(" + b"a" * 32 + b")/U(" + b"b" * 32 + b")>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[(x)(x)]>>\n%%EOF"
)
NOVEL = (
    "第一回　风雪夜归人\n那年冬天的雪下得极大，他推开门，看见她坐在窗前，手里握着一只旧杯子。“你回来了。”她轻声说道，"
    "眼里含着泪。"
    "他没有答话，只是望着窗外的雪，想起许多年前的那个黄昏，两个人并肩走过小桥，桥下流水潺潺，岸边的柳树才吐新芽。\n"
) * 30
LYRIC = "月光照着山川，风吹过麦田，你的笑容像春天。\n" * 60


def bomb() -> bytes:
    body = makers.w_p("甲") + " " * (70 << 20)
    return makers.docx(body)


def xxe() -> bytes:
    document = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{makers.W}"><w:body>{makers.w_p("&x;")}</w:body></w:document>'
    ).replace("&amp;x;", "&x;")
    return makers.zipped({"[Content_Types].xml": makers.TYPES, "word/document.xml": document})


def laughs() -> bytes:
    entities = '<!ENTITY a0 "甲甲甲甲">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body>"
    document = f'<!DOCTYPE w [{entities}]><w:document xmlns:w="{makers.W}">{body}</w:document>'
    return makers.zipped({"[Content_Types].xml": makers.TYPES, "word/document.xml": document})


def locked_zip() -> bytes:
    data = bytearray(makers.docx(makers.w_p("甲")))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def many_parts() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<a/>")
        for number in range(6000):
            package.writestr(f"word/x{number}.xml", "")
    return buffer.getvalue()


MOJIBAKE = makers.text().encode("gb18030").decode("latin-1").encode()
WRONG_GBK = makers.text().encode().decode("gb18030", "replace").encode()
JAPANESE = "これは日本語の報告書です。法律を学びました。今年度の業務をまとめます。\n" * 20
ENGLISH = "This is an annual report on the rule of law. We held 41 meetings this year.\n" * 20

CASES = {
    "empty": (b"", "a.txt", "空文件"),
    "blank": (b" \n\t\n", "a.docx", "空文件"),
    "zero bytes": (bytes(1000), "a.docx", "空文件"),
    "png as docx": (b"\x89PNG\r\n\x1a\n" + bytes(300), "报告.docx", "图片"),
    "jpeg as pdf": (b"\xff\xd8\xff\xe0" + bytes(300), "报告.pdf", "图片"),
    "locked docx": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100), "a.docx", "密码"),
    "locked zip": (locked_zip(), "a.docx", "密码"),
    "old word": (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "另存为 .docx"),
    "wps": (OLE + "WordDocument".encode("utf-16-le"), "a.wps", "WPS"),
    "old sheet": (OLE + "Workbook".encode("utf-16-le"), "a.xls", "电子表格"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "a.mht", "另存为 html"),
    "rtf": (b"{\\rtf1\\ansi report}", "a.doc", "另存为 .docx"),
    "sheet": (makers.zipped({"xl/workbook.xml": "<a/>"}), "a.docx", "电子表格"),
    "slides": (makers.zipped({"ppt/presentation.xml": "<a/>"}), "a.docx", "演示文稿"),
    "plain zip": (makers.zipped({"a.txt": "a"}), "a.docx", "压缩包"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(50), "a.docx", "压缩包"),
    "program": (b"MZ" + bytes(200), "a.pdf", "程序"),
    "bomb": (bomb, "a.docx", "大得不正常"),
    "entity": (xxe(), "a.docx", "不安全"),
    "billion laughs": (laughs, "a.docx", "不安全"),
    "many parts": (many_parts, "a.docx", "大得不正常"),
    "macro": (makers.zipped({"word/document.xml": "<a/>", "word/vbaProject.bin": "x"}), "a.docm", "宏"),
    "docx cut off": (makers.docx(makers.w_p("甲"))[:-40], "a.docx", "损坏"),
    "docx no body": (makers.zipped({"word/document.xml": "<a/>"}), "a.docx", "损坏"),
    "docx bad xml": (makers.zipped({"word/document.xml": "<a><b></a>"}), "a.docx", "损坏"),
    "docx no text": (makers.docx(makers.w_p("")), "a.docx", "没有文字"),
    "ofd cut off": (makers.ofd(makers.REPORT)[:-60], "a.ofd", "损坏"),
    "ofd without pages": (makers.zipped({"OFD.xml": "<OFD><DocBody/></OFD>"}), "a.ofd", "损坏"),
    "ofd encrypted": (makers.zipped({"OFD.xml": "<OFD/>", "Encryptions.xml": "<a/>"}), "a.ofd", "加了密"),
    "pdf locked": (LOCKED_PDF, "a.pdf", "密码"),
    "pdf broken": (b"%PDF-1.7\nnothing", "a.pdf", "损坏"),
    "binary": (bytes(range(256)) * 20, "a.txt", "不是文字文件|编码认不出来"),
    "mojibake": (MOJIBAKE, "a.txt", "乱码"),
    "wrong table": (WRONG_GBK, "a.txt", "乱码"),
    "english": (ENGLISH.encode(), "a.txt", "不是中文"),
    "japanese": (JAPANESE.encode(), "a.txt", "不是中文"),
    "numbers": (b"1 2 3 4\n5 6 7 8\n", "a.txt", "没有文字"),
    "novel": (NOVEL.encode(), "a.txt", "不像"),
    "lyric": (LYRIC.encode("gb18030"), "a.txt", "不像"),
    "html without text": (b"<!doctype html><html><body><script>x</script></body></html>", "a.html", "没有正文"),
    "html too deep": (b"<html><body>" + b"<div>" * 3000 + "工作".encode(), "a.html", "嵌套"),
    "html too deep to parse": (b"<div>" * 200_000 + "工作".encode(), "a.html", "嵌套"),
    "html of paragraphs": (b"<p>" * 900_000 + "工作".encode(), "a.html", "大得不正常"),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_file_is_one_clear_chinese_line(case):
    made, name, words = CASES[case]
    data = made() if callable(made) else made
    with pytest.raises(PaperError, match=words) as caught:
        read(data, name=name)
    message = str(caught.value)
    assert "\n" not in message
    assert any("\u4e00" <= char <= "\u9fff" for char in message)
    assert message[-1] == "。"


def test_nothing_of_the_machine_leaks_through_entities():
    with pytest.raises(PaperError) as caught:
        read(xxe(), name="a.docx")
    assert "root:" not in str(caught.value)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "大.txt"
    with file.open("wb") as stream:
        stream.truncate(500 << 20)
    with pytest.raises(PaperError, match="60 MB"):
        read(file)


def test_limits_can_be_set():
    with pytest.raises(PaperError, match="万字"):
        open_paper(makers.text().encode() * 40, limits=Limits(chars=5000))
    with pytest.raises(PaperError, match="1 MB"):
        open_paper(makers.text().encode() * 4000, limits=Limits(file_mb=1))


def test_a_short_note_of_work_is_no_novel():
    assert read("全年召开党组会议，开展学习。".encode(), name="a.txt").paper.text == "全年召开党组会议，开展学习。"


@pytest.mark.parametrize("case", ["empty", "png as docx", "bomb", "novel", "pdf locked"])
def test_command_says_it_on_one_line_and_returns_2(case, tmp_path, capsys):
    made, name, _ = CASES[case]
    data = made() if callable(made) else made
    file = tmp_path / name
    file.write_bytes(data)
    assert main(["report", "read", str(file), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert name in captured.err


def test_command_prints_one_json_document_without_django(tmp_path):
    file = tmp_path / "报告.txt"
    file.write_bytes(makers.text().encode())
    code = (
        "import sys, json, io\nfrom yifa.site.cli import main\n"
        f"code = main(['report', 'read', {str(file)!r}, '--json', '--with-text'])\n"
        "heavy = any(m.split('.')[0] in ('django', 'docx', 'lxml') for m in sys.modules)\n"
        "sys.stderr.write(f'{code} {heavy}')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=120)
    assert done.stderr.decode() == "0 False"
    import json

    data = json.loads(done.stdout)
    assert list(data)[:7] == ["title", "issuer", "year", "addressee", "header", "sections", "facts"]
    assert data["title"] == makers.TITLE
    assert data["text"] == "\n".join(makers.REPORT)
    assert [section["kind"] for section in data["sections"]] == list(makers.KINDS.values())
    first = data["sections"][0]
    assert data["text"][first["start"] : first["end"]].startswith("一、主要举措和成效")


def test_command_writes_files_and_a_summary(tmp_path, capsys):
    file, out = tmp_path / "报告.txt", tmp_path / "读出.json"
    file.write_bytes(makers.text().encode())
    assert main(["report", "read", str(file), "--out", str(out)]) == 0
    assert '"title"' in out.read_text(encoding="utf-8")
    assert main(["report", "read", str(file)]) == 0
    shown = capsys.readouterr().out
    assert makers.TITLE in shown
    assert "（二）严格合同审查" in shown
    assert main(["report", "read", str(file), "--out", str(tmp_path / "没有" / "a.json")]) == 2
