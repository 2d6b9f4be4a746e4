"""What is out of the usual in a month of an institution, by its hours (检出异常)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.analysis import anomalies, robust
from yifa.affairs.energy.boards import source, year
from yifa.affairs.energy.closings.views import SUPPLIES
from yifa.affairs.energy.engine.numbers import shown
from yifa.affairs.energy.savings.weather import temperatures
from yifa.affairs.energy.watch.choices import Kind
from yifa.lawkit.params import get_param

if TYPE_CHECKING:
    from yifa.affairs.energy.boards.source import Place
    from yifa.affairs.energy.boards.year import Span
    from yifa.affairs.energy.directory.models import Meter, PublicInstitution
    from yifa.affairs.energy.series.store import Series

#: days before the month that are looked at, so that what is usual is known
BEFORE = 330
#: odd days so close to each other are one matter
TOGETHER = 4


@dataclass(frozen=True)
class Found:
    """One thing to be explained."""

    kind: Kind
    supply: str
    day: date
    meter: Meter | None
    found: Any
    usual: Any
    measure: str
    why: str


def in_month(series: Series, site: PublicInstitution, month: str, today: date) -> Iterator[Found]:
    """Yield what is out of the usual in a month up to yesterday, of every supply that has readings."""
    low, high = date.fromisoformat(f"{month}-01"), min(source.month_end(month), today - timedelta(days=1))
    known = temperatures(site.bureau_id)
    for supply in SUPPLIES if high >= low else ():
        spot = source.place(series, site, supply, low, high)
        if not spot.read:
            continue
        begin = low - timedelta(days=BEFORE)
        load = source.load_of(series, spot, spot.read, begin, high)
        span = year.span_of(load, site.bureau_id, supply)
        yield from _days(span, supply, low, known)
        yield from _meters(series, spot, month, low, high)


def _days(span: Span, supply: str, low: date, known: Mapping[date, float]) -> Iterator[Found]:
    """Changes of level; and days and nights out of the usual that no change of level of this month explains."""
    unit = SUPPLIES[supply][1]
    odd, changed, _ = year.odd_of(span, known)
    mine = [one for one in changed if one.day >= low]
    for change in mine:
        levels = f"{change.before:,.0f}{unit}变为{change.after:,.0f}{unit}（{change.share * 100:+.0f}%）"
        why = f"从{_day(change.day)}起日用量水平由{levels}，已扣除日类和气温的影响"
        yield Found(Kind.LEVEL, supply, change.day, None, _two(change.after), _two(change.before), unit, why)
    load = span.load
    whole, sums = load.whole[:, span.night], load.value[:, span.night].sum(axis=1).tolist()
    values = [load.number(value) if whole[n].all() else None for n, value in enumerate(sums)]
    nights = [one for one in anomalies.among_their_kind(load.dates, values, span.kinds) if one.score > 0]
    said = {
        Kind.HIGH: ("日用量", [one for one in odd if one.score > 0]),
        Kind.LOW: ("日用量", [one for one in odd if one.score < 0]),
        Kind.NIGHT: (f"{span.night_from}时起的夜间用量", nights),
    }
    for kind, (what, found) in said.items():
        up = kind != Kind.LOW
        for run in _runs([one for one in found if one.day >= low]):
            if any((one.share > 0) == up and run[0].day >= one.day for one in mine):
                continue
            top = max(run, key=lambda one: abs(one.score))
            days = _day(top.day)
            if len(run) > 1:
                days = f"{_day(run[0].day)}至{_day(run[-1].day)}有{len(run)}天，偏离最大的{days}"
            way = f"，时序分解余项{top.stl:.1f}" if top.stl is not None else ""
            why = (
                f"{days}，{what}{top.value:,.0f}{unit}，前后六周同类日（{top.kind}）中位数{top.usual:,.0f}{unit}，"
                f"偏离{top.score:.1f}个稳健标准差（提示线{robust.LINE}）{way}"
            )
            yield Found(kind, supply, run[0].day, None, _two(top.value), _two(top.usual), unit, why)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _runs(found: list[anomalies.Odd]) -> list[list[anomalies.Odd]]:
    """Return odd days that follow each other within a weekend as one matter."""
    runs: list[list[anomalies.Odd]] = []
    for one in found:
        if runs and (one.day - runs[-1][-1].day).days <= TOGETHER:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _meters(series: Series, spot: Place, month: str, low: date, high: date) -> Iterator[Found]:
    """Meters that lack readings, and nodes of the tree that do not balance."""
    sums = source.sums_of(series, spot, [month])
    seconds = ((high - low).days + 1) * 86_400
    line = Fraction(str(get_param("energy.alarm_gap_percent", high).value))
    for meter in spot.meters:
        if (
            meter.number not in spot.numbers
            or (meter.happened_on or low) > low
            or (meter.removed_on and meter.removed_on <= high)
        ):
            continue
        number = spot.numbers[meter.number]
        if meter.number not in sums and series.manifest.nearest(number, month)[0] is None:
            continue  # never connected
        one = sums.get(meter.number)
        missing = Fraction(100 * (seconds - (one.measured if one else 0)), seconds)
        if missing > line:
            share = shown(missing, 1)
            why = f"表{meter.number}在{month}有{share}%的时间没有读数或靠估算，提示线{line}%"
            yield Found(Kind.GAP, spot.supply, low, meter, share, shown(line, 2), "%", why)
    rest = Fraction(str(get_param("energy.alarm_rest_percent", high).value))
    numbers = {meter.number: meter for meter in spot.meters}
    for name, balance in year.tree_of(spot.meters, sums).balances.items():
        if balance.percent is None or 0 <= balance.percent <= rest:
            continue
        what = "分表之和大于总表" if balance.percent < 0 else f"未计量占比超过提示线{rest}%"
        why = f"表{name}在{month}与下级表之和相差{shown(balance.percent, 1)}%，{what}，核对倍率和接线"
        yield Found(Kind.BALANCE, spot.supply, low, numbers[name], shown(balance.percent, 2), shown(rest, 2), "%", why)


def _two(value: float) -> Any:
    return shown(Fraction(value), 2)
