"""政府信息公开工作年度报告: six parts, tables that add up because each request stands in one row and one column."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document

from yifa.kernel.accounts.models import User
from yifa.suites.disclosure_report import compose, tables

pytestmark = pytest.mark.postgres
BUREAUS = ("jia", "yi", "bing", "ding", "wu", "ji")


def _made(h: Any, year: int | None = None) -> compose.Made:
    return compose.compose(h.bureau, year or h.year, day=h.day)


@pytest.mark.parametrize("code", BUREAUS)
def test_every_year_composes_and_its_tables_agree(house: Any, code: str) -> None:
    h = house(code)
    for year in (h.year - 1, h.year, h.year + 1):
        made = _made(h, year)
        assert [p.number for p in made.parts] == ["一", "二", "三", "四", "五", "六"]
        before = tables.requests(h.bureau.pk, year - 1)
        assert all(c["left"] == c["right"] for c in compose.checks(made, before))
        for sheet in (made.sheet("requests"), made.sheet("remedies")):
            for row in sheet.rows:
                parts = [pk for key, _ in sheet.columns if key != "total" for pk in row.cells[key]]
                assert sorted(parts) == sorted(row.cells["total"])


def test_finished_years_are_whole_and_the_running_one_says_what_is_missing(house: Any) -> None:
    assert not _made(house("wu")).missing
    assert any("问题" in why for why in _made(house("ji")).missing)


def test_what_is_carried_over_stands_in_both_years(house: Any) -> None:
    h = house("bing")
    last, this, following = (_made(h, y).sheet("requests") for y in (h.year - 1, h.year, h.year + 1))
    assert last.row("carried_out").cells["total"] == this.row("carried_in").cells["total"] != []
    assert this.row("carried_out").cells["total"] == following.row("carried_in").cells["total"] != []
    assert this.count("new") + this.count("carried_in") == this.count("handled") + this.count("carried_out")


def test_a_reply_moves_one_request_from_open_to_its_row(house: Any) -> None:
    h = house("ji")
    row = {"content": "车位管理", "applicant": "卫某", "applicant_kind": "research", "delivery": "registered"}
    request = h.do("disclosure.request", "record", happened_on=h.day, unit=h.unit("办公室"), **row)
    first = _made(h).sheet("requests")
    assert request.pk in first.row("carried_out").cells["research"]
    request = h.do("disclosure.request", "accept", request, accepted_on=h.day)
    h.do("disclosure.request", "reply", request, delivered_on=h.day, result="not_made")
    then = _made(h).sheet("requests")
    assert request.pk in then.row("not_made").cells["research"]
    assert request.pk not in then.row("carried_out").cells["total"]
    assert then.count("new") == first.count("new") and then.count("handled") == first.count("handled") + 1


def test_a_void_request_is_in_no_cell(house: Any) -> None:
    h = house("bing")
    pk = _made(h).sheet("requests").row("new").cells["total"][0]
    from yifa.kernel.registry import get_resource

    record = get_resource("disclosure.request").model.objects.get(pk=pk)
    h.do("disclosure.request", "void", record, reason="重复登记", checker="李某", approver="郑某")
    sheet = _made(h).sheet("requests")
    assert all(pk not in cell for row in sheet.rows for cell in row.cells.values())


def test_a_suit_without_reconsideration_stands_apart(house: Any) -> None:
    h = house("ji")
    case = {"title": "诉不予公开", "side": "respondent", "about_disclosure": True, "unit": h.unit("办公室")}
    direct = h.do("disputes.case", "record", kind="litigation", happened_on=h.day, number="1号", **case)
    after = h.do(
        "disputes.case", "record", kind="litigation", happened_on=h.day, number="2号", reconsidered=True, **case
    )
    sheet = _made(h).sheet("remedies")
    assert sheet.row("direct").cells["open"] == [direct.pk] and sheet.row("after").cells["open"] == [after.pk]
    h.do("disputes.case", "finish", direct, ended_on=h.day, outcome="upheld")
    sheet = _made(h).sheet("remedies")
    assert sheet.row("direct").cells["upheld"] == [direct.pk] and not sheet.row("direct").cells["open"]


def test_the_fee_is_told_in_the_last_part(house: Any) -> None:
    h = house("ji")
    assert "没有收取信息处理费" in _made(h).parts[-1].paragraphs[-1]
    row = {"content": "车位管理", "applicant": "卫某", "delivery": "registered", "unit": h.unit("办公室")}
    request = h.do("disclosure.request", "record", happened_on=h.day, **row)
    request = h.do("disclosure.request", "accept", request, accepted_on=h.day)
    request = h.do("disclosure.request", "ask_reasons", request, told_on=h.day, until=h.day, finding="频次过高")
    request = h.do("disclosure.request", "reasons_given", request, got_on=h.day, said="研究")
    h.do("disclosure.request", "charge", request, told_on=h.day, amount=30, until=date(2026, 12, 10))
    assert "1件" in _made(h).parts[-1].paragraphs[-1] and "30" in _made(h).parts[-1].paragraphs[-1]


def test_due_is_the_last_day_of_january_with_its_safe_working_day() -> None:
    found = compose.due(2025, date(2026, 1, 5))
    assert found["due"] == date(2026, 1, 31) and "1月30日" in found["text"]


@pytest.fixture
def leader(client: Any, house: Any) -> Any:
    client.force_login(User.objects.get(username="legal"))
    return client


def test_each_number_on_the_page_opens_as_many_records(leader: Any, house: Any) -> None:
    h = house("bing")
    base = f"/disclosure-report/bing/{h.year}/"
    page = leader.get(base)
    assert page.status_code == 200
    text = page.content.decode()
    sheet = _made(h).sheet("requests")
    opened = 0
    for row in sheet.rows:
        for key, pks in row.cells.items():
            url = f"{base}requests/{row.key}/{key}/"
            assert (url in text) is bool(pks)
            if pks:
                answer = leader.get(url)
                assert answer.content.decode().count("/r/disclosure.request/") >= len(pks)
                opened += 1
    assert opened > 5
    assert leader.get(f"{base}requests/new/nobody/").status_code == 404


def test_papers_hold_the_tables(leader: Any, house: Any) -> None:
    h = house("wu")
    base = f"/disclosure-report/wu/{h.year}/"
    paper = Document(io.BytesIO(leader.get(f"{base}export.docx").content))
    assert len(paper.tables) == 3
    made = _made(h)
    cells = [[c.text for c in r.cells] for r in paper.tables[1].rows]
    assert next(row for row in cells if row[0].startswith("一、"))[-1] == str(made.sheet("requests").count("new"))
    html = leader.get(f"{base}export.html").content.decode()
    assert "结转下年度继续办理" in html
    assert leader.get(f"{base}export.exe").status_code == 404


def test_the_report_of_another_bureau_stays_shut(client: Any, house: Any) -> None:
    client.force_login(User.objects.get(username="unit"))
    assert client.get(f"/disclosure-report/wu/{house('wu').year}/").status_code == 404


def test_the_command_line_composes_it(house: Any, tmp_path: Any, capsys: Any) -> None:
    import json

    from yifa.site.cli import main

    h = house("wu")
    code = main(["report", "compose", "--kind", "xxgk", "--bureau", "wu", "--year", str(h.year), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert code == 0 and said["kind"] == "xxgk" and len(said["sections"]) == 6
    total = next(f for f in said["figures"] if f["key"] == "requests.new.total")
    assert total["value"] == total["rows"] == _made(h).sheet("requests").count("new")
