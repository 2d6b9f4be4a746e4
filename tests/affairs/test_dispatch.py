"""Application, dispatch, trip, settlement and rating as a county does them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from yifa.affairs.vehicles import board, watch
from yifa.affairs.vehicles.models import Cost, Dispatch, Driver, Request, Vehicle, Vendor
from yifa.affairs.vehicles.moments import span
from yifa.core.legaltime import clocks
from yifa.core.metrics import figures
from yifa.core.metrics.metric import Query
from yifa.kernel.action import Refused
from yifa.lawkit.calendar import WorkCalendar

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def at(day: Any, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())


@pytest.fixture
def ji(house: Callable[[str], Any]) -> Any:
    return house("ji")


@pytest.fixture
def day(ji: Any) -> Any:
    return ji.day + timedelta(days=9)


def who(ji: Any, name: str, *roles: str) -> Any:
    ctx = ji.ctx(*roles)
    return replace(ctx, scope=replace(ctx.scope, name=name))


def ask(ji: Any, leaves: datetime, hours: int = 3, **more: Any) -> Request:
    data = {
        "purpose": "meeting", "matter": "参加会议", "origin": "政务中心", "destination": "会议中心", "passengers": 2,
        "applicant": "吴某", "unit": ji.unit("办公室"), "urgency": "normal", "share": True, **more,
    }  # fmt: skip
    made: Request = ji.do("vehicles.request", "record", ctx=who(ji, "吴某", "clerk"), leaves_at=leaves,
                          returns_at=leaves + timedelta(hours=hours), **data)  # fmt: skip
    return made


def agree(ji: Any, asked: Request) -> Any:
    return ji.do("vehicles.request", "approve", asked, ctx=who(ji, "周某", "head"))


def cars(ji: Any) -> list[Vehicle]:
    return list(Vehicle.objects.filter(bureau=ji.bureau, life="live", state="in_use", seats=5).order_by("plate"))


def drivers(ji: Any) -> list[Driver]:
    return list(Driver.objects.filter(bureau=ji.bureau, life="live").order_by("name"))


def send(ji: Any, asked: list[Request], car: Vehicle, driver: Driver, **more: Any) -> Dispatch:
    data = {"leaves_at": asked[0].leaves_at, "returns_at": asked[0].returns_at, "route": "政务中心—会议中心", **more}
    made: Dispatch = ji.do("vehicles.dispatch", "record", vehicle=car, driver=driver, requests=asked, **data)
    return made


def test_the_whole_way_from_application_to_rating(ji: Any, day: Any) -> None:
    asked = ask(ji, at(day, 9))
    assert asked.number and asked.happened_on == day and str(asked.desk) == "车辆管理处"
    agree(ji, asked)
    car, driver = cars(ji)[2], drivers(ji)[2]
    sheet = send(ji, [asked], car, driver)
    asked.refresh_from_db()
    assert asked.state == "dispatched" and asked.dispatch_id == sheet.pk
    assert sheet.unit == car.unit and sheet.user_unit == asked.unit
    ji.do("vehicles.dispatch", "depart", sheet, day=day, left_at=at(day, 9), km_out=car.odometer)
    sheet.refresh_from_db()
    ji.do("vehicles.dispatch", "return", sheet, day=day, back_at=at(day, 12), km_back=car.odometer + 86,
          places="会议中心")  # fmt: skip
    car.refresh_from_db()
    sheet.refresh_from_db()
    assert sheet.km == 86 and car.odometer == sheet.km_back
    ji.do("vehicles.dispatch", "settle", sheet, toll=Decimal(30), fuel=Decimal(310), fuel_litres=Decimal("40.5"))
    bills = {c.kind: (c.amount, c.vehicle_id) for c in Cost.objects.filter(dispatch=sheet)}
    assert bills == {"toll": (Decimal(30), car.pk), "fuel": (Decimal(310), car.pk)}
    asked.refresh_from_db()
    assert asked.state == "done"
    ji.do("vehicles.request", "rate", asked, points="5", said="准时")
    with pytest.raises(Refused, match="已经评价"):
        ji.do("vehicles.request", "rate", asked, points="4")


def test_nobody_approves_what_they_asked_for(ji: Any, day: Any) -> None:
    asked = ask(ji, at(day, 9))
    with pytest.raises(Refused, match="由他人审批"):
        ji.do("vehicles.request", "approve", asked, ctx=who(ji, "吴某", "head"))


def test_an_unapproved_application_gets_no_vehicle(ji: Any, day: Any) -> None:
    with pytest.raises(Exception, match="不能派车"):
        send(ji, [ask(ji, at(day, 9))], cars(ji)[0], drivers(ji)[0])
    assert not Dispatch.objects.filter(bureau=ji.bureau, leaves_at=at(day, 9)).exists()


@pytest.mark.parametrize(("start", "hours", "why"), [(10, 1, "已派出"), (8, 2, "已派出"), (11, 4, "已派出")])
def test_one_car_is_not_sent_twice_at_one_time(ji: Any, day: Any, start: int, hours: int, why: str) -> None:
    car, (one, two, *_) = cars(ji)[0], drivers(ji)
    first, second = ask(ji, at(day, 9)), ask(ji, at(day, start), hours)
    agree(ji, first), agree(ji, second)
    send(ji, [first], car, one)
    with pytest.raises(Refused, match=why):
        send(ji, [second], car, two)
    other = cars(ji)[1]
    assert send(ji, [second], other, two).vehicle == other


def test_a_driver_rests_between_trips_and_does_not_drive_all_day(ji: Any, day: Any) -> None:
    one, *more = cars(ji)
    driver = drivers(ji)[0]
    morning, next_ = ask(ji, at(day, 8), 4), ask(ji, at(day, 12, 10), 2)
    agree(ji, morning), agree(ji, next_)
    send(ji, [morning], one, driver)
    with pytest.raises(Refused, match="间隔不足"):
        send(ji, [next_], more[0], driver)
    sheet = morning.__class__.objects.get(pk=morning.pk).dispatch
    ji.do("vehicles.dispatch", "return", sheet, day=day, left_at=at(day, 8), back_at=at(day, 12, 30),
          km_out=one.odometer, km_back=one.odometer + 90)  # fmt: skip
    with pytest.raises(Refused, match="间隔不足"):  # planned until 12, home at 12:30
        send(ji, [next_], more[0], driver)
    long = ask(ji, at(day, 13), 4)
    agree(ji, long)
    with pytest.raises(Refused, match="排班合计"):
        send(ji, [long], more[0], driver)


def test_seats_and_sharing_are_counted(ji: Any, day: Any) -> None:
    two, three = ask(ji, at(day, 9), passengers=2), ask(ji, at(day, 9), passengers=3)
    alone = ask(ji, at(day, 9), passengers=1, share=False)
    for asked in (two, three, alone):
        agree(ji, asked)
    with pytest.raises(Refused, match=r"超过.*核定载客"):
        send(ji, [two, three], cars(ji)[0], drivers(ji)[0])
    with pytest.raises(Refused, match="不拼车"):
        send(ji, [two, alone], cars(ji)[0], drivers(ji)[0])
    sheet = send(ji, [two], cars(ji)[0], drivers(ji)[0])
    assert sheet.requests.count() == 1


def test_expired_papers_keep_a_vehicle_at_home(ji: Any) -> None:
    car = cars(ji)[0]
    asked = ask(ji, at(car.insured_until + timedelta(days=1), 9))
    agree(ji, asked)
    with pytest.raises(Refused, match=r"有效期到.*不能派出"):
        send(ji, [asked], car, drivers(ji)[0])


def test_an_odometer_never_runs_backwards(ji: Any, day: Any) -> None:
    asked, car = ask(ji, at(day, 9)), cars(ji)[0]
    agree(ji, asked)
    sheet = send(ji, [asked], car, drivers(ji)[0])
    with pytest.raises(ValidationError, match="小于"):
        ji.do("vehicles.dispatch", "return", sheet, day=day, left_at=at(day, 9), back_at=at(day, 11),
              km_out=car.odometer - 1, km_back=car.odometer + 20)  # fmt: skip
    with pytest.raises(ValidationError, match="小于出车读数"):
        ji.do("vehicles.dispatch", "return", sheet, day=day, left_at=at(day, 9), back_at=at(day, 11),
              km_out=car.odometer + 50, km_back=car.odometer + 20)  # fmt: skip
    with pytest.raises(ValidationError, match="核对值"):  # one digit too many
        ji.do("vehicles.dispatch", "return", sheet, day=day, left_at=at(day, 9), back_at=at(day, 11),
              km_out=car.odometer, km_back=car.odometer * 10)  # fmt: skip
    with pytest.raises(ValidationError, match="不能晚于今天"):
        ji.do("vehicles.dispatch", "return", sheet, left_at=at(day, 9), back_at=at(day, 11), km_out=car.odometer,
              km_back=car.odometer + 20)  # fmt: skip
    sheet.refresh_from_db()
    assert sheet.state == "planned" and sheet.km_back is None


def test_a_trip_over_midnight_on_new_years_eve_counts_in_the_year_it_began(ji: Any) -> None:
    eve = date(ji.year - 1, 12, 31)
    asked = ask(ji, at(eve, 22), 5)
    agree(ji, asked)
    car = cars(ji)[0]
    low = car.odometer - 9900  # before all that the year's sheets say
    sheet = send(ji, [asked], car, drivers(ji)[0])
    ji.do("vehicles.dispatch", "return", sheet, day=eve + timedelta(days=1), left_at=at(eve, 22),
          back_at=at(eve + timedelta(days=1), 3), km_out=low, km_back=low + 120)  # fmt: skip
    sheet.refresh_from_db()
    assert sheet.happened_on == eve and sheet.back_at and sheet.back_at > sheet.left_at  # type: ignore[operator]
    again = ask(ji, at(eve + timedelta(days=1), 2), 1)
    agree(ji, again)
    assert send(ji, [again], car, drivers(ji)[1]).pk  # it is back: the car is free again
    new_year = eve + timedelta(days=1)
    for day in (eve, new_year):
        bars = [b for row in board.of_day(ji.scope("head"), day).rows for b in row["bars"]]
        assert [b for b in bars if b.url.endswith(f"/{sheet.pk}/")], "the board of both days shows it"
    trips = "vehicles.trips"
    old, new = (figures.evidence(trips, Query.of_year(ji.bureau.pk, y)) for y in (eve.year, new_year.year))
    assert old.filter(pk=sheet.pk).exists() and not new.filter(pk=sheet.pk).exists()
    seen = [s for s in watch.look(ji.bureau.pk, new_year, new_year + timedelta(days=3)) if s.sheet == sheet]
    assert [(s.kind, s.day) for s in seen] == [("holiday", new_year)], "元旦 is a holiday, its eve was a workday"
    assert not [s for s in watch.look(ji.bureau.pk, eve, eve) if s.sheet == sheet]
    known = WorkCalendar.load()
    far = date(max(known.years) + 1, 1, 1)
    assert watch.day_off(known, far) == "元旦", "of a year whose arrangement is not out yet"
    assert f"{eve:%m-%d} 22:00 至 {new_year:%m-%d} 03:00" == span(at(eve, 22), at(new_year, 3))


def test_urgent_use_is_sent_at_once_and_approved_afterwards(ji: Any) -> None:
    asked = ask(ji, at(ji.day, 7), 2, urgency="urgent")
    clock = clocks.of(asked).get()
    assert clock.label.startswith("补办用车审批") and clock.due_on > ji.day
    sheet = send(ji, [asked], cars(ji)[2], drivers(ji)[1])
    asked.refresh_from_db()
    assert sheet.pk and asked.state == "dispatched" and asked.approved_on is None
    agree(ji, asked)
    asked.refresh_from_db()
    clock.refresh_from_db()
    assert asked.approved_on == ji.day and asked.state == "dispatched" and clock.state == "stopped"


def test_a_cancelled_sheet_gives_the_application_back(ji: Any, day: Any) -> None:
    asked = ask(ji, at(day, 9))
    agree(ji, asked)
    sheet = send(ji, [asked], cars(ji)[0], drivers(ji)[0])
    ji.do("vehicles.dispatch", "cancel", sheet)
    asked.refresh_from_db()
    assert asked.state == "approved" and asked.dispatch is None
    assert send(ji, [asked], cars(ji)[0], drivers(ji)[0]).pk != sheet.pk


def test_a_rented_car_needs_its_firm_and_its_price(ji: Any, day: Any) -> None:
    asked = ask(ji, at(day, 9))
    agree(ji, asked)
    with pytest.raises(ValidationError, match="租赁企业"):
        send(ji, [asked], None, None)  # type: ignore[arg-type]

    firm = Vendor.objects.get(bureau=ji.bureau, kind="rental")
    rented = {"vendor": firm, "rented_plate": "浙a·12345"}
    with pytest.raises(ValidationError, match="租赁理由"):
        send(ji, [asked], None, None, **rented)  # type: ignore[arg-type]
    garage = Vendor.objects.get(bureau=ji.bureau, kind="garage")
    for wrong, why in (({"vendor": garage}, "不是租赁企业"), ({"rented_plate": "浙12"}, "号牌")):
        with pytest.raises(Refused, match=why):
            send(ji, [asked], None, None, **{**rented, **wrong}, rent_reason="no_fit")  # type: ignore[arg-type]
    sheet = send(ji, [asked], None, None, **rented, rent_reason="no_fit")  # type: ignore[arg-type]
    assert sheet.rented_plate == "浙A12345"
    ji.do("vehicles.dispatch", "return", sheet, day=day, left_at=at(day, 9), back_at=at(day, 12))
    with pytest.raises(ValidationError, match="租赁费"):
        ji.do("vehicles.dispatch", "settle", sheet)
    ji.do("vehicles.dispatch", "settle", sheet, rental=Decimal(480))
    cost = Cost.objects.get(dispatch=sheet)
    assert cost.kind == "rental" and cost.vendor == firm and cost.vehicle is None


def test_the_asking_unit_and_the_desk_see_an_application_and_nobody_else(ji: Any, day: Any) -> None:
    from yifa.kernel.registry import get_resource

    asked = ask(ji, at(day, 9))
    rows = get_resource("vehicles.request").rows

    def of(unit: str) -> Any:
        return replace(ji.scope("clerk"), unit_ids=frozenset({ji.unit(unit).pk}))

    def sees(unit: str) -> bool:
        return bool(rows(of(unit)).filter(pk=asked.pk).exists())

    assert sees("办公室") and sees("车辆管理处") and not sees("财务处")
    seen = board.of_day(of("财务处"), day)
    assert not seen.rows and not seen.drivers, "the board shows the vehicles and drivers of one's own units"
