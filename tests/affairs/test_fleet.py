"""编制, 标准, 更新年限, 维保, 监督 and 分析 of the fleet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import analysis, queries, watch
from yifa.affairs.vehicles.models import Cost, Dispatch, Notice, Vehicle
from yifa.core.process import breach
from yifa.kernel.action import Blocked, Refused
from yifa.lawkit.calendar import WorkCalendar

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def ji(house: Callable[[str], Any]) -> Any:
    return house("ji")


def car(ji: Any, **more: Any) -> dict[str, Any]:
    return {
        "plate": "浙Z7777Y", "vin": "", "brand": "试验牌", "category": "courier", "body": "sedan", "energy": "petrol",
        "litres": Decimal("1.5"), "seats": 5, "price": Decimal(100000), "unit": ji.unit("办公室"), "origin": "bought",
        "happened_on": ji.day, "bought_on": ji.day - timedelta(days=3), "odometer": 10, "domestic": True, **more,
    }  # fmt: skip


def old(ji: Any) -> Vehicle:
    return Vehicle.objects.filter(bureau=ji.bureau, life="live", state="in_use").order_by("happened_on")[0]


def young(ji: Any) -> Vehicle:
    return Vehicle.objects.filter(bureau=ji.bureau, life="live", state="in_use").order_by("-happened_on")[0]


def test_a_vehicle_over_the_standard_is_refused_and_may_only_be_recorded_as_a_breach(ji: Any) -> None:
    dear = car(ji, price=Decimal(150000))
    with pytest.raises(Blocked, match="超过机要通信用车价格上限12万元"):
        ji.do("vehicles.vehicle", "record", **dear)
    made = ji.do("vehicles.vehicle", "record_excess", **dear, breach_reason="上级调拨时未核对")
    assert "15万元" in made.over_standard
    assert [e.gate for e in breach.of(made)] == ["vehicles.within_standard"]
    assert Notice.objects.filter(vehicle=made, kind="over_standard").count() == 1


def test_one_vehicle_more_than_the_quota_is_refused(ji: Any) -> None:
    unit = ji.unit("办公室")
    ji.do("vehicles.quota", "record", unit=unit, category="courier", number=1, happened_on=ji.day)
    for number in (30, 20):  # of the bureau as a whole; the later one stands
        whole = ji.do("vehicles.quota", "record", unit=None, category="courier", number=number, happened_on=ji.day)
    assert list(queries.quotas(ji.bureau.pk, ji.day).filter(unit=None, category="courier")) == [whole]
    assert ji.do("vehicles.vehicle", "record", **car(ji)).pk
    with pytest.raises(Blocked, match="核定编制1辆"):
        ji.do("vehicles.vehicle", "record", **car(ji, plate="浙Z8888Y"))
    assert ji.do("vehicles.vehicle", "record", **car(ji, plate="浙Z8888Y", category="other")).pk


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"plate": "浙I12345"}, "号牌"), ({"vin": "1M8GDM9A1KP042788"}, "校验位"), ({"energy": "electric"}, "没有排气量"),
     ({"litres": None}, "排气量")],
)  # fmt: skip
def test_facts_that_cannot_be_on_the_papers_are_refused(ji: Any, wrong: dict[str, Any], why: str) -> None:
    from yifa.kernel.registry import get_resource

    with pytest.raises(ValidationError, match=why):
        get_resource("vehicles.vehicle").clean(ji.ctx(), None, {**car(ji), **wrong})


def test_renewal_waits_for_its_years_unless_safety_and_an_approval_say_otherwise(ji: Any) -> None:
    new = young(ji)
    asked = ji.do("vehicles.retirement", "record", vehicle=new, kind="renew", way="auction", grounds="拟换新车",
                  happened_on=ji.day, unit=new.unit)  # fmt: skip
    with pytest.raises(Blocked, match="才满更新年限"):
        ji.do("vehicles.retirement", "approve", asked)
    done = ji.do("vehicles.retirement", "approve", asked, safety=True, approval_no="己公车〔2026〕9号")
    assert done.state == "approved"
    new.refresh_from_db()
    assert new.state == "pending"
    with pytest.raises(Refused, match="先作废更新处置申请"):
        ji.do("vehicles.vehicle", "unseal", new)


def test_a_vehicle_past_its_years_is_disposed_of_and_its_revenue_paid_in(ji: Any) -> None:
    aged = old(ji)
    asked = ji.do("vehicles.retirement", "record", vehicle=aged, kind="renew", way="auction", grounds="超过使用年限",
                  happened_on=ji.day, unit=aged.unit)  # fmt: skip
    ji.do("vehicles.retirement", "approve", asked)
    asked.refresh_from_db()
    ji.do("vehicles.retirement", "dispose", asked, way="auction", done_on=ji.day, receiver="某拍卖行",
          revenue=Decimal(18000), paper="拍卖成交确认书1号")  # fmt: skip
    aged.refresh_from_db()
    asked.refresh_from_db()
    assert aged.state == "disposed" and asked.paid_in_on is None
    ji.do("vehicles.retirement", "pay_in", asked, paid_in_on=ji.day, paper="非税收入缴款书1号")
    asked.refresh_from_db()
    assert asked.paid_in_on == ji.day
    assert asked.paper == "拍卖成交确认书1号；非税收入缴款书1号", "the first evidence is not lost"
    with pytest.raises(Refused, match="没有待上缴"):
        ji.do("vehicles.retirement", "pay_in", asked, paid_in_on=ji.day)
    mend = {"reason": "登记错", "checker": "孙某"}
    with pytest.raises(ValidationError, match="处置日不能早于批准日"):
        ji.do("vehicles.retirement", "correct", asked, done_on=ji.day - timedelta(days=9), **mend)
    kept = queries.kept(ji.bureau.pk, ji.day)
    assert asked.state == "done" and not kept.filter(pk=aged.pk).exists()
    ji.do("vehicles.retirement", "void", asked, **mend)
    aged.refresh_from_db()
    assert aged.state == "in_use" and kept.filter(pk=aged.pk).exists(), "it was another vehicle that went"


def test_a_service_costs_and_sets_the_next_one(ji: Any) -> None:
    one = young(ji)
    order = ji.do("vehicles.upkeep", "record", vehicle=one, kind="service", items="保养", happened_on=ji.day,
                  unit=one.unit)  # fmt: skip
    ji.do("vehicles.upkeep", "approve", order)
    one.refresh_from_db()
    assert one.state == "repair"
    order.refresh_from_db()
    ji.do("vehicles.upkeep", "finish", order, done_on=ji.day, odometer=one.odometer + 5, amount=Decimal(680))
    one.refresh_from_db()
    assert (one.state, one.serviced_on, one.serviced_km) == ("in_use", ji.day, one.odometer)
    assert Cost.objects.get(vehicle=one, kind="service", happened_on=ji.day).amount == Decimal(680)


def test_bills_keep_the_odometer_in_order(ji: Any) -> None:
    one = Vehicle.objects.filter(bureau=ji.bureau, life="live", energy="petrol").order_by("-happened_on")[0]
    bill = {"kind": "fuel", "vehicle": one, "dispatch": None, "amount": Decimal(300), "quantity": Decimal(40)}
    ji.do("vehicles.cost", "record", **bill, happened_on=ji.day - timedelta(days=2), odometer=one.odometer + 300)
    from yifa.kernel.registry import get_action

    action = get_action("vehicles.cost", "record")
    with pytest.raises(ValidationError, match="小于"):
        action.clean(ji.ctx(), None, {**bill, "happened_on": ji.day, "odometer": one.odometer + 100})


def test_supervision_sees_what_the_calendar_says_and_notices_it_once(ji: Any) -> None:
    seen = watch.look(ji.bureau.pk, date(ji.year, 9, 1), ji.day)
    holidays = [s for s in seen if s.kind == "holiday"]
    assert holidays and all(not WorkCalendar.load().is_workday(s.day) for s in holidays)
    assert {s.sheet.happened_on for s in holidays if s.sheet} >= {date(ji.year, 10, 3)}
    assert Notice.objects.filter(bureau=ji.bureau, kind="holiday").exists()  # by the demo's own run
    with pytest.raises(Refused, match="没有新的监督事项"):
        ji.do("vehicles.notice", "look", first=date(ji.year, 9, 1), last=ji.day)


def test_a_notice_is_explained_by_the_user_and_judged_by_another(ji: Any) -> None:
    notice = Notice.objects.filter(bureau=ji.bureau, kind="holiday", state="open")[0]

    def as_(name: str, *roles: str) -> Any:
        ctx = ji.ctx(*roles)
        return replace(ctx, scope=replace(ctx.scope, name=name))

    ji.do("vehicles.notice", "explain", notice, ctx=as_("吴某", "clerk"), explanation="防汛值守，已经批准")
    notice.refresh_from_db()
    with pytest.raises(Refused, match="不能自己认定"):
        ji.do("vehicles.notice", "judge", notice, ctx=as_("吴某", "head"), finding="regular")
    with pytest.raises(ValidationError, match="写明处理情况"):
        ji.do("vehicles.notice", "judge", notice, ctx=as_("孙某", "head"), finding="breach")
    done = ji.do("vehicles.notice", "judge", notice, ctx=as_("孙某", "head"), finding="regular")
    assert done.state == "closed" and done.closed_on == ji.day


def test_analysis_adds_up_to_the_bills_and_the_trips(ji: Any) -> None:
    first, last = date(ji.year, 1, 1), ji.day
    fleet = analysis.of_span(ji.scope("leader"), first, last)
    bills = Cost.objects.filter(bureau=ji.bureau, life="live", happened_on__range=(first, last), vehicle__isnull=False)
    assert sum(line.total for line in fleet.lines) == sum(b.amount for b in bills)
    trips = Dispatch.objects.filter(bureau=ji.bureau, life="live", state__in=("back", "settled"),
                                    happened_on__range=(first, last), vehicle__isnull=False)  # fmt: skip
    assert sum(line.km for line in fleet.lines) == sum(t.km or 0 for t in trips)
    rented = Dispatch.objects.filter(bureau=ji.bureau, state="settled", vehicle__isnull=True).count()
    assert sum(n for _, _, n, _ in fleet.by_unit) == trips.count() + rented
    green, kept = fleet.new_energy_share
    assert 0 < green < kept == Vehicle.objects.filter(bureau=ji.bureau, life="live").exclude(state="disposed").count()
    idle = next(line for line in fleet.lines if line.km == 0) if any(x.km == 0 for x in fleet.lines) else None
    assert idle is None or idle.per_km is None
