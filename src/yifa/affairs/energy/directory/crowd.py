"""A bureau of many institutions for the demo (演示名录扩充): hundreds of them with a whole year, without a spreadsheet.

Institutions like those of the demo, each a little different, by fixed numbers: directory, accounts, two years of the
ledger, two years of filings, the closings of both years and of eleven months with their bulletins. Everything through
Actions, in the demo's county only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.directory.choices import Level, Supply, Zone
from yifa.affairs.energy.directory.demo import FEES, SITES, code_of, months, used
from yifa.affairs.energy.directory.models import Account, PublicInstitution
from yifa.affairs.energy.filings import demo as filings
from yifa.kernel.record import Life

PLACES = ("城东街道", "城西街道", "城南街道", "北山镇", "南河镇", "东岭镇")
#: numbers of the institutions made here begin after this
FIRST = 1000
LARGEST = 5000


def sites(many: int) -> list[tuple[Any, ...]]:
    """Return rows as of ``SITES``: the kinds of the demo in turn, sized by fixed numbers."""
    found = []
    for n in range(many):
        name, klass, group, area, people, power, water, _, department = SITES[1 + n % (len(SITES) - 1)]
        percent = 55 + n * 37 % 90
        leap = 50 + n * 13 % 46
        found.append((
            f"{name}（{n + 1}）", klass, group, area * percent // 100, max(12, people * percent // 100),
            power * percent * leap // 10_000, max(8, water * percent // 100), PLACES[n % len(PLACES)], department,
        ))  # fmt: skip
    return found


def fill(house: Any, many: int, told: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Bring the directory of a demo bureau to so many institutions with a whole year; return what was made."""
    have = PublicInstitution.objects.filter(bureau=house.bureau, life=Life.LIVE).count()
    rows = sites(max(0, many - have))
    if not rows:
        return {"institutions": have, "made": 0}
    office, days = house.unit("公共机构节能处"), months(house, 24)
    head = {"unit": office, "happened_on": date(days[0].year - 2, 3, 1)}
    start = FIRST + have
    made = house.backfill("energy.institution", [
        {**head, "name": f"{house.bureau.short_name}{row[0]}", "uscc": code_of(house.code, start + n), "klass": row[1],
         "level": Level.BELOW, "group": row[2], "zone": Zone.A, "region": row[7], "department": row[8]}
        for n, row in enumerate(rows)
    ])  # fmt: skip
    pairs = list(zip(made, rows, strict=True))
    house.backfill("energy.size", [
        {**head, "institution": site, "area": row[3], "persons": row[4], "reckoning": "编制内外在岗人员和服务对象折算"}
        for site, row in pairs
    ])  # fmt: skip
    accounts = house.backfill("energy.account", [
        {**head, "institution": site, "supply": supply, "number": f"{house.code}{start + n}{supply[0]}".upper(),
         "supplier": "供电公司" if supply == Supply.ELECTRICITY else "自来水公司"}
        for n, (site, _) in enumerate(pairs) for supply in FEES
    ])  # fmt: skip
    told(f"名录 {len(made)} 家，账户 {len(accounts)} 个")
    _past_months(house, office, days)
    usual = [amount for _, row in pairs for amount in row[5:7]]
    uses = house.backfill("energy.use", [
        {"unit": office, "account": account, "month": f"{day:%Y-%m}", "happened_on": day,
         "quantity": used(amount, day.month, n),
         "fee": (used(amount, day.month, n) * FEES[Supply(account.supply)]).quantize(Decimal("0.01")), "origin": "bill"}
        for n, (account, amount) in enumerate(zip(accounts, usual, strict=True)) for day in days
    ])  # fmt: skip
    told(f"月台账 {len(uses)} 条")
    filed = filings.past(house, pairs)
    told(f"年报 {len(filed)} 份")
    closings = reclose(house)
    told(f"核定 {len(closings)} 期")
    return {
        "institutions": have + len(made), "made": len(made), "accounts": len(accounts), "uses": len(uses),
        "filings": len(filed), "closings": len(closings),
    }  # fmt: skip


def _past_months(house: Any, office: Any, days: list[date]) -> None:
    """Give the institutions of the demo the months before their first, too."""
    rows = []
    have = set(MonthlyUse.objects.filter(bureau=house.bureau, life=Life.LIVE).values_list("account_id", "month"))
    known = Account.objects.filter(bureau=house.bureau, life=Life.LIVE, uses__life=Life.LIVE).distinct().order_by("pk")
    for account in known:
        first = account.uses.filter(life=Life.LIVE).order_by("month").first()
        for day in days:
            month = f"{day:%Y-%m}"
            if first is not None and month < first.month and (account.pk, month) not in have:
                rows.append({"unit": office, "account": account, "month": month, "happened_on": day,
                             "quantity": first.quantity, "fee": first.fee, "origin": "bill"})  # fmt: skip
    house.backfill("energy.use", rows)


def reclose(house: Any) -> list[Closing]:
    """Close the two last years and the months of the last year again, now with everybody, and publish what may be."""
    office, out = house.unit("公共机构节能处"), []
    for old in Closing.objects.filter(bureau=house.bureau, life=Life.LIVE):
        house.do("energy.closing", "void", old, reason="名录扩充后重新核定", checker="赵某")
    asked, year = house.day - timedelta(days=25), house.day.year
    for text in (str(year - 2), str(year - 1), *(f"{day:%Y-%m}" for day in months(house)[1:-1])):
        one = house.do("energy.closing", "record", period=text, unit=office, happened_on=asked, day=asked)
        if one.over:
            house.do("energy.closing", "ask", one, day=asked)
            _explained(house, one, asked)
        one.refresh_from_db()
        if not one.faults:
            one = house.do("energy.closing", "issue", one, day=house.day)
        out.append(one)
    return out


def _explained(house: Any, closing: Closing, asked: date) -> None:
    """Four of five explain within their term."""
    for n, one in enumerate(Standing.objects.filter(closing=closing, over=True, life=Life.LIVE).order_by("pk")):
        if n % 5:
            day = asked + timedelta(days=3 + n % 10)
            text = "服务对象增加，设备更换前用能偏高，已列入改造计划。"
            house.do("energy.standing", "explain", one, explained_on=day, explanation=text, day=day)
