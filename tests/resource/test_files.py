"""Evidence: what comes in, what is refused, who may read it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from yifa.kernel.files import store
from yifa.kernel.files.models import Attachment
from yifa.kernel.files.sniff import FileRefused, sniff

LIST = "/r/decisions.meeting/"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def meeting(house, tmp_path, settings):
    settings.HOME = tmp_path
    home = house("jia")
    return home.do("decisions.meeting", "record", body="topic", number=7, title="专题研究会", happened_on=home.day)


def attach(client, meeting, name, content, **more):
    data = {"file": SimpleUploadedFile(name, content), "purpose": "会议纪要", "sensitivity": "internal",
            "proves_from": "2026-11-20", "proves_to": "2026-11-23", **more}  # fmt: skip
    return client.post(f"{LIST}{meeting.pk}/do/attach/", data)


def docx(text: str) -> bytes:
    made, out = Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "."), content)
    return out.getvalue()


def test_evidence_is_kept_once_and_shown_with_what_it_proves(sign_in, text, meeting):
    client = sign_in()
    assert attach(client, meeting, "会议纪要.pdf", PDF).status_code == 302
    assert attach(client, meeting, "同一份.pdf", PDF).status_code == 302
    first, second = Attachment.objects.filter(object_ref=meeting.pk).order_by("pk")
    assert first.file_id == second.file_id and store.path_of(first.file.sha256).read_bytes() == PDF
    page = text(client.get(f"{LIST}{meeting.pk}/"))
    assert "会议纪要.pdf" in page and "证明 11月20日至11月23日" in page
    got = client.get(f"/files/{first.pk}/download")
    assert b"".join(got.streaming_content) == PDF and "attachment" in got["Content-Disposition"]
    shown = client.get(f"/files/{first.pk}/view")
    assert shown["Content-Type"] == "application/pdf" and shown["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown["Content-Security-Policy"]


def test_a_word_file_is_read_on_the_page(sign_in, text, meeting):
    client = sign_in()
    attach(client, meeting, "意见书.docx", docx("建议修改第三条<b>违约责任</b>"))
    made = Attachment.objects.get(object_ref=meeting.pk)
    assert "建议修改第三条&lt;b&gt;违约责任" in text(client.get(f"/files/{made.pk}/"))


MACRO = archive(**{"[Content_Types]__xml": b"x", "word/document__xml": b"x", "word/vbaProject__bin": b"x"})


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("工具.exe", b"MZ\x90\x00" + b"\0" * 99, "不收程序"),
        ("纪要.pdf", b"MZ\x90\x00" + b"\0" * 99, "不收程序"),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /", "不收程序"),
        ("纪要.docx", PDF, "文件内容是 PDF"),
        ("空.pdf", b"", "空"),
        ("页面.html", b"<html><script>1</script>", "不认识"),
        ("图.svg", b"<svg onload=1>", "不认识"),
        ("表.docx", MACRO, "带宏"),
        ("包.zip", archive(run__exe=b"MZ"), "程序或脚本"),
        ("包.zip", archive(inner__zip=b"PK"), "还有压缩包"),
        ("炸.zip", archive(big__txt=b"\0" * (30 << 20)), "过大"),
        ("坏.zip", b"PK\x03\x04broken", "损坏"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "带宏"),
        ("包.rar", b"Rar!\x1a\x07", "改用 zip"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(sign_in, text, meeting, name, content, says):
    page = text(attach(sign_in(), meeting, name, content))
    assert says in page and not Attachment.objects.filter(object_ref=meeting.pk).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("纪要.docx", archive(**{"[Content_Types]__xml": b"x", "word/document__xml": b"x", "word/run__exe": b"MZ"})),
        ("纪要.ofd", archive(OFD__xml=b"<a/>", run__bat=b"del")),
        ("包.zip", archive(report__pdf=b"MZ\x90\x00")),
    ],
)
def test_a_program_hides_in_no_package(name, content):
    with pytest.raises(FileRefused, match="程序或脚本"):
        sniff(io.BytesIO(content), name, len(content))


def test_a_document_blown_up_or_with_entities_costs_nothing_and_shows_nothing(tmp_path):
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
    line = "<w:p><w:r><w:t>正文</w:t></w:r></w:p>".encode()
    entity = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + body % line.replace("正文".encode(), b"&e;")
    for name, xml in (("a", body % (line * 400_000)), ("b", entity), ("c", body % (b"<w:x/>" * 2_000_000))):
        path = tmp_path / name
        path.write_bytes(archive(word__document=b"", **{"word/document__xml": xml}))
        shown = store._docx_text(path)
        assert len(shown) <= 20_000 and set(shown) <= set("正文\n"), name
        assert bool(shown) == (name == "a")


def test_an_encrypted_archive_is_refused():
    raw = bytearray(archive(a__txt=b"hello"))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileRefused, match="密码"):
        sniff(io.BytesIO(bytes(raw)), "a.zip", len(raw))


def test_too_large_is_refused(sign_in, text, meeting, monkeypatch):
    monkeypatch.setattr(store, "limit", lambda day: 1 << 10)
    assert "上限" in text(attach(sign_in(), meeting, "大.pdf", PDF + b"\n" * 4000))


def test_the_period_runs_forward(sign_in, text, meeting):
    page = text(attach(sign_in(), meeting, "a.pdf", PDF, proves_from="2026-11-23", proves_to="2026-11-01"))
    assert "不能早于" in page


def test_files_follow_the_record(sign_in, house, meeting):
    attach(sign_in(), meeting, "纪要.pdf", PDF, sensitivity="work_secret")
    made = Attachment.objects.get(object_ref=meeting.pk)
    assert sign_in("legal", "yi").get(f"/files/{made.pk}/download").status_code == 404
    auditor = sign_in("auditor", "jia")
    assert auditor.get(f"/files/{made.pk}/download").status_code == 403
    page = auditor.get(f"{LIST}{meeting.pk}/").content.decode()
    assert "纪要.pdf" not in page and "已隐去" in page
    assert sign_in("sysadmin", "jia").get(f"/files/{made.pk}/").status_code == 403


def test_a_wrongly_attached_file_is_withdrawn_with_its_reason_and_stays_in_the_history(sign_in, meeting):
    clerk = sign_in()
    attach(clerk, meeting, "纪要.pdf", PDF)
    found = Attachment.objects.get(resource="decisions.meeting", object_ref=meeting.pk)
    assert "/withdraw/" in clerk.get(f"/files/{found.pk}/").content.decode()
    assert clerk.post(f"/files/{found.pk}/withdraw/", {"reason": " "}).status_code == 200
    done = clerk.post(f"/files/{found.pk}/withdraw/", {"attachment": found.pk, "reason": "传错了会议"})
    assert done.status_code == 302
    found.refresh_from_db()
    assert found.withdrawn_why == "传错了会议" and found.withdrawn_by
    page = clerk.get(f"{LIST}{meeting.pk}/").content.decode()
    assert "传错了会议" in page and "纪要.pdf（已撤下）" in page
    again = clerk.post(f"/files/{found.pk}/withdraw/", {"attachment": found.pk, "reason": "再撤"})
    assert again.status_code == 403 and store.path_of(found.file.sha256).exists()


def test_a_withdrawn_file_leaves_the_gap_open_again(sign_in, meeting):
    clerk = sign_in()
    attach(clerk, meeting, "纪要.pdf", PDF)
    page = clerk.get(f"{LIST}{meeting.pk}/").content.decode()
    found = Attachment.objects.get(resource="decisions.meeting", object_ref=meeting.pk)
    clerk.post(f"/files/{found.pk}/withdraw/", {"attachment": found.pk, "reason": "传错了"})
    after = clerk.get(f"{LIST}{meeting.pk}/").content.decode()
    assert "纪要.pdf（已撤下）" in after and after.count("待：") >= page.count("待：")
