"""The register of monthly use."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.books.choices import Origin
from yifa.affairs.energy.books.models import Bill, MonthlyUse
from yifa.affairs.energy.directory.resources import once, told
from yifa.affairs.energy.engine import bills
from yifa.affairs.energy.engine.library import library
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.kernel.record import Life
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource, View

_NAMES = {"kWh": "千瓦时", "m3": "立方米", "MJ": "兆焦"}


def measured_in(row: Any) -> str:
    """Return the unit of the quantity in Chinese."""
    unit = library().kind(row.account.supply).unit
    return _NAMES.get(unit, unit)


def price(row: Any) -> str:
    """Return yuan per unit; nothing where there is no quantity or no fee."""
    return f"{row.fee / row.quantity:.4f}" if row.fee is not None and row.quantity else ""


@resource
class UseResource(Resource):
    """月台账."""

    key, model, title, noun, order = "energy.use", MonthlyUse, "能源资源消费月台账", "月用量", 20
    columns = ("account", "month", "quantity", Column("measure", "单位", measured_in), "fee",
               Column("price", "单价（元）", price, number=True), "origin", "happened_on")  # fmt: skip
    filters = ("origin", "happened_on")
    form = ("account", "month", "quantity", "fee", "origin", "happened_on", "unit", "paper", "note")
    search, title_field, line = (
        ("account", "month"),
        "month",
        ("account", "quantity"),
    )
    ordering = ("-month", "account", "id")
    business_key = ("account", "month")
    aliases = {
        "account": ("户号", "用户编号", "账号"),
        "month": ("月份", "账期"),
        "quantity": ("消费量", "用电量", "用水量"),
        "fee": ("费用", "电费", "水费"),
        "happened_on": ("抄表日期", "账单日期"),
    }
    views = (View("estimate", "估算的", lambda rows, day: rows.filter(origin=Origin.ESTIMATE)),)
    tones = {"origin": {"estimate": "warn"}}
    rules = ("ENE-03",)
    register = False
    select = ("account",)
    empty = "还没有月台账。按账户逐月登记，或导入账单表。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A month is entered after it began."""
        month, day = data.get("month"), data.get("happened_on") or getattr(obj, "happened_on", None)
        if month and day and month > f"{day:%Y-%m}":
            raise ValidationError({"month": "所属月份晚于抄表（账单）日期。"})
        account = told(data, obj, "account")
        said = {"month": "这个账户这个月已有台账。改正原记录，不要重复登记。"}
        once(ctx, obj, MonthlyUse, said, account=account, month=told(data, obj, "month"))


@resource
class BillResource(Resource):
    """账单."""

    key, model, title, noun, order = "energy.bill", Bill, "账单", "账单", 21
    columns = ("account", "start", "end", "quantity", Column("measure", "单位", measured_in), "fee",
               Column("price", "单价（元）", price, number=True), "happened_on")  # fmt: skip
    filters = ("happened_on",)
    form = ("account", "start", "end", "quantity", "fee", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("account",), "account", ("start", "end", "quantity")
    ordering = ("-end", "account", "id")
    business_key = ("account", "start")
    aliases = {
        "account": ("户号", "用户编号", "账号"),
        "start": ("起始日期", "上次抄表"),
        "end": ("截止日期", "本次抄表"),
        "quantity": ("用电量", "用水量", "用气量"),
        "fee": ("费用", "电费", "水费", "气费"),
        "happened_on": ("账单日期",),
    }
    rules = ("ENE-03",)
    in_menu, register = False, False
    select = ("account",)
    empty = "还没有账单。按账单的起止日登记或导入，月台账按天归月带入。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Days in order; two bills of an account share a day at most."""
        start, end, account = (told(data, obj, name) for name in ("start", "end", "account"))
        if not (start and end and account):
            return
        try:
            one = bills.Bill(start, end)
        except EnergyError as error:
            raise ValidationError({"end": f"{error}。"}) from error
        others = Bill.objects.filter(account=account, life=Life.LIVE, start__lte=end, end__gte=start)
        for other in others:
            if (obj is None or other.pk != obj.pk) and not bills.accepted(one, bills.Bill(other.start, other.end)):
                raise ValidationError({"start": f"与{other.start}至{other.end}的账单重叠，同一天只算一次。"})
