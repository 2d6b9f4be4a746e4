"""Collections of the demo bureaus: the five finished years are answered, confirmed and closed; 己县 is in mid-work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.metrics.periods import quarter_end
from yifa.kernel import registry
from yifa.kernel.action import Ctx
from yifa.kernel.registry import demo

#: Offices of 己县 that have not answered the third quarter.
SILENT = ("车辆管理处", "会议服务中心")
#: figure → modality the writer of 戊市 chose instead of the exact count.
CHOSEN = {"instruments.made_or_revised": "several"}


@demo("core_metrics")
def load(house: Any) -> None:
    """Collect quarter by quarter, after all modules have put their records in."""
    if house.code == "wu":
        for metric, qualifier in CHOSEN.items():
            if metric in registry.metrics():
                house.do("core_metrics.wording", "choose", ctx=_ctx(house, "legal", "李某", house.day),
                         year=house.year, metric=metric, qualifier=qualifier)  # fmt: skip
    running = house.code == "ji"
    for quarter in (1, 2, 3) if running else (1, 2, 3, 4):
        opened = quarter_end(house.year, quarter) + timedelta(days=1)
        if running and opened < house.profile.started_on:
            opened = house.profile.started_on + timedelta(days=quarter)
        if opened > house.day:
            break
        _collect(house, quarter, opened, SILENT if running and quarter == 3 else ())


def _ctx(house: Any, role: str, name: str, day: date) -> Ctx:
    return Ctx(scope=house.scope(role, name=name), day=day, now=house.now, channel="cli")


def _collect(house: Any, quarter: int, opened: date, silent: tuple[str, ...]) -> None:
    legal = _ctx(house, "legal", "李某", opened)
    what = "core_metrics.collection"
    made = house.do(what, "open", ctx=legal, year=house.year, quarter=quarter, due_on=opened + timedelta(days=14))
    if not made.answers.exists():
        return
    for i, unit in enumerate(house.units()):
        if unit.name in silent:
            continue
        day = opened + timedelta(days=3 + i % 7)
        house.do(what, "answer_all", made, ctx=_ctx(house, "clerk", f"{unit}联络员", day), unit=unit)
        house.do(what, "confirm_all", made, ctx=_ctx(house, "head", f"{unit}负责人", day), unit=unit)
    if silent:
        house.do(what, "chase_all", made, ctx=_ctx(house, "legal", "李某", opened + timedelta(days=15)))
        return
    closing = _ctx(house, "legal", "李某", opened + timedelta(days=14))
    house.do(what, "close_register", made, ctx=closing)
    house.do(what, "close", made, ctx=closing)
