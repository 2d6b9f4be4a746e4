"""Demo records of filings (演示数据): two finished years, an old form, the last quarter under way, a spot check."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.directory.demo import FEES, SITES
from yifa.affairs.energy.directory.models import PublicInstitution

PEOPLE = {"written_by": "钱某", "statistics_head": "韩某", "unit_head": "杨某"}


def _year(row: tuple[Any, ...], code: str, percent: int) -> dict[str, str]:
    kwh, water = (Decimal(n) * 12 * percent / 100 for n in row[5:7])
    fees = [q * price for q, price in zip((kwh, water), FEES.values(), strict=True)]
    return {
        "uscc": code, "area": str(row[3]), "persons": str(row[4]), "electricity": str(kwh), "water": str(water),
        "electricity_fee": str(fees[0]), "water_fee": str(fees[1]), "new_energy_cars": "2",
    }  # fmt: skip


def _past(house: Any, pairs: list[tuple[Any, tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """Return the accepted filings of the two years before, for institutions with their figures (``SITES``)."""
    office, last, rows = house.unit("公共机构节能处"), house.day.year - 1, []
    for year, percent in ((last - 1, 104), (last, 101)):
        day = date(year + 1, 3, 20)
        rows += [
            {"institution": site, "period": str(year), "unit": office, "happened_on": day, "submitted_on": day,
             "accepted_on": day + timedelta(days=10), **PEOPLE, "values": _year(row, site.uscc, percent)}
            for site, row in pairs
        ]  # fmt: skip
    return rows


def past(house: Any, pairs: list[tuple[Any, tuple[Any, ...]]]) -> list[Any]:
    """Enter the accepted filings of the two years before."""
    made: list[Any] = house.backfill("energy.filing", _past(house, pairs))
    return made


def load(house: Any) -> None:
    """Load them for the county that is kept live."""
    if house.code != "ji":
        return
    office = house.unit("公共机构节能处")
    sites = list(PublicInstitution.objects.filter(bureau=house.bureau, life="live").order_by("pk"))
    pairs = list(zip(sites, SITES, strict=True))
    last = house.day.year - 1
    rows = _past(house, pairs)
    day = date(2016, 3, 18)
    old = _year(SITES[0], sites[0].uscc, 118)
    old = {"organisation_code": "000000000", **{k: v for k, v in old.items() if k not in ("uscc", "new_energy_cars")}}
    rows.append({"institution": sites[0], "period": "2015", "unit": office, "happened_on": day, "submitted_on": day,
                 "accepted_on": day, **PEOPLE, "values": {**old, "nature": "01", "official_cars": "6"}})  # fmt: skip
    house.backfill("energy.filing", rows)
    _quarter(house)
    day = house.day - timedelta(days=12)
    check = house.do("energy.spot_check", "record", period=str(last), seed=f"{last}年度第12期摇号07", unit=office,
                     happened_on=day, day=day)  # fmt: skip
    house.do("energy.spot_check", "report", check, institution=check.drawn[0], verdict="agrees", text="", day=day)


def _quarter(house: Any) -> None:
    """The last quarter that is over, each form at another step."""
    quarter = (house.day.month - 1) // 3
    year, number = (house.day.year, quarter) if quarter else (house.day.year - 1, 4)
    text = f"{year}Q{number}"
    house.do("energy.filing", "launch", period=text)
    from yifa.affairs.energy.filings.models import SurveyFiling

    rows = list(SurveyFiling.objects.filter(bureau=house.bureau, period=text, life="live").order_by("institution_id"))
    for n, filing in enumerate(rows[:7]):
        people = {k: PEOPLE[k] for k in ("written_by", "statistics_head")}
        house.do("energy.filing", "sign", filing, **people)
        if n < 6:
            filing = house.do("energy.filing", "submit", filing, unit_head=PEOPLE["unit_head"], submitted_on=house.day)
        if n < 4:
            house.do("energy.filing", "accept", filing, opinion="已与账单核对")
    house.do(
        "energy.filing",
        "send_back",
        filing_of(rows, 4),
        places="用能人数",
        reason="与核定的用能人数不一致，附人数计算表",
    )


def filing_of(rows: list[Any], n: int) -> Any:
    """Return one filing as it stands now."""
    rows[n].refresh_from_db()
    return rows[n]
