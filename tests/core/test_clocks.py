"""Clocks on records: started by a fact, moved by facts, explained day by day."""

from datetime import date

from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel.action import Work
from yifa.kernel.registry import get_action


def _meeting(house):
    h = house("jia")
    return h, h.backfill(
        "decisions.meeting", [{"body": "topic", "number": 1, "title": "专题会", "happened_on": date(2026, 9, 17)}]
    )[0]


def _work(h):
    from yifa.kernel import action

    action.IN_ACTION.set(True)
    return Work(get_action("decisions.meeting", "record"), h.ctx())


def test_a_reply_clock_counts_working_days_and_stops_in_time(house):
    h, obj = _meeting(house)
    work = _work(h)
    clock = clocks.start(work, obj, rule="GID-02", at=date(2026, 9, 17), label="答复")
    assert clock.due_on == date(2026, 10, 21)
    clocks.stop(work, obj, "GID-02", date(2026, 10, 20))
    clock.refresh_from_db()
    assert clock.state == Clock.State.STOPPED
    assert clock.in_time is True


def test_suspension_moves_the_due_day_and_the_strip_says_why(house):
    h, obj = _meeting(house)
    work = _work(h)
    clocks.start(work, obj, rule="GID-02", at=date(2026, 9, 17), label="答复")
    clocks.event(work, obj, "GID-02", "suspend", date(2026, 9, 23), until=date(2026, 9, 24), note="补正")
    panel = clocks.panel(obj, date(2026, 10, 9))
    assert panel is not None
    entry = panel["entries"][0]
    assert "停止计算" in entry["sum"]
    assert any(day["kind"] == "stopped" for day in entry["days"])
    assert Clock.objects.get(object_ref=obj.pk, resource="decisions.meeting").due_on == date(2026, 10, 23)


def test_an_overdue_clock_alarms_but_never_ends_the_case(house):
    h, obj = _meeting(house)
    clock = clocks.start(_work(h), obj, rule="GID-02", at=date(2026, 9, 17), label="答复")
    said = clocks.words(clock, date(2026, 10, 26))
    assert said["tone"] == "alarm"
    assert said["label"].startswith("逾期 ")
    clock.refresh_from_db()
    assert clock.state == Clock.State.RUNNING
