"""What was signed leaves as it was signed; every export and sign-off is sealed outside the database."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.action import run
from yifa.kernel.ledger import seal
from yifa.kernel.ledger.models import Head, Seal
from yifa.suites.annual_report.models import Report, Shortcoming

KEY = "legality_review.second_level"
SignIn = Callable[..., Client]


def _words(data: bytes) -> str:
    with ZipFile(io.BytesIO(data)) as z:
        return re.sub("<[^>]+>", "", z.read("word/document.xml").decode())


def _void_one(h: Any) -> None:
    row = registry.get_metric(KEY).rows(Query.of_year(h.bureau.pk, h.year)).order_by("pk")[0]
    h.do("legality_review.review", "void", row, reason="重复登记", checker="王某", approver="郑某")


@pytest.mark.parametrize("fmt", ["docx", "html", "md"])
def test_a_signed_paper_leaves_as_signed_after_a_correction(house: Any, sign_in: SignIn, fmt: str) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    url = f"/reports/wu/{h.year}/export"

    def paper() -> str:
        data = client.get(f"{url}.{fmt}").content
        return _words(data) if fmt == "docx" else data.decode()

    def told() -> str:
        figures = client.get(f"{url}.json").json()["figures"]
        return str(next(f["printed"] for f in figures if f["key"] == KEY))

    before, signed = paper(), told()
    assert signed in before
    _void_one(h)
    assert paper() == before
    assert told() != signed


def test_the_page_says_that_it_shows_corrected_records(house: Any, sign_in: SignIn) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    assert "正文和签发时一致" in client.get(f"/reports/wu/{h.year}/").content.decode()
    _void_one(h)
    page = client.get(f"/reports/wu/{h.year}/").content.decode()
    assert "按现在的记录显示" in page and "原报" in page


def test_a_new_version_prints_the_corrected_figure(house: Any, sign_in: SignIn) -> None:
    h, client = house("wu"), sign_in(bureau="wu")
    before = _words(client.get(f"/reports/wu/{h.year}/export.docx").content)
    _void_one(h)
    h.do("annual_report.report", "reissue", Report.objects.get(bureau=h.bureau, year=h.year), reason="更正复审件次")
    assert _words(client.get(f"/reports/wu/{h.year}/export.docx").content) != before


def test_the_snapshot_is_listed_by_its_number(house: Any, sign_in: SignIn) -> None:
    h = house("wu")
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    page = sign_in(bureau="wu").get(f"/r/annual_report.report/{report.pk}/").content.decode()
    assert "签发快照" in page and "已隐去" not in page


_WHY = {"reason": "迎接年度考核"}


@pytest.mark.parametrize("key", ["", "legality_review.second_level"])
def test_the_internal_workbook_leaves_with_its_purpose(house: Any, sign_in: SignIn, key: str) -> None:
    """Persons stand in it: no purpose, no file; the purpose is in the ledger, and the external edition needs none."""
    from yifa.kernel.ledger.models import Entry
    from yifa.kernel.resource.models import ExportRecord

    h, client = house("wu"), sign_in(bureau="wu")
    url = f"/f/wu/{h.year}/{key}/evidence.xlsx" if key else f"/reports/wu/{h.year}/evidence.xlsx"
    before = ExportRecord.objects.count()
    asked = client.get(url)
    assert asked.status_code == 200 and asked["Content-Type"].startswith("text/html")
    assert "写明用途" in asked.content.decode()
    assert client.post(url, {"reason": "  "}).status_code == 400
    assert ExportRecord.objects.count() == before
    taken = client.post(url, _WHY)
    assert taken["Content-Disposition"].startswith("attachment")
    made = ExportRecord.objects.latest("id")
    assert made.reason == _WHY["reason"] and "姓名" in made.clear
    assert "迎接年度考核" in Entry.objects.filter(resource__contains="export").latest("seq").text
    outside = client.get(f"{url}?edition=external")
    assert outside["Content-Disposition"].startswith("attachment")
    assert not ExportRecord.objects.latest("id").clear


def test_an_evidence_workbook_is_sealed(
    house: Any, sign_in: SignIn, django_capture_on_commit_callbacks: Any, settings: Any, tmp_path: Path
) -> None:
    h, settings.HOME = house("wu"), tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(bureau="wu").post(f"/reports/wu/{h.year}/evidence.xlsx", _WHY).status_code == 200
    made = Seal.objects.order_by("-id")[0]
    assert made.seq == Head.objects.get(pk=1).seq and "导出" in made.why
    kept = seal.read(tmp_path / "seals" / made.file)
    assert (kept["seq"], kept["hash"]) == (made.seq, made.hash)


def test_a_sign_off_is_sealed(
    house: Any, django_capture_on_commit_callbacks: Any, settings: Any, tmp_path: Path
) -> None:
    h, settings.HOME = house("ji"), tmp_path
    for row in Shortcoming.objects.filter(bureau=h.bureau, cause=""):
        h.do("annual_report.shortcoming", "correct", row, reason="补写", checker="王某", cause="催办较晚")
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    day = date(2026, 11, 20)
    h.do("annual_report.report", "deliberate", report, deliberated_on=day, deliberated_by="局党组会议")
    ctx = replace(h.ctx("leader"), channel="screen")
    with django_capture_on_commit_callbacks(execute=True):
        said = {"signed_on": day, "reservations": "受阻句子年底前改写"}
        run(registry.get_action("annual_report.report", "sign"), ctx, report, said)
    assert "签发" in next((tmp_path / "seals").iterdir()).read_text(encoding="utf-8")
    assert "签发" in Seal.objects.order_by("-id")[0].why
