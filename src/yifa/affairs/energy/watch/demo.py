"""Alarms and a measured saving of the demo (演示数据): found in the live series, by the same verbs as anybody's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from yifa.affairs.energy.meters import settings
from yifa.affairs.energy.savings.models import Measure
from yifa.affairs.energy.watch.models import Alarm
from yifa.kernel.action import Refused
from yifa.kernel.record import Life


def found(house: Any) -> None:
    """Look through this month and the last once the demo's meters have readings; done once."""
    bureau = house.bureau
    settings.carried_over(bureau.pk)
    if Alarm.objects.filter(bureau=bureau).exists():
        return
    first = house.day.replace(day=1)
    for month in (first - timedelta(days=1), house.day):
        _try(house, "energy.alarm", "detect", None, month=f"{month:%Y-%m}")
    alarms = list(Alarm.objects.filter(bureau=bureau, life=Life.LIVE).order_by("happened_on", "pk"))
    if len(alarms) > 2:
        said = "国庆后连续承办会议，会议室和食堂用量增加，会议结束后恢复。"
        for one in alarms[:2]:
            _try(house, "energy.alarm", "explain", one, cause="work", explained_on=house.day, explanation=said)
        _try(
            house,
            "energy.alarm",
            "close",
            alarms[0],
            outcome="fair",
            closed_on=house.day,
            closing_note="已核对会议安排。",
        )
    for measure in Measure.objects.filter(bureau=bureau, life=Life.LIVE, saved=None):
        _try(house, "energy.measure", "reckon", measure, until=house.day - timedelta(days=1))


def _try(house: Any, resource: str, verb: str, obj: Any, **data: Any) -> None:
    """Do a verb; where the readings of the demo do not allow it, nothing is entered."""
    try:
        house.do(resource, verb, obj, **data)
    except Refused:
        return


def house_of(code: str, day: date, now: datetime) -> Any:
    """Return a bureau of the demo as it stands today; None where it is not loaded."""
    from yifa.core.org.house import House
    from yifa.core.org.models import Unit

    bureau = Unit.objects.filter(code=code).first()
    return House(bureau, day.year, day, now) if bureau else None
