"""From meters to the ledger: the closed months of the series become monthly use (抄表)."""

from __future__ import annotations

from contextlib import closing as closing_of
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from yifa.affairs.energy.books import proposals
from yifa.affairs.energy.books.choices import Origin
from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.directory.models import Meter
from yifa.affairs.energy.engine.numbers import EnergyError, shown
from yifa.affairs.energy.engine.periods import MONTH, Period, period
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.policy import WRITERS
from yifa.kernel.record import Life
from yifa.kernel.registry import action, get_resource

FILERS = WRITERS | {"unit"}


def closed_month(month: str) -> Any:
    """Return the closed month of the series, closing it first where its hours are all there; or refuse, saying why."""
    folder = settings.HOME / "series"
    if not (folder / "manifest.sqlite3").exists():
        raise Refused("还没有表计读数。先用 yifa energy ingest 收读数。")
    from yifa.affairs.energy.series import closing
    from yifa.affairs.energy.series.records import SeriesError
    from yifa.affairs.energy.series.store import Series, Writer

    try:
        with closing_of(Series(folder)) as series:
            if series.manifest.closed(month):
                return closing.read(series, month)
        with Writer(folder) as writer:
            return closing.close(writer, month)
    except SeriesError as error:
        raise Refused(f"{error}。") from error


def month_over(text: str, day: date) -> Period:
    """Return a month that is over; a form error where it is none."""
    try:
        span = period(text or "")
    except EnergyError as error:
        raise ValidationError({"month": f"{error}。"}) from error
    if span.kind != MONTH or span.end >= day:
        raise ValidationError({"month": "写一个已经结束的月份，如2025-03。"})
    return span


@action
class TakeReadings(Action):
    """取表计月结: accounts whose total meters cover the whole month get their use; what is missing is not zero."""

    resource, verb, label, on, rules = "energy.use", "from_meters", "取表计月结", "none", ("ENE-03",)
    extra = {"month": forms.CharField(label="所属月份", max_length=7, help_text="如2025-03，还没有月结的先月结")}
    help = "总表读数覆盖全月的账户按表计月结登记，有估算的标明估算；缺读数的和已有台账的不动。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A month."""
        month_over(data.get("month") or "", ctx.day)

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


@action
class Confirm(Action):
    """核对登记: the officer confirms what meters and bills propose for a month, account by account."""

    resource, verb, label, on, roles, rules = "energy.use", "confirm", "核对登记", "none", FILERS, ("ENE-03",)
    extra = {
        "month": forms.CharField(label="所属月份", max_length=7),
        "rows": forms.JSONField(label="台账", help_text="户号、用量、金额、数据来源"),
    }
    hidden = True

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Numbers for accounts of one's own, at least one."""
        month_over(data.get("month") or "", ctx.day)
        checked(data.get("rows"))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One row an account, with the paper that it rests on."""
        span, rows = month_over(data["month"], work.day), checked(data["rows"])
        wanted = {int(row["account"]): row for row in rows if str(row.get("account", "")).isdigit()}
        accounts = get_resource("energy.account").rows(work.scope).filter(pk__in=wanted)
        closed = closed_or_none(data["month"])
        found = {one.account.pk: one for one in proposals.proposals(accounts, span, closed)}
        if lost := [str(row.get("number") or pk) for pk, row in wanted.items() if pk not in found]:
            raise Refused(f"{'、'.join(lost[:8])}已有{data['month']}的台账，或不是可以登记的账户。刷新后再核对。")
        made = []
        for pk, row in wanted.items():
            one = found[pk]
            made.append(
                MonthlyUse(
                    bureau_id=one.account.bureau_id, unit_id=one.account.unit_id, happened_on=span.end,
                    account=one.account, month=data["month"], quantity=row["quantity"], fee=row.get("fee"),
                    origin=row["origin"], paper=proposals.evidence(one, row["quantity"], closed),
                )
            )  # fmt: skip
        work.create_many(made)
        return made[-1]


def closed_or_none(month: str) -> Any | None:
    """Return the closed month of the series, or None where there is none yet."""
    try:
        return closed_month(month)
    except Refused:
        return None


def checked(rows: Any) -> list[dict[str, Any]]:
    """Return rows with their numbers; a form error that names what is none."""
    if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
        raise ValidationError({"rows": "至少勾选一个账户。"})
    wrong, found = [], []
    for row in rows:
        name = str(row.get("number") or row.get("account") or "")
        numbers: dict[str, Decimal | None] = {}
        for key, label, places in (("quantity", "用量", 3), ("fee", "金额", 2)):
            text = str(row.get(key) if row.get(key) is not None else "").strip().replace(",", "")
            try:
                value = numbers[key] = Decimal(text) if text else None
            except InvalidOperation:
                wrong.append(f"{name}的{label}“{text[:20]}”不是数字。")
                continue
            if value is None and key == "quantity":
                wrong.append(f"{name}没有填用量。没有用就填0，没有数就不要勾选。")
            elif value is not None and not (value.is_finite() and 0 <= value < 10**12):
                wrong.append(f"{name}的{label}不能是负数，也不能这么大。")
            elif value is not None and value != round(value, places):
                wrong.append(f"{name}的{label}最多{places}位小数。")
        if row.get("origin") not in Origin.values:
            wrong.append(f"{name}没有选数据来源。")
        found.append({**row, **numbers})
    if wrong:
        raise ValidationError({"rows": wrong[:8]})
    return found
