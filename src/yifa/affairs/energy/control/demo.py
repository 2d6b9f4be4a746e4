"""Demo points (演示点位) of the campus, and what they read at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from yifa.affairs.energy.control import state
from yifa.affairs.energy.directory.campus import ANNEX, MAIN
from yifa.affairs.energy.directory.models import Building

#: building, floor, name, kind, equipment, special
POINTS = (
    *((MAIN, f"{n}层", f"{n}层室温", "room", f"{n}层空调", "") for n in range(1, 6)),
    *((MAIN, f"{n}层", f"{n}层设定温度", "set", f"{n}层空调", "") for n in range(1, 6)),
    *((MAIN, f"{n}层", f"{n}层空调运行", "run", f"{n}层空调", "") for n in range(1, 6)),
    (MAIN, "3层", "机房室温", "room", "机房空调", "信息机房恒温"),
    (MAIN, "3层", "机房空调运行", "run", "机房空调", "信息机房恒温"),
    (MAIN, "屋面", "1号电梯", "lift", "", ""),
    (MAIN, "屋面", "2号电梯", "lift", "", ""),
    (MAIN, "屋面", "2号电梯故障", "fault", "2号电梯", ""),
    (MAIN, "地下1层", "水泵房漏水", "leak", "", ""),
    (ANNEX, "1层", "厨房漏水", "leak", "", ""),
    (ANNEX, "1层", "厨房新风机", "run", "厨房新风机", ""),
)


def address(n: int) -> str:
    """Return the address of a point of the demo."""
    return f"demo/ji/p{n:02}"


def load(house: Any) -> None:
    """Enter the points of the campus."""
    if house.code != "ji":
        return
    office = house.unit("公共机构节能处")
    found = Building.objects.filter(bureau=house.bureau, life="live", name__in=(MAIN, ANNEX))
    rooms = {b.name: b for b in found.order_by("-id")}  # the campus is the first institution
    start = house.day - timedelta(days=200)
    house.backfill("energy.point", [
        {"building": rooms[building], "floor": floor, "name": name, "kind": kind, "equipment": equipment,
         "special": special, "address": address(n), "unit": office, "happened_on": start}
        for n, (building, floor, name, kind, equipment, special) in enumerate(POINTS)
    ])  # fmt: skip


def read(folder: Path, now: datetime) -> int:
    """Let the demo's points say what they would at a moment: one floor set too warm or too cold, a tap that drips."""
    warm = now.month in (11, 12, 1, 2, 3)
    usual, wrong = (20, 23) if warm else (26, 23)
    rows = []
    for n, (_, floor, name, kind, equipment, special) in enumerate(POINTS):
        tilt = Decimal((now.minute + n * 7) % 5) / 10
        value = {
            "set": Decimal(wrong if floor == "3层" else usual),
            "room": Decimal(22) if special else Decimal(usual) + (tilt + 1 if floor == "3层" and warm else -tilt),
            "run": Decimal(1) if special or floor in ("3层", "2层") or equipment == "厨房新风机" else Decimal(0),
            "leak": Decimal(int(name == "厨房漏水")), "lift": Decimal(1), "fault": Decimal(0),
        }[kind]  # fmt: skip
        rows.append((address(n), now - timedelta(hours=5) if name == "1层室温" else now, value))
    return state.keep(folder, rows, now)
