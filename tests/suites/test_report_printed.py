"""The report as printed: PDF and OFD beside docx, 报送稿 and 公开稿, the digest of each in the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from yifa.kernel.ledger.chain import sm3
from yifa.kernel.ledger.models import Entry
from yifa.kernel.resource.models import ExportRecord
from yifa.papers import readers
from yifa.papers.writers import render
from yifa.papers.writers.fonts import FontMissing, library
from yifa.papers.writers.ofd_check import check_ofd
from yifa.suites.annual_report import papers
from yifa.suites.annual_report.compose import compose
from yifa.suites.annual_report.models import Shortcoming

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def fonts() -> None:
    """PDF and OFD need a Chinese font."""
    try:
        library().require()
    except FontMissing as error:
        pytest.skip(f"no Chinese font here: {error}")


def _flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_pdf_ofd_and_docx_say_the_same_and_their_digests_are_in_the_ledger(house: Any, sign_in: SignIn) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    texts = set()
    for fmt, kind in (("docx", "officedocument"), ("pdf", "application/pdf"), ("ofd", "application/ofd")):
        answer = client.get(f"/reports/wu/{h.year}/export.{fmt}")
        assert answer.status_code == 200 and kind in answer["Content-Type"]
        assert f".{fmt}" in answer["Content-Disposition"]
        paper = readers.open_paper(answer.content, name=f"报告.{fmt}")
        texts.add(_flat(paper.text))
        assert paper.header["发文字号"].startswith("戊管发〔2024〕")
        entry = Entry.objects.order_by("-seq")[0]
        assert sm3(answer.content) in entry.text
        assert sm3(answer.content) in ExportRecord.objects.order_by("-pk")[0].conditions
    assert len(texts) == 1
    assert check_ofd(client.get(f"/reports/wu/{h.year}/export.ofd").content) == []


def test_the_public_edition_has_a_header_block_and_no_letterhead(house: Any, sign_in: SignIn) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    for fmt in ("docx", "pdf", "ofd"):
        paper = readers.open_paper(
            client.get(f"/reports/wu/{h.year}/export.{fmt}?edition=public").content, name=f"公开稿.{fmt}"
        )
        text = _flat(paper.text) + "".join(paper.header)
        assert "发布机构" in text and "公开日期" in text
        assert "签发人" not in text and "抄送" not in text and "草稿" not in text
    html = client.get(f"/reports/wu/{h.year}/export.html?edition=public").content.decode()
    assert "发布机构" in html and 'class="y-issuer"' not in html and "data-figure" not in html


def test_a_public_edition_not_yet_cleared_is_a_draft(house: Any) -> None:
    h = house("wu")
    made = compose(h.bureau, h.year, day=h.day, edition="public")
    signed, head = papers.issued(made)
    assert head["cleared"] and not papers.document(signed, **head).is_draft
    waiting = papers.document(signed, **{**head, "cleared": False})
    assert waiting.is_draft and not waiting.is_formal
    upward = papers.document(papers.issued(compose(h.bureau, h.year, day=h.day))[0], **{**head, "cleared": False})
    assert upward.is_formal and upward.header.signer and not upward.info
    urgent = papers.document(papers.issued(compose(h.bureau, h.year, day=h.day))[0], **{**head, "urgency": "特急"})
    for fmt in ("docx", "pdf", "ofd"):
        text = readers.open_paper(render(urgent, fmt), name=f"报告.{fmt}")
        assert text.header["紧急程度"] == "特急" and text.text.index("特急") < text.text.index(f"{h.bureau.name}文件")
    assert not papers.document(signed, **{**head, "urgency": "特急"}).header.urgency, "none on what is published"


def test_a_public_edition_with_a_telephone_number_is_refused_with_its_place(house: Any, sign_in: SignIn) -> None:
    h, client = house("ji"), sign_in(bureau="ji")
    row = Shortcoming.objects.filter(bureau=h.bureau, year=h.year).exclude(cause="")[0]
    h.do("annual_report.shortcoming", "correct", row, reason="补充", cause="请联系13800138000")
    before = ExportRecord.objects.count()
    answer = client.get(f"/reports/ji/{h.year}/export.pdf?edition=public", follow=True)
    page = answer.content.decode()
    assert "手机号码" in page and "13800138000”" not in page
    assert ExportRecord.objects.count() == before
    assert client.get(f"/reports/ji/{h.year}/export.pdf").status_code == 200


def test_the_annex_lists_every_figure_with_its_records(house: Any, sign_in: SignIn) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    figures = client.get(f"/reports/wu/{h.year}/export.json").json()["figures"]
    for fmt in ("docx", "pdf"):
        data = client.get(f"/reports/wu/{h.year}/export.{fmt}?annex=1").content
        text = _flat(readers.open_paper(data, name=f"报告.{fmt}").text)
        assert "附件：数据佐证目录" in text
        if fmt == "docx":
            rows = text.split("口径", 1)[1]
            assert [f["label"] for f in figures if _flat(f["label"]) not in rows] == []


def test_the_menu_offers_both_products_in_every_format(house: Any, sign_in: SignIn) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    page = client.get(f"/reports/wu/{h.year}/").content.decode()
    for fmt in ("docx", "pdf", "ofd"):
        assert f'export.{fmt}"' in page and f"export.{fmt}?edition=public" in page


def test_without_fonts_the_page_says_what_mends_it(
    house: Any, sign_in: SignIn, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yifa.papers.writers import pdf

    bare = library(tmp_path, system=False)
    monkeypatch.setattr(pdf, "library", lambda place: bare)
    h, client = house("wu"), sign_in(bureau="wu")
    page = client.get(f"/reports/wu/{h.year}/export.pdf", follow=True).content.decode()
    assert "make fonts" in page
    assert client.get(f"/reports/wu/{h.year}/export.docx").content[:2] == b"PK"


@pytest.mark.parametrize("fmt", ["pdf", "ofd"])
def test_the_command_writes_the_same_file_and_enters_it(
    house: Any, fmt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from yifa.site import cli

    h = house("wu")
    out = tmp_path / f"报告.{fmt}"
    assert cli.main(["report", "compose", "--bureau", "wu", "--year", str(h.year), "--out", str(out)]) == 0
    assert "戊市机关事务管理局" in readers.open_paper(out).title
    assert sm3(out.read_bytes()) in Entry.objects.order_by("-seq")[0].text
    assert cli.main(["report", "compose", "--bureau", "wu", "--year", str(h.year), "--format", fmt]) == 2
    assert "--out" in capsys.readouterr().err


def test_where_the_instance_has_a_key_the_ledger_holds_the_signature(
    house: Any, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    from yifa.papers import signing
    from yifa.papers.signing import sm2

    settings.HOME = tmp_path
    key = sm2.KeyFile.new(tmp_path / "keys" / "sm2.pem")
    h, client = house("wu"), sign_in(bureau="wu")
    answer = client.get(f"/reports/wu/{h.year}/export.md")
    kept = json.loads(Entry.objects.order_by("-seq")[0].text)["more"]["sm2"]
    assert kept["key"] == signing.key_id(key.public_key)
    assert sm2.verify(answer.content, bytes.fromhex(kept["signature"]), key.public_key)
    (tmp_path / "keys" / "sm2.pem").write_text("damaged", encoding="ascii")
    assert "签名密钥不能用" in client.get(f"/reports/wu/{h.year}/export.md", follow=True).content.decode()
