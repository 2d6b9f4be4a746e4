"""From meters to the ledger: the closed months of the series become monthly use (抄表)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from yifa.affairs.energy.books.choices import Origin
from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.directory.models import Meter
from yifa.affairs.energy.engine.numbers import EnergyError, shown
from yifa.affairs.energy.engine.periods import MONTH, period
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.record import Life
from yifa.kernel.registry import action


def closed_month(month: str) -> Any:
    """Return the closed month of the series, or refuse with the way on."""
    folder = settings.HOME / "series"
    if not (folder / "manifest.sqlite3").exists():
        raise Refused("还没有表计读数。先用 yifa energy ingest 收读数。")
    from yifa.affairs.energy.series import closing
    from yifa.affairs.energy.series.records import SeriesError
    from yifa.affairs.energy.series.store import Series

    series = Series(folder)
    try:
        if not series.manifest.closed(month):
            raise Refused(f"{month}的表计还没有月结。先用 yifa energy close-series {month}。")
        return closing.read(series, month)
    except SeriesError as error:
        raise Refused(f"{error}。") from error
    finally:
        series.close()


@action
class TakeReadings(Action):
    """取表计月结: accounts whose total meters cover the whole month get their use; what is missing is not zero."""

    resource, verb, label, on, rules = "energy.use", "from_meters", "取表计月结", "none", ("ENE-03",)
    extra = {"month": forms.CharField(label="所属月份", max_length=7, help_text="如2025-03，先月结")}
    help = "总表读数覆盖全月的账户按表计月结登记，有估算的标明估算；缺读数的和已有台账的不动。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A month."""
        try:
            span = period(data.get("month") or "")
        except EnergyError as error:
            raise ValidationError({"month": f"{error}。"}) from error
        if span.kind != MONTH or span.end >= ctx.day:
            raise ValidationError({"month": "写一个已经结束的月份，如2025-03。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One row an account; several total meters are added up."""
        month = data["month"]
        end: date = period(month).end
        closed = closed_month(month)
        lines = {line.name: line for line in closed.lines if line.kind == "meter"}
        have = set(MonthlyUse.objects.filter(month=month, life=Life.LIVE).values_list("account_id", flat=True))
        rows = Meter.objects.filter(bureau_id=work.scope.bureau_id, life=Life.LIVE, above=None, happened_on__lte=end)
        mine: dict[Any, list[Any]] = {}
        for meter in rows.exclude(removed_on__lt=period(month).start).select_related("account").order_by("pk"):
            mine.setdefault(meter.account, []).append(lines.get(meter.number))
        made, short = [], []
        for account, found in mine.items():
            if account.pk in have:
                continue
            if any(line is None or line.value is None or line.covered < closed.seconds for line in found):
                short.append(account.number)
                continue
            measured = all(line.measured >= closed.seconds for line in found)
            made.append(
                MonthlyUse(
                    bureau_id=account.bureau_id, unit_id=account.unit_id, happened_on=end, account=account, month=month,
                    quantity=Decimal(shown(sum(line.value for line in found), 3)),
                    origin=Origin.READING if measured else Origin.ESTIMATE,
                    paper=f"表计月结第{closed.version}版 {closed.digest[:12]}",
                )
            )  # fmt: skip
        if not made:
            raise Refused(f"{month}没有可登记的账户：{len(have)}个已有台账，{len(short)}个的总表读数不全。")
        work.extra = {"short": short[:200]}
        work.create_many(made)
        return made[-1]
