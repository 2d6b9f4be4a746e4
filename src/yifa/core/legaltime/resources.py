"""Register of clocks."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource, View


def _open(rows: Any, day: date) -> Any:
    return rows.exclude(state=Clock.State.STOPPED).filter(backfilled=False)


def _running(rows: Any, day: date) -> Any:
    """Clocks that run; one that stands still cannot be overdue."""
    return _open(rows, day).filter(state=Clock.State.RUNNING)


def _law(clock: Clock) -> str:
    """《政府信息公开条例》第三十三条, as in force when the clock started."""
    return str(clocks.rule_of(clock).basis)


_LAW = Column("law", "依据", _law)


@resource
class ClockResource(Resource):
    """期限."""

    key, model, title, noun, order = "core_legaltime.clock", Clock, "期限", "期限", 10
    columns = ("title", "label", "unit", _LAW, "due_on", "stopped_on", "in_time")
    filters = ("state", "due_on", "unit")
    facts = ("title", "label", _LAW, "happened_on", "due_on", "provisional", "state", "stopped_on", "in_time", "unit")
    search = ("title", "label", "rule")
    line, ordering = ("label", "due_on"), ("state", "due_on", "id")
    verbs = ()
    register, dated = False, False
    views = (
        View("overdue", "逾期", lambda rows, day: _running(rows, day).filter(due_on__lt=day)),
        View("today", "今天到期", lambda rows, day: _running(rows, day).filter(due_on=day)),
        View("running", "在走", _running),
        View("suspended", "停止计算", lambda rows, day: _open(rows, day).filter(state=Clock.State.SUSPENDED)),
    )
