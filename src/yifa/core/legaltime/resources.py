"""Register of clocks."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.legaltime.models import Clock
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


def _open(rows: Any, day: date) -> Any:
    return rows.exclude(state=Clock.State.STOPPED).filter(backfilled=False)


def _running(rows: Any, day: date) -> Any:
    """Clocks that run; one that stands still cannot be overdue."""
    return _open(rows, day).filter(state=Clock.State.RUNNING)


@resource
class ClockResource(Resource):
    """期限."""

    key, model, title, noun, order = "core_legaltime.clock", Clock, "期限", "期限", 10
    columns = ("title", "label", "rule", "happened_on", "due_on", "state", "stopped_on", "in_time", "unit")
    filters = ("state", "due_on", "unit")
    facts = ("title", "label", "rule", "happened_on", "due_on", "provisional", "state", "stopped_on", "in_time", "unit")
    search = ("title", "label", "rule")
    line, ordering = ("label", "due_on"), ("due_on", "id")
    verbs = ()
    register, dated = False, False
    views = (
        View("overdue", "逾期", lambda rows, day: _running(rows, day).filter(due_on__lt=day)),
        View("today", "今天到期", lambda rows, day: _running(rows, day).filter(due_on=day)),
        View("running", "在走", _running),
        View("suspended", "停止计算", lambda rows, day: _open(rows, day).filter(state=Clock.State.SUSPENDED)),
    )
