"""Demo records of supervision (演示数据): visits, an order that was not carried out, an opinion, yearly reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.core.org.models import Unit
from yifa.kernel import registry

JOINT = "发展改革、财政部门"


def load(house: Any) -> None:
    """Load them for the county that is kept live."""
    if house.code != "ji":
        return
    office: Unit = house.unit("公共机构节能处")
    sites = list(PublicInstitution.objects.filter(bureau=house.bureau, life="live").order_by("pk"))
    year = house.day.year - 1
    house.backfill(
        "energy.report",
        [
            {
                "institution": site,
                "year": year,
                "unit": office,
                "happened_on": date(year + 1, 3, 18) if n else date(year + 1, 4, 9),
            }
            for n, site in enumerate(sites[:-1])
        ],
    )
    numbers = _certificates(house)
    if len(numbers) < 2:
        return
    day = house.day - timedelta(days=26)
    visit = {"officer_one": numbers[0], "officer_two": numbers[1], "unit": office}
    one = house.do(
        "energy.inspection",
        "record",
        institution=sites[8],
        happened_on=day,
        focus="statistics",
        **visit,
        partners="发展改革部门",
        record="查看计量器具和台账，总表之外没有分项计量，台账由门卫代记。",
        outcome="wrong",
        day=day,
    )
    two = house.do(
        "energy.inspection",
        "record",
        institution=sites[11],
        happened_on=day,
        focus="general",
        **visit,
        record="下班后大厅照明和新风机组整夜运行，有值班记录和照片。",
        outcome="wrong",
        day=day,
    )
    house.do(
        "energy.inspection",
        "record",
        institution=sites[1],
        happened_on=day + timedelta(days=1),
        focus="air",
        season="winter",
        temperatures="19、19.5、20",
        **visit,
        record="抽查三间办公室，窗户关闭。",
        outcome="good",
        day=day + timedelta(days=1),
    )
    order = house.do(
        "energy.order",
        "record",
        kind="order",
        institution=sites[8],
        inspection=one,
        happened_on=day,
        violation="no_metering",
        facts="检查发现本单位只有一块总电表，照明、空调、动力没有分项计量。",
        demand="按用能种类和系统装设计量器具，并接入实时监测。",
        joint=JOINT,
        unit=office,
        day=day,
    )
    order = house.do("energy.order", "issue", order, issued_on=day, term_days=15, day=day)
    house.do(
        "energy.order",
        "recheck",
        order,
        rechecked_on=house.day - timedelta(days=3),
        corrected=False,
        answer="",
        recheck="仍只有总表，未采购计量器具",
        day=house.day - timedelta(days=3),
    )
    advice = house.do(
        "energy.order",
        "record",
        kind="advice",
        institution=sites[11],
        inspection=two,
        happened_on=day,
        facts="非办公时间照明、新风整夜运行。",
        demand="按时段控制照明和新风，明确值守责任。",
        joint="发展改革部门",
        unit=office,
        day=day,
    )
    house.do("energy.order", "issue", advice, issued_on=day, term_days=30, day=day)
    _unexplained(house, office)


def _unexplained(house: Any, office: Any) -> None:
    """Who was asked and did not explain: an order of weight, waiting for its 法制审核."""
    late = Standing.objects.filter(bureau=house.bureau, over=True, explained_on__isnull=True, due_on__lt=house.day)
    one = late.order_by("pk").first()
    if one is None:
        return
    order = house.do(
        "energy.order",
        "record",
        kind="order",
        institution=one.institution,
        standing=one,
        major=True,
        happened_on=house.day,
        violation="over_quota_unexplained",
        joint=JOINT,
        unit=office,
        facts="上年度单位指标超过约束值，要求说明后在期限内没有说明。",
        demand="书面说明超定额的原因和措施。",
    )
    house.do("energy.order", "submit_review", order)


def _certificates(house: Any) -> list[str]:
    model = registry.get_resource("enforcement.certificate").model
    rows = model.objects.filter(bureau=house.bureau, life="live", valid_until__gte=house.day).order_by("pk")
    early = house.day - timedelta(days=40)
    return [r.number for r in rows if r.happened_on and r.happened_on <= early]
