"""Demo records of the directory and the ledger (演示数据); placeholder names and numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.directory.choices import Klass, Level, Supply, Zone
from yifa.affairs.energy.engine.uscc import check_digit

#: place, class, quota group, area, people, kWh and m3 of an ordinary month
_SITES = (
    ("第一办公区", Klass.ORGAN, "市级以下", 12800, 430, 52000, 900),
    ("第二办公区", Klass.ORGAN, "市级以下", 6400, 210, 21000, 460),
    ("实验学校", Klass.EDUCATION, "小学", 15200, 1260, 24000, 1900),
    ("人民医院", Klass.HEALTH, "二级", 31000, 1480, 186000, 5200),
)
BUREAUS = ("wu", "ji")
MONTHS = 3


def load(house: Any) -> None:
    """Load four institutions with size, building, accounts, meters and the first months of the year."""
    if house.code not in BUREAUS:
        return
    year, office = house.year, house.unit("公共机构节能处")
    opened = date(year - 1, 3, 1)
    head = {"unit": office, "happened_on": opened}
    sites = house.backfill("energy.institution", [
        {**head, "name": f"{house.bureau.short_name}{name}", "uscc": _code(house.code, n), "klass": klass,
         "level": Level.BELOW, "group": group, "zone": Zone.A}
        for n, (name, klass, group, *_) in enumerate(_SITES)
    ])  # fmt: skip
    pairs = list(zip(sites, _SITES, strict=True))
    house.backfill("energy.size", [
        {**head, "institution": site, "area": area, "persons": persons, "reckoning": "编制内外在岗人员和服务对象折算"}
        for site, (_, _, _, area, persons, *_) in pairs
    ])  # fmt: skip
    house.backfill("energy.building", [
        {**head, "institution": site, "name": "主楼", "area": row[3], "garage": 0} for site, row in pairs
    ])  # fmt: skip
    accounts = house.backfill("energy.account", [
        {**head, "institution": site, "supply": supply, "number": f"{house.code}{n}{supply[0]}".upper(),
         "supplier": "供电公司" if supply == Supply.ELECTRICITY else "自来水公司"}
        for n, site in enumerate(sites) for supply in (Supply.ELECTRICITY, Supply.WATER)
    ])  # fmt: skip
    house.backfill(
        "energy.meter",
        [
            {**head, "account": account, "number": f"{account.number}01", "digits": 6, "ratio": 1}
            for account in accounts
        ],
    )
    usual = [amount for _, row in pairs for amount in row[5:]]
    house.backfill("energy.use", [
        {"unit": office, "account": account, "month": f"{year}-{month:02}", "happened_on": date(year, month, 28),
         "quantity": Decimal(amount) * (100 + (month * 7 + n) % 9) / 100,
         "fee": (Decimal(amount) * (100 + (month * 7 + n) % 9) / 100 * Decimal("0.7" if n % 2 == 0 else "3.9"))
         .quantize(Decimal("0.01")), "origin": "bill"}
        for n, (account, amount) in enumerate(zip(accounts, usual, strict=True)) for month in range(1, MONTHS + 1)
    ])  # fmt: skip


def _code(bureau: str, number: int) -> str:
    body = f"1199{sum(map(ord, bureau)) % 100:02}00MB{number:07}"[:17].ljust(17, "0")
    return body + check_digit(body)
