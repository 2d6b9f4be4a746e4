"""The demo's campus (演示办公区): its meters by building, floor and circuit, and how they are simulated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.directory.models import Account, Building, Meter
from yifa.kernel.record import Life

if TYPE_CHECKING:
    from yifa.affairs.energy.series.campus import Campus

MAIN, ANNEX = "主楼", "附楼"
#: name → area; together the area of the institution
BUILDINGS = ((MAIN, 9200, 600), (ANNEX, 3600, 0))
#: account, number in it, number above, building, floor, circuit, item code
_E, _W = "E", "W"
NODES = (
    (_E, 2, 1, MAIN, "", "主楼总表", ""),
    (_E, 15, 1, ANNEX, "", "附楼总表", ""),
)
#: … and share of the total, how its day and its year go (``series.campus``)
LOADS = (
    *((_E, 2 + n, 2, MAIN, f"{n}层", "照明插座", "01A10", 55, "office", "") for n in range(1, 6)),
    (_E, 8, 2, MAIN, "各层", "走廊应急照明", "01A20", 30, "hall", ""),
    (_E, 9, 2, MAIN, "地下1层", "冷水机组", "01B1C", 130, "air", "cool"),
    (_E, 10, 2, MAIN, "地下1层", "冷冻泵", "01B1A", 35, "air", "cool"),
    (_E, 11, 2, MAIN, "各层", "空调末端", "01B20", 45, "air", "cool"),
    (_E, 12, 2, MAIN, "屋面", "电梯", "01C10", 35, "lift", ""),
    (_E, 13, 2, MAIN, "地下1层", "生活水泵", "01C20", 18, "tap", ""),
    (_E, 14, 2, MAIN, "3层", "信息机房", "01D10", 110, "server", ""),
    *((_E, 15 + n, 15, ANNEX, f"{n}层", "照明插座", "01A10", 40, "office", "") for n in range(1, 4)),
    (_E, 19, 15, ANNEX, "1层", "厨房餐厅", "01D30", 75, "kitchen", ""),
    (_E, 20, 15, ANNEX, "各层", "空调末端", "01B20", 60, "air", "warm"),
    (_E, 21, 15, ANNEX, "屋面", "电梯", "01C10", 15, "lift", ""),
    (_E, 22, 15, ANNEX, "1层", "厨房通风机", "01C30", 18, "kitchen", ""),
    (_E, 23, 1, None, "室外", "景观照明", "01A30", 14, "evening", ""),
    (_E, 24, 1, None, "室外", "充电桩", "01D60", 40, "charge", ""),
    (_W, 2, 1, MAIN, "各层", "卫生间和开水间", "", 55, "tap", ""),
    (_W, 3, 1, ANNEX, "1层", "厨房餐厅", "", 33, "kitchen", ""),
    (_W, 4, 1, None, "室外", "绿化", "", 12, "evening", "cool"),
)
#: what goes wrong, so that there is something to find
FAULTS = {(_E, 11): "gap", (_E, 6): "dip", (_E, 9): "weekend", (_W, 3): "leak"}
RATIO = 20


def number(account: Any, which: int) -> str:
    """Return the number of a meter of an account."""
    return f"{account.number}{which:02}"


def enter(house: Any, accounts: list[Any], head: dict[str, Any]) -> None:
    """Enter the meters of the campus: total meters, meters of the buildings, circuits."""
    mine = {str(one.number)[-1]: one for one in accounts}
    rooms = {b.name: b for b in Building.objects.filter(institution=accounts[0].institution, life=Life.LIVE)}
    totals = house.backfill("energy.meter", [
        {**head, "account": one, "number": number(one, 1), "circuit": "总表", "digits": 6,
         "ratio": RATIO if supply == _E else 1} for supply, one in mine.items()
    ])  # fmt: skip
    known: dict[tuple[Any, Any], Any] = {(supply, 1): meter for supply, meter in zip(mine, totals, strict=True)}
    for rows in (NODES, LOADS):
        made = house.backfill("energy.meter", [
            {**head, "account": mine[supply], "above": known[supply, above], "number": number(mine[supply], which),
             "building": rooms.get(str(building)), "floor": floor, "circuit": circuit, "item": item, "digits": 6,
             "ratio": 1}
            for supply, which, above, building, floor, circuit, item, *_ in rows
        ])  # fmt: skip
        known |= {(row[0], row[1]): meter for row, meter in zip(rows, made, strict=True)}


def simulated(accounts: dict[str, Account], total: Callable[[str, str], Decimal], begun: datetime) -> Campus:
    """Return the simulation of the campus: from thirteen months before on."""
    from yifa.affairs.energy.series.campus import Campus, Load
    from yifa.affairs.energy.series.store import after
    from yifa.lawkit.calendar import WorkCalendar

    calendar = WorkCalendar.load()
    names = {supply: (lambda which, one=one: number(one, which)) for supply, one in accounts.items()}
    return Campus(
        totals=tuple(name(1) for name in names.values()),
        nodes=tuple((names[s](n), names[s](above)) for s, n, above, *_ in NODES),
        loads=tuple(
            Load(names[s](n), names[s](above), share, day, season)
            for s, n, above, _, _, _, _, share, day, season in LOADS
        ),
        ratios={names[_E](1): RATIO},
        total=total,
        works=calendar.is_workday,
        first=after(f"{begun:%Y-%m}", -13),
        begun=begun,
    )


def live(folder: Path, now: datetime) -> int:
    """Bring the demo's series up to a moment (local time): readings, hours, closed months; return the new readings."""
    from yifa.affairs.energy.directory.demo import CAMPUS, SITES, used
    from yifa.affairs.energy.meters import settings as meter_settings
    from yifa.affairs.energy.series import campus, closing, glance
    from yifa.affairs.energy.series.store import Writer

    rows = Account.objects.filter(bureau__code=CAMPUS[0], life=Life.LIVE, number__in=CAMPUS[1:])
    accounts = {one.number[-1]: one for one in rows.select_related("institution")}
    if len(accounts) < len(CAMPUS) - 1:
        return 0
    usual = dict(zip((number(accounts[s], 1) for s in (_E, _W)), SITES[0][5:7], strict=True))
    order = list(usual)

    def total(name: str, month: str) -> Decimal:
        return used(usual[name], int(month[5:]), order.index(name))

    what = simulated({s: accounts[s] for s in (_E, _W)}, total, now)
    faults = {number(accounts[s], n): kind for (s, n), kind in FAULTS.items()}
    folder.mkdir(parents=True, exist_ok=True)
    with Writer(folder) as writer:
        mine = Meter.objects.filter(account__in=accounts.values(), life=Life.LIVE).select_related("account", "above")
        with writer.manifest.step():
            for name, config in meter_settings.of(mine.order_by("pk")).items():
                writer.manifest.configure(name, config)
        made = campus.write(writer, what, now, faults)
        for month in list(campus.closable(writer, now)):
            closing.close(writer, month)
        glance.refresh(writer)
    return made
