"""The portal's own list is read with its own headings; what nobody reviewed does not come in as published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yifa.kernel.accounts.models import User
from yifa.kernel.imports.check import Options, check
from yifa.kernel.imports.sheets import open_book

HEADS = (
    "信息名称,索引编号,发文字号,发布单位,栏目所属平台,发布时间,浏览量,链接,"
    "公开方式,保密审查通过,个人信息审查通过,准确性核对通过,审查人,审查日期,承办单位"
)


def _check(h: Any, row: str) -> Any:
    book = open_book(f"{HEADS}\n{row}\n".encode(), "门户目录.csv")
    return check("disclosure.item", h.ctx(), book, Options())


@pytest.fixture
def day(house: Any) -> str:
    return str((house("ji").day - timedelta(days=2)).isoformat())


def test_headings_of_a_portal_are_known(house: Any, day: str) -> None:
    row = f"停车管理通告,ABC001,演9号,本局,门户网站,{day},321,https://a.test/1,主动公开,是,是,是,李某,{day},办公室"
    found = _check(house("ji"), row)
    assert len(found.creates) == 1, found.lines()


def test_a_list_without_a_channel_gets_one_for_all_its_rows(
    house: Any, client: Any, settings: Any, tmp_path: Any
) -> None:
    """A site's own list never says on which channel it is; the screen asks once instead of sending it back."""
    h, settings.HOME = house("ji"), tmp_path
    client.force_login(User.objects.get(username="legal"), backend="yifa.site.login.Backend")
    session = client.session
    session["bureau"] = h.bureau.pk
    session.save()
    sheet = SimpleUploadedFile("目录.csv", "信息名称,发布日期,公开方式\n停车管理通告,2024-03-04,主动公开\n".encode())
    sent = client.post("/r/disclosure.item/import/", {"file": sheet, "mode": "past", "paper": "网站目录"})
    page = client.get(sent.url).content.decode()
    assert "公开渠道（表中没有这一列）" in page
    kept = {"c0": "title", "c1": "happened_on", "c2": "way"}
    assert "导入 1 条" not in client.post(sent.url, kept, follow=True).content.decode()
    done = client.post(sent.url, {**kept, "k_channel": "portal"}, follow=True).content.decode()
    assert "导入 1 条" in done


def test_an_unreviewed_row_is_stopped_with_its_reason(house: Any, day: str) -> None:
    row = f"停车管理通告,ABC001,演9号,本局,门户网站,{day},321,https://a.test/1,主动公开,是,否,是,李某,{day},办公室"
    found = _check(house("ji"), row)
    assert not found.creates and any("个人信息" in p.text for p in found.problems), found.lines()
