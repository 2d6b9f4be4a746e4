"""Plans of events, complaints, use reports, what the inbox asks, late approval."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from tests.affairs.test_dispatch import agree, ask, at, send, who
from tests.affairs.test_trips import door
from yifa.affairs.vehicles import inbox, reporting, watch
from yifa.affairs.vehicles.models import Complaint, Cost, Dispatch, Driver, Notice, UseReport, Vehicle
from yifa.core.legaltime import clocks
from yifa.kernel.action import Conflict, Refused
from yifa.lawkit.calendar import WorkCalendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def test_a_conference_gets_its_cars_leg_by_leg(ji: Any) -> None:
    first, office = ji.day + timedelta(days=9), ji.unit("车辆管理处")
    event = ji.do("vehicles.event", "record", title="现场会", happened_on=first, ends_on=first, guests=50, unit=office)
    run = {"event": event, "origin": "火车站", "destination": "宾馆", "passengers": 20, "cars": 2}
    with pytest.raises(ValidationError, match="不在活动期间"):
        ji_leg(ji, **run, title="接站", leaves_at=at(first + timedelta(days=1), 9))
    with pytest.raises(Refused, match="还没有行程"):
        ji.do("vehicles.event", "approve", event)
    leg = ji_leg(ji, **run, title="接站", leaves_at=at(first, 9))
    big, small = (Vehicle.objects.filter(bureau=ji.bureau, body=b).first() for b in ("large_coach", "sedan"))
    with pytest.raises(Refused, match="编制中"):
        ji.do("vehicles.leg", "arrange", leg, vehicles=[big])
    ji.do("vehicles.event", "approve", event, ctx=who(ji, "郑某", "leader"))
    leg.refresh_from_db()
    with pytest.raises(Refused, match="可坐4人"):
        ji.do("vehicles.leg", "arrange", leg, vehicles=[small])
    plain = Driver.objects.filter(bureau=ji.bureau, licence_class="C1").first()
    with pytest.raises(ValidationError, match="没有可驾的车辆"):
        ji.do("vehicles.leg", "arrange", leg, vehicles=[big], drivers=[plain])
    assert not event.dispatches.exists(), "all cars or none"
    ji.do("vehicles.leg", "arrange", leg, vehicles=[big, small])
    sheets = {s.vehicle.body: s for s in event.dispatches.select_related("vehicle", "driver")}
    assert sheets["large_coach"].driver.licence_class == "A1" and sheets["sedan"].number != sheets["large_coach"].number
    with pytest.raises(Refused, match="没有回车"):
        event.refresh_from_db()
        ji.do("vehicles.event", "finish", event, summary="好")
    page = door(ji, "head").get(f"/vehicles/plan/{event.pk}/").content.decode()
    assert "2/2" in page and str(sheets["sedan"].driver) in page and big.plate in page


def ji_leg(ji: Any, **data: Any) -> Any:
    from yifa.kernel.registry import get_resource

    data["returns_at"] = data["leaves_at"] + timedelta(hours=2)
    get_resource("vehicles.leg").clean(ji.ctx(), None, data)
    return ji.do("vehicles.leg", "record", **data)


def test_a_complaint_is_passed_on_explained_judged_and_answered(ji: Any) -> None:
    car = Vehicle.objects.filter(bureau=ji.bureau, life="live").first()
    assert car is not None
    made = ji.do("vehicles.complaint", "record", came_by="hotline", number="R1", happened_on=ji.day, person="尤某",
                 content="公车停在商场", plate=f"{car.plate[:2]} {car.plate[2:].lower()}")  # fmt: skip
    assert made.vehicle == car and clocks.of(made).get().due_on == WorkCalendar.load().add_workdays(ji.day, 5)
    with pytest.raises(ValidationError, match="先转办"):
        ji.do("vehicles.complaint", "answer", made, answer="没有问题")
    ji.do("vehicles.complaint", "pass", made, vehicle=car, user=ji.unit("办公室"))
    made.refresh_from_db()
    assert "尤某" not in made.notice.facts and made.notice.unit == ji.unit("办公室")
    with pytest.raises(Refused, match="还没有认定"):
        ji.do("vehicles.complaint", "answer", made, answer="没有问题")
    notice = made.notice
    ji.do("vehicles.notice", "explain", notice, ctx=who(ji, "吴某", "clerk"), explanation="公务")
    wide = [ji.scope("auditor"), ji.scope("clerk")]
    assert [len(list(inbox.judging(s, ji.day))) for s in wide] == [1, 0]
    ji.do("vehicles.notice", "judge", Notice.objects.get(pk=notice.pk), ctx=who(ji, "孙某", "head"), finding="breach",
          measure="移送处理")  # fmt: skip
    made = Complaint.objects.get(pk=made.pk)
    done = ji.do("vehicles.complaint", "answer", made, answer="已查实并移送处理")
    assert done.state == "answered" and clocks.of(made).get().state == "stopped"


def test_a_use_report_is_read_off_the_records_signed_by_another_and_published(ji: Any) -> None:
    first, last = date(ji.year, 10, 1), date(ji.year, 11, 15)
    draft = {"kind": "public", "covers_from": first, "covers_to": last, "title": "", "remarks": ""}
    with pytest.raises(ValidationError, match="截止日"):
        ji.do("vehicles.use_report", "record", **{**draft, "covers_to": ji.day + timedelta(days=1)})
    made = ji.do("vehicles.use_report", "record", ctx=who(ji, "王某", "clerk"), **draft)
    total = made.figures["total"]
    bills = Cost.objects.filter(bureau=ji.bureau, life="live", happened_on__range=(first, last))
    trips = Dispatch.objects.filter(bureau=ji.bureau, state__in=("back", "settled"), happened_on__range=(first, last))
    own_cars = trips.filter(vehicle__isnull=False)
    assert Decimal(total["paid"]) == bills.filter(vehicle__isnull=False).aggregate(t=Sum("amount"))["t"]
    sheet = door(ji, "head").get(f"/vehicles/use.xlsx?from={first}&to={last}&by=month")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    head, lines = list(rows[0]), [r for r in rows[1:] if r[0] in ("2026-10", "2026-11")]
    assert sum(r[head.index("里程（公里）")] for r in lines) == total["km"], "months add up to the span"
    assert total["trips"] == own_cars.count() and total["km"] == sum(t.km or 0 for t in own_cars)
    assert made.figures["rented"] == {"trips": 1, "paid": "960.00"}
    assert len(made.figures["units"]) == 2 and sum(u["kept"] for u in made.figures["units"]) == total["kept"]
    with pytest.raises(Conflict, match="同样的内容"):
        ji.do("vehicles.use_report", "record", **draft)
    with pytest.raises(Refused, match="不能自己审签"):
        ji.do("vehicles.use_report", "sign", made, ctx=who(ji, "王某", "leader"))
    unit, chief = door(ji, "unit"), door(ji, "leader")
    page = f"/vehicles/reports/{made.pk}/"
    assert unit.get(page).status_code == 404
    ji.do("vehicles.use_report", "sign", made, ctx=who(ji, "郑某", "leader"))
    made.refresh_from_db()
    ji.do("vehicles.cost", "record", kind="parking", vehicle=own_cars[0].vehicle, happened_on=last, amount=Decimal(7))
    assert "台账有变动" in chief.get(page).content.decode() and reporting.differences(made)
    with pytest.raises(Refused, match="不能办理"):
        ji.do("vehicles.use_report", "publish", UseReport.objects.get(kind="notice", state="draft"), channel="公告栏")
    ji.do("vehicles.use_report", "publish", made, channel="公告栏")
    shown = unit.get(page).content.decode()
    assert "机关服务中心" in shown and "台账有变动" not in shown
    assert not any(d.name in shown for d in Driver.objects.filter(bureau=ji.bureau)), "units, never persons"
    sheet = unit.get(f"/vehicles/reports/{made.pk}.xlsx")
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [((1, 1), (12, 31), "2026年"), ((7, 1), (12, 31), "2026年下半年"), ((4, 1), (6, 30), "2026年第二季度"),
     ((2, 1), (2, 28), "2026年2月"), ((2, 1), (3, 2), "2026年2月1日至2026年3月2日")],
)  # fmt: skip
def test_a_span_has_the_name_people_give_it(first: Any, last: Any, name: str) -> None:
    assert reporting.span_words(date(2026, *first), date(2026, *last)) == name
    assert reporting.last_quarter(date(2026, 1, 5)) == (date(2025, 10, 1), date(2025, 12, 31))


def test_the_inbox_asks_for_what_expires_and_what_waits(ji: Any) -> None:
    head, day = door(ji, "head").get("/").wsgi_request, ji.day  # type: ignore[attr-defined]
    scope = head.scope
    todos = {t.key: t for t in inbox.keeping(scope, day)}
    policy = todos["vehicles.due.policy"]
    car = Vehicle.objects.filter(bureau=ji.bureau, insured_until__lte=day + timedelta(days=30)).get()
    assert (
        policy.due == car.insured_until
        and policy.title.endswith("1 辆")
        and "/r/vehicles.vehicle/?v=insurance" == policy.url
    )
    ji.do("vehicles.insurance", "record", vehicle=car, kind="compulsory", number="JQ-新", starts_on=day,
          ends_on=day + timedelta(days=365), happened_on=day, unit=car.unit)  # fmt: skip
    assert "vehicles.due.policy" not in {t.key for t in inbox.keeping(scope, day)}
    asked = ask(ji, at(day, 15), 2)
    waits = f"vehicles.request.{asked.pk}"
    wide = ji.scope("leader")
    assert waits in {t.key for t in inbox.approvals(wide, day)}
    agree(ji, asked)
    assert waits not in {t.key for t in inbox.approvals(wide, day)}


def test_an_approval_that_comes_late_is_noticed_all_the_same(ji: Any) -> None:
    day = date(ji.year, 11, 16)
    asked = ask(ji, at(day, 7), 2, urgency="urgent")
    sheet = send(ji, [asked], Vehicle.objects.filter(bureau=ji.bureau, state="in_use", seats=5)[3],
                 Driver.objects.filter(bureau=ji.bureau)[2])  # fmt: skip
    waits = f"vehicles.request.{asked.pk}"
    assert waits in {t.key for t in inbox.approvals(ji.scope("leader"), ji.day)}, "sent, and still to be approved"
    clock = clocks.of(asked).get()
    assert clock.due_on == WorkCalendar.load().add_workdays(day, 2) < ji.day
    agree(ji, asked)
    clock.refresh_from_db()
    assert clock.in_time is False
    found = [s for s in watch.look(ji.bureau.pk, day, ji.day) if s.kind == "no_approval" and s.sheet == sheet]
    assert len(found) == 1 and "才补办" in found[0].facts
