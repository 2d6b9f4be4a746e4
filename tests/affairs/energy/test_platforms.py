"""A platform's own workbook: its layout is learnt, filled, and its export held against what we hold."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.engine import layouts
from yifa.affairs.energy.engine.library import library
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.affairs.energy.platforms.models import PlatformLayout

HEADS = [
    "序号",
    "单位名称",
    "*统一社会信用代码",
    "用电量（万千瓦时）",
    "电费(万元)",
    "用水量（立方米）",
    "用能人数（人）",
    "备注",
]


def book(rows: list[list[Any]], name: str = "导入.xlsx") -> SimpleUploadedFile:
    """A platform's workbook: a title, the headings, rows."""
    made = Workbook()
    sheet = made.active
    sheet.title = "能耗导入"
    for row in [["某平台年度能耗导入表"], HEADS, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def test_headings_are_told_with_their_units() -> None:
    """Words, units and multiples come from the headings; what is no heading is refused."""
    from datetime import date

    packs = library()
    row, columns = layouts.matched(packs, packs.form(date(2026, 1, 1)), [["标题"], HEADS])
    told = {one.heading: (one.key, one.scale) for one in columns}
    assert row == 1 and told["用电量（万千瓦时）"] == ("electricity", "10000") and told["备注"] == ("", "1")
    assert told["电费(万元)"] == ("electricity_fee", "10000") and told["用水量（立方米）"] == ("water", "1")
    power = next(one for one in columns if one.key == "electricity")
    assert layouts.same("123456", "12.35", power) and layouts.same("123456", "12.3456", power)
    assert not layouts.same("123456", "12.36", power) and not layouts.same("123456", "123456", power)
    assert not layouts.same("", "0", power), "nothing filed is not zero"
    with pytest.raises(EnergyError, match="认不出表头"):
        layouts.matched(packs, packs.form(date(2026, 1, 1)), [["一", "二"], ["三"]])


def test_nothing_is_typed_twice(house: Any, sign_in: Any, settings: Any, tmp_path: Path) -> None:  # noqa: F811
    """From the bureau's copy to the workbook for the platform, and from the platform's export to what differs."""
    settings.HOME = tmp_path
    ji, client = house("ji"), sign_in("legal", "ji")
    refused = client.post(
        "/r/energy.layout/new/learn/", {"name": "省平台", "file": SimpleUploadedFile("a.xlsx", b"PK")}
    )
    assert refused.status_code in (200, 400) and not PlatformLayout.objects.filter(name="省平台").exists()
    client.post("/r/energy.layout/new/learn/", {"name": "省平台", "file": book([])})
    layout = PlatformLayout.objects.get(bureau=ji.bureau, name="省平台")
    year = str(ji.day.year - 1)
    filings = list(SurveyFiling.objects.filter(bureau=ji.bureau, period=year, state="accepted", life="live"))
    here = f"/energy/platforms/{layout.pk}/?period={year}"
    assert "按平台模板导出" in client.get(here).content.decode()
    answer = client.get(f"{here}&get=1")
    sheet = load_workbook(io.BytesIO(answer.content))["能耗导入"]
    rows = {r[2]: r for r in sheet.iter_rows(min_row=3, values_only=True)}
    assert sheet["A1"].value == "某平台年度能耗导入表" and len(rows) == len(filings)
    one, other, *_ = filings
    assert Decimal(str(rows[one.institution.uscc][3])) * 10000 == Decimal(one.values["electricity"])
    # the platform shows two places, lost one institution, has a slip of units in another and one we do not know
    there = []
    for n, filing in enumerate(filings[1:]):
        power = Decimal(filing.values["electricity"]) / (1 if n == 0 else 10000)
        there.append([n, filing.institution.name, filing.institution.uscc, f"{power:.2f}",
                      f"{Decimal(filing.values['electricity_fee']) / 10000:.2f}", filing.values["water"],
                      filing.values["persons"], ""])  # fmt: skip
    there.append([99, "不知名单位", "X", 1, 1, 1, 1, ""])
    page = client.post(here, {"file": book(there, "导出.xlsx")}).content.decode()
    assert "平台上没有这家" in page and one.institution.name in page and "数不一致" in page
    assert "不知名单位" in page and "本局没有审核通过的报表" in page
    layout.refresh_from_db()
    assert layout.differing == 3 and layout.checked_on == ji.day and other.institution.name in page
    assert client.post(here, {"file": SimpleUploadedFile("x.xlsx", b"nothing")}).status_code == 400
    sent = {"do": "assign", **{f"key-{c['at']}": c["key"] for c in layout.columns}, "key-7": "electricity"}
    client.post(here, sent)
    layout.refresh_from_db()
    assert next(c for c in layout.columns if c["at"] == 7)["key"] == "", "an indicator stands in one column only"
    assert sign_in("auditor", "ji").get(here).status_code == 404
