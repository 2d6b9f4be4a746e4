"""Demo records of the directory and the ledger (演示数据); placeholder names and numbers."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.directory import campus
from yifa.affairs.energy.directory.choices import Klass, Level, Supply, Zone
from yifa.affairs.energy.engine.uscc import check_digit

#: place, class, quota group, area, people, kWh and m3 of an ordinary month, place in the district, department
SITES = (
    ("第一办公区", Klass.ORGAN, "市级以下", 12800, 430, 52000, 640, "城东街道", "机关事务管理局"),
    ("第二办公区", Klass.ORGAN, "市级以下", 6400, 210, 21000, 300, "城东街道", "机关事务管理局"),
    ("实验学校", Klass.EDUCATION, "小学", 15200, 1260, 24000, 1900, "城西街道", "教育局"),
    ("人民医院", Klass.HEALTH, "二级", 31000, 1480, 186000, 5200, "城西街道", "卫生健康局"),
    ("信访接待中心", Klass.ORGAN, "市级以下", 2100, 62, 15600, 140, "城东街道", "信访局"),
    ("第一中学", Klass.EDUCATION, "中等教育非寄宿", 26500, 2380, 39000, 3100, "城西街道", "教育局"),
    ("中心幼儿园", Klass.EDUCATION, "学前教育", 5400, 410, 9600, 620, "城东街道", "教育局"),
    ("中医医院", Klass.HEALTH, "二级", 18600, 820, 92000, 2700, "城东街道", "卫生健康局"),
    ("市场监管所", Klass.ORGAN, "市级以下", 1900, 48, 7400, 70, "北山镇", "市场监督管理局"),
    ("北山镇政府", Klass.ORGAN, "市级以下", 4200, 120, 13800, 170, "北山镇", "北山镇"),
    ("北山镇卫生院", Klass.OTHER, "", 3600, 130, 14200, 410, "北山镇", "卫生健康局"),
    ("政务服务中心", Klass.ORGAN, "市级以下", 8800, 260, 47200, 400, "城西街道", "政务服务管理局"),
)
#: bureau → how many of them
BUREAUS = {"wu": 4, "ji": 12}
FEES = {Supply.ELECTRICITY: Decimal("0.7"), Supply.WATER: Decimal("3.9")}
#: bureau and accounts of the campus with live meters; the kitchen's gas has bills only
CAMPUS = ("ji", "JI0E", "JI0W")
GAS, GAS_FEE = 820, Decimal("3.3")
#: months of the ledger; the last one of the campus waits for the officer
MONTHS = 13


def months(house: Any, many: int = MONTHS) -> list[date]:
    """Return the days of reading of the ledger: thirteen months (or so many) up to the last that is over."""
    if house.code != "ji":
        return [date(house.year, month, 20) for month in (1, 2, 3)]
    last = (house.day - timedelta(days=31)).replace(day=20)
    while (house.day - last).days <= 31:
        last = (last.replace(day=1) - timedelta(days=1)).replace(day=20)
    found = [last]
    while len(found) < many:
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
        {**head, "name": f"{house.bureau.short_name}{name}", "uscc": code_of(house.code, n), "klass": klass,
         "level": Level.BELOW, "group": group, "zone": Zone.A, "region": region, "department": department,
         "filer": house.unit("市直一单位") if n == 1 else None}
        for n, (name, klass, group, _, _, _, _, region, department) in enumerate(rows)
    ])  # fmt: skip
    pairs = list(zip(sites, rows, strict=True))
    house.backfill("energy.size", [
        {**head, "institution": site, "area": row[3], "persons": row[4], "reckoning": "编制内外在岗人员和服务对象折算"}
        for site, row in pairs
    ])  # fmt: skip
    live = house.code == CAMPUS[0]
    house.backfill("energy.building", [
        {**head, "institution": site, "name": name, "area": area, "garage": garage}
        for n, (site, row) in enumerate(pairs)
        for name, area, garage in (campus.BUILDINGS if live and n == 0 else (("主楼", row[3], 0),))
    ])  # fmt: skip
    accounts = house.backfill("energy.account", [
        {**head, "institution": site, "supply": supply, "number": f"{house.code}{n}{supply[0]}".upper(),
         "supplier": "供电公司" if supply == Supply.ELECTRICITY else "自来水公司"}
        for n, site in enumerate(sites) for supply in FEES
    ])  # fmt: skip
    if live:
        campus.enter(house, accounts[: len(FEES)], head)
    house.backfill("energy.meter", [
        {**head, "account": account, "number": f"{account.number}01", "digits": 6, "ratio": 1}
        for account in accounts[len(FEES) if live else 0 :]
    ])  # fmt: skip
    usual = [amount for _, row in pairs for amount in row[5:7]]
    days = months(house)
    house.backfill("energy.use", [
        {"unit": office, "account": account, "month": f"{day:%Y-%m}", "happened_on": day,
         "quantity": used(amount, day.month, n),
         "fee": (used(amount, day.month, n) * FEES[Supply(account.supply)]).quantize(Decimal("0.01")),
         "origin": "reading" if live and n < len(FEES) else "bill"}
        for n, (account, amount) in enumerate(zip(accounts, usual, strict=True))
        for day in (days[:-1] if live and n < len(FEES) else days)
    ])  # fmt: skip
    if live:
        _bills(house, {**head, "unit": office}, accounts[: len(FEES)], usual, days)


def _bills(house: Any, head: dict[str, Any], accounts: list[Any], usual: list[int], days: list[date]) -> None:
    """Enter the campus's bills, of electricity from the 26th to the 25th, and its gas, which has bills only."""
    gas = house.backfill("energy.account", [
        {**head, "institution": accounts[0].institution, "supply": Supply.GAS, "number": "JI0G", "supplier": "燃气公司"}
    ])[0]  # fmt: skip
    last = (days[-1].replace(day=1) + timedelta(days=31)).replace(day=20)
    rows: list[tuple[Any, date, date, Decimal, Decimal]] = []
    for n, (account, amount, fee) in enumerate(
        zip((*accounts, gas), (*usual[:2], GAS), (*FEES.values(), GAS_FEE), strict=True)
    ):
        for day in (*days, last):
            if n:  # water and gas go by the calendar month, a little more on the bill than on our meter
                first, end = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
                quantity = (used(amount, day.month, n) * Decimal("1.008")).quantize(Decimal(1))
            else:
                before = day.replace(day=1) - timedelta(days=1)
                first, end = before.replace(day=26), day.replace(day=25)
                parts = ((before, (before - first).days + 1), (day, 25))
                shares = [used(amount, m.month, n) * k / monthrange(m.year, m.month)[1] for m, k in parts]
                quantity = sum(shares, Decimal(0)).quantize(Decimal(1))
            if end < house.day:
                rows.append((account, first, end, quantity, (quantity * fee).quantize(Decimal("0.01"))))
    said = [
        {"unit": head["unit"], "account": account, "start": first, "end": end, "quantity": quantity, "fee": fee,
         "happened_on": min(end + timedelta(days=3), house.day)}
        for account, first, end, quantity, fee in rows
    ]  # fmt: skip
    old = house.day - timedelta(days=31)
    house.backfill("energy.bill", [row for row in said if row["happened_on"] <= old])
    for row in said:
        if row["happened_on"] > old:
            house.do("energy.bill", "record", **row, paper="账单")
    house.backfill("energy.use", [
        {"unit": head["unit"], "account": gas, "month": f"{day:%Y-%m}", "happened_on": day,
         "quantity": used(GAS, day.month, 2),
         "fee": (used(GAS, day.month, 2) * GAS_FEE).quantize(Decimal("0.01")), "origin": "bill"}
        for day in days[:-1]
    ])  # fmt: skip


def code_of(bureau: str, number: int) -> str:
    """Return a placeholder code with its check digit."""
    body = f"1199{sum(map(ord, bureau)) % 100:02}00MB{number:07}"[:17].ljust(17, "0")
    return body + check_digit(body)
