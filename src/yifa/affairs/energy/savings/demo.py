"""Demo records of weather, a measure and a virtual meter (演示数据); temperatures of a place that does not exist."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

from yifa.affairs.energy.boards.source import month_end
from yifa.affairs.energy.directory.models import Meter, PublicInstitution
from yifa.affairs.energy.engine.periods import period
from yifa.kernel.record import Life

OFFICE, STATION = "公共机构节能处", "己县气象站（演示）"


def mean(day: date) -> float:
    """Return the mean temperature of a day: a year's wave and a few days' weather upon it."""
    wave = -math.cos((day.timetuple().tm_yday - 18) / 365.25 * 2 * math.pi)
    swing = 2.6 * math.sin(day.toordinal() / 3.7) + 1.7 * math.sin(day.toordinal() / 9.1)
    return round(14.5 + 13 * wave + swing, 1)


def load(house: Any) -> None:
    """Load them for the county that is kept live."""
    if house.code != "ji":
        return
    office, rows = house.unit(OFFICE), []
    last = house.day.replace(day=1) - timedelta(days=1)
    months = [*period(f"{last.year - 1}-{last.month:02}").twelve, *period(f"{last:%Y-%m}").twelve, f"{house.day:%Y-%m}"]
    for month in months:
        first, end = date.fromisoformat(f"{month}-01"), month_end(month)
        days = (first + timedelta(days=n) for n in range(end.day))
        means = " ".join(f"{mean(day)}" if day < house.day else "缺" for day in days)
        end = min(end, house.day)
        rows.append({"unit": office, "month": month, "station": STATION, "means": means, "happened_on": end})
    old = [row for row in rows if (house.day - row["happened_on"]).days > 31]
    house.backfill("energy.weather", old)
    for row in rows[len(old) :]:
        house.do("energy.weather", "record", **row, day=house.day)
    site = PublicInstitution.objects.filter(bureau=house.bureau, life=Life.LIVE).order_by("pk").first()
    if site is None:
        return
    done = house.day - timedelta(days=44)
    house.backfill("energy.measure", [
        {"unit": office, "institution": site, "supply": "electricity", "name": "照明控制和空调时段改造",
         "begun_on": done - timedelta(days=2), "ended_on": done, "cost": 86000, "promised": 52000,
         "happened_on": done - timedelta(days=20)}
    ])  # fmt: skip
    parts = Meter.objects.filter(account__institution=site, account__supply="electricity", life=Life.LIVE)
    total, some = parts.filter(above=None).first(), parts.exclude(above=None).order_by("pk").first()
    if total is not None and some is not None:
        equation = f"[{total.number}]-[{some.number}]"
        house.backfill("energy.virtual_meter", [
            {"unit": office, "institution": site, "number": "己县一区净用量", "equation": equation,
             "happened_on": total.happened_on}
        ])  # fmt: skip
