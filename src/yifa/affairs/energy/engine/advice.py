"""What building control advises (节能建议): rules over what points read now. Advice only; nothing is switched here.

The limits come from the caller: temperatures and their citation from the packs, hours and months from the bureau.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

ALARM, ADVICE, NOTE = "alarm", "warn", "note"


@dataclass(frozen=True)
class Point:
    """A point with its last reading; ``at`` None was never read."""

    key: int
    name: str
    kind: str
    place: str = ""
    equipment: str = ""
    special: str = ""
    value: Decimal | None = None
    at: datetime | None = None

    @property
    def where(self) -> str:
        """The point by its place; a floor that its name says already is not said twice."""
        return self.placed(self.name)

    def placed(self, name: str) -> str:
        """Return a name behind the place, without saying the floor twice."""
        building, _, floor = self.place.partition(" ")
        return f"{building}{'' if floor in name else floor}{name}"


@dataclass(frozen=True)
class Limits:
    """By what is advised: temperatures, the months of cooling and heating, office hours, when a reading is old."""

    summer_min: Decimal
    winter_max: Decimal
    cooling: frozenset[int]
    heating: frozenset[int]
    opens: int
    closes: int
    basis: str
    stale: timedelta = timedelta(minutes=60)


@dataclass(frozen=True)
class Advice:
    """One sentence, how pressing it is, on what it rests, and the points it is about."""

    tone: str
    text: str
    basis: str
    points: tuple[int, ...]


def advise(points: Sequence[Point], now: datetime, works: Callable[[date], bool], limits: Limits) -> list[Advice]:
    """Return what is advised now, the most pressing first. What was not read for long is said and not judged."""
    found: list[Advice] = []
    old = [one for one in points if one.value is None or one.at is None or now - one.at > limits.stale]
    fresh = [one for one in points if one not in old]
    running = {one.equipment for one in fresh if one.kind == "run" and one.value and one.equipment}
    known = {one.equipment for one in fresh if one.kind == "run" and one.equipment}
    for one in fresh:
        found += _alarms(one)
        # where it is known whether the machine runs, only a running one is judged
        if one.kind in ("set", "room") and (one.equipment not in known or one.equipment in running):
            found += _temperature(one, now, limits)
    found += _hours(fresh, now, works, limits)
    if old:
        names = "、".join(f"{one.where}" for one in old[:5])
        more = f"等{len(old)}个点位" if len(old) > 5 else ""
        minutes = int(limits.stale.total_seconds() // 60)
        text = f"{names}{more}超过{minutes}分钟没有读数，检查采集线路"
        found.append(Advice(NOTE, text, "", tuple(one.key for one in old)))
    order = {ALARM: 0, ADVICE: 1, NOTE: 2}
    return sorted(found, key=lambda one: order[one.tone])


def _alarms(one: Point) -> list[Advice]:
    if one.kind == "leak" and one.value:
        return [Advice(ALARM, f"{one.where}报漏水，立即到现场关阀查漏", "", (one.key,))]
    if one.kind == "fault" and one.value:
        return [Advice(ALARM, f"{one.where}报故障，通知维保到场", "", (one.key,))]
    return []


def _temperature(one: Point, now: datetime, limits: Limits) -> list[Advice]:
    value = one.value
    if value is None or one.special:
        return []
    word = "设定温度" if one.kind == "set" else "室温"
    what = "" if word in one.name else word
    if now.month in limits.cooling and value < limits.summer_min:
        text = f"{one.where}{what}{_said(value)}℃，夏季不得低于{_said(limits.summer_min)}℃，建议调高"
    elif now.month in limits.heating and value > limits.winter_max:
        text = f"{one.where}{what}{_said(value)}℃，冬季不得高于{_said(limits.winter_max)}℃，建议调低"
    else:
        return []
    return [Advice(ADVICE, text, limits.basis, (one.key,))]


def _said(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _hours(fresh: Sequence[Point], now: datetime, works: Callable[[date], bool], limits: Limits) -> list[Advice]:
    """Return what runs on a day off or after hours; of lifts one is enough then."""
    off = not works(now.date())
    if not off and limits.opens <= now.hour < limits.closes:
        return []
    when = "今天不是工作日" if off else "已过工作时间"
    found = [
        Advice(ADVICE, f"{when}，{one.placed(one.equipment or one.name)}仍在运行，不加班的建议关闭", "", (one.key,))
        for one in fresh
        if one.kind == "run" and one.value and not one.special
    ]
    lifts: dict[str, list[Point]] = {}
    for one in fresh:
        if one.kind == "lift" and one.value:
            lifts.setdefault(one.place, []).append(one)
    for place, mine in lifts.items():
        if len(mine) > 1:
            text = f"{when}，{place.replace(' ', '')}有{len(mine)}部电梯在运行，建议留一部"
            found.append(Advice(ADVICE, text, "", tuple(one.key for one in mine)))
    return found
