"""Public pages of disclosure: found, asked for, followed, and nobody's data given away."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from yifa.core.org.models import Unit
from yifa.governance.disclosure import receipts
from yifa.governance.disclosure.models import Item, Letter, Request
from yifa.kernel.accounts.models import User
from yifa.kernel.action import Refused

pytestmark = pytest.mark.postgres
ASKED = {
    "applicant": "卫某某", "applicant_kind": "natural", "identity": "身份证尾号0000", "contact": "演示电话99",
    "content": "集中办公区充电桩设置情况", "feature": "", "supply_form": "electronic", "supply_way": "online",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean_cache(db: Any) -> None:
    cache.clear()


@pytest.fixture
def public(house: Any) -> Client:
    house("ji")
    return Client()


def _inside(user: str = "legal") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=user), backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session["bureau"] = Unit.objects.get(code="ji").pk
    session.save()
    return client


def test_the_catalogue_shows_what_is_published_and_nothing_else(house: Any, public: Client) -> None:
    h = house("ji")
    withheld = Item.objects.get(bureau=h.bureau, way="withheld")
    internal = Item.objects.filter(bureau=h.bureau, way="internal").first()
    shown = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live").order_by("-happened_on", "-pk")
    text = public.get("/open/ji/").content.decode()
    assert shown[0].title in text and f"共 {shown.count()} 条" in text
    for hidden in (withheld, internal, Item.objects.filter(bureau=h.bureau, life="void").first()):
        assert public.get(f"/open/ji/i/{hidden.pk}/").status_code == 404
    other = Item.objects.filter(bureau=house("wu").bureau, way="own_motion").first()
    assert public.get(f"/open/ji/i/{other.pk}/").status_code == 404
    assert public.get("/open/none/").status_code == 404


def test_search_finds_by_title_index_and_channel(house: Any, public: Client) -> None:
    h = house("ji")
    one = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live").first()
    page = public.get("/open/ji/", {"q": one.index_no}).content.decode()
    assert one.title in page
    assert "没有符合条件的信息" in public.get("/open/ji/", {"q": "查无此文"}).content.decode()
    assert public.get("/open/ji/", {"q": "%_'\";--", "page": "9999999", "channel": "x" * 500}).status_code == 200


def test_an_item_shows_its_header_block(house: Any, public: Client) -> None:
    one = Item.objects.filter(bureau=house("ji").bureau, way="own_motion", life="live").first()
    page = public.get(f"/open/ji/i/{one.pk}/").content.decode()
    for label in (
        "索引号",
        "发布机构",
        "生成日期",
        "主题分类",
        "组配分类",
        "体裁分类",
        "服务对象分类",
        "公开形式",
        "公开方式",
        "公开范围",
    ):
        assert label in page
    assert "公开审查" not in page and one.reviewer not in page


def test_the_feed_is_rss_with_the_newest_first(house: Any, public: Client) -> None:
    answer = public.get("/open/ji/rss.xml")
    tree = ElementTree.fromstring(answer.content)
    items = tree.findall("./channel/item")
    newest = Item.objects.filter(bureau=house("ji").bureau, way="own_motion", life="live").order_by(
        "-happened_on", "-pk"
    )
    assert items[0].findtext("title") == newest[0].title and len(items) <= 50


def test_from_the_public_form_to_the_reply(house: Any, public: Client) -> None:
    h = house("ji")
    answer = public.post("/open/ji/ask/", ASKED)
    request = Request.objects.get(bureau=h.bureau, content=ASKED["content"])
    receipt = receipts.receipt_of(request)
    assert answer.status_code == 200 and receipt in answer.content.decode()
    assert request.happened_on is None and request.get_state_display() == "待确认收到"
    public.post("/open/ji/ask/", ASKED)
    assert Request.objects.filter(bureau=h.bureau, content=ASKED["content"]).count() == 1, "pressed twice, kept once"

    def said() -> str:
        page = public.post("/open/ji/status/", {"receipt": receipt.lower()}).content.decode()
        for secret in (ASKED["applicant"], ASKED["contact"], ASKED["identity"], ASKED["content"], "庚公司"):
            assert secret not in page
        return page

    assert "双方确认之日" in said()
    request = h.do("disclosure.request", "confirm", request, confirmed_on=h.day)
    assert request.happened_on == h.day and "工作日" in said() and "第三十一条" in said()
    request = h.do("disclosure.request", "accept", request, accepted_on=h.day)
    request = h.do(
        "disclosure.request", "consult", request, kind="third_party", whom="庚公司", sent_on=h.day, got_on=h.day
    )
    assert "征求意见中" in said()
    asked = request.consultations.get()
    h.do("disclosure.consultation", "consulted", asked, answered_on=h.day, said="agreed")
    request.refresh_from_db()
    h.do("disclosure.request", "reply", request, delivered_on=h.day, result="granted", organ="己县人民政府")
    assert "予以公开" in said() and "第三十六条" in said()


def test_a_missing_field_is_one_clear_chinese_line(house: Any, public: Client) -> None:
    answer = public.post("/open/ji/ask/", {**ASKED, "contact": ""})
    assert answer.status_code == 400 and "没有填" in answer.content.decode()
    assert not Request.objects.filter(content=ASKED["content"]).exists()


def test_a_receipt_cannot_be_guessed_or_tried_out(house: Any, public: Client) -> None:
    h = house("ji")
    request = Request.objects.filter(bureau=h.bureau, life="live").first()
    good = receipts.receipt_of(request)
    assert receipts.find(h.bureau.pk, good) == request
    assert receipts.find(house("wu").bureau.pk, good) is None
    for wrong in ("", request.number, f"{request.number}-", f"{request.number}-AAAAAAAAAA", good[:-1], "好" * 80):
        assert receipts.find(h.bureau.pk, wrong) is None
    codes = [public.post("/open/ji/status/", {"receipt": "YSQ1-AAAAAAAAAA"}).status_code for _ in range(14)]
    assert codes[0] == 404 and codes[-1] == 429


def test_a_flood_of_requests_is_stopped(house: Any, public: Client) -> None:
    codes = [public.post("/open/ji/ask/", {**ASKED, "content": f"第{i}件"}).status_code for i in range(8)]
    assert 429 in codes and Request.objects.filter(content__startswith="第", applicant=ASKED["applicant"]).count() == 5


def test_pages_can_be_switched_off(public: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "YIFA_PUBLIC_PAGES", False)
    assert public.get("/open/ji/").status_code == 404


def test_submitting_is_for_the_public_page_only(house: Any) -> None:
    with pytest.raises(Refused, match="公开网页"):
        house("ji").do("disclosure.request", "submit", **ASKED)


def test_a_letter_is_a_paper_and_names_nobody_to_whom_it_may_not(house: Any) -> None:
    from docx import Document

    h = house("ji")
    letter = Letter.objects.filter(bureau=h.bureau, kind="reply").order_by("pk").last()
    answer = _inside("legal").get(f"/disclosure/letter/{letter.pk}.docx")
    text = "".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert letter.addressee in text and "行政复议" in text
    assert letter.addressee not in _inside("auditor").get(f"/disclosure/letter/{letter.pk}.html").content.decode()
    assert Client().get(f"/disclosure/letter/{letter.pk}.docx").status_code == 302


def test_the_package_holds_what_is_published_and_can_be_checked(house: Any) -> None:
    h = house("ji")
    client = _inside("legal")
    assert client.get("/disclosure/").status_code == 200
    answer = client.post("/disclosure/package.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        meta = json.loads(book.read("catalogue.json"))
        for line in book.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(book.read(name)).hexdigest() == digest
    shown = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live")
    assert {i["id"] for i in meta["items"]} == {f"ji-{pk}" for pk in shown.values_list("pk", flat=True)}
    assert not any("reviewer" in i for i in meta["items"])
    assert client.get("/disclosure/package.zip").status_code == 405


def test_what_no_law_dates_is_dated_by_the_bureau_and_budgets_by_approval(house: Any) -> None:
    from yifa.core.legaltime import clocks
    from yifa.governance.disclosure.models import MandatoryYearly

    h = house("ji")
    rows = {r.kind: r for r in MandatoryYearly.objects.filter(bureau=h.bureau, state="planned")}
    with pytest.raises(Refused, match="法律规定"):
        h.do("disclosure.yearly", "set_due", MandatoryYearly(**_plain(rows["catalogue"], kind="budget")), until=h.day)
    with pytest.raises(Refused, match="已经排定"):
        h.do("disclosure.yearly", "draw_up", year=h.year, unit=h.unit("办公室"))
    h.do("disclosure.yearly", "draw_up", year=h.year + 1, unit=h.unit("办公室"))
    budget = MandatoryYearly.objects.get(bureau=h.bureau, kind="budget", fiscal_year=h.year + 1)
    report = MandatoryYearly.objects.get(bureau=h.bureau, kind="annual_report", fiscal_year=h.year)
    assert report.due_on.isoformat() == f"{h.year + 1}-01-31" and budget.due_on is None
    budget = h.do("disclosure.yearly", "approved", budget, answered_on=h.day)
    assert budget.due_on and clocks.of(budget).get().rule == "BUD-01"
    done = h.do("disclosure.yearly", "published", budget, made_public_on=h.day, where="门户网站")
    assert done.happened_on == h.day and clocks.of(done).get().in_time


def _plain(row: Any, **more: Any) -> dict[str, Any]:
    names = ("bureau_id", "unit_id", "fiscal_year", "state", "created_at", "updated_at")
    return {**{n: getattr(row, n) for n in names}, **more}


def test_withholding_cites_its_ground(house: Any) -> None:
    from django.core.exceptions import ValidationError

    from yifa.kernel.registry import get_action

    h = house("ji")
    action = get_action("disclosure.item", "record")
    row = {"title": "值班安排", "channel": "portal", "way": "withheld", "happened_on": h.day, "unit": h.unit("办公室")}
    with pytest.raises(ValidationError, match="依据"):
        action.clean(h.ctx("legal"), None, {**row, "ground": ""})
    action.clean(h.ctx("legal"), None, {**row, "ground": "internal"})


def test_an_application_to_correct_ends_with_a_letter(house: Any) -> None:
    h = house("ji")
    row = {"title": "办公地址登记有误", "applicant": "卫某", "happened_on": h.day, "unit": h.unit("办公室")}
    made = h.do("disclosure.data_correction", "record", **row)
    done = h.do("disclosure.data_correction", "settle", made, result="unfounded", told_on=h.day, organ="己县人民政府")
    letter = Letter.objects.get(number=done.reply_no)
    assert letter.addressee == "卫某" and "不予更正" in letter.body and "己县人民政府" in letter.body
    with pytest.raises(Refused):
        h.do("disclosure.data_correction", "settle", done, result="corrected", told_on=h.day)


def test_the_inbox_asks_for_confirmation_of_what_came_online(house: Any, public: Client) -> None:
    from yifa.governance.disclosure.inbox import entries

    h = house("ji")
    public.post("/open/ji/ask/", ASKED)
    titles = [t.title for t in entries(h.scope("clerk"), h.day)]
    assert any("确认收到" in t for t in titles)
