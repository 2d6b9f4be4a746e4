"""A driver's phone, the returned sheet in one line, the printed sheet and its code."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.affairs.test_dispatch import agree, ask, at, cars, drivers, send, who
from yifa.affairs.vehicles import picks, printing
from yifa.affairs.vehicles.models import Cost, Dispatch
from yifa.kernel.accounts.models import User
from yifa.kernel.action import Refused
from yifa.kernel.files.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def door(ji: Any, name: str, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(User.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session["bureau"] = ji.bureau.pk
    session.save()
    return client


def own(ji: Any) -> Any:
    return next(d for d in drivers(ji) if d.person_id)


def test_a_driver_enters_a_trip_on_the_phone_and_nothing_else(ji: Any) -> None:
    driver, phone = own(ji), door(ji, "driver")
    out = Dispatch.objects.get(driver=driver, state="out")
    page = phone.get("/trips/").content.decode()
    assert out.route in page and "登记回车" in page
    address = f"/trips/{out.pk}/"
    bad = phone.post(address, {"verb": "return", "back_at": "2026-11-23T09:50", "km_back": out.km_out - 1}).content
    assert "小于出车读数" in bad.decode()
    assert phone.post(address, {"verb": "bill", "kind": "toll", "amount": "15"}).status_code == 302
    done = phone.post(address, {"verb": "return", "back_at": "2026-11-23T09:50", "km_back": out.km_out + 44})
    out.refresh_from_db()
    assert done.status_code == 302 and out.state == "back" and out.km == 44
    assert Cost.objects.get(dispatch=out).kind == "toll"
    again = phone.post(
        address, {"verb": "return", "back_at": "2026-11-23T09:55", "km_back": out.km_out + 60}, follow=True
    )
    out.refresh_from_db()
    assert "已经登记过" in again.content.decode() and out.km == 44, "sent twice, entered once"
    other = Dispatch.objects.filter(bureau=ji.bureau).exclude(driver=driver).first()
    assert other is not None and phone.get(f"/trips/{other.pk}/").status_code == 404
    for closed in (
        "/vehicles/board/",
        "/vehicles/return/",
        f"/print/dispatch/{out.pk}/",
        f"/r/vehicles.dispatch/{out.pk}/",
    ):
        assert phone.get(closed).status_code in (403, 404), closed
    assert Client().get("/trips/").status_code == 302
    assert door(ji, "driver", enforce_csrf_checks=True).post(address, {"verb": "bill"}).status_code == 403


def test_a_driver_cannot_enter_the_trip_of_another_nor_be_out_twice(ji: Any) -> None:
    driver = own(ji)
    out = Dispatch.objects.get(driver=driver, state="out")
    planned = Dispatch.objects.filter(driver=driver, state="planned").first()
    assert planned is not None
    with pytest.raises(Refused, match="还没有登记回车"):
        ji.do("vehicles.dispatch", "depart", planned, left_at=planned.leaves_at, km_out=planned.vehicle.odometer)
    other = Dispatch.objects.filter(bureau=ji.bureau, state="out").exclude(pk=out.pk).first()
    with pytest.raises(Refused, match="自己的行程"):
        ji.do("vehicles.dispatch", "return", other, ctx=who(ji, "卫某", "driver"), back_at=other.returns_at)


def test_a_returned_sheet_is_entered_in_one_line(ji: Any) -> None:
    desk, day = door(ji, "clerk"), ji.day - timedelta(days=1)
    asked = ask(ji, at(day, 9), urgency="urgent")
    agree(ji, asked)
    car = cars(ji)[1]
    sheet = send(ji, [asked], car, drivers(ji)[-1])
    number = re.search(r"〕(\d+)号", sheet.number)
    assert number is not None
    line = {"km_out": car.odometer, "km_back": car.odometer + 52}
    code = printing.code_of(sheet)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert "编号读错了" in desk.post("/vehicles/return/", {"code": wrong, **line}).content.decode()
    assert "没有这张派车单" in desk.post("/vehicles/return/", {"code": "999999", **line}).content.decode()
    back = desk.post("/vehicles/return/", {"code": number[1], **line, "km_back": 3})
    assert "小于出车读数" in back.content.decode()
    done = desk.post("/vehicles/return/", {"code": f" {code.lower()} ", **line}, follow=True)
    sheet.refresh_from_db()
    assert "行驶 52 公里" in done.content.decode()
    assert (sheet.state, sheet.left_at, sheet.back_at) == ("back", sheet.leaves_at, sheet.returns_at)
    assert printing.find(ji.scope("clerk"), number[1], ji.day)[0] == sheet


def test_the_printed_sheet_bears_number_code_and_blanks(ji: Any) -> None:
    desk = door(ji, "clerk")
    sheet = Dispatch.objects.get(driver=own(ji), state="planned")
    page = desk.get(f"/print/dispatch/{sheet.pk}/").content.decode()
    paper = desk.get(f"/print/dispatch/{sheet.pk}.docx")
    words = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    for text in (page, re.sub(r"<[^>]+>", "", words)):
        for word in (sheet.number, printing.code_of(sheet), sheet.route, "回车里程表", "驾驶员签名"):
            assert word in text
    auditor = door(ji, "auditor").get(f"/print/dispatch/{sheet.pk}/").content.decode()
    assert sheet.driver.phone in page and sheet.driver.phone not in auditor, "personal, masked for who may not read it"


def test_a_bill_comes_with_its_photo_once_and_on_its_own_day(ji: Any) -> None:
    driver, phone = own(ji), door(ji, "driver")
    out = Dispatch.objects.get(driver=driver, state="out")
    address, kept = f"/trips/{out.pk}/", {"HTTP_X_YIFA_KEPT": "1"}
    page = phone.get(address).content.decode()
    keys = re.findall(r'name="key" value="([0-9a-f]{32})"', page)
    assert len(keys) == 2 and 'enctype="multipart/form-data"' in page and "vehicles/trips.js" in page
    row = {"verb": "bill", "kind": "fuel", "amount": "310.50", "quantity": "41", "key": keys[1]}

    def photo(data: bytes = b"\x89PNG\r\n\x1a\n" + b"\0" * 64, name: str = "油票.png") -> Any:
        return SimpleUploadedFile(name, data)

    wrong = phone.post(address, {**row, "photo": photo(b"MZ" + b"\0" * 80)}, **kept)
    assert wrong.status_code == 422 and wrong.json()["errors"], "a program under another name"
    late = phone.post(address, {**row, "billed_on": "2026-12-01"}, **kept)
    assert "票据日期" in "".join(late.json()["errors"])
    for _ in range(2):  # the answer was lost on the way: the phone sends it again
        done = phone.post(address, {**row, "billed_on": "2026-11-23", "photo": photo()}, **kept)
        assert done.status_code == 200 and done.json()["done"] is True
    bill = Cost.objects.get(dispatch=out)
    paper = Attachment.objects.get(resource="vehicles.cost", object_ref=bill.pk)
    assert (bill.sent_key, bill.happened_on, paper.purpose) == (keys[1], ji.day, "票据照片")
    other = phone.post(address, {**row, "amount": "9"}, **kept)
    assert "另一张票据" in "".join(other.json()["errors"]), "the same key is not another bill"
    shown = f"/trips/{out.pk}/photo/{paper.pk}/"
    assert shown in phone.get(address).content.decode() and phone.get(shown).status_code == 200
    assert door(ji, "unit").get(shown).status_code == 404
    assert "油票.png" in door(ji, "clerk").get(f"/r/vehicles.cost/{bill.pk}/").content.decode()
    assert f"/files/{paper.pk}/" in door(ji, "clerk").get(f"/r/vehicles.dispatch/{out.pk}/").content.decode()
    back = {"verb": "return", "back_at": "2026-11-23T09:50", "km_back": out.km_out + 44}
    assert phone.post(address, back, **kept).json()["done"] is True
    again = phone.post(address, {**back, "km_back": out.km_out + 60}, **kept)
    assert again.json()["done"] is True, "it left the phone"
    assert "以仪表为准" in phone.get("/trips/").content.decode(), "and what differs is said"
    assert Dispatch.objects.get(pk=out.pk).km == 44
    out.refresh_from_db()
    ji.do("vehicles.dispatch", "settle", out)
    late = phone.post(address, {**row, "key": "b" * 32}, **kept)
    assert late.status_code == 422 and "补登" in "".join(late.json()["errors"]), "it stays on the phone"


def test_a_bare_number_on_new_years_day_is_the_sheet_that_is_still_out(ji: Any) -> None:
    scope = ji.scope("clerk")
    out = Dispatch.objects.filter(bureau=ji.bureau, state="out").order_by("pk").first()
    assert out is not None
    number = re.search(r"〕(\d+)号", out.number)
    assert number is not None
    assert printing.find(scope, number[1], date(2027, 1, 1))[0] == out
    assert printing.find(scope, number[1], date(2028, 1, 1))[0] is None
    back = Dispatch.objects.filter(bureau=ji.bureau, state="settled", number__contains="〔2026〕").first()
    assert back is not None
    bare = back.number.split("〕")[1].removesuffix("号")
    assert printing.find(scope, bare, date(2027, 1, 1))[0] == back, "entered twice in January it is known"


def test_hundreds_of_waiting_applications_are_searched_not_listed(ji: Any) -> None:
    desk, asked = door(ji, "clerk"), []
    for n in range(picks.SHOWN + 6):
        asked.append(ask(ji, at(ji.day + timedelta(days=1 + n % 3), 9), matter=f"第{n}次踏勘", urgency="urgent"))
    page = desk.get("/r/vehicles.dispatch/new/", {"requests": asked[-1].pk}).content.decode()
    boxes = re.findall(r'type="checkbox" name="requests" value="(\d+)"( checked)?', page)
    assert len(boxes) == picks.SHOWN + 1 and boxes[0] == (str(asked[-1].pk), " checked") and "还有更多" in page
    found = desk.get("/vehicles/waiting/", {"find": "第3次 11-24", "requests": asked[-1].pk}).content.decode()
    assert f'value="{asked[3].pk}"' in found and f'value="{asked[4].pk}"' not in found
    assert f'value="{asked[-1].pk}" checked' in found, "what is chosen stays chosen"
    assert "没有找到" in desk.get("/vehicles/waiting/", {"find": "13-45"}).content.decode()
    assert door(ji, "unit").get("/vehicles/waiting/").status_code == 404
