"""The register of alarms."""

from __future__ import annotations

from typing import Any

from yifa.affairs.energy.watch.choices import State
from yifa.affairs.energy.watch.models import Alarm
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource, View


def found(row: Any) -> str:
    """Return the figure with its unit."""
    return "" if row.found is None else f"{row.found:,f}{row.measure}"


def usual(row: Any) -> str:
    """Return what it is held against."""
    return "" if row.usual is None else f"{row.usual:,f}{row.measure}"


def what(row: Any) -> str:
    """Return what an alarm is about in a line."""
    return f"{row.institution}{row.get_supply_display()}{row.get_kind_display()}"


@resource
class AlarmResource(Resource):
    """用能异常."""

    key, model, title, noun, order = "energy.alarm", Alarm, "用能异常", "异常", 26
    columns = (Column("what", "异常", what), "institution", "kind", "happened_on", "supply", "meter",
               Column("found", "实际", found, number=True), Column("usual", "通常", usual, number=True),
               "state", "due_on", "cause", "outcome")  # fmt: skip
    spare = ("institution", "kind", "supply", "meter", "cause", "outcome")
    filters = ("state", "kind", "supply", "institution", "happened_on", "due_on")
    facts = (Column("what", "异常", what), "institution", "kind", "happened_on", "supply", "meter",
             Column("found", "实际", found),
             Column("usual", "通常或提示线", usual), "why", "state", "due_on", "cause", "explained_on", "explanation",
             "outcome", "closed_on", "closing_note", "filer", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("institution", "why"), "what", ("happened_on", "state")
    ordering = ("-happened_on", "institution", "-id")
    views = (
        View("open", "待说明", lambda rows, day: rows.filter(state=State.OPEN)),
        View("late", "逾期未说明", lambda rows, day: rows.filter(state=State.OPEN, due_on__lt=day)),
        View("explained", "待销号", lambda rows, day: rows.filter(state=State.EXPLAINED)),
    )
    tones = {"state": {"open": "warn", "explained": "run", "closed": "done"}}
    verbs = ("void",)
    read_roles = READERS | {"unit"}
    rules = ("ENE-03",)
    register = False
    select = ("institution", "meter")
    empty = "没有用能异常。表计读数归一后“检出异常”，逐条说明和销号。"
