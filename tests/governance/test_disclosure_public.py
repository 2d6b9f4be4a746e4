"""Public pages of disclosure: found, asked for, followed, and nobody's data given away."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yifa.core.legaltime import clocks
from yifa.core.org.models import Unit
from yifa.governance.disclosure import receipts
from yifa.governance.disclosure.models import DataCorrection, Item, Letter, Request
from yifa.kernel.accounts.models import User
from yifa.kernel.action import Refused
from yifa.kernel.files.models import Attachment
from yifa.kernel.ledger import chain
from yifa.kernel.registry import get_action

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


def test_a_flood_of_requests_is_stopped_and_the_real_one_keeps_its_words(house: Any, public: Client) -> None:
    for i in range(5):
        assert public.post("/open/ji/ask/", {**ASKED, "content": f"第{i}件"}).status_code == 200
    stopped = [public.post("/open/ji/ask/", {**ASKED, "content": f"第{i}件"}) for i in range(5, 9)]
    page = stopped[-1].content.decode()
    assert {a.status_code for a in stopped} == {429} and "过一分钟再提交" in page and "第8件" in page
    assert Request.objects.filter(content__startswith="第", applicant=ASKED["applicant"]).count() == 5
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/open/ji/ask/", {**ASKED, "content": "第9件"}).status_code == 200


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def _paper(name: str, data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_identity_papers_come_in_checked_and_only_handlers_see_them(house: Any, public: Client) -> None:
    h = house("ji")
    program = _paper("授权委托书.docx", b"MZ" + b"\0" * 200)
    answer = public.post("/open/ji/ask/", {**ASKED, "identity_front": program})
    assert answer.status_code == 400 and "不收程序" in answer.content.decode()
    large = _paper("正面.png", PNG + b"\0" * (11 << 20))
    assert "超过 10 MB" in public.post("/open/ji/ask/", {**ASKED, "identity_front": large}).content.decode()
    assert not Request.objects.filter(bureau=h.bureau, content=ASKED["content"]).exists()
    papers = {"identity_front": _paper("正面.png"), "identity_back": _paper("委托书.pdf", b"%PDF-1.7 sample")}
    assert public.post("/open/ji/ask/", {**ASKED, **papers}).status_code == 200
    made = Request.objects.get(bureau=h.bureau, content=ASKED["content"])
    kept = Attachment.objects.filter(resource="disclosure.request", object_ref=made.pk)
    assert {(a.name, a.purpose, a.sensitivity) for a in kept} == {
        ("正面.png", "身份证明", "personal"), ("委托书.pdf", "身份证明", "personal"),
    }  # fmt: skip
    url = f"/files/{kept[0].pk}/download"
    assert b"".join(_inside("legal").get(url)) == PNG
    assert _inside("auditor").get(url).status_code == 403
    assert public.get(url).status_code == 302
    page = _inside("auditor").get(f"/r/disclosure.request/{made.pk}/").content.decode()
    assert "正面.png" not in page and "已隐去" in page
    staff = h.do(
        "disclosure.request", "record", content="食堂供应商", applicant="卫某", delivery="in_person",
        arrived_on=h.day, happened_on=h.day, unit=h.unit("办公室"), identity_front=_paper("证件.jpg", b"\xff\xd8\xff0"),
    )  # fmt: skip
    assert Attachment.objects.get(resource="disclosure.request", object_ref=staff.pk).sensitivity == "personal"


def test_two_gigabytes_are_refused_before_any_of_it_is_kept(public: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("yifa.site.middleware.MOST_OPEN", 2000)
    before = Request.objects.count()
    big = public.post("/open/ji/ask/", {**ASKED, "identity_front": SimpleUploadedFile("a.png", b"\0" * 5000)})
    assert big.status_code == 413 and "太大" in big.content.decode() and Request.objects.count() == before
    assert public.post("/open/ji/ask/", ASKED).status_code == 200, "and the next one goes its way"
    sheet, page = {"mode": "live", "file": SimpleUploadedFile("a.csv", b"0" * 5000)}, "/r/decisions.meeting/import/"
    assert public.post(page, sheet).status_code == 413, "who has not signed in fills no disk by any address"
    assert _inside("legal").post(page, sheet).status_code == 200


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


def test_the_package_holds_pages_data_and_files_and_can_be_checked(house: Any, public: Client) -> None:
    h = house("ji")
    one, other = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live").order_by("pk")[:2]
    h.do("disclosure.item", "attach", one, file=_paper("公告 全文.pdf", b"%PDF-1.7 x"), sensitivity="open")
    h.do("disclosure.item", "attach", other, file=_paper("内部审查单.png"), sensitivity="internal")
    named = _paper("名单.txt", "张某 11010519491231002X".encode())
    with pytest.raises(Refused, match="身份证号码"):
        h.do("disclosure.item", "attach", one, file=named, sensitivity="open")
    client = _inside("legal")
    assert client.get("/disclosure/").status_code == 200
    answer = client.post("/disclosure/package.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as book:
        meta, manifest = (json.loads(book.read(f"{name}.json")) for name in ("catalogue", "manifest"))
        for said in manifest["files"]:
            data = book.read(said["name"])
            assert (len(data), chain.sm3(data)) == (said["size"], said["sm3"])
        assert {f["name"] for f in manifest["files"]} == set(book.namelist()) - {"manifest.json", "SM3SUMS"}
        packed = next(i for i in meta["items"] if i["id"] == f"ji-{one.pk}")
        assert one.title in book.read(packed["page"]).decode() and "公告" in packed["files"][0]
    shown = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live")
    assert {i["id"] for i in meta["items"]} == {f"ji-{pk}" for pk in shown.values_list("pk", flat=True)}
    assert not any("reviewer" in i or "内部审查单" in str(i["files"]) for i in meta["items"])
    assert client.get("/disclosure/package.zip").status_code == 405
    page = public.get(f"/open/ji/i/{one.pk}/").content.decode()
    file = re.search(r"/open/ji/i/\d+/file/\d+/", page)
    assert file and b"".join(public.get(file[0])) == b"%PDF-1.7 x"
    hidden = Attachment.objects.get(resource="disclosure.item", object_ref=other.pk)
    assert public.get(f"/open/ji/i/{other.pk}/file/{hidden.pk}/").status_code == 404


def test_a_correction_after_publication_stays_in_sight_of_the_public(house: Any, public: Client) -> None:
    h = house("ji")
    one = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live").order_by("-pk").first()
    assert "公开以后的更正" not in public.get(f"/open/ji/i/{one.pk}/").content.decode()
    h.do("disclosure.item", "correct", one, title=f"{one.title}（修订）", reason="有错字", checker="李某")
    page = public.get(f"/open/ji/i/{one.pk}/").content.decode()
    assert "更正了标题" in page and "有错字" not in page


def test_the_portals_list_is_laid_beside_the_register(house: Any) -> None:
    h = house("ji")
    rows = list(Item.objects.filter(bureau=h.bureau, channel="portal", way="own_motion", life="live").order_by("pk"))
    sheet = "标题,发布日期,链接,浏览量\n" + "".join(
        f"{r.title},{r.happened_on},https://gov.example/{r.pk},{i}\n" for i, r in enumerate(rows[1:], 1)
    )
    sheet += f"台账里没有的公告,2026-03-03,https://gov.example/x,5\n{rows[1].title},{rows[1].happened_on},,\n"
    client, day = _inside("legal"), rows[1].happened_on
    data = {"file": _paper("目录.csv", sheet.encode()), "channel": "portal", "write": "on"}
    page = client.post("/disclosure/portal/", data).content.decode()
    assert f"对上 {len(rows) - 1} 条，清单里有、台账没有 1 条，台账有、清单里没有 1 条，清单里重复 1 条" in page
    rows[1].refresh_from_db()
    assert (rows[1].address, rows[1].visits, rows[1].happened_on) == (f"https://gov.example/{rows[1].pk}", 1, day)
    wrong = client.post("/disclosure/portal/", {"file": _paper("目录.csv", b"a,b\n1,2\n"), "channel": "portal"})
    assert wrong.status_code == 400 and 'role="alert"' in wrong.content.decode()


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


def test_an_application_to_correct_goes_its_way_and_is_followed_by_receipt(house: Any, public: Client) -> None:
    h = house("ji")
    item = Item.objects.filter(bureau=h.bureau, way="own_motion", life="live").first()
    assert f"/open/ji/correct/?item={item.pk}" in public.get(f"/open/ji/i/{item.pk}/").content.decode()
    form = public.get("/open/ji/correct/", {"item": item.pk}).content.decode()
    assert item.title in form and "第四十一条" in form
    other = Item.objects.filter(bureau=house("wu").bureau, way="own_motion").first()
    assert other.title not in public.get("/open/ji/correct/", {"item": other.pk}).content.decode()
    row = {
        "title": item.title, "item": item.pk, "wrong": "供应商名称少两个字", "right": "照营业执照更正",
        "evidence": "营业执照", "applicant": "辛公司", "identity": "统一社会信用代码已附", "contact": "演示电话77",
    }  # fmt: skip
    assert public.post("/open/ji/correct/", {**row, "wrong": ""}).status_code == 400
    assert public.post("/open/ji/correct/", {**row, "item": other.pk}).status_code == 400
    proof = SimpleUploadedFile("执照.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    page = public.post("/open/ji/correct/", {**row, "evidence_1": proof}).content.decode()
    receipt = re.search(r"GZ2026\d+-[A-Z2-7]{10}", page)
    assert receipt and public.post("/open/ji/correct/", row).content.decode().count(receipt[0]) == 1, "pressed twice"
    made = DataCorrection.objects.get(title=item.title)
    clock = clocks.of(made).get()
    assert made.item == item and clock.rule == "CLK-01" and clocks.words(clock, h.day)["label"] == "剩 20 个工作日"
    assert Attachment.objects.get(object_ref=made.pk, resource="disclosure.data_correction").sensitivity == "personal"

    def status() -> str:
        return str(public.post("/open/ji/status/", {"receipt": receipt[0]}).content.decode())

    assert "办理中" in status() and "个工作日" in status() and "第四十一条" in status()
    for secret in ("辛公司", "演示电话77", "少两个字"):
        assert secret not in status()
    do = partial(h.do, "disclosure.data_correction")
    made = do("ask_evidence", made, told_on=h.day, until=h.day + timedelta(days=5), wanted="中标通知书")
    assert "待申请人补充材料" in status() and "请在2026年11月28日以前补充材料" in status()
    assert clocks.of(made).get().state == "suspended"
    settle = get_action("disclosure.data_correction", "settle")
    done = {"result": "unfounded", "told_on": h.day, "organ": "己县人民政府", "reasons": "材料不足"}
    with pytest.raises(ValidationError, match="还没有届满"):
        settle.clean(h.ctx("clerk"), made, done)
    made = do("evidence_came", made, got_on=h.day, what="中标通知书")
    with pytest.raises(ValidationError, match="还没有更正"):
        do("settle", made, result="corrected", told_on=h.day)
    for name, value in (("organ", ""), ("reasons", "")):
        with pytest.raises(ValidationError):
            settle.clean(h.ctx("clerk"), made, {**done, name: value})
    h.do("disclosure.item", "correct", item, title=f"{item.title}（已更正）", reason="申请更正", checker="赵某")
    made = do("settle", made, result="corrected", told_on=h.day, reasons="名称已补全")
    letter = made.letters.get(kind="rectification")
    assert "已经更正" in letter.body and "行政复议" not in letter.body and "第四十一条" in letter.body
    assert "已更正" in status() and clocks.of(made).get().state == "stopped"
    with pytest.raises(Refused):
        do("settle", made, result="unfounded", told_on=h.day)


def test_who_may_not_correct_passes_it_on_and_a_refusal_tells_its_remedy(house: Any) -> None:
    h = house("ji")
    do = partial(h.do, "disclosure.data_correction")
    row = {"title": "招聘公示", "applicant": "卫某", "happened_on": h.day, "unit": h.unit("办公室")}
    passed = do("settle", do("record", **row), result="forwarded", told_on=h.day, told_to="县档案馆")
    assert passed.letters.get(kind="rectify_forward").addressee == "县档案馆"
    assert "县档案馆" in passed.letters.get(kind="rectification").body
    refused = do(
        "settle", do("record", **row), result="unfounded", told_on=h.day, reasons="与档案一致", organ="己县人民政府"
    )
    body = refused.letters.get(kind="rectification").body
    assert "不予更正" in body and "己县人民政府" in body and "或者" in body, "no reconsideration first here"


def test_information_is_given_against_a_third_party_only_with_reasons_and_told_in_writing(house: Any) -> None:
    h = house("ji")
    row = {"content": "合同价格", "applicant": "卫某", "delivery": "in_person", "arrived_on": h.day}
    made = h.do("disclosure.request", "record", happened_on=h.day, unit=h.unit("办公室"), **row)
    made = h.do("disclosure.request", "accept", made, accepted_on=h.day)
    made = h.do("disclosure.request", "consult", made, kind="third_party", whom="庚公司", sent_on=h.day, got_on=h.day)
    h.do("disclosure.consultation", "consulted", made.consultations.get(), answered_on=h.day, said="opposed")
    made.refresh_from_db()
    reply, said = get_action("disclosure.request", "reply"), {"delivered_on": h.day, "result": "granted"}
    for more in ({}, {"opposed": "interest"}):
        with pytest.raises(ValidationError, match="第三方不同意"):
            reply.clean(h.ctx("clerk"), made, {**said, **more})
    with pytest.raises(ValidationError, match="说明理由"):
        reply.clean(h.ctx("clerk"), made, {**said, "result": "refused_third_party", "organ": "己县人民政府"})
    done = h.do("disclosure.request", "reply", made, **said, opposed="interest", reasons="涉及公共安全")
    told = done.letters.get(kind="third_told")
    assert told.addressee == "庚公司" and "公共利益" in told.body and "涉及公共安全" in told.body


def test_the_inbox_asks_for_confirmation_of_what_came_online(house: Any, public: Client) -> None:
    from yifa.governance.disclosure.inbox import entries

    h = house("ji")
    public.post("/open/ji/ask/", ASKED)
    titles = [t.title for t in entries(h.scope("clerk"), h.day)]
    assert any("确认收到" in t for t in titles)


def test_an_extension_is_asked_for_by_the_clerk_and_consented_to_by_the_head(house: Any) -> None:
    from yifa.governance.disclosure.inbox import entries
    from yifa.kernel.registry import get_action

    h = house("ji")
    row = {"content": "停车位分配", "applicant": "卫某", "delivery": "in_person", "arrived_on": h.day}
    request = h.do("disclosure.request", "record", happened_on=h.day, unit=h.unit("办公室"), **row)
    request = h.do("disclosure.request", "accept", request, accepted_on=h.day)
    propose = {"days": 10, "why": "需要核对多年数据"}
    request = h.do("disclosure.request", "propose_extension", request, ctx=h.ctx("clerk"), **propose)
    asked = [t for t in entries(h.scope("head"), h.day) if t.kind == "approval"]
    assert [t.title for t in asked] == [f"同意延期答复 10 个工作日：{request}"]
    assert not [t for t in entries(h.scope("clerk"), h.day) if t.kind == "approval"]
    declined = h.do("disclosure.request", "decline_extension", request, ctx=h.ctx("head"), reason="按期能答复")
    assert declined.extended_on is None and declined.extension_asked_on is None
    request = h.do("disclosure.request", "propose_extension", request, ctx=h.ctx("clerk"), **propose)
    start = get_action("disclosure.request", "extend").initial(h.ctx("head"), request)
    assert (start["days"], start["why"], start["approver"]) == (10, "需要核对多年数据", h.scope("head").name)
    request = h.do("disclosure.request", "extend", request, ctx=h.ctx("head"), **start)
    assert request.extended_on == h.day and request.extension_asked_on is None
    assert "需要核对多年数据" in Letter.objects.get(request=request, kind="extension").body
