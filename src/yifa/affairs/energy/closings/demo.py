"""Demo records of closings (演示数据): the last year with its bulletin, the last month with a whole ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.directory.demo import months

TEXT = "接待场所全天开放，本年更换老旧空调前用电偏高；已列入下年度改造，附逐月用电分析。"


def load(house: Any) -> None:
    """Load them for the county that is kept live."""
    if house.code != "ji":
        return
    office, asked = house.unit("公共机构节能处"), house.day - timedelta(days=20)
    closing = house.do(
        "energy.closing", "record", period=str(house.day.year - 1), unit=office, happened_on=asked, day=asked
    )
    house.do("energy.closing", "ask", closing, day=asked)
    over = list(Standing.objects.filter(closing=closing, over=True, life="live").order_by("pk"))
    for one in over[:-1]:
        day = asked + timedelta(days=6)
        house.do("energy.standing", "explain", one, explained_on=day, explanation=TEXT, paper="情况说明", day=day)
    closing.refresh_from_db()
    house.do("energy.closing", "issue", closing, day=house.day - timedelta(days=2))
    month = f"{months(house)[-2]:%Y-%m}"
    house.do("energy.closing", "record", period=month, unit=office, happened_on=house.day, day=house.day)
