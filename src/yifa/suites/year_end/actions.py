"""年初 and 年结."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action
from yifa.kernel.verbs import EARLIEST
from yifa.suites.year_end import checks
from yifa.suites.year_end.models import YearBook


@action
class OpenYear(Action):
    """年初: open the year's book; open cases are carried, points that the new year lacks are listed."""

    resource, verb, label, on, main = "year_end.book", "open", "年初建账", "none", True
    roles = frozenset({"legal"})
    fields = ("year",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """One book a year, and not before its time."""
        year = data.get("year") or 0
        if year < EARLIEST.year:
            raise ValidationError({"year": "年度不对，可能写错了。"})
        if YearBook.objects.filter(bureau_id=ctx.scope.bureau_id, year=year).exists():
            raise ValidationError({"year": f"{year}年度已经建账。"})
        if year > ctx.day.year:
            raise ValidationError({"year": "还没有到这一年。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> YearBook:
        """Open it."""
        year = data["year"]
        return work.create(
            YearBook(
                year=year, happened_on=work.day, carried=checks.carried(work.scope, year - 1),
                open_points=[p.text for p in checks.opening(work.scope, year) if not p.done],
            )
        )  # fmt: skip


@action
class CloseYear(Action):
    """年结: freeze the year once all its quarters are closed; later corrections reopen a quarter by approval."""

    resource, verb, label, main = "year_end.book", "close", "年结", True
    roles = frozenset({"legal"})
    fields = ("closed_on", "approver")
    required = fields
    confirm = "年结后，更正这一年的记录要先经批准重开所在季度。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only an open year whose quarters are closed."""
        if obj is None:
            return ""
        if obj.state == YearBook.State.CLOSED:
            return "已年结。"
        open_points = [p.text for p in checks.closing(ctx.scope, obj.year) if p.stops and not p.done]
        return "；".join(open_points) + "。" if open_points else ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The day is not in the future."""
        if data.get("closed_on") and data["closed_on"] > ctx.day:
            raise ValidationError({"closed_on": "日期不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> YearBook:
        """Close it."""
        assert obj is not None
        return work.update(obj, state=YearBook.State.CLOSED, closed_on=data["closed_on"], approver=data["approver"],
                           carried=checks.carried(work.scope, obj.year))  # fmt: skip
