"""A statutory clock (期限) as a fold over events.

``fold`` takes a rule and the events that happened (start, suspend, resume, extend,
restart, stop) and answers when the period ends, whether that can still change, and why.
The day-by-day trace and the words are computed only when asked for (see ``explain``).

Conventions (also in the shared clock vectors):

* a suspension adds its excluded days to the unrolled end; the move off a rest day is made
  once, at the very end;
* an extension counts from the unrolled end (the stricter reading);
* an event that cannot count (too late, beyond the maximum) changes nothing and is reported
  in ``problems``: the clock never hides it and never fails for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any

from yifa.lawkit import period
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.rules import Part, Rule

KINDS = ("start", "suspend", "resume", "extend", "restart", "stop")


class ClockError(ValueError):
    """The clock cannot be asked like this; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that moved the clock.

    ``suspend``: ``at`` first day not counted, ``until`` last day not counted (None: still
    stopped, until a ``resume`` whose ``at`` is the first day counted again), or ``n`` of the
    rule's own days without dates. ``extend``: ``at`` day of approval, ``n`` days or None for
    the rule's maximum. ``note`` is the reason in words (补正, 听证…).
    """

    kind: str
    at: date | datetime | None = None
    until: date | None = None
    n: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of the reckoning: whether it counted, as the how-manieth, and why."""

    date: date
    counted: bool
    n: int | None
    why: str

    def as_dict(self) -> dict[str, Any]:
        return {"date": self.date.isoformat(), "counted": self.counted, "n": self.n, "why": self.why}


@dataclass(frozen=True, slots=True)
class Stop:
    """A stretch not counted (停止计算): first and last day (last None: still open), own days in it."""

    first: date
    last: date | None
    days: int
    note: str | None = None


@dataclass(eq=False)
class ClockResult:
    """What the clock says. ``trace`` and ``sentence`` are computed when first read."""

    rule: Rule
    part_no: int
    part: Part
    calendar: WorkCalendar
    start: date
    length: int | None
    due: date | None
    unrolled: date | None
    due_time: datetime | None = None
    safe: date | None = None
    provisional: bool = False
    state: str = "running"  # running 进行中 · suspended 停止计算 · overdue 逾期 · stopped 已办结
    used: int | None = None
    left: int | None = None
    stops: tuple[Stop, ...] = ()
    loose: int = 0  # own days excluded without dates
    extended: int = 0
    extended_unit: str | None = None
    stopped: date | None = None
    restarted: bool = False
    start_note: str | None = None
    problems: tuple[str, ...] = ()  # events that could not count
    notes: tuple[str, ...] = ()  # what a lawyer should look at, without being wrong
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def verified(self) -> bool:
        return self.rule.verified

    @property
    def basis(self) -> dict[str, Any]:
        found = self.rule.basis
        day = found.effective
        return {"law": found.law, "article": found.article, "effective": day.isoformat() if day else None}

    @cached_property
    def trace(self) -> tuple[TraceDay, ...]:
        from yifa.lawkit.explain import build_trace

        return build_trace(self)

    @cached_property
    def sentence(self) -> str:
        from yifa.lawkit.explain import build_sentence

        return build_sentence(self)

    def as_dict(self) -> dict[str, Any]:
        """Return exactly the JSON of ``yifa clock due``."""
        return {
            "rule": self.rule.id,
            "part": self.part_no,
            "due": self.due.isoformat() if self.due else None,
            "due_time": self.due_time.isoformat(timespec="minutes") if self.due_time else None,
            "unrolled": self.unrolled.isoformat() if self.unrolled else None,
            "safe": self.safe.isoformat() if self.safe else None,
            "provisional": self.provisional,
            "verified": self.verified,
            "basis": self.basis,
            "trace": [day.as_dict() for day in self.trace],
        }


def _date(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _day_of(event: Event) -> date | None:
    return _date(event.at)


@lru_cache(maxsize=16)
def _calendar(region: str | None) -> WorkCalendar:
    return WorkCalendar.load(region)


def choose_part(rule: Rule, part: int) -> Part:
    """Return the part asked for; raise ClockError in Chinese where there is none."""
    if not rule.parts:
        raise ClockError(f"{rule.id}“{rule.title}”没有期限，不能计算到期日")
    if not 1 <= part <= len(rule.parts):
        raise ClockError(f"{rule.id}“{rule.title}”只有 {len(rule.parts)} 段期限，没有第 {part} 段")
    return rule.parts[part - 1]


def fold(
    rule: Rule,
    events: Sequence[Event],
    *,
    part: int = 1,
    days: int | None = None,
    close: time | None = None,
    calendar: WorkCalendar | None = None,
    today: date | None = None,
) -> ClockResult:
    """Fold the events into a result. ``today`` gives used and left days; it is never read from the machine."""
    chosen = choose_part(rule, part)
    calendar = calendar or _calendar(rule.region)
    length = _length(rule, chosen, days)
    rest: tuple[Event, ...] = ()
    restarted = False
    if len(events) == 1 and events[0].kind == "start":
        first = events[0]
    else:
        first, rest, restarted = _start(rule, events)
    if first.at is None:
        raise ClockError(f"{rule.id}：起算日没有写明")
    if chosen.unit == "hour":
        return _hours(rule, part, chosen, calendar, first, length, rest, today)
    start = first.at.date() if isinstance(first.at, datetime) else first.at
    if chosen.unit == "date":
        result = _fixed(rule, part, chosen, calendar, start)
    elif chosen.backward:
        unrolled = period.shift(start, -length, chosen.unit, calendar)
        due = period.roll(unrolled, chosen.roll, calendar)
        result = ClockResult(rule, part, chosen, calendar, start, length, due, unrolled)
    else:
        result = _forward(rule, part, chosen, calendar, start, length, rest)
    result.restarted, result.start_note = restarted, first.note
    if rest and (chosen.backward or chosen.unit == "date"):
        odd = [event for event in rest if event.kind != "stop"]
        if odd:
            result.problems += (f"{rule.id} 是{'倒算' if chosen.backward else '固定日期'}的，停止和延长对它没有作用",)
    effective = rule.basis.effective
    if effective and start < effective and rule.valid_to is None and chosen.unit != "date" and not chosen.minimum:
        result.notes += (f"起算日 {start} 早于《{rule.basis.law}》施行日 {effective}，请核对当时的规定",)
    if result.due is not None:
        if close is not None:
            result.due_time = period.close_of_business(result.due, close)
        result.provisional = _provisional(result, result.due)
    if today is not None or rest:
        _progress(result, rest, today)
    return result


def _length(rule: Rule, part: Part, days: int | None) -> int:
    if part.unit == "permanent":
        raise ClockError(f"{rule.id}：永久，没有期限")
    if part.free:
        value = days if days is not None else part.value
        if value is None:
            raise ClockError(f"{rule.id} 只规定怎么算，请用 --days 写明期限长度")
        if int(value) < 0:
            raise ClockError("期限长度不能是负数")
        if part.free_max is not None and int(value) > part.free_max:
            raise ClockError(f"{rule.id} 只管 {part.free_max} {_unit(part.unit)}以内的期限")
        return int(value)
    if days is not None:
        raise ClockError(f"{rule.id} 的期限由规定写明，不能另给长度")
    return 0 if part.unit == "date" else int(part.value)  # type: ignore[arg-type]


def _start(rule: Rule, events: Sequence[Event]) -> tuple[Event, tuple[Event, ...], bool]:
    """Return the event the clock runs from and the later ones in order of day."""
    starts = [event for event in events if event.kind in ("start", "restart") and event.at is not None]
    if not starts:
        raise ClockError(f"{rule.id}：没有起算的事件")
    unknown = [event.kind for event in events if event.kind not in KINDS]
    if unknown:
        raise ClockError(f"不认识的事件“{unknown[0]}”")
    restarts = [event for event in starts if event.kind == "restart"]
    first = max(restarts, key=lambda e: _date(e.at)) if restarts else starts[0]  # type: ignore[arg-type,return-value]
    begin = _date(first.at)
    rest = []
    for event in events:
        if event.kind in ("start", "restart"):
            continue
        day = _date(event.until or event.at)
        if restarts and event.at is not None and day < begin:  # type: ignore[operator]
            continue  # what happened before a restart no longer counts
        rest.append(event)
    # undated suspensions come last; on one day a suspension is seen before its end
    rest.sort(key=lambda e: (_date(e.at) or date.max, KINDS.index(e.kind)))
    return first, tuple(rest), bool(restarts)


def _forward(
    rule: Rule, number: int, part: Part, calendar: WorkCalendar, start: date, length: int, rest: tuple[Event, ...]
) -> ClockResult:
    steps = length - 1 if part.counts_start and part.unit in ("day", "workday") else length
    unrolled = period.shift(start, steps, part.unit, calendar)
    how = part.roll
    if not rest:
        due = unrolled if how == "none" else period.roll(unrolled, how, calendar)
        return ClockResult(rule, number, part, calendar, start, length, due, unrolled)
    result = ClockResult(rule, number, part, calendar, start, length, None, unrolled)
    own = "workday" if part.unit == "workday" else "day"
    problems: list[str] = []
    stretches, opened = _stretches(rest, start, problems)
    stops: list[Stop] = []
    extensions = [event for event in rest if event.kind == "extend"]
    moves: list[Event] = sorted(stretches + extensions, key=lambda event: _day_of(event) or date.max)
    for event in moves:
        at = _day_of(event)
        limit = period.roll(unrolled, how, calendar)
        if event.kind == "extend":
            unrolled = _extend(result, part, event, at, limit, unrolled, problems)
        elif at is not None and event.until is not None:
            if at > limit:
                problems.append(f"{at} 停止计算时期限已于 {limit} 届满，不计入")
                continue
            count = period.count_own_days(at, event.until, own, calendar)
            stops.append(Stop(at, event.until, count, event.note))
            unrolled = period.shift(unrolled, count, own, calendar)
            if unrolled <= event.until:  # stopped while the last day was being moved off a rest day
                unrolled = period.shift_days(event.until, 1)
    for event in rest:
        if event.kind == "suspend" and event.at is None:
            result.loose += event.n or 0
    unrolled = period.shift(unrolled, result.loose, own, calendar)
    result.stops, result.unrolled = tuple(stops), unrolled
    result.due = period.roll(unrolled, how, calendar)
    since = _day_of(opened) if opened else None
    if opened is not None and since is not None:
        if since > result.due:
            problems.append(f"{since} 停止计算时期限已于 {result.due} 届满，不计入")
        else:
            result.stops += (Stop(since, None, 0, opened.note),)
            result.state = "suspended"
            result.extra["due_if_resumed"] = result.due
            result.due = result.unrolled = None
    result.problems = tuple(problems)
    return result


def _stretches(rest: tuple[Event, ...], start: date, problems: list[str]) -> tuple[list[Event], Event | None]:
    """Return the dated suspensions, joined where they overlap, and one that is still open."""
    found: list[Event] = []
    opened: Event | None = None
    for event in rest:
        at = _day_of(event)
        if at is None or event.kind not in ("suspend", "resume"):
            continue
        until = event.until
        if event.kind == "resume":
            if opened is None:
                problems.append(f"{at} 恢复计算，但此前没有停止")
                continue
            begin, until, note, opened = _day_of(opened), period.shift_days(at, -1), opened.note, None
        elif until is None:
            opened = opened or event
            continue
        else:
            begin, note = at, event.note
        if begin is None or until < begin:
            if event.kind == "suspend":
                problems.append(f"停止计算的末日 {until} 早于首日 {begin}，不计入")
            continue
        first = max(begin, period.shift_days(start, 1))
        if until >= first:
            found.append(Event("suspend", first, until, None, note))
    found.sort(key=lambda event: _day_of(event) or start)
    joined: list[Event] = []
    for event in found:
        last = joined[-1] if joined else None
        if last is not None and last.until is not None and event.at <= last.until:  # type: ignore[operator]
            end = max(last.until, event.until or last.until)
            joined[-1] = Event("suspend", last.at, end, None, last.note or event.note)
        else:
            joined.append(event)
    return joined, opened


def _extend(
    result: ClockResult, part: Part, event: Event, at: date | None, limit: date, unrolled: date, problems: list[str]
) -> date:
    """Apply one extension (延长): only if the law allows one, in time, within the maximum."""
    rule, allowed = result.rule, part.extend
    if allowed is None:
        problems.append(f"{rule.id} 没有规定可以延长，延长不计入")
        return unrolled
    room = allowed.max - result.extended
    count = room if event.n is None else event.n
    if not room:
        problems.append(f"已经延长到上限 {allowed.max}{_unit(allowed.unit)}，不能再延长")
        return unrolled
    if at is not None and at > limit:
        problems.append(f"{at} 批准延长时期限已于 {limit} 届满，延长不计入")
        return unrolled
    if count > room:
        problems.append(f"延长 {count} 超过{rule.basis}允许的 {allowed.max}{_unit(allowed.unit)}，只计 {room}")
        count = room
    result.extended += count
    result.extended_unit = allowed.unit
    return period.shift(unrolled, count, allowed.unit, result.calendar)


def _unit(unit: str) -> str:
    return period.UNIT_TEXT.get(unit, "")


def _fixed(rule: Rule, number: int, part: Part, calendar: WorkCalendar, start: date) -> ClockResult:
    """A fixed date (固定日期) is not a period: it does not move; ``safe`` is the last working day up to it."""
    due = period.fixed_date(start.year + part.year_offset, str(part.value), part.boundary)
    return ClockResult(rule, number, part, calendar, start, None, due, due, safe=calendar.prev_workday(due))


def _hours(
    rule: Rule,
    number: int,
    part: Part,
    calendar: WorkCalendar,
    first: Event,
    length: int,
    rest: tuple[Event, ...],
    today: date | None,
) -> ClockResult:
    if not isinstance(first.at, datetime):
        raise ClockError(f"{rule.id} 按小时计算，起算要写到时刻，如 2025-11-05T09:30")
    moment = period.shift_hours(first.at, length)
    begun = period.shift_hours(first.at, 0)
    result = ClockResult(
        rule, number, part, calendar, begun.date(), length, moment.date(), moment.date(), due_time=moment
    )
    result.start_note = first.note
    result.extra["begun"] = begun
    result.provisional = calendar.provisional(moment.date())
    if today is not None or rest:
        _progress(result, rest, today)
    return result


def _provisional(result: ClockResult, due: date) -> bool:
    """Return whether a day that decided the answer has no published notice (暂定)."""
    years = result.calendar.years
    unrolled = result.unrolled or due
    if due.year not in years or unrolled.year not in years:
        return True
    if result.part.unit == "workday" and result.start.year not in years:
        low, high = min(result.start, due), max(result.start, due)
        return result.calendar.provisional_between(period.shift_days(low, 1), period.shift_days(high, -1))
    return False


def _progress(result: ClockResult, rest: tuple[Event, ...], today: date | None) -> None:
    """Fill used, left and state as of today, or as of the day the matter ended."""
    for event in rest:
        if event.kind == "stop" and result.stopped is None:
            result.stopped = _date(event.at)
    day = result.stopped or today
    if result.stopped:
        result.state = "stopped"
    if day is None:
        return
    own = "workday" if result.part.unit == "workday" else "day"
    calendar, due = result.calendar, result.due
    if result.part.backward or result.part.unit in ("date", "hour"):
        result.left = _between(day, due, own, calendar)  # type: ignore[arg-type]
    else:
        last = min(day, due) if due else day
        skipped = sum(_overlap(stop, result.start, last, own, calendar) for stop in result.stops)
        first = result.start if result.part.counts_start else period.shift_days(result.start, 1)
        result.used = max(0, period.count_own_days(first, last, own, calendar) - skipped)
        if due is not None:
            ahead = sum(_overlap(stop, day, due, own, calendar) for stop in result.stops)
            result.left = _between(day, due, own, calendar) - ahead
        else:
            planned = result.extra["due_if_resumed"]
            stop = result.stops[-1].first
            result.left = period.count_own_days(stop, planned, own, calendar)
            result.used = period.count_own_days(first, stop - timedelta(days=1), own, calendar)
            result.used -= sum(_overlap(s, result.start, stop, own, calendar) for s in result.stops[:-1])
    if result.state == "running" and due is not None and day > due:
        result.state = "overdue"


def _between(day: date, due: date, own: str, calendar: WorkCalendar) -> int:
    """Return own days after ``day`` up to and including ``due``; negative when over (逾期)."""
    if day <= due:
        return period.count_own_days(period.shift_days(day, 1), due, own, calendar)
    return -period.count_own_days(period.shift_days(due, 1), day, own, calendar)


def _overlap(stop: Stop, after: date, through: date, own: str, calendar: WorkCalendar) -> int:
    """Return own days of a suspension that lie after ``after`` and not beyond ``through``."""
    first = max(stop.first, period.shift_days(after, 1))
    last = through if stop.last is None else min(stop.last, through)
    return period.count_own_days(first, last, own, calendar)


def explain(result: ClockResult, today: date | None = None) -> tuple[list[Any], str]:
    """Return the day strip (怎么算的) as cells, and one Chinese sentence of the sum."""
    from yifa.lawkit.explain import day_cells

    return day_cells(result, today), result.sentence
