"""Which quarters of which registers are confirmed and closed; what a correction in one does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from yifa.core.metrics.metric import Query
from yifa.core.metrics.models import Answer, Collection, Quarter, RegisterClose
from yifa.kernel import registry
from yifa.kernel.record import Life


def quarter_of(day: date) -> int:
    """Return 1..4."""
    return (day.month - 1) // 3 + 1


def quarter_end(year: int, quarter: int) -> date:
    """Return the last day of a quarter."""
    month = quarter * 3
    return date(year, month, 30 if month in (6, 9) else 31)


def closed_periods(resource: str, bureau_id: int) -> Callable[[date], str]:
    """Return a test that names the closed period a day falls in for a register, or ""."""
    rows = RegisterClose.objects.filter(
        bureau_id=bureau_id, register=resource, life=Life.LIVE, state=RegisterClose.State.CLOSED
    ).values_list("collection__year", "collection__quarter")
    shut = {(year, quarter): f"{year}年{Quarter(quarter).label}" for year, quarter in rows}
    return lambda day: shut.get((day.year, quarter_of(day)), "")


def reopen_period(work: Any, resource: str, bureau_id: int, day: date, approver: str, reason: str) -> None:
    """Reopen the closed period inside a running correction."""
    row = RegisterClose.objects.get(
        bureau_id=bureau_id, register=resource, life=Life.LIVE, state=RegisterClose.State.CLOSED,
        collection__year=day.year, collection__quarter=quarter_of(day),
    )  # fmt: skip
    work.update(row, state=RegisterClose.State.REOPENED, approver=approver, reason=reason[:200])


def unconfirmed(query: Query, registers: tuple[str, ...]) -> list[str] | None:
    """Return what is missing before a zero may be claimed for a span; None if the registers were never collected.

    A zero is a finding (零报告): each office named must have confirmed each finished quarter, by entries
    or by 零报告, and the lead office must have closed the register.
    """
    quarters = [q for q in range(1, 5) if query.start <= quarter_end(query.year, q) <= query.end]
    answers = Answer.objects.filter(
        bureau_id=query.bureau_id, collection__year=query.year, register__in=registers, life=Life.LIVE
    )
    asked = set(answers.values_list("collection__quarter", "register"))
    if not asked:
        return None
    missing: list[str] = []
    closes = {
        (c.collection.quarter, c.register): c.state
        for c in RegisterClose.objects.filter(
            bureau_id=query.bureau_id, collection__year=query.year, register__in=registers, life=Life.LIVE
        ).select_related("collection")
    }
    waiting: dict[tuple[int, str], list[str]] = {}
    open_answers = answers.exclude(state=Answer.State.CONFIRMED).select_related("unit", "collection")
    for answer in open_answers:
        waiting.setdefault((answer.collection.quarter, answer.register), []).append(str(answer.unit))
    for quarter in quarters:
        for register in registers:
            name = f"第{'一二三四'[quarter - 1]}季度“{registry.get_resource(register).title}”"
            state = closes.get((quarter, register))
            if (quarter, register) not in asked:
                missing.append(f"{name}没有收数")
            elif units := waiting.get((quarter, register)):
                missing.append(f"{name}等{'、'.join(units)}答复")
            elif state == RegisterClose.State.REOPENED:
                missing.append(f"{name}已重开，待重新关闭")
            elif state is None:
                missing.append(f"{name}待牵头处室关闭")
    return missing


def collections_of(bureau_id: int, year: int) -> Any:
    """Return a bureau's collections of a year."""
    return Collection.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE).order_by("quarter")
