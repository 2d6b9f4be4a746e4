"""What is found wrong later: readings, policies, orders and sheets mended; vehicles of other units; late refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.affairs.test_dispatch import agree, ask, at, cars, drivers, send, who
from tests.affairs.test_fleet import car
from tests.affairs.test_trips import door
from yifa.affairs.vehicles import charges, sending, standards, watch
from yifa.affairs.vehicles.models import Cost, Dispatch, Insurance, Notice, Request, Vehicle
from yifa.core.legaltime import clocks
from yifa.kernel.action import Refused

pytestmark = pytest.mark.django_db
WHY = {"reason": "录错", "checker": "复核人"}


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def mend(ji: Any, key: str, obj: Any, **data: Any) -> Any:
    """更正 some fields as a form does it."""
    from yifa.kernel.registry import get_action

    action = get_action(key, "correct")
    given = {n: getattr(obj, n) for n in action.fields} | data | WHY
    action.clean(ji.ctx(), obj, given)
    made = ji.do(key, "correct", obj, **given)
    made.refresh_from_db()
    return made


def test_sheets_come_back_late_and_a_wrong_reading_is_mended(ji: Any) -> None:
    one, (driver, *_), first = cars(ji)[0], drivers(ji), ji.day + timedelta(days=9)
    made = []
    for n in range(2):
        asked = ask(ji, at(first + timedelta(days=n), 9))
        agree(ji, asked)
        if n:
            made.append(send(ji, [asked], one, driver))
        else:  # sent without an application
            made.append(ji.do("vehicles.dispatch", "record", vehicle=one, driver=driver, requests=[], route="甲—乙",
                              leaves_at=asked.leaves_at, returns_at=asked.returns_at))  # fmt: skip
    km, later = one.odometer, first + timedelta(days=3)

    def back(n: int, out: int, home: int) -> Any:
        day = first + timedelta(days=n)
        return ji.do("vehicles.dispatch", "return", made[n], day=later, left_at=at(day, 9), back_at=at(day, 12),
                     km_out=out, km_back=home)  # fmt: skip

    back(1, km + 60, km + 900)
    with pytest.raises(ValidationError, match="大于之后"):
        back(0, km, km + 70)
    back(0, km, km + 60)  # Monday's sheet comes after Tuesday's
    ji.do("vehicles.dispatch", "settle", made[1], fuel=Decimal(300), fuel_litres=Decimal(40), fuel_full=True)
    mended = mend(ji, "vehicles.dispatch", Dispatch.objects.get(pk=made[1].pk), km_back=km + 90)
    one.refresh_from_db()
    assert mended.km == 30 and one.odometer == km + 90, "a vehicle does not stay on a reading that was none"
    assert Cost.objects.get(dispatch=made[1]).odometer == km + 90 and Cost.objects.get(dispatch=made[1]).full_tank
    seen = {(s.kind, s.sheet) for s in watch.look(ji.bureau.pk, first, later)}
    assert ("no_request", made[0]) in seen and ("no_request", made[1]) not in seen
    with pytest.raises(Refused, match="1笔费用"):
        ji.do("vehicles.dispatch", "void", mended, **WHY)


def test_correction_is_no_way_round_the_board_nor_the_approval(ji: Any) -> None:
    first = ji.day + timedelta(days=9)
    one, two, *_ = cars(ji)
    a, b = ask(ji, at(first, 9)), ask(ji, at(first, 10))
    agree(ji, a), agree(ji, b)
    send(ji, [a], one, drivers(ji)[0])
    other = send(ji, [b], two, drivers(ji)[1])
    with pytest.raises(Refused, match="已派出"):
        mend(ji, "vehicles.dispatch", other, vehicle=one)
    with pytest.raises(ValidationError, match="取消后重新申请"):
        mend(ji, "vehicles.request", Request.objects.get(pk=b.pk), destination="景区")
    ji.do("vehicles.vehicle", "seal", two)
    with pytest.raises(Refused, match="不能出车"):
        ji.do("vehicles.dispatch", "depart", other, day=first, left_at=at(first, 10), km_out=two.odometer)
    ji.do("vehicles.dispatch", "void", other, **WHY)
    b.refresh_from_db()
    assert b.state == "approved" and b.dispatch is None, "an application does not hang on a voided sheet"


def test_a_policy_and_an_order_that_are_mended_take_their_bills_and_terms_along(ji: Any) -> None:
    one, office = cars(ji)[0], ji.unit("车辆管理处")
    far = date(ji.year + 10, 5, 5)
    policy = ji.do("vehicles.insurance", "record", vehicle=one, kind="compulsory", number="甲-1", starts_on=ji.day,
                   ends_on=far, premium=Decimal(950), happened_on=ji.day, unit=office)  # fmt: skip
    one.refresh_from_db()
    assert one.insured_until == far
    mend(ji, "vehicles.insurance", policy, ends_on=far.replace(year=ji.year + 1), premium=Decimal(890))
    one.refresh_from_db()
    assert one.insured_until == far.replace(year=ji.year + 1), "a slip of the pen does not insure a car for ten years"
    assert [c.amount for c in policy.bills.filter(life="live")] == [Decimal(890)]
    ji.do("vehicles.insurance", "void", Insurance.objects.get(pk=policy.pk), **WHY)
    one.refresh_from_db()
    known = Insurance.objects.filter(vehicle=one, kind="compulsory", life="live").order_by("-ends_on").first()
    assert one.insured_until == (known and known.ends_on) and not policy.bills.filter(life="live").exists()
    before = (one.serviced_on, one.serviced_km)
    order = ji.do(
        "vehicles.upkeep", "record", vehicle=one, kind="service", items="保养", happened_on=ji.day, unit=office
    )
    ji.do("vehicles.upkeep", "approve", order, ctx=who(ji, "周某", "head"))
    order.refresh_from_db()
    ji.do("vehicles.upkeep", "finish", order, done_on=ji.day, odometer=one.odometer + 10, amount=Decimal(5200))
    order.refresh_from_db()
    mend(ji, "vehicles.upkeep", order, amount=Decimal(520))
    assert order.bills.get().amount == Decimal(520)
    order.refresh_from_db()
    ji.do("vehicles.upkeep", "void", order, **WHY)
    one.refresh_from_db()
    assert (one.serviced_on, one.serviced_km) == before and not order.bills.filter(life="live").exists()


def test_the_fleet_office_keeps_what_others_use_and_nothing_secret(ji: Any) -> None:
    office, user = ji.unit("车辆管理处"), ji.unit("办公室")
    ctx = ji.ctx("clerk")
    ctx = replace(ctx, scope=replace(ctx.scope, unit_ids=frozenset({office.pk}), home_unit_id=office.pk))
    given = car(ji, unit=user, category="special", plate="浙Z7777Y", tested_until=ji.day + timedelta(days=90))
    made = ji.do("vehicles.vehicle", "record", ctx=ctx, **given)
    assert made.unit == user and made.desk == office and made.tested_until
    assert Vehicle.objects.visible_to(ctx.scope).filter(pk=made.pk).exists()
    from yifa.kernel.registry import get_action

    check = get_action("vehicles.vehicle", "record").clean
    with pytest.raises(ValidationError, match="需要保密的车辆不得录入"):
        check(ji.ctx(), None, {**given, "note": "保密车辆，侦查用"})
    with pytest.raises(ValidationError, match="能源类型与号牌不符"):
        check(ji.ctx(), None, {**given, "plate": "浙Z D12345"})
    with pytest.raises(ValidationError, match="不能替“办公室”"):
        check(ctx, None, {**given, "desk": user})


@pytest.mark.parametrize(
    ("text", "body", "may"),
    [("A1A2D", "large_coach", True), ("A2", "medium_coach", True), ("B1、D", "large_coach", False),
     ("C1（小型汽车）", "sedan", True), ("D", "sedan", False)],
)  # fmt: skip
def test_a_licence_bears_one_class_or_several(text: str, body: str, may: bool) -> None:
    from yifa.affairs.vehicles.models import Driver

    assert (sending.licence_fault(Driver(name="某", licence_class=text), Vehicle(plate="浙A1", body=body)) == "") is may


def test_a_standard_is_that_of_the_day_of_purchase_or_said_not_to_be_known() -> None:
    asked = {"price": Decimal(119800), "litres": Decimal("1.4")}
    found, why = standards.compared("courier", "sedan", "petrol", **asked, on=date(2019, 4, 30))
    assert not why and all("在标准内" in c.words and "中办发" in c.basis and "自2017-12-05" in c.basis for c in found)
    found, why = standards.compared("courier", "sedan", "petrol", **asked, on=date(2016, 2, 1))
    assert not found and "没有收录" in why


def test_an_urgent_use_may_be_refused_afterwards_and_is_then_explained(ji: Any) -> None:
    asked = ask(ji, at(ji.day - timedelta(days=1), 20), 2, urgency="urgent")
    sheet = send(ji, [asked], cars(ji)[1], drivers(ji)[1])
    asked.refresh_from_db()
    ji.do("vehicles.request", "refuse_late", asked, ctx=who(ji, "周某", "head"), opinion="不属紧急情形")
    asked.refresh_from_db()
    assert asked.refused_on == ji.day and clocks.of(asked).get().state == "stopped"
    notice = Notice.objects.get(dispatch=sheet, kind="no_approval")
    assert "不予补批：不属紧急情形" in notice.facts and notice.unit == asked.unit
    with pytest.raises(Refused, match="不能办理"):
        ji.do("vehicles.request", "approve", asked, ctx=who(ji, "周某", "head"))


def test_what_a_shared_trip_cost_is_divided_among_its_units_to_the_cent(ji: Any) -> None:
    first = ji.day + timedelta(days=9)
    one = cars(ji)[0]
    a = ask(ji, at(first, 9), passengers=2)
    b = ask(ji, at(first, 9), passengers=1, unit=ji.unit("财务处"))
    agree(ji, a), agree(ji, b)
    sheet = send(ji, [a, b], one, drivers(ji)[0])
    ji.do("vehicles.dispatch", "return", sheet, day=first, left_at=at(first, 9), back_at=at(first, 12),
          km_out=one.odometer, km_back=one.odometer + 90)  # fmt: skip
    ji.do("vehicles.dispatch", "settle", sheet, day=first, toll=Decimal("10.00"))
    with pytest.raises(Refused, match="还有空闲车辆"):  # 租赁理由 is looked into
        third = ask(ji, at(first, 14))
        agree(ji, third)
        firm = ji.do("vehicles.vendor", "record", kind="rental", name="辛租赁", happened_on=ji.day)
        ji.do("vehicles.dispatch", "record", requests=[third], vehicle=None, driver=None, vendor=firm,
              rented_plate="浙Z2345Q", rent_reason="none_free", leaves_at=third.leaves_at,
              returns_at=third.returns_at, route="甲—乙")  # fmt: skip
    found = {x.name: x for x in charges.of_span(ji.scope("head"), first, first).accounts}
    assert {n: (x.km, x.part("road")) for n, x in found.items()} == {
        "办公室": (Decimal("60.0"), Decimal("6.67")), "财务处": (Decimal("30.0"), Decimal("3.33")),
    }  # fmt: skip
    page = door(ji, "head").get(f"/vehicles/charges/?from={first}&to={first}&unit={ji.unit('财务处').pk}")
    assert "3.33" in page.content.decode() and "财务处用车结算单" in page.content.decode()
