"""政府信息公开工作年度报告: six parts, tables that add up because each request stands in one row and one column."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from docx import Document

from yifa.core.metrics import signing
from yifa.governance.disclosure import public as disclosure
from yifa.governance.disclosure.models import Charge, Request
from yifa.kernel.accounts.models import User
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.registry import get_action
from yifa.suites.disclosure_report import compose, tables
from yifa.suites.disclosure_report.models import DisclosureReport, ReportText

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
    request = h.do(
        "disclosure.request", "ask_reasons", request, told_on=h.day, until=date(2026, 12, 1), finding="频次过高"
    )
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
    assert len(paper.tables) == 6, "第二十条 in four tables as in the form, then requests and remedies"
    assert [c.text for c in paper.tables[0].rows[0].cells] == [
        "信息内容",
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    ]
    made = _made(h)
    fate = [[c.text for c in r.cells] for r in paper.tables[5].rows]
    assert [len(line) for line in fate] == [15, 15, 15], "two rows of heads, one row of fifteen numbers"
    assert fate[0][::5] == ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
    assert fate[2][4::5] == [str(len(row.cells["total"])) for row in made.sheet("remedies").rows]
    cells = [[c.text for c in r.cells] for r in paper.tables[4].rows]
    assert set(cells[0][2:7]) == {"法人或其他组织"} and cells[1][2] == "商业企业" and cells[0][1] == "自然人"
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


KEY = "disclosure_report.report"


def test_from_the_draft_to_publication_and_the_difference_note(house: Any, leader: Any) -> None:
    """Signed only with a reservation over unproved zeros; then locked; a later correction makes a difference note."""
    h = house("ji")
    report = DisclosureReport.objects.get(bureau=h.bureau, year=h.year)
    with pytest.raises(Blocked, match="没有写"):
        h.do(KEY, "check", report, checked_on=h.day, checked_by="赵某")
    for part, text in (("problems", "部分信息更新不够及时。"), ("other", "公开信息 {disclosure.published_items}。")):
        h.do("disclosure_report.text", "record", year=h.year, part=part, text=text, unit=h.unit("办公室"))
    made = _made(h)
    assert next(p for p in made.parts if p.key == "other").paragraphs[0].endswith("条。"), "a mark is read from records"
    report = h.do(KEY, "check", report, checked_on=h.day, checked_by="赵某")
    action = get_action(KEY, "sign")
    with pytest.raises(ValidationError, match="零报告"):
        action.clean(h.ctx("leader"), report, {"signed_on": h.day})
    report = h.do(KEY, "sign", report, ctx=h.ctx("leader"), signed_on=h.day, reservations="已逐一核对，按零填报。")
    words = ReportText.objects.get(bureau=h.bureau, year=h.year, part="problems")
    with pytest.raises(Refused, match="更正版"):
        h.do("disclosure_report.text", "correct", words, text="改写。", reason="润色", checker="李某")
    request = Request.objects.filter(bureau=h.bureau, state="running").first()
    h.do("disclosure.request", "void", request, reason="重复登记", checker="李某")
    notes = {d.key: d.note for d in signing.differences(report, h.day)}
    total = made.sheet("requests").count("new")
    assert notes["requests.new.total"].endswith(f"原报{total}，更正后{total - 1}")
    base = f"/disclosure-report/ji/{h.year}/"
    paper = Document(io.BytesIO(leader.get(f"{base}export.docx").content))
    cells = [[c.text for c in r.cells] for r in paper.tables[4].rows]
    assert next(row for row in cells if row[0].startswith("一、"))[-1] == str(total), "the paper stays as signed"
    assert "原报" in leader.get(base).content.decode() and "少 1 条" in leader.get(f"{base}signed/").content.decode()
    assert not list(signing.unexplained()), "the correction went through the ledger"
    for verb, data in (
        ("clear", {"cleared_on": h.day, "cleared_by": "许某", "clearance": "可以公开"}),
        ("submit", {"submitted_on": h.day, "addressee": "县政府信息公开工作主管部门"}),
        ("publish", {"published_on": h.day, "published_at": "门户网站年报栏目"}),
    ):
        report = h.do(KEY, verb, report, **data)
    out = disclosure.reports_published([h.bureau.pk])
    assert report.get_state_display() == "已公布" and out[h.bureau.pk, h.year] == h.day
    report = h.do(KEY, "redraft", report, reason="更正申请件数")
    again = h.do(KEY, "reissue", report, reason="更正申请件数", reservations="同前")
    assert signing.latest(again).number == 2 and not signing.differences(again, h.day)


def test_no_figure_is_typed_and_money_is_added_up_from_its_register(house: Any) -> None:
    h = house("bing")
    text = get_action("disclosure_report.text", "record")
    row = {"year": h.year - 2, "part": "overview", "unit": h.unit("办公室")}
    for typed in ("全年办理申请32件。", "公开率达到100%。", "主动公开 {disclosure.nothing}。"):
        with pytest.raises(ValidationError):
            text.clean(h.ctx("legal"), None, {**row, "text": typed})
    sheet = _made(h).sheet("own_motion")
    paid = Charge.objects.filter(pk__in=sheet.row("charges").cells["charged"])
    printed = compose.text_of(sheet, sheet.row("charges"), "charged")
    assert len(paid) == 2 and Decimal(printed) * 10000 == sum(c.amount for c in paid)
    ding = _made(house("ding")).sheet("own_motion")
    assert ding.count("permits", "decided") == 3 and ding.count("compulsion", "decided") == 0


def test_the_inbox_asks_for_the_report_with_the_new_year(house: Any) -> None:
    from yifa.suites.disclosure_report.inbox import entries

    h = house("ji")
    assert not list(entries(h.scope("clerk"), date(h.year + 1, 1, 4))), "it has been begun"
    later = date(h.year + 1, 6, 1)
    row = {"title": "节能公告", "channel": "portal", "happened_on": later, "unit": h.unit("办公室"), "reviewer": "李某"}
    checked = dict.fromkeys(("secrecy_checked", "privacy_checked", "accuracy_checked"), True)
    h.do("disclosure.item", "record", day=later, reviewed_on=later, **row, **checked)
    (todo,) = entries(h.scope("clerk"), date(h.year + 2, 1, 29))
    assert todo.due == date(h.year + 2, 1, 31) and todo.clock["label"] == "剩 2 日" and str(h.year + 1) in todo.title
    (late,) = entries(h.scope("clerk"), date(h.year + 2, 2, 3))
    assert late.bucket(date(h.year + 2, 2, 3)) == "late"
