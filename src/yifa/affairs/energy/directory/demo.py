"""Demo records of the directory and the ledger (演示数据); placeholder names and numbers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.directory.choices import Klass, Level, Supply, Zone
from yifa.affairs.energy.engine.uscc import check_digit

#: place, class, quota group, area, people, kWh and m3 of an ordinary month, place in the district, department
SITES = (
    ("第一办公区", Klass.ORGAN, "市级以下", 12800, 430, 52000, 900, "城东街道", "机关事务管理局"),
    ("第二办公区", Klass.ORGAN, "市级以下", 6400, 210, 21000, 460, "城东街道", "机关事务管理局"),
    ("实验学校", Klass.EDUCATION, "小学", 15200, 1260, 24000, 1900, "城西街道", "教育局"),
    ("人民医院", Klass.HEALTH, "二级", 31000, 1480, 186000, 5200, "城西街道", "卫生健康局"),
    ("信访接待中心", Klass.ORGAN, "市级以下", 2100, 62, 15600, 170, "城东街道", "信访局"),
    ("第一中学", Klass.EDUCATION, "中等教育非寄宿", 26500, 2380, 39000, 3100, "城西街道", "教育局"),
    ("中心幼儿园", Klass.EDUCATION, "学前教育", 5400, 410, 9600, 620, "城东街道", "教育局"),
    ("中医医院", Klass.HEALTH, "二级", 18600, 820, 92000, 2700, "城东街道", "卫生健康局"),
    ("市场监管所", Klass.ORGAN, "市级以下", 1900, 48, 7400, 120, "北山镇", "市场监督管理局"),
    ("北山镇政府", Klass.ORGAN, "市级以下", 4200, 120, 13800, 330, "北山镇", "北山镇"),
    ("北山镇卫生院", Klass.OTHER, "", 3600, 130, 14200, 410, "北山镇", "卫生健康局"),
    ("政务服务中心", Klass.ORGAN, "市级以下", 8800, 260, 47200, 700, "城西街道", "政务服务管理局"),
)
#: bureau → how many of them
BUREAUS = {"wu": 4, "ji": 12}
FEES = {Supply.ELECTRICITY: Decimal("0.7"), Supply.WATER: Decimal("3.9")}


def months(house: Any) -> list[date]:
    """Return the days of reading of the ledger: twelve months up to the last that is over and entered."""
    if house.code != "ji":
        return [date(house.year, month, 20) for month in (1, 2, 3)]
    last = (house.day - timedelta(days=31)).replace(day=20)
    while (house.day - last).days <= 31:
        last = (last.replace(day=1) - timedelta(days=1)).replace(day=20)
    found = [last]
    while len(found) < 12:
        found.append((found[-1].replace(day=1) - timedelta(days=1)).replace(day=20))
    return found[::-1]


def used(amount: int, month: int, n: int) -> Decimal:
    """Return what an account used in a month."""
    return Decimal(amount) * (100 + (month * 7 + n) % 9) / 100


def load(house: Any) -> None:
    """Load the institutions with size, building, accounts, meters and ledger."""
    if house.code not in BUREAUS:
        return
    rows = SITES[: BUREAUS[house.code]]
    office, first = house.unit("公共机构节能处"), months(house)[0]
    opened = date(first.year - 2, 3, 1)
    head = {"unit": office, "happened_on": opened}
    sites = house.backfill("energy.institution", [
        {**head, "name": f"{house.bureau.short_name}{name}", "uscc": _code(house.code, n), "klass": klass,
         "level": Level.BELOW, "group": group, "zone": Zone.A, "region": region, "department": department,
         "filer": house.unit("市直一单位") if n == 1 else None}
        for n, (name, klass, group, _, _, _, _, region, department) in enumerate(rows)
    ])  # fmt: skip
    pairs = list(zip(sites, rows, strict=True))
    house.backfill("energy.size", [
        {**head, "institution": site, "area": row[3], "persons": row[4], "reckoning": "编制内外在岗人员和服务对象折算"}
        for site, row in pairs
    ])  # fmt: skip
    house.backfill("energy.building", [
        {**head, "institution": site, "name": "主楼", "area": row[3], "garage": 0} for site, row in pairs
    ])  # fmt: skip
    accounts = house.backfill("energy.account", [
        {**head, "institution": site, "supply": supply, "number": f"{house.code}{n}{supply[0]}".upper(),
         "supplier": "供电公司" if supply == Supply.ELECTRICITY else "自来水公司"}
        for n, site in enumerate(sites) for supply in FEES
    ])  # fmt: skip
    house.backfill(
        "energy.meter",
        [
            {**head, "account": account, "number": f"{account.number}01", "digits": 6, "ratio": 1}
            for account in accounts
        ],
    )
    usual = [amount for _, row in pairs for amount in row[5:7]]
    house.backfill("energy.use", [
        {"unit": office, "account": account, "month": f"{day:%Y-%m}", "happened_on": day,
         "quantity": used(amount, day.month, n),
         "fee": (used(amount, day.month, n) * FEES[Supply(account.supply)]).quantize(Decimal("0.01")), "origin": "bill"}
        for n, (account, amount) in enumerate(zip(accounts, usual, strict=True)) for day in months(house)
    ])  # fmt: skip


def _code(bureau: str, number: int) -> str:
    body = f"1199{sum(map(ord, bureau)) % 100:02}00MB{number:07}"[:17].ljust(17, "0")
    return body + check_digit(body)
