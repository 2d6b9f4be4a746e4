"""Start, move and stop clocks inside Actions; explain them on pages.

The law gives the length (by rule key), the record gives the facts. Timers warn; they never end a case.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.legaltime.models import Clock
from yifa.kernel.action import AFTER, ActionError
from yifa.kernel.registry import resource_of_model
from yifa.lawkit import rules
from yifa.lawkit.clock import ClockError, ClockResult, Event, fold
from yifa.lawkit.explain import DayCell, day_cells, zh_date
from yifa.lawkit.params import get_param

#: How a term that a bureau sets itself in working days is counted: rule and part.
OWN_TERM = ("CLK-01", 2)


def _events(clock: Clock) -> list[Event]:
    return [
        Event(
            e["kind"],
            date.fromisoformat(e["at"]) if e.get("at") else None,
            until=date.fromisoformat(e["until"]) if e.get("until") else None,
            n=e.get("n"),
            note=e.get("note"),
        )
        for e in clock.events
    ]


def rule_of(clock: Clock) -> rules.Rule:
    """Return the rule of a clock as in force on the day it started."""
    return rules.get_rule(clock.rule, on=date.fromisoformat(clock.events[0]["at"]))


def result_of(clock: Clock, today: date | None = None) -> ClockResult:
    """Return the fold of a clock; the rule is the one in force when it started."""
    return fold(rule_of(clock), _events(clock), part=clock.part, days=clock.days, today=today)


def _settle(clock: Clock) -> dict[str, Any]:
    """Return the stored summary of the events."""
    result = result_of(clock)
    state = {"suspended": Clock.State.SUSPENDED, "stopped": Clock.State.STOPPED}.get(result.state, Clock.State.RUNNING)
    in_time = None
    if result.stopped is not None and result.due is not None:
        in_time = result.stopped <= result.due
    return {
        "due_on": result.due, "provisional": result.provisional, "state": state, "stopped_on": result.stopped,
        "in_time": in_time,
    }  # fmt: skip


def of(obj: Any) -> Any:
    """Return the clocks of a record, the one due first on top."""
    resource = resource_of_model(type(obj))
    return Clock.objects.filter(resource=resource.key, object_ref=obj.pk).order_by("state", "due_on", "id")


def start(work: Any, obj: Any, *, rule: str, at: date, label: str, part: int = 1, days: int | None = None,
          note: str = "", stopped: date | None = None) -> Clock:  # fmt: skip
    """Start a clock on a record. ``stopped``: for 补录, the day it ended, so that it raises no alarm."""
    resource = resource_of_model(type(obj))
    events: list[dict[str, Any]] = [{"kind": "start", "at": at.isoformat(), "note": note}]
    if stopped is not None:
        events.append({"kind": "stop", "at": stopped.isoformat()})
    clock = Clock(
        bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=at, resource=resource.key, object_ref=obj.pk,
        title=resource.title_of(obj)[:200], label=label, rule=rule, part=part, days=days, events=events,
        backfilled=obj.backfilled and work.action.verb == "backfill",
    )  # fmt: skip
    for name, value in _settle(clock).items():
        setattr(clock, name, value)
    return work.create(clock)


def own_term(work: Any, obj: Any, param: str, at: date, label: str, stopped: date | None = None) -> Clock:
    """Start the clock of a term that the bureau sets itself in working days (``param``); no law gives its length."""
    rule, part = OWN_TERM
    days = int(get_param(param, at).value)
    return start(work, obj, rule=rule, part=part, days=days, at=at, label=label, stopped=stopped)


def stop_all(work: Any, obj: Any, at: date, *, note: str = "") -> None:
    """Stop every clock of a record that still runs: the whole matter is done."""
    for clock in of(obj).exclude(state=Clock.State.STOPPED):
        event(work, obj, clock.rule, "stop", at, part=clock.part, note=note)


def _current(obj: Any, rule: str, part: int | None) -> Clock:
    rows = of(obj).filter(rule=rule).exclude(state=Clock.State.STOPPED)
    if part is not None:
        rows = rows.filter(part=part)
    return rows.get()


def event(work: Any, obj: Any, rule: str, kind: str, at: date, *, until: date | None = None, n: int | None = None,
          part: int | None = None, note: str = "") -> Clock:  # fmt: skip
    """Record something that moves a clock: suspend, resume, extend, restart, stop."""
    clock = _current(obj, rule, part)
    fact: dict[str, Any] = {"kind": kind, "at": at.isoformat(), "note": note}
    if until is not None:
        fact["until"] = until.isoformat()
    if n is not None:
        fact["n"] = n
    trial = Clock(rule=clock.rule, part=clock.part, days=clock.days, events=[*clock.events, fact])
    return work.update(clock, events=trial.events, **_settle(trial))


def stop(work: Any, obj: Any, rule: str, at: date, *, part: int | None = None, note: str = "") -> Clock:
    """Stop a clock: the matter is done."""
    return event(work, obj, rule, "stop", at, part=part, note=note)


def follow(work: Any) -> None:
    """After 更正 of a date, the clocks of the record that were dated by it are counted anew (hook of every Action).

    A corrected 发生日 moves the start; any other corrected date moves what was entered for that day.
    """
    if work.action.verb not in ("correct", "reimport"):
        return
    for change in list(work.changes):
        moved = _moved(change)
        if not moved:
            continue
        for clock in of(change.obj):
            events = [_redated(e, moved) for e in clock.events]
            if events == clock.events:
                continue
            trial = Clock(rule=clock.rule, part=clock.part, days=clock.days, events=events)
            try:
                settled = _settle(trial)
            except ClockError as error:
                raise ActionError(f"改后的日期与“{clock.label}”的经过对不上：{error}") from error
            work.update(clock, events=events, **settled)


def _moved(change: Any) -> dict[tuple[bool, str], str]:
    """Return the dates a 更正 has changed: (whether 发生日, old) → new."""
    if change.before is None or resource_of_model(type(change.obj)) is None:
        return {}
    out = {}
    for field in change.obj._meta.concrete_fields:
        was, now = change.before.get(field.attname), getattr(change.obj, field.attname)
        if was and type(now) is date and was != now.isoformat():
            out[field.name == "happened_on", was] = now.isoformat()
    return out


def _redated(event: dict[str, Any], moved: dict[tuple[bool, str], str]) -> dict[str, Any]:
    first = event["kind"] == "start"
    now = moved.get((first, event.get("at", ""))) or (moved.get((False, event.get("at", ""))) if first else None)
    return {**event, "at": now} if now else event


AFTER.append(follow)


# -- on pages -----------------------------------------------------------------
def words(clock: Clock, today: date) -> dict[str, Any]:
    """Return one clock in a row: remaining first, date second, tone by what is left."""
    result = result_of(clock, today)
    unit = "个工作日" if result.part.unit == "workday" else "日"
    used, left, over = result.used or 0, result.left or 0, 0
    tone, label = "", f"剩 {left} {unit}"
    if clock.state == Clock.State.STOPPED:
        label = "按时办结" if clock.in_time else "逾期办结"
        tone = "" if clock.in_time else "alarm"
    elif clock.state == Clock.State.SUSPENDED:
        label, tone = "停止计算", "warn"
    elif result.due is None:
        label = "未定"
    elif clock.backfilled and result.due < today:
        label = "补录，未写明办结日"
    elif result.due < today:
        over = _days_over(result, today)
        label, tone = f"逾期 {over} {unit}", "alarm"
    elif result.due == today:
        label, tone = "今天到期", "warn"
        used, left = max(used - 1, 0), 1  # the last day stays open until the matter is done
    elif (result.left or 0) <= 3:
        tone = "warn"
    due = result.due
    return {
        "label": label, "tone": tone, "note": f"{zh_date(due, today)}止" if due else "", "used": used, "left": left,
        "over": over, "provisional": result.provisional, "duty": f"{clock.label}，{_length(result)}",
        "law": {"text": str(result.rule.basis), "url": f"/law/?rule={clock.rule}", "verified": result.verified},
        "result": result,
    }  # fmt: skip


def _days_over(result: ClockResult, today: date) -> int:
    assert result.due is not None
    if result.part.unit != "workday":
        return (today - result.due).days
    span = range(1, (today - result.due).days + 1)
    return sum(result.calendar.is_workday(result.due + timedelta(days=i)) for i in span)


def _length(result: ClockResult) -> str:
    units = {"workday": "个工作日", "day": "日", "month": "个月", "year": "年", "hour": "小时", "date": ""}
    if result.length is None:
        return "固定日期"
    return f"{result.length} {units.get(result.part.unit, '日')}"


def panel(obj: Any, today: date) -> dict[str, Any] | None:
    """Return 期限 of a detail page, each clock with 怎么算的; None when there is no clock."""
    entries: list[dict[str, Any]] = []
    for clock in of(obj):
        entry = words(clock, today)
        result: ClockResult = entry.pop("result")
        entry["days"] = [_strip_day(c, i, cells) for cells in [day_cells(result, today)] for i, c in enumerate(cells)]
        entry["sum"] = result.sentence
        entry["unit"] = "工作日" if result.part.unit == "workday" else "日"
        entry["open"] = entry["tone"] in ("warn", "alarm") and not entries
        entry["reason"] = "到期日在已公布的放假安排之后" if result.provisional else ""
        entries.append(entry)
    if not entries:
        return None
    running = sum(1 for e in entries if "办结" not in e["label"])
    note = f"{running} 个期限同时在走，以先到的为准" if running > 1 else ""
    return {"title": "期限", "note": note, "entries": entries}


_STRIP = {"suspended": "stopped", "makeup": "", "due": ""}


def _strip_day(cell: DayCell, index: int, cells: list[DayCell]) -> dict[str, Any]:
    kind = _STRIP.get(cell.kind, cell.kind) or (cell.counts or "left")
    before = cells[index - 1] if index else None
    out: dict[str, Any] = {
        "kind": kind, "weekday": cell.weekday, "day": cell.date.day, "reason": cell.label, "make": cell.makeup,
        "today": cell.today, "due": cell.due,
        "label": "收" if cell.kind == "start" else ("停" if kind == "stopped" else (cell.n or "")),
    }  # fmt: skip
    if before is None or before.date.month != cell.date.month:
        out["month"] = f"{cell.date.month}月"
    if cell.band and (before is None or before.band != cell.band):
        run = 0
        for later in cells[index:]:
            if later.band != cell.band:
                break
            run += 1
        out.update(span=run, span_text=cell.band)
    return out


def due_soon(scope: Any, today: date) -> Any:
    """Return the clocks a scope may see that are running or standing still, first due first."""
    rows = Clock.objects.all().visible_to(scope).counted()
    return rows.exclude(state=Clock.State.STOPPED).filter(backfilled=False).order_by("due_on", "id")
