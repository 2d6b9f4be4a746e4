"""A filing from the desk of the institution to the summary form: filled, signed, audited, sent back, accepted."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.engine.filing_checks import spot_check
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings import reading, rollup, sheets
from yifa.affairs.energy.filings.actions import listed
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.kernel.action import Refused

KEY = "energy.filing"
PEOPLE = {"written_by": "钱某", "statistics_head": "韩某"}


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def of(h: Any, text: str, **where: Any) -> Any:
    rows = SurveyFiling.objects.filter(bureau=h.bureau, period=text, life="live", **where)
    return rows.select_related("institution").order_by("institution_id")


def test_a_filing_goes_its_way(ji: Any) -> None:
    first = listed(ji.bureau.pk, ji.day).order_by("pk").first()
    use = MonthlyUse.objects.get(
        account__institution=first, account__supply="electricity", month="2025-11", life="live"
    )
    ji.do("energy.use", "void", use, reason="账单有误", checker="赵某")
    ji.do(KEY, "launch", period="2025Q4")
    made = list(of(ji, "2025Q4"))
    assert len(made) == listed(ji.bureau.pk, period("2025Q4").end).count()
    assert {f.form for f in made} == {"survey-2025"} and {f.state for f in made} == {"draft"}
    one, before = made[0], of(ji, "2025").first()
    # the ledger has brought what it knows, and says which months it lacks
    found = reading.sets(ji.bureau.pk)
    _, gaps = reading.offered(found, found.forms[one.form], one.institution, "2025Q4")
    assert one.values["electricity"] and one.origins["electricity"] == "books" and any("缺" in g for g in gaps)
    # a slip of the unit is a question, a missing figure is none: it does not leave the house
    whole = {"electricity": "52", "electricity_fee": "0", "water": "", "water_fee": ""}
    one = ji.do(KEY, "fill", one, values=whole)
    one = ji.do(KEY, "sign", one, **PEOPLE)
    with pytest.raises(Refused, match="水未填"):
        ji.do(KEY, "submit", one, unit_head="杨某", submitted_on=ji.day)
    one.refresh_from_db()
    one = ji.do(KEY, "fill", one, values={"electricity_fee": "36.4", "water": "2,700", "water_fee": "10530"})
    assert (
        one.state == "draft" and one.statistics_head == "" and one.values["water"] == "2700"
    )  # who signed signs again
    one = ji.do(KEY, "sign", one, **PEOPLE)
    one = ji.do(KEY, "submit", one, unit_head="杨某", submitted_on=ji.day)
    assert not one.findings or {f["check"] for f in one.findings} <= {"price", "unit_slip", "change"}
    with pytest.raises(Refused, match="不能再改"):
        ji.do(KEY, "fill", one, values={"water": "1"})
    one.refresh_from_db()
    one = ji.do(KEY, "send_back", one, places="电、用能人数", reason="单位疑为万千瓦时")
    assert one.returns == 1 and one.returned[0]["places"] == ["电", "用能人数"]
    one = ji.do(
        KEY, "sign", ji.do(KEY, "fill", one, values={"electricity": "156000", "electricity_fee": "109200"}), **PEOPLE
    )
    one = ji.do(KEY, "accept", ji.do(KEY, "submit", one, unit_head="杨某", submitted_on=ji.day), opinion="已核")
    total = rollup.summary(found.forms[one.form], ji.bureau.pk, period("2025Q4"), "region")
    assert (total.total.accepted, total.total.sums["electricity"]) == (1, 156000)
    assert sum(g.wanted for g in total.groups) == total.total.wanted and len(total.missing) == total.total.wanted - 1
    assert before is not None and before.values["electricity"] != "156000"


def test_the_audit_of_a_year_compares_with_last_year_and_the_quota(ji: Any) -> None:
    one = of(ji, str(ji.day.year - 1)).first()
    found = reading.sets(ji.bureau.pk)
    assert reading.audited(found, one, ji.day).passed
    one.values = {**one.values, "persons": "600", "electricity": str(float(one.values["electricity"]) * 1000)}
    audit = reading.audited(found, one, ji.day)
    asked = {(f.check, f.key) for f in audit.findings}
    assert {("change", "persons"), ("unit_slip", "electricity"), ("price", "electricity")} <= asked
    assert any(f.check == "quota_over" for f in audit.findings)


def test_an_old_filing_is_read_in_its_own_version(ji: Any, sign_in: Any) -> None:  # noqa: F811
    old = of(ji, "2015").get()
    assert old.form == "survey-2010" and "uscc" not in old.values
    client = sign_in("legal", "ji")
    page = client.get(f"/energy/filings/{old.pk}/").content.decode()
    assert "公务用车数量" in page and "新能源汽车数量" not in page and "待核实" in page
    assert client.get("/energy/summary/?period=2025&by=department").status_code == 200
    assert client.get("/energy/summary/?period=二〇二五").status_code == 404


def test_many_filings_come_in_as_one_workbook(ji: Any) -> None:
    ji.do(KEY, "launch", period="2026-02")
    found, rows = reading.sets(ji.bureau.pk), list(of(ji, "2026-02"))
    form, by_code = found.forms[rows[0].form], {f.institution.uscc: f for f in rows}
    out = io.BytesIO()
    sheets.write(out, form, rows, ["说明文字"], ji.now)
    book = load_workbook(out)
    sheet = book[sheets.SHEET]
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("电（kWh）") + 1
    sheet.cell(2, column).value = "51000"
    sheet.cell(3, column).value = "五千"
    back = io.BytesIO()
    book.save(back)
    with pytest.raises(sheets.Faults, match="第 3 行“电（kWh）”"):
        sheets.read(back.getvalue(), "a.xlsx", form, by_code)
    sheet.cell(3, column).value = "8000"
    back = io.BytesIO()
    book.save(back)
    lines = sheets.read(back.getvalue(), "a.xlsx", form, by_code)
    assert len(lines) == len(rows) and lines[0][1]["electricity"] == "51000"


def test_a_spot_check_can_be_repeated_from_its_seed(ji: Any) -> None:
    check = SpotCheck.objects.filter(bureau=ji.bureau, life="live").get()
    names = list(listed(ji.bureau.pk, period(check.period).end).values_list("name", flat=True))
    assert check.drawn == spot_check(reversed(names), check.percent, check.seed)
    assert check.population == len(names) and len(check.drawn) * 100 >= check.percent * check.population
