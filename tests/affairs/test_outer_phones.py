"""Phones on the outer instance: a driver's trips and a served unit's applications, carried inward as their own acts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.affairs.test_dispatch import drivers
from tests.affairs.test_trips import door, own
from tests.bridge import Bridge, Outside
from yifa.affairs.vehicles.models import Cost, Dispatch, PhoneLink, Request
from yifa.kernel.files.models import Attachment
from yifa.kernel.ledger.models import Entry
from yifa.kernel.relay.models import StoredPost

pytestmark = pytest.mark.django_db
KEPT = {"HTTP_X_YIFA_KEPT": "1"}


def given(ji: Any, **who: Any) -> tuple[PhoneLink, str]:
    """Give a link at the desk and read the address off the page that shows it once."""
    desk = door(ji, "clerk")
    link = ji.do("vehicles.phone_link", "record", happened_on=ji.day, address="https://car.example.cn",
                 expires_on=ji.day + timedelta(days=30), **who)  # fmt: skip
    asked = desk.get(f"/r/vehicles.phone_link/{link.pk}/").content.decode()
    assert f"/vehicles/phone-link/{link.pk}/" in asked
    page = desk.post(f"/vehicles/phone-link/{link.pk}/").content.decode()
    found = re.search(r"https://car\.example\.cn(/\w+/\w+/[\w-]{22}/)", page)
    assert found is not None and "M4 4h1v1h-1z" in page
    link.refresh_from_db()
    assert found[1].split("/")[3] not in desk.get(f"/r/vehicles.phone_link/{link.pk}/").content.decode()
    return link, found[1]


def key_of(page: str, n: int = 0) -> str:
    return re.findall(r'name="key" value="([0-9a-f]{32})"', page)[n]


def test_a_driver_enters_trips_outside_and_what_is_wrong_comes_back_in_words(house: Any) -> None:
    ji, phone = house("ji"), Outside()
    driver = own(ji)
    link, address = given(ji, driver=driver)
    out = Dispatch.objects.get(driver=driver, state="out")
    other = Dispatch.objects.filter(bureau=ji.bureau).exclude(driver=driver).first()
    bridge = Bridge(ji.bureau, "vehicles", ji.day, ji.now)
    page = phone.get(address).content.decode()
    assert out.route in page and "登记回车" in page and driver.name in page
    assert phone.get(f"{address}{other.pk}/").status_code == 404, "another's trip"
    assert Outside().get("/trips/").status_code == 404 and Client().get(address).status_code == 404
    trip = f"{address}{out.pk}/"
    page = phone.get(trip).content.decode()
    assert "data-kept" in page and "/trips/sw.js" in page
    # a bill with its photo, a reading behind the last one: the phone is told at once
    bill = {"verb": "bill", "kind": "toll", "amount": "15", "key": key_of(page, 1)}
    for _ in range(2):  # the answer was lost on the way
        photo = SimpleUploadedFile("票.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
        assert phone.post(trip, {**bill, "photo": photo}, **KEPT).json()["done"] is True
    back = {"verb": "return", "back_at": "2026-11-23T09:50", "km_back": out.km_out - 1}
    assert "小于出车读数" in phone.post(trip, back, **KEPT).json()["errors"][0]
    # meanwhile the office enters the return from the sheet; what it entered stands
    assert phone.post(trip, {**back, "km_back": out.km_out + 60}, **KEPT).json()["done"] is True
    assert StoredPost.objects.count() == 2 and b"km_back" not in bytes(StoredPost.objects.last().body)
    page = phone.get(trip).content.decode()
    assert "已交，待登记" in page and 'data-kept="登记回车"' not in page
    assert "已经登记过" in phone.post(trip, back, follow=True).content.decode()
    ji.do("vehicles.dispatch", "return", out, back_at=out.returns_at, km_back=out.km_out + 44)
    first, second = bridge.carry()
    out.refresh_from_db()
    assert first.done and not second.done and out.km == 44 and "以仪表为准" in second.words
    cost = Cost.objects.get(dispatch=out)
    assert cost.sent_key == bill["key"] and Attachment.objects.filter(object_ref=cost.pk).count() == 1
    entry = Entry.objects.filter(resource="vehicles.cost", object_ref=cost.pk).first()
    assert entry is not None and '"outer"' in entry.text and driver.name in entry.text
    assert "44 公里" in phone.get(trip).content.decode()
    # the next trip: departure and return without waiting for the office, the times as the driver gave them
    plan = Dispatch.objects.filter(driver=driver, state="planned").order_by("leaves_at").first()
    plan_at, km = f"{address}{plan.pk}/", plan.vehicle.odometer
    left = {"verb": "depart", "left_at": "2026-11-23T11:30", "km_out": km + 5}
    assert phone.post(plan_at, left).status_code == 302
    wrong = phone.post(plan_at, {"verb": "return", "back_at": "2026-11-23T12:10", "km_back": km + 2}, follow=True)
    assert wrong.status_code == 200 and StoredPost.objects.count() == 2
    assert "等车辆管理单位接收" in phone.get(address).content.decode()
    done, refused = bridge.carry()
    plan.refresh_from_db()
    assert done.done and (plan.state, plan.km_out) == ("out", km + 5) and plan.left_at.isoformat()[11:16] == "03:30"
    assert not refused.done and "小于出车读数" in phone.get(plan_at).content.decode()
    again = {"verb": "return", "back_at": "2026-11-23T12:20", "km_back": km + 30}
    assert phone.post(plan_at, again).status_code == 302 and bridge.carry()[0].done
    plan.refresh_from_db()
    assert plan.km == 25 and "小于出车读数" not in phone.get(plan_at).content.decode()
    # a lost phone: taken back inside, shut outside with the next package; what is kept on it is told so
    ji.do("vehicles.phone_link", "revoke", link)
    late = {**bill, "key": "c" * 32}
    assert phone.post(plan_at, late, **KEPT).json()["done"] is True, "handed in before the next package"
    assert "已收回" in bridge.carry()[0].words
    shut = phone.get(address)
    assert shut.status_code == 410 and "新的链接" in shut.content.decode()
    assert phone.post(plan_at, late, **KEPT).status_code == 410
    assert phone.get(address.replace(address.split("/")[3], "x" * 22)).status_code == 410


def test_a_served_unit_asks_withdraws_and_rates_outside(house: Any) -> None:
    ji, phone = house("ji"), Outside()
    unit = Request.objects.filter(bureau=ji.bureau, unit__isnull=False).first().unit
    _, address = given(ji, name="周某", phone="0000-2222222", user_unit=unit)
    bridge = Bridge(ji.bureau, "vehicles", ji.day, ji.now)
    page = phone.get(address).content.decode()
    ask = {"purpose": "meeting", "matter": "参加现场推进会", "urgency": "normal", "leaves_at": "2026-11-27T09:00",
           "returns_at": "2026-11-27T11:00", "origin": "单位", "destination": "会议中心", "passengers": "2",
           "key": key_of(page)}  # fmt: skip
    assert 'data-kept="申请用车"' in page and 'data-worker="/rides/sw.js"' in page
    assert phone.get("/rides/sw.js").status_code == 200
    assert "要晚于出发时间" in phone.post(address, {**ask, "returns_at": "2026-11-27T08:00"}).content.decode()
    late = phone.post(address, {**ask, "returns_at": "2026-11-27T08:00"}, **KEPT)
    assert late.status_code == 422 and "返回" in late.json()["errors"][0], "kept without network: named by its field"
    assert phone.post(address, ask, **KEPT).json()["done"] is True
    assert phone.post(address, ask).status_code == 302, "sent again, it is one"
    assert [o.done for o in bridge.carry()] == [True]
    asked = Request.objects.get(bureau=ji.bureau, matter="参加现场推进会")
    assert (asked.applicant, asked.unit, asked.phone, asked.state) == ("周某", unit, "0000-2222222", "submitted")
    assert asked.number and "待审批" in phone.get(address).content.decode()
    one = f"{address}{asked.pk}/"
    assert "取消申请" in phone.get(one).content.decode()
    # approved and sent before the withdrawal arrives: it stands, and the applicant is told
    assert phone.post(one, {"verb": "cancel"}).status_code == 302
    assert "已交，待登记" in phone.get(one).content.decode()
    assert phone.post(one, {"verb": "cancel"}, **KEPT).json()["done"] is True, "sent again, it is one"
    ji.do("vehicles.request", "approve", asked)
    car = Dispatch.objects.filter(bureau=ji.bureau, state="planned").first()
    ji.do("vehicles.dispatch", "record", vehicle=car.vehicle, driver=drivers(ji)[-1], requests=[asked],
          leaves_at=asked.leaves_at, returns_at=asked.returns_at, route="会议中心")  # fmt: skip
    outcome = bridge.carry()[0]
    asked.refresh_from_db()
    assert not outcome.done and asked.state == "dispatched"
    page = phone.get(one).content.decode()
    assert "不能办理" in page and str(car.vehicle) in page
    sheet = asked.dispatch
    km = sheet.vehicle.odometer
    ji.do("vehicles.dispatch", "return", sheet, left_at=sheet.leaves_at - timedelta(days=5),
          back_at=sheet.returns_at - timedelta(days=5), km_out=km, km_back=km + 9)  # fmt: skip
    ji.do("vehicles.dispatch", "settle", sheet)
    bridge.carry()
    assert phone.post(one, {"verb": "rate", "points": "1"}).status_code == 302, "why is asked inside"
    assert "写明原因" in bridge.carry()[0].words and "写明原因" in phone.get(one).content.decode()
    assert phone.post(one, {"verb": "rate", "points": "5"}).status_code == 302 and bridge.carry()[0].done
    asked.refresh_from_db()
    assert asked.score == 5 and phone.get(f"{address}999999/").status_code == 404
