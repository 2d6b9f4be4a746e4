"""A clerk writes for the clerk's own units only; recent matters pass the live verbs; 更正 is no way round a gate."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.contract import samples
from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Refused, run, run_many
from yifa.kernel.imports.check import Options, check
from yifa.kernel.imports.rows import Reimport
from yifa.kernel.imports.sheets import open_book
from yifa.kernel.ledger.models import Entry
from yifa.kernel.resource.forms import form_of

STUDY = "legal_study.session"


def _clerk(house: Any, office: str = "物业管理处") -> Any:
    unit = house.unit(office)
    scope = replace(house.scope("clerk", unit=unit, name="王某"), unit_ids=frozenset({unit.pk}))
    return replace(house.ctx(), scope=scope)


def _row(house: Any, resource: str = STUDY, **more: Any) -> dict[str, Any]:
    data = samples.values(house, registry.get_action(resource, "record"))
    return {**data, **more}


def test_a_clerk_registers_for_own_units_only_by_every_door(house: Any) -> None:
    h = house("ji")
    ctx, before = _clerk(h), Entry.objects.count()
    action = registry.get_action(STUDY, "record")
    other, own = _row(h, unit=h.unit("财务处")), _row(h, unit=h.unit("物业管理处"))
    for attempt in (lambda: run(action, ctx, None, dict(other)), lambda: run_many(action, ctx, [dict(other)])):
        with pytest.raises(Refused, match="财务处"):
            attempt()
    form = form_of(action, ctx, None, {k: samples.wire(v) for k, v in other.items()})
    assert "unit" in form.errors
    assert Entry.objects.count() == before
    assert run(action, ctx, None, own).obj.unit == h.unit("物业管理处")


def test_the_head_office_registers_for_any_unit(house: Any) -> None:
    h = house("ji")
    made = run(registry.get_action(STUDY, "record"), h.ctx("legal"), None, _row(h, unit=h.unit("财务处"))).obj
    assert made.unit == h.unit("财务处")


def test_a_clerk_cannot_push_a_record_into_another_office(house: Any) -> None:
    h = house("ji")
    ctx = _clerk(h)
    made = run(registry.get_action(STUDY, "record"), ctx, None, _row(h, unit=h.unit("物业管理处"))).obj
    data = {"unit": h.unit("财务处"), "reason": "转出", "checker": "赵某"}
    with pytest.raises(Refused, match="财务处"):
        run(registry.get_action(STUDY, "correct"), ctx, made, data)
    made.refresh_from_db()
    assert made.unit == h.unit("物业管理处")


def test_a_clerk_does_not_answer_a_collection_for_another_office(house: Any) -> None:
    from yifa.core.metrics.models import Answer

    h = house("ji")
    answer = Answer.objects.filter(bureau=h.bureau, state="asked").exclude(unit=h.unit("物业管理处")).first()
    assert answer is not None
    with pytest.raises(Refused):
        run(registry.get_action("core_metrics.collection", "answer_all"), _clerk(h), answer.collection,
            {"unit": answer.unit, "paper": "自编〔2026〕1号", "signed_by": "某人"})  # fmt: skip
    answer.refresh_from_db()
    assert answer.state == "asked"


def test_a_figure_opens_onto_the_records_of_the_own_units_only(house: Any, sign_in: Any) -> None:
    """Every figure opens; a clerk of one office does not read the others' records through it."""
    from yifa.kernel.resource.models import ExportRecord

    h = house("wu")
    key = "legality_review.second_level"
    url = f"/f/wu/{h.year}/{key}/"
    rows = registry.get_metric(key).rows(Query.of_year(h.bureau.pk, h.year))
    foreign = rows.exclude(unit=h.unit("物业管理处")).exclude(unit=None).first()
    link = f"/r/legality_review.review/{foreign.pk}/"
    assert link in sign_in("legal", "wu").get(url).content.decode()
    clerk = sign_in("clerk", "wu")
    for address in (url, f"/reports/wu/{h.year}/?fig={key}"):
        page = clerk.get(address).content.decode()
        assert link not in page and foreign.title not in page and "只列本处室" in page
    before = ExportRecord.objects.count()
    answer = clerk.post(f"/f/wu/{h.year}/{key}/evidence.xlsx", {"reason": "核对本单位记录"})
    assert foreign.title not in _words(answer.content)
    assert ExportRecord.objects.count() == before + 1, "what leaves the house is entered"
    assert sign_in("unit", "wu").get("/reports/").status_code == 404


def _words(book: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return "".join(parts.read(n).decode(errors="replace") for n in parts.namelist() if n.endswith(".xml"))


# -- 补录 is for the past --------------------------------------------------
@pytest.mark.parametrize("resource", ["disclosure.item", STUDY])
def test_what_happened_lately_is_not_backfilled(house: Any, resource: str) -> None:
    h = house("ji")
    action = registry.get_action(resource, "backfill")
    row = {**_row(h, resource), "happened_on": h.day - timedelta(days=1), "paper": "补〔2026〕1号"}
    for attempt in (
        lambda: h.backfill(resource, [dict(row)]),
        lambda: h.do(resource, "backfill", **row),
        lambda: action.clean(h.ctx(), None, dict(row)),
    ):
        with pytest.raises(ValidationError, match="不能补录"):
            attempt()


def test_a_file_of_recent_matters_is_not_imported_as_backfill(house: Any) -> None:
    h = house("ji")
    yesterday = (h.day - timedelta(days=1)).isoformat()
    text = f"标题,公开渠道,公开方式,公开日期,佐证文号\n通知公告,门户网站,主动公开,{yesterday},单1号\n"
    book = open_book(text.encode(), "近日.csv")
    options = Options(backfill=True, columns={"公开日期": "happened_on", "公开渠道": "channel", "公开方式": "way"})
    found = check("disclosure.item", h.ctx(), book, options)
    assert not found.creates and any("不能补录" in p.text for p in found.problems), found.lines()


def test_an_old_draft_is_no_cover_for_a_signature_of_yesterday(house: Any) -> None:
    h = house("ji")
    old = h.day.replace(month=2, day=3)
    row = {**_row(h, "contracts.contract"), "happened_on": old, "paper": "补〔2026〕2号"}
    with pytest.raises(ValidationError, match="不能补录"):
        h.backfill("contracts.contract", [{**row, "signed_on": h.day - timedelta(days=2)}])
    item = {
        **_row(h, "decisions.item"),
        "happened_on": old,
        "paper": "补〔2026〕3号",
        "category": "major_administrative",
    }
    with pytest.raises(ValidationError, match="不能补录"):
        h.backfill("decisions.item", [{**item, "submitted_on": h.day - timedelta(days=2)}])


def test_the_past_is_still_backfilled(house: Any) -> None:
    h = house("ji")
    old = h.day.replace(month=2, day=3)
    (made,) = h.backfill(STUDY, [{**_row(h), "happened_on": old, "paper": "补〔2026〕4号"}])
    assert made.backfilled


# -- 更正 is no way round a gate -------------------------------------------
_WHY = {"reason": "登记有误", "checker": "赵某"}


def test_a_house_rule_does_not_become_a_normative_document_by_correction(house: Any) -> None:
    h = house("ji")
    made = samples.make(h, registry.get_resource("instruments.instrument"), kind="internal", review_no="")
    with pytest.raises(Blocked) as held:
        h.do("instruments.instrument", "correct", made, kind="normative", touches_market=True, **_WHY)
    assert held.value.gate.key.startswith("instruments.")
    made.refresh_from_db()
    assert made.kind == "internal"
    assert h.do("instruments.instrument", "correct", made, title="改了名称的制度", **_WHY).title == "改了名称的制度"


def test_a_published_item_does_not_lose_its_review_by_correction(house: Any) -> None:
    h = house("ji")
    made = samples.make(
        h, registry.get_resource("disclosure.item"), way="own_motion", reviewer="李某", reviewed_on=h.day,
        happened_on=h.day,
    )  # fmt: skip
    with pytest.raises(Blocked, match="审查"):
        h.do("disclosure.item", "correct", made, reviewer="", reviewed_on=None, **_WHY)


def test_a_newer_sheet_signs_no_contract(house: Any) -> None:
    h = house("ji")
    made = samples.make(h, registry.get_resource("contracts.contract"))
    assert made.signed_on is None
    action = Reimport(registry.get_resource("contracts.contract"))
    with pytest.raises(Refused, match="不能用更正填入"):
        run(action, h.ctx(), None, {"changes": [(made, {"signed_on": h.day})]})
    made.refresh_from_db()
    assert made.signed_on is None and made.version == 1


def test_the_interface_says_the_same_as_the_screen(house: Any, sign_in: Any) -> None:
    h = house("ji")
    client = sign_in("clerk", "ji")
    data = {k: samples.wire(v) for k, v in _row(h, unit=h.unit("财务处")).items()}
    answer = client.post(f"/api/v1/{STUDY}/", json.dumps({"data": data}), content_type="application/json")
    assert answer.status_code == 422 and "unit" in answer.json()["fields"], answer.content.decode()
    page = client.post(f"/r/{STUDY}/new/", {k: v for k, v in data.items() if v is not None})
    assert page.status_code == 200


def test_one_review_does_not_serve_two_decisions(house: Any) -> None:
    h = house("ji")
    meeting = samples.make(h, registry.get_resource("decisions.meeting"))

    def matter() -> Any:
        made = samples.make(h, registry.get_resource("decisions.item"), category="major_administrative")
        return h.do("decisions.item", "pre_review", made, pre_result="passed", pre_opinion="可以上会")

    first = h.do("decisions.item", "send_to_review", matter())
    review = first.review
    second = h.do("decisions.item", "attach_review", matter(), review=review)
    with pytest.raises(Blocked, match="另一项议题"):
        h.do("decisions.item", "submit", second, meeting=meeting)


def test_an_enforcement_decision_is_not_dated_ahead(house: Any) -> None:
    h = house("ji")
    case = samples.make(h, registry.get_resource("enforcement.case"), major=False)
    with pytest.raises(ValidationError, match="晚于今天"):
        h.do("enforcement.case", "decide", case, letter_no="样决1号", decided=h.day + timedelta(days=1))
    with pytest.raises(ValidationError, match="早于立案日"):
        h.do("enforcement.case", "decide", case, letter_no="样决1号", decided=case.happened_on - timedelta(days=1))


def test_a_choice_the_records_do_not_bear_out_gets_a_page_not_a_fault(house: Any, sign_in: Any) -> None:
    h = house("ji")
    page = sign_in("legal", "ji").post(
        f"/reports/ji/{h.year}/wording/", {"metric": "contracts.reviewed_before_signing", "option": "x" * 3000}
    )
    assert page.status_code in (400, 403, 409) and "不支持这个写法" in page.content.decode()


def test_a_body_that_is_too_large_and_a_year_that_is_a_slip_are_answered(house: Any, sign_in: Any) -> None:
    client = sign_in("legal", "ji")
    body = json.dumps({"data": {"title": "长" * 2_000_000}}, ensure_ascii=False).encode()
    answer = client.post("/api/v1/legal_study.session/", body, content_type="application/json")
    assert answer.status_code == 413 and "太大" in answer.json()["message"]
    data = {k: samples.wire(v) for k, v in _row(house("ji"), "enforcement.case").items()}
    page = client.post("/r/enforcement.case/new/", {**data, "happened_on": "0001-01-01"})
    assert page.status_code == 200 and "年份可能写错了" in page.content.decode()


def test_a_refused_telephone_number_is_not_kept_with_the_import(house: Any) -> None:
    h = house("ji")
    number = "1380013" * 8
    book = open_book(f"姓名,承办单位,电话\n样某,办公室,{number}\n".encode(), "人员.csv")
    found = check("core_org.person", h.ctx("sysadmin"), book, Options())
    assert found.errors, "the number is too long"
    assert number not in json.dumps([p.as_json() for p in found.problems], ensure_ascii=False)
