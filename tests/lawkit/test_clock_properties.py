"""Laws every clock keeps, whatever the dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.lawkit import period
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.clock import Event, explain, fold
from yifa.lawkit.rules import Basis, Extend, Part, Rule, load_rules

settings.register_profile("shared-runner", deadline=None)
settings.load_profile("shared-runner")

CALENDAR = WorkCalendar.load()
DAY = timedelta(days=1)
STARTS = st.dates(date(2014, 1, 1), date(2027, 12, 31))
LENGTHS = st.integers(1, 120)
UNITS = st.sampled_from(["workday", "day", "month", "year"])


def rule(unit="day", value=30, roll="next", direction="forward", **more) -> Rule:
    part = Part(unit=unit, value=value, roll=roll, direction=direction, **more)
    return Rule("T-01", "试", "", "clock", "deadline", "", Basis("某法", "1"), "statutory", True, "text_seen", (part,))


def run(chosen: Rule, start: date, *events: Event, **more):
    return fold(chosen, [Event("start", start), *events], calendar=CALENDAR, **more)


@given(STARTS, LENGTHS, UNITS)
def test_a_later_start_or_a_longer_period_never_ends_earlier(start, length, unit):
    due = run(rule(unit, length), start).due
    assert due <= run(rule(unit, length), start + DAY).due
    assert due <= run(rule(unit, length + 1), start).due


@given(STARTS, LENGTHS)
def test_a_working_period_holds_exactly_its_working_days(start, length):
    due = run(rule("workday", length, "none"), start).due
    assert CALENDAR.count_workdays(start + DAY, due) == length and CALENDAR.is_workday(due)


@given(STARTS, LENGTHS, st.sampled_from(["day", "month", "year"]))
def test_a_roll_lands_on_a_working_day_and_passes_none(start, length, unit):
    result = run(rule(unit, length), start)
    assert CALENDAR.is_workday(result.due) and result.due >= result.unrolled
    assert CALENDAR.count_workdays(result.unrolled, result.due) == 1
    back = run(rule(unit, length, "previous", "backward"), start)
    assert CALENDAR.is_workday(back.due) and back.due <= back.unrolled
    assert CALENDAR.count_workdays(back.due, back.unrolled) == 1


@given(STARTS, LENGTHS, UNITS)
def test_no_roll_never_moves(start, length, unit):
    result = run(rule(unit, length, "none"), start)
    assert result.due == result.unrolled


@given(STARTS, st.integers(5, 90), st.integers(1, 5), st.integers(0, 40), st.sampled_from(["day", "workday"]))
def test_a_suspension_adds_exactly_its_own_days(start, length, after, more, unit):
    first = start + DAY * after
    event = Event("suspend", first, first + DAY * more)
    chosen = rule(unit, length, "none")
    plain, held = run(chosen, start), run(chosen, start, event)
    own = period.count_own_days(first, first + DAY * more, unit, CALENDAR)
    assert period.count_own_days(plain.due + DAY, held.due, unit, CALENDAR) == own
    counted = [row for row in held.trace if row.counted]
    assert len(counted) == length and not any(first <= row.date <= event.until for row in counted)


@given(STARTS, st.integers(5, 60), st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), max_size=4))
def test_overlapping_suspensions_are_not_counted_twice(start, length, pieces):
    events = [Event("suspend", start + DAY * a, start + DAY * (a + b)) for a, b in pieces]
    result = run(rule("day", length, "none"), start, *events)
    counted = [row.date for row in result.trace if row.counted]
    assert len(counted) == length
    assert sum(stop.days for stop in result.stops) == (result.due - start).days - length


@given(STARTS, st.integers(1, 60), st.integers(1, 60), st.sampled_from(["day", "workday"]))
def test_suspension_by_dates_and_resume_agree(start, length, more, unit):
    chosen, first = rule(unit, length + 5, "next"), start + DAY
    one = run(chosen, start, Event("suspend", first, first + DAY * more))
    two = run(chosen, start, Event("suspend", first), Event("resume", first + DAY * (more + 1)))
    assert one.due == two.due


@given(STARTS, LENGTHS, st.sampled_from(["day", "workday"]))
def test_backward_is_the_inverse_of_forward(start, length, unit):
    begin = CALENDAR.next_workday(start)
    end = run(rule(unit, length, "none"), begin).due
    assert run(rule(unit, length, "none", "backward"), end).due == begin


@given(STARTS, st.integers(1, 60), st.sampled_from(["day", "workday"]), st.integers(0, 120))
def test_used_and_left_make_the_whole(start, length, unit, later):
    today = start + DAY * later
    result = run(rule(unit, length, "none"), start, today=today)
    if today <= result.due:
        assert result.used + result.left == length and result.left >= 0
    else:
        assert result.used == length and result.left <= 0
        assert result.state == "overdue"


@given(STARTS, st.integers(1, 40), UNITS, st.integers(0, 60))
def test_the_strip_never_contradicts_the_clock(start, length, unit, later):
    result = run(rule(unit, length), start, today=start + DAY * later)
    cells, sentence = explain(result, start + DAY * later)
    assert [cell.date for cell in cells if cell.due] == [result.due]
    assert cells[0].kind == "start" and cells[0].date == start
    assert sentence.endswith("。")
    if unit == "workday":
        numbers = [cell.n for cell in cells if cell.n]
        assert numbers == list(range(1, length + 1))


def test_a_suspension_inside_an_open_one_changes_nothing():
    start, chosen = date(2025, 3, 3), rule("workday", 10, "none")
    outer = [Event("suspend", date(2025, 3, 10)), Event("resume", date(2025, 3, 20))]
    inner = Event("suspend", date(2025, 3, 12), date(2025, 3, 13))
    assert run(chosen, start, *outer, inner).due == run(chosen, start, *outer).due == date(2025, 3, 27)


def test_a_stop_while_the_last_day_is_being_moved_never_leaves_the_end_inside_it():
    # day 30 is Saturday 10 May, moved to Monday 12; the stop covers Monday to Wednesday
    held = Event("suspend", date(2025, 5, 12), date(2025, 5, 14))
    assert run(rule("day", 30), date(2025, 4, 10), held).due == date(2025, 5, 15)


def test_an_extension_cannot_be_used_twice():
    chosen = rule("day", 30, extend=Extend(30, "day"))
    events = [Event("extend", date(2025, 4, 20)), Event("extend", date(2025, 4, 21))]
    result = run(chosen, date(2025, 4, 1), *events)
    assert result.due == date(2025, 6, 3) and "上限" in result.problems[0]


def test_months_end_on_the_corresponding_day_or_the_last():
    assert period.shift_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert period.shift_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert period.shift_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


@pytest.mark.parametrize("day", [date.min, date(1900, 1, 1), date(2100, 1, 1), date.max])
@pytest.mark.parametrize("chosen", [r for r in load_rules().values() if r.parts], ids=lambda r: r.id)
def test_no_rule_fails_for_any_date_and_far_dates_are_provisional(chosen, day):
    from datetime import datetime

    for number, part in enumerate(chosen.parts, 1):
        if part.unit == "permanent":
            continue
        start = datetime(day.year, day.month, day.day, 9, 30) if part.unit == "hour" else day
        days = 10 if part.free else None
        result = fold(chosen, [Event("start", start)], part=number, days=days, calendar=CALENDAR)
        assert result.provisional and result.due


def test_an_open_suspension_has_no_due_day():
    result = run(
        rule("workday", 10), date(2025, 3, 3), Event("suspend", date(2025, 3, 10), note="补正"), today=date(2025, 3, 20)
    )
    assert (result.due, result.state, result.used, result.left) == (None, "suspended", 4, 6)
    assert "补正" in result.sentence and result.as_dict()["due"] is None


def test_the_contract_of_the_design_page_reads_as_drawn():
    """design/look/record.html: ten working days from 17 September 2026, two days of 补正."""
    chosen = rule("workday", 10, "none")
    events = [
        Event("start", date(2026, 9, 17), note="收到"),
        Event("suspend", date(2026, 9, 23), date(2026, 9, 24), note="补正"),
    ]
    result = fold(chosen, events, calendar=CALENDAR, today=date(2026, 10, 9))
    assert (result.due, result.used, result.left, result.state) == (date(2026, 10, 10), 9, 1, "running")
    cells, sentence = explain(result, date(2026, 10, 9))
    kinds = {cell.date.day + cell.date.month * 100: cell.kind for cell in cells}
    assert [kinds[day] for day in (917, 918, 919, 920, 923, 925, 1001, 1009, 1010)] == [
        "start", "counted", "off", "makeup", "suspended", "holiday", "holiday", "counted", "due",
    ]  # fmt: skip
    last = cells[-1]
    assert (last.n, last.counts, last.makeup, last.due) == (10, "left", True, True)
    assert sentence == (
        "2026年9月17日收到，当日不计，从次日开始；9月23日至9月24日等待补正，停止计算 2 个工作日；"
        "中秋节、国庆节放假不计；"
        "9月20日（周日）、10月10日（周六）是调休补班，计入；第 10 个工作日为10月10日（周六）。"
    )
