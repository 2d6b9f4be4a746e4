"""Exceptions and breaches of the year stand beside the report and in the evidence workbook, both editions."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from yifa.governance.contracts.models import Contract
from yifa.kernel import clockwork
from yifa.kernel.gate import Override
from yifa.suites.annual_report import gates, papers
from yifa.suites.annual_report.compose import compose

SignIn = Callable[..., Client]


@pytest.fixture
def signed(house: Any) -> tuple[Any, Contract]:
    """己县 with a contract sealed before its review by override, besides the breach of the demo."""
    ji = house("ji")
    contract = ji.do(
        "contracts.contract", "record", title="抢修合同（宋某某经办）", category="works", counterpart="午安防有限公司",
        unit=ji.unit("物业管理处"), happened_on=ji.day, handler="王某",
    )  # fmt: skip
    way = {"contracts.review_before_signing": Override("暴雨抢险，宋某某提出", "宋某某", ji.day + timedelta(days=5))}
    return ji, ji.do("contracts.contract", "seal", contract, overrides=way)


def sheet(ji: Any, edition: str) -> list[list[str]]:
    made, out = compose(ji.bureau, ji.year, day=ji.day), io.BytesIO()
    papers.write_evidence(made, out, now=clockwork.now(), scope=ji.scope("legal"), edition=edition)
    book = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue()))
    assert gates.TITLE in book.sheet_names[-1]
    return [[str(c) for c in row] for row in book.get_sheet_by_name(book.sheet_names[-1]).to_python()]


def test_the_page_counts_by_gate_and_each_line_opens_its_record(signed: Any, sign_in: SignIn) -> None:
    ji, contract = signed
    client = sign_in("legal")
    page = client.get(f"/reports/ji/{ji.year}/").content.decode()
    assert gates.TITLE in page and "违规登记 1" in page and "例外批准 1" in page and "未补正" in page
    whole = client.get(f"/reports/ji/{ji.year}/gates/").content.decode()
    url = f"/r/contracts.contract/{contract.pk}/"
    assert url in whole and "暴雨抢险" in whole and "本局制度" in whole
    assert client.get(url).status_code == 200


def test_another_year_and_another_bureau_show_none_of_it(signed: Any, sign_in: SignIn) -> None:
    ji, contract = signed
    for code, year in (("ji", ji.year - 1), ("wu", 2023)):
        page = sign_in("legal", bureau=code).get(f"/reports/{code}/{year}/gates/").content.decode()
        assert "没有闸口例外" in page and f"/r/contracts.contract/{contract.pk}/" not in page


def test_both_editions_hold_the_sheet_and_outside_nobody_is_named(signed: Any) -> None:
    ji, _ = signed
    inside, outside = sheet(ji, "internal"), sheet(ji, "external")
    assert len(inside) > 2 and any("宋某某" in cell for row in inside for cell in row)
    assert any("暴雨抢险" in cell for row in outside for cell in row)
    assert not [cell for row in outside for cell in row if "宋某某" in cell]
    lines = [row for row in outside if "例外批准" in row or "违规登记" in row]
    assert len(lines) == 2 and all("已隐去" in row for row in lines if "例外批准" in row)


def test_the_workbook_of_one_figure_has_no_such_sheet(signed: Any, sign_in: SignIn) -> None:
    ji, _ = signed
    made = compose(ji.bureau, ji.year, day=ji.day)
    url = f"/f/ji/{ji.year}/{next(iter(made.figures))}/evidence.xlsx?edition=external"
    data = sign_in("legal").get(url).content
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names) == 2
