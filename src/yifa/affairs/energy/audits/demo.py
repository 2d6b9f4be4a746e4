"""Demo records of audits (演示数据): one carried out with its measures, one announced."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.audits.models import EnergyAudit

MEASURES = (
    ("equipment", "空调水泵定频运行，部分负荷时流量偏大。", "水泵加装变频控制。", 4650, 21000, 84000, True),
    ("operation", "下班后大厅照明和新风机组没有关闭。", "加装时段控制，值班人员每晚核对。", 2170, 9800, 6000, True),
    ("metering", "食堂用电没有单独计量。", "加装支路表并接入采集。", None, None, 4200, False),
)


def load(house: Any) -> None:
    """Load them for the county that is kept live."""
    if house.code != "ji":
        return
    start = house.day - timedelta(days=18)
    year = house.day.year - 1
    house.do("energy.audit", "plan", year=year, planned_by=house.day + timedelta(days=40), day=start)
    audits = list(EnergyAudit.objects.filter(bureau=house.bureau, life="live").order_by("pk"))
    for audit in audits[:2]:
        house.do(
            "energy.audit", "notice", audit, agency="辛能源审计咨询公司", noticed_on=start + timedelta(days=1),
            due_on=house.day + timedelta(days=40), day=start + timedelta(days=1),
        )  # fmt: skip
    if not audits:
        return
    found = start + timedelta(days=9)
    for topic, problem, measure, saving, benefit, cost, done in MEASURES:
        one = house.do(
            "energy.audit_finding", "record", audit=audits[0], topic=topic, problem=problem, measure=measure,
            saving=None if saving is None else Decimal(saving), benefit=None if benefit is None else Decimal(benefit),
            cost=Decimal(cost), due_on=house.day + timedelta(days=30), unit=house.unit("公共机构节能处"),
            happened_on=found, day=found,
        )  # fmt: skip
        if done:
            day = found + timedelta(days=7)
            house.do("energy.audit_finding", "done", one, done_on=day, result="已完工，照片和验收单在案。", day=day)
    audits[0].refresh_from_db()
    house.do(
        "energy.audit", "report", audits[0], reported_on=found, standing=audits[0].standing, day=found,
        conclusion="用能以空调和照明为主，计量基本齐全。用能偏高的主要原因是空调系统运行时间长、水泵定频。",
    )  # fmt: skip
