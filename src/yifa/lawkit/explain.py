"""How a clock counted (怎么算的): the day-by-day trace, the day strip and one sentence.

One grammar for days, everywhere: 起 start, counted, left, 周末 off, 放假 holiday, 调休补班
make-up workday, 停止计算 suspended, 到期 due, 逾期 over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yifa.lawkit.calendar import HOLIDAY, MAKEUP, WORKDAY, DayInfo
from yifa.lawkit.period import UNIT_TEXT, shift_days

if TYPE_CHECKING:
    from yifa.lawkit.clock import ClockResult, Stop, TraceDay

WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One cell of the day strip.

    ``kind`` is the one mark to draw (start, counted, left, off, holiday, makeup, suspended,
    due, over); ``counts`` says counted or left for make-up and due days too; ``band`` is
    the word that runs over a stretch (春节放假, 补正); ``label`` is read aloud.
    """

    date: date
    weekday: str
    kind: str
    n: int | None
    label: str
    counts: str | None = None
    makeup: bool = False
    today: bool = False
    due: bool = False
    band: str | None = None


def weekday(day: date) -> str:
    """Return 一 … 日."""
    return WEEKDAYS[day.weekday()]


def zh_date(day: date, near: date | None = None) -> str:
    """Return 2026年10月9日, without the year if ``near`` is in the same one."""
    text = f"{day.month}月{day.day}日"
    return text if near and near.year == day.year else f"{day.year}年{text}"


def off_reason(info: DayInfo) -> str:
    """Return why a day is not a working day, or that it is a make-up one."""
    if info.kind == HOLIDAY:
        return f"{info.name}放假"
    if info.kind == MAKEUP:
        return f"{info.name}调休补班"
    return "工作日" if info.is_workday else f"周{weekday(info.date)}"


def _stop_on(stops: tuple[Stop, ...], day: date) -> Stop | None:
    for stop in stops:
        if stop.first <= day and (stop.last is None or day <= stop.last):
            return stop
    return None


def _days(first: date, last: date, back: bool = False) -> Iterator[date]:
    """Yield the days between two days, both included, in the order of the reckoning."""
    step = -1 if back else 1
    for ordinal in range(first.toordinal(), last.toordinal() + step, step):
        yield date.fromordinal(ordinal)


def build_trace(result: ClockResult) -> tuple[TraceDay, ...]:
    """Return every day from the first counted one to the last day, with the reason of each."""
    unit = result.part.unit
    if unit in ("day", "workday"):
        return tuple(_trace_days(result))
    if unit in ("month", "year"):
        return tuple(_trace_months(result))
    return tuple(_trace_point(result))


def _trace_days(result: ClockResult) -> Iterator[TraceDay]:
    from yifa.lawkit.clock import TraceDay

    calendar, part, stops = result.calendar, result.part, result.stops
    working, back = part.unit == "workday", part.backward
    start = result.start if part.counts_start else shift_days(result.start, -1 if back else 1)
    end = result.unrolled or (stops[-1].first if stops else result.start)
    total = (result.length or 0) + result.extended
    if total == 0 and not stops:  # only the last day itself was asked about (CLK-07)
        start = end
    n = 0
    for day in _days(start, end, back):
        info = calendar.day(day)
        stop = _stop_on(stops, day)
        if stop is not None:
            yield TraceDay(day, False, None, f"停止计算（{stop.note}）" if stop.note else "停止计算，不计")
        elif working and not info.is_workday:
            yield TraceDay(day, False, None, f"{off_reason(info)}，不计")
        elif n >= total:
            if total == 0:
                yield TraceDay(day, False, None, "期间的最后一日")
            elif result.loose:
                yield TraceDay(day, False, None, f"停止计算共 {result.loose} 日（未写明起止），不计")
            else:
                yield TraceDay(day, False, None, f"{off_reason(info)}，末日顺延")
        else:
            n += 1
            plain = "工作日" if working else "自然日"
            yield TraceDay(day, True, n, plain if info.kind == WORKDAY else f"{off_reason(info)}，计入")
    yield from _trace_roll(result)


def _trace_roll(result: ClockResult) -> Iterator[TraceDay]:
    """Yield the days passed over when the last day is a rest day, and the day it lands on."""
    from yifa.lawkit.clock import TraceDay

    if result.due is None or result.unrolled is None or result.due == result.unrolled:
        return
    back = result.due < result.unrolled
    move = "提前" if back else "顺延"
    for day in _days(shift_days(result.unrolled, -1 if back else 1), result.due, back):
        info = result.calendar.day(day)
        if day == result.due:
            yield TraceDay(day, False, None, f"末日是休息日，{move}到本日（{off_reason(info)}）")
        else:
            yield TraceDay(day, False, None, f"{off_reason(info)}，末日{move}")


def _trace_months(result: ClockResult) -> Iterator[TraceDay]:
    """Months and years count no single days: the corresponding day, stops and the move are shown."""
    from yifa.lawkit.clock import TraceDay
    from yifa.lawkit.period import shift

    part, length = result.part, result.length or 0
    sign = -1 if part.backward else 1
    corresponding = shift(result.start, sign * length, part.unit, result.calendar)
    why = "对应日" if corresponding.day == result.start.day else "当月没有对应日，取月末日"
    yield TraceDay(corresponding, True, length, f"满 {length} {UNIT_TEXT[part.unit]}的{why}")
    for stop in result.stops:
        for day in _days(stop.first, stop.last or stop.first):
            yield TraceDay(day, False, None, f"停止计算（{stop.note}）" if stop.note else "停止计算，不计")
    if result.unrolled and result.unrolled != corresponding:
        yield TraceDay(result.unrolled, False, None, "加上停止计算和延长之后的末日")
    yield from _trace_roll(result)


def _trace_point(result: ClockResult) -> Iterator[TraceDay]:
    from yifa.lawkit.clock import TraceDay

    if result.due is None:
        return
    if result.part.unit == "hour":
        yield TraceDay(result.due, True, result.length, f"满 {result.length} 小时")
        return
    rest = "" if result.calendar.is_workday(result.due) else f"，当日是{off_reason(result.calendar.day(result.due))}"
    yield TraceDay(result.due, False, None, f"固定日期，不顺延{rest}")
    if result.safe and result.safe != result.due:
        yield TraceDay(result.safe, False, None, "该日以前最后一个工作日")


def day_cells(result: ClockResult, today: date | None = None) -> list[DayCell]:
    """Return the strip: the start day, every day of the trace, and working days over the end."""
    unit = UNIT_TEXT.get(result.part.unit, "日") if result.part.unit == "workday" else "日"
    cells = []
    if result.part.unit not in ("date", "hour") and not result.part.counts_start and result.length:
        label = "期日，当日不计" if result.part.backward else f"{result.start_note or '起算'}，当日不计"
        cells.append(DayCell(result.start, weekday(result.start), "start", None, label, today=result.start == today))
    for row in result.trace:
        cells.append(_cell(result, row, unit, today))
    if today and result.due and today > result.due and result.state == "overdue":
        for day in _days(result.due + _DAY, min(today, shift_days(result.due, 60))):
            info = result.calendar.day(day)
            if result.part.unit == "workday" and not info.is_workday:
                cells.append(_off(info, day == today))
            else:
                cells.append(DayCell(day, weekday(day), "over", None, "逾期", today=day == today))
    return cells


def _off(info: DayInfo, is_today: bool, due: bool = False) -> DayCell:
    kind = "holiday" if info.kind == HOLIDAY else "off"
    reason = off_reason(info) if kind == "holiday" else "休息日"
    band = reason if kind == "holiday" else None
    return DayCell(info.date, weekday(info.date), kind, None, f"{reason}，不计", today=is_today, due=due, band=band)


def _cell(result: ClockResult, row: TraceDay, unit: str, today: date | None) -> DayCell:
    info = result.calendar.day(row.date)
    is_today, is_due = row.date == today, row.date == result.due
    makeup = info.kind == MAKEUP
    stop = _stop_on(result.stops, row.date)
    if stop is not None:
        word = stop.note or "停止计算"
        return DayCell(row.date, weekday(row.date), "suspended", None, f"{word}，不计", today=is_today, band=word)
    if not row.counted and not is_due:
        if info.is_workday:
            return DayCell(row.date, weekday(row.date), "suspended", None, row.why, today=is_today)
        return _off(info, is_today)
    done = today is None or row.date <= today
    if result.state not in ("stopped", "overdue") and is_due and today is not None and row.date <= today:
        done = False  # today counts as used, but the last day stays open until the matter is done
    counts = "counted" if done else "left"
    label = f"第{row.n}{'日' if unit == '日' else unit}" if row.n and row.counted else row.why
    if makeup:
        label += "，调休补班"
    kind = "due" if is_due else ("makeup" if makeup else counts)
    return DayCell(
        row.date, weekday(row.date), kind, row.n, label, counts, makeup, is_today, is_due, "到期" if is_due else None
    )


# -- the sentence ------------------------------------------------------------------------------


def build_sentence(result: ClockResult) -> str:
    """Return the sum in one Chinese sentence."""
    unit = result.part.unit
    if unit == "date":
        return _sentence_fixed(result)
    if unit == "hour":
        begun, due = result.extra["begun"], result.due_time
        return (
            f"{zh_date(begun.date())}{begun:%H:%M}起，连续计算 {result.length} 小时，"
            f"到{zh_date(due.date(), begun.date())}{due:%H:%M}止。"  # type: ignore[union-attr]
        )
    start = result.start
    if not result.length:
        return f"{zh_date(start)}（周{weekday(start)}）是期间的最后一日{_until(result)}。"
    if result.part.backward:
        pieces = [f"从{zh_date(start)}往前倒算，当日不计"]
    elif result.part.counts_start:
        pieces = [f"{zh_date(start)}{result.start_note or '开始'}，首日计入"]
    else:
        again = "重新起算" if result.restarted else (result.start_note or "起算")
        pieces = [f"{zh_date(start)}{again}，当日不计，从次日开始"]
    for stop in result.stops:
        note = f"等待{stop.note}，" if stop.note else ""
        if stop.last is None:
            pieces.append(f"{zh_date(stop.first, start)}起{note}停止计算，至今没有恢复")
        else:
            to = f"至{zh_date(stop.last, stop.first)}" if stop.last != stop.first else ""
            unit_text = " 个工作日" if unit == "workday" else " 日"
            pieces.append(f"{zh_date(stop.first, start)}{to}{note}停止计算 {stop.days}{unit_text}")
    if result.loose:
        pieces.append(f"另有 {result.loose} {'个工作日' if unit == 'workday' else '日'}不计算")
    if result.extended:
        pieces.append(f"经批准延长 {result.extended} {UNIT_TEXT.get(result.extended_unit or unit, '日')}")
    if result.due is None:
        left = f"，还剩 {result.left} {'个工作日' if unit == 'workday' else '日'}" if result.left is not None else ""
        return "；".join(pieces) + f"；恢复计算以前没有到期日{left}。"
    if unit == "workday":
        pieces += _calendar_words(result)
    pieces.append(_end_words(result))
    return "；".join(pieces) + _until(result) + "。" + ("日历尚未公布，暂定。" if result.provisional else "")


def _calendar_words(result: ClockResult) -> list[str]:
    """Name the holidays skipped and the make-up workdays counted."""
    names: list[str] = []
    makeups: list[date] = []
    for row in result.trace:
        info = result.calendar.day(row.date)
        if info.kind == HOLIDAY and info.name and info.name not in names and not row.counted:
            names.append(info.name)
        if info.kind == MAKEUP and row.counted:
            makeups.append(row.date)
    words = ["、".join(names) + "放假不计"] if names else []
    if makeups:
        days = "、".join(f"{zh_date(day, result.start)}（周{weekday(day)}）" for day in makeups)
        words.append(f"{days}是调休补班，计入")
    return words


def _end_words(result: ClockResult) -> str:
    length, unit = (result.length or 0), result.part.unit
    if result.extended_unit in (unit, None):
        length += result.extended
    what = f"第 {length} {UNIT_TEXT[unit]}" if unit in ("day", "workday") else f"满 {length} {UNIT_TEXT[unit]}"
    due, unrolled = result.due, result.unrolled
    shown = f"{zh_date(due, result.start)}（周{weekday(due)}）"  # type: ignore[arg-type]
    if due == unrolled:
        return f"{what}为{shown}"
    info = result.calendar.day(unrolled)  # type: ignore[arg-type]
    rest = f"{zh_date(unrolled, result.start)}（周{weekday(unrolled)}）"  # type: ignore[arg-type]
    why = off_reason(info) if info.kind == HOLIDAY else "休息日"
    move = "提前" if due < unrolled else "顺延"  # type: ignore[operator]
    return f"{what}为{rest}，是{why}，{move}到{shown}"


def _until(result: ClockResult) -> str:
    close = f"，当天 {result.due_time:%H:%M} 止" if result.due_time and result.part.unit != "hour" else ""
    return close + ("，届满之前不算够期" if result.part.minimum and not result.part.backward else "")


def _sentence_fixed(result: ClockResult) -> str:
    due, part = result.due, result.part
    month, day = (int(piece) for piece in str(part.value).split("-"))
    named = f"{month}月{day}日" + ("之前（不含当日）" if part.boundary == "before" else "前（含当日）")
    text = f"规定是{named}，不是期间，不顺延；到期为{zh_date(due)}（周{weekday(due)}）"  # type: ignore[arg-type]
    if result.safe and result.safe != due:
        text += f"，当日休息，稳妥的是{zh_date(result.safe, due)}（周{weekday(result.safe)}）以前"
    return text + "。" + ("日历尚未公布，暂定。" if result.provisional else "")
