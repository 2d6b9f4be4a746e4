"""The wizard as a clerk walks it, and the ways that are closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.imports.books import HEADS, book, meetings
from yifa.governance.decisions.models import Meeting
from yifa.kernel.accounts.models import User
from yifa.kernel.imports.models import ImportRecord
from yifa.kernel.jobs.models import Job

START = "/r/decisions.meeting/import/"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def at(house: Callable[[str], Any]) -> Callable[..., Client]:
    """Return a function: account → client in 己县."""

    def enter(username: str, code: str = "ji") -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username), backend="yifa.site.login.Backend")
        session = client.session
        session["bureau"] = house(code).bureau.pk
        session.save()
        return client

    return enter


def sent(client: Client, data: bytes, name: str = "会议.xlsx", mode: str = "live", **more: str) -> Any:
    return client.post(START, {"file": SimpleUploadedFile(name, data), "mode": mode, **more})


def page(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_from_upload_to_undo(at: Callable[..., Client], house: Callable[[str], Any]) -> None:
    client, bureau = at("legal"), house("ji").bureau
    assert "下载空表" in page(client.get(START))
    rows = meetings(3, 301)
    rows[1][0] = "碰头会"
    heads = [*HEADS[:2], "主要议题", *HEADS[3:]]
    step2 = sent(client, book(("说明", [["说明"]]), ("十一月", [heads, *rows])))
    assert step2.status_code == 302
    text = page(client.get(step2.url))
    assert "会议类别里的“碰头会”" in text and "还有 1 个必填栏目没有对应" in text and "会议名称" in text
    fields = {
        "c0": "body",
        "c1": "number",
        "c2": "title",
        "c3": "happened_on",
        "c4": "unit",
        "c5": "chair",
        "c6": "paper",
    }
    step3 = client.post(step2.url, {**fields, "v0": "topic", "sheet": "十一月", "was": "十一月"})
    text = page(client.get(step3.url))
    assert "导入 3 条" in text
    done = client.post(step3.url)
    record = ImportRecord.objects.latest("pk")
    assert done.url == f"/imports/{record.pk}/"
    text = page(client.get(done.url))
    assert "已导入 3 条" in text and "撤销导入" in text
    assert Meeting.objects.get(bureau=bureau, number=302).body == "topic"
    undo = f"/r/kernel_imports.record/{record.pk}/do/undo/"
    assert "理由" in page(client.get(undo))
    client.post(undo, {"reason": "传错表", "confirmed": "1", "_confirmed": "1"})
    record.refresh_from_db()
    assert record.state == "undone"
    assert "已撤销" in page(client.get(done.url))
    assert "传错表" in page(client.get(f"/r/kernel_imports.record/{record.pk}/"))


def test_errors_are_listed_and_can_be_downloaded_and_the_good_rows_may_go_in(at: Callable[..., Client]) -> None:
    client = at("legal")
    rows = meetings(4, 301)
    rows[2][3] = "2026.13.2"
    step2 = sent(client, book(("会议", [HEADS, *rows])))
    check = step2.url + "check/"
    text = page(client.get(check))
    assert "没有 13 月" in text and "导入 3 条" in text
    marked = client.get(step2.url + "marked.xlsx")
    assert marked.status_code == 200 and marked.content[:2] == b"PK"
    client.post(check)
    assert not ImportRecord.objects.filter(file_name="会议.xlsx").exists()
    client.post(check, {"partial": "1"})
    record = ImportRecord.objects.latest("pk")
    assert (record.created, record.skipped) == (3, 1)
    sheet = f"/imports/{record.pk}/marked.xlsx"
    assert client.get(sheet).content[:2] == b"PK" and sheet in page(client.get(f"/imports/{record.pk}/"))
    other = at("leader")  # reads the register, but did not bring the file
    assert other.get(sheet).status_code == 404 and sheet not in page(other.get(f"/imports/{record.pk}/"))


def test_backfill_with_one_paper_for_all(at: Callable[..., Client], house: Callable[[str], Any]) -> None:
    client = at("legal")
    data = book(("会议", [HEADS[:6], *[r[:6] for r in meetings(2, 301, 3)]]))
    step2 = sent(client, data, mode="past", paper="会议记录本第3册")
    client.post(step2.url + "check/")
    made = Meeting.objects.filter(bureau=house("ji").bureau, number__in=(301, 302))
    assert {(m.backfilled, m.paper) for m in made} == {(True, "会议记录本第3册")}


def test_a_large_file_goes_to_a_job_with_its_page(at: Callable[..., Client]) -> None:
    client = at("legal")
    step2 = sent(client, book(("会议", [HEADS, *meetings(520, 1001)])))
    done = client.post(step2.url + "check/")
    record = ImportRecord.objects.latest("pk")
    assert (record.state, record.created) == ("done", 520)
    assert "已导入 520 条" in page(client.get(done.url))
    job = Job.objects.get(args__record=record.pk)
    assert job.state == "done" and "看这次导入" in page(client.get(f"/jobs/{job.pk}/"))
    assert job.title in page(client.get("/jobs/"))
    assert "y-job" in page(client.get(f"/imports/{record.pk}/part"))


def test_closed_ways(at: Callable[..., Client]) -> None:
    assert Client().get(START).status_code == 302
    assert at("auditor").get(START).status_code == 403
    client = at("legal")
    step2 = sent(client, book(("会议", [HEADS, *meetings(1, 301)])))
    assert at("clerk").get(step2.url).status_code == 404
    assert at("legal", "jia").get(step2.url).status_code == 404
    client.post(step2.url + "check/")
    record = ImportRecord.objects.latest("pk")
    assert at("legal", "jia").get(f"/imports/{record.pk}/").status_code == 404
    assert at("legal", "jia").get(f"/r/kernel_imports.record/{record.pk}/").status_code in (403, 404)


def test_a_file_that_cannot_be_read_is_answered_at_the_field(at: Callable[..., Client]) -> None:
    client = at("legal")
    text = page(sent(client, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "会议.et"))
    assert "另存为“Excel 工作簿（*.xlsx）”" in text
    step2 = sent(client, book(("封面", [["没有表"]])))
    assert "找不到表头" in page(client.get(step2.url))


def test_template_of_every_register_that_takes_imports(at: Callable[..., Client]) -> None:
    from yifa.kernel import registry
    from yifa.kernel.imports.matching import creating_action

    client = at("legal")
    for resource in registry.resources():
        if resource.in_menu and creating_action(resource, False) and resource.write_roles & {"legal"}:
            answer = client.get(f"/r/{resource.key}/import/template.xlsx")
            assert answer.status_code == 200 and answer.content[:2] == b"PK", resource.key
